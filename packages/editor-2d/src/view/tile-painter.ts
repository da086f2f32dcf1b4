import type { DisplayList } from "./display-list.js";
import { paintList } from "./paint-list.js";

export interface PaintJob {
  readonly list: DisplayList;
  readonly width: number;
  readonly height: number;
}

/** Paints lists beside the frames. */
export interface TilePainter {
  /** Whether another job would be begun soon. */
  readonly isFree: boolean;
  /** The picture; `undefined` once the painter is disposed of. */
  paint(job: PaintJob): Promise<ImageBitmap | undefined>;
  dispose(): void;
}

/** What the worker is sent and answers. */
export interface WorkerRequest extends PaintJob {
  readonly id: number;
}

export interface WorkerReply {
  readonly id: number;
  readonly picture: ImageBitmap;
}

/** More would only wait for memory. */
const MAX_WORKERS = 3;

/** One is painted while the next is already there. */
const MAX_WAITING = 2;

/** Nodes painted at a time by a painter without a worker: about 3 ms. */
const SLICE_NODES = 1200;

interface Waiting {
  readonly job: PaintJob;
  readonly resolve: (picture: ImageBitmap | undefined) => void;
}

/** Paints in workers; in slices on this thread where there are none or they do not start. */
export function createTilePainter(): TilePainter {
  const cores = navigator.hardwareConcurrency || 2;
  const count = Math.min(MAX_WORKERS, Math.max(1, cores - 1));
  return new PainterPool(Array.from({ length: count }, () => new WorkerPainter()));
}

class PainterPool implements TilePainter {
  readonly #painters: readonly TilePainter[];

  constructor(painters: readonly TilePainter[]) {
    this.#painters = painters;
  }

  get isFree(): boolean {
    return this.#painters.some((painter) => painter.isFree);
  }

  async paint(job: PaintJob): Promise<ImageBitmap | undefined> {
    const painter = this.#painters.find((each) => each.isFree) ?? this.#painters[0];
    return painter?.paint(job);
  }

  dispose(): void {
    for (const painter of this.#painters) painter.dispose();
  }
}

class WorkerPainter implements TilePainter {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #substitute: SlicePainter | undefined;
  #nextId = 0;

  constructor() {
    try {
      const worker = new Worker(new URL("./tile-worker.js", import.meta.url), { type: "module", name: "shape tiles" });
      worker.addEventListener("message", (event: MessageEvent<WorkerReply>) => this.#onReply(event.data));
      worker.addEventListener("error", () => this.#substituteWorker());
      this.#worker = worker;
    } catch {
      // A page may forbid workers by its content security policy. Pictures are then made here, only more slowly.
      this.#substitute = new SlicePainter();
    }
  }

  get isFree(): boolean {
    return this.#substitute?.isFree ?? this.#waiting.size < MAX_WAITING;
  }

  paint(job: PaintJob): Promise<ImageBitmap | undefined> {
    if (this.#substitute !== undefined) return this.#substitute.paint(job);
    const id = this.#nextId++;
    const { promise, resolve } = withResolvers<ImageBitmap | undefined>();
    this.#waiting.set(id, { job, resolve });
    const request: WorkerRequest = { ...job, id };
    this.#worker?.postMessage(request);
    return promise;
  }

  dispose(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#substitute?.dispose();
    for (const { resolve } of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }

  #onReply({ id, picture }: WorkerReply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting === undefined) picture.close();
    else waiting.resolve(picture);
  }

  #substituteWorker(): void {
    if (this.#worker === undefined) return;
    this.#worker.terminate();
    this.#worker = undefined;
    const substitute = new SlicePainter();
    this.#substitute = substitute;
    for (const { job, resolve } of this.#waiting.values()) void substitute.paint(job).then(resolve);
    this.#waiting.clear();
  }
}

class SlicePainter implements TilePainter {
  #last: Promise<unknown> = Promise.resolve();
  #waitingCount = 0;
  #isDisposed = false;

  get isFree(): boolean {
    return this.#waitingCount < MAX_WAITING;
  }

  paint(job: PaintJob): Promise<ImageBitmap | undefined> {
    this.#waitingCount++;
    const done = this.#last.then(() => this.#paintInSlices(job)).finally(() => this.#waitingCount--);
    this.#last = done;
    return done;
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  async #paintInSlices({ list, width, height }: PaintJob): Promise<ImageBitmap | undefined> {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("This browser has no 2D canvas");
    let at = 0;
    do {
      await nextSlice();
      if (this.#isDisposed) return undefined;
      at = paintList(context, list, { from: at, maxNodes: SLICE_NODES });
    } while (at < list.numbers.length);
    return canvas.transferToImageBitmap();
  }
}

/** After the browser had time for a frame. */
function nextSlice(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 8));
}

/** `Promise.withResolvers`, which Safari has only had since 17.4. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((resolvePromise) => {
    resolve = resolvePromise;
  });
  return { promise, resolve };
}
