import type { ImageSize } from "@tessera/editor-2d";
import { Emitter } from "@tessera/editor-core";
import type { FrameState } from "../../timeline/timeline-source.js";
import type { ImageHandle, ImageStore } from "./image-store.js";
import type { SampleFrame } from "./sample-frames.js";

/** Loads that go on at once. */
const PARALLEL = 4;
/** Frames that are kept ready around the one in view, as far as they fit into so many bytes; never fewer than those beside it. */
const MAX_WINDOW = 24;
const MIN_WINDOW = 3;
const WINDOW_BYTES = 384 * 1024 * 1024;

/**
 * The frames in the order in which they are wanted: the one in view, then those beside it, two in the direction of travel for one
 * behind.
 *
 * @example framesByNeed({ frame: 5, direction: 1, count: 9, window: 6 }) // [5, 6, 4, 7, 8, 3]
 */
export function framesByNeed(options: {
  readonly frame: number;
  readonly direction: 1 | -1;
  readonly count: number;
  readonly window: number;
}): number[] {
  const { frame, direction, count, window } = options;
  const frames = [frame];
  let [ahead, behind] = [1, 1];
  while (frames.length < Math.min(window, count) && (ahead < count || behind < count)) {
    const isBehind = behind * 2 <= ahead;
    const next = isBehind ? frame - direction * behind++ : frame + direction * ahead++;
    if (next >= 0 && next < count) frames.push(next);
  }
  return frames;
}

/** Loads the images around the frame in view, the nearest first, and gives up those that are no longer near. */
export class FramesAhead {
  readonly #images: Pick<ImageStore, "acquire" | "peek">;
  readonly #frames: readonly SampleFrame[];
  /** Something has come, or could not be loaded. */
  readonly changed = new Emitter();
  readonly #failed = new Set<string>();
  /** Of images that were here: they stay known when the images go. By url. */
  readonly #sizes = new Map<string, ImageSize>();
  readonly #held = new Map<string, ImageHandle>();
  #wanted: readonly string[] = [];
  #frame = 0;
  #isDisposed = false;

  constructor(images: Pick<ImageStore, "acquire" | "peek">, frames: readonly SampleFrame[]) {
    this.#images = images;
    this.#frames = frames;
  }

  /** Another frame is in view. */
  go(frame: number): void {
    const direction = frame < this.#frame ? -1 : 1;
    this.#frame = frame;
    const due = framesByNeed({ frame, direction, count: this.#frames.length, window: this.#window() });
    this.#wanted = due.flatMap((index) => this.#frames[index]?.url ?? []);
    const wanted = new Set(this.#wanted);
    for (const [url, handle] of [...this.#held]) {
      if (wanted.has(url)) continue;
      this.#held.delete(url);
      handle.release();
    }
    this.#load();
  }

  /** Whether a frame can be shown at once. */
  isReady(frame: number): boolean {
    const url = this.#frames[frame]?.url;
    return url === undefined || this.#failed.has(url) || this.#images.peek(url) !== undefined;
  }

  /** How large the nearest image is whose size is known; undefined where none is. */
  sizeNear(frame: number): ImageSize | undefined {
    for (let distance = 0; distance < this.#frames.length; distance++) {
      const size = this.#sizeOf(frame - distance) ?? this.#sizeOf(frame + distance);
      if (size !== undefined) return size;
    }
    return undefined;
  }

  stateOf(frame: number): FrameState {
    const url = this.#frames[frame]?.url;
    if (url === undefined) return "missing";
    if (this.#images.peek(url) !== undefined) return "ready";
    if (this.#failed.has(url)) return "failed";
    return this.#held.has(url) ? "loading" : "unasked";
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const handle of this.#held.values()) handle.release();
    this.#held.clear();
  }

  #sizeOf(frame: number): ImageSize | undefined {
    const url = this.#frames[frame]?.url;
    return url === undefined ? undefined : this.#sizes.get(url);
  }

  #remember(url: string, { widthPx, heightPx }: ImageSize): void {
    this.#sizes.set(url, { widthPx, heightPx });
  }

  #window(): number {
    const url = this.#frames[this.#frame]?.url;
    const bytes = url === undefined ? undefined : this.#images.peek(url)?.bytes;
    const fitting = bytes === undefined ? MIN_WINDOW : Math.floor(WINDOW_BYTES / Math.max(1, bytes));
    return Math.min(MAX_WINDOW, Math.max(MIN_WINDOW, fitting));
  }

  #load(): void {
    if (this.#isDisposed) return;
    let loading = [...this.#held].filter(([url]) => this.#images.peek(url) === undefined).length;
    for (const url of this.#wanted) {
      if (loading >= PARALLEL) return;
      if (this.#held.has(url)) continue;
      const handle = this.#images.acquire(url);
      this.#held.set(url, handle);
      if (handle.image !== undefined) {
        this.#remember(url, handle.image);
        continue;
      }
      loading++;
      const next = () => {
        this.changed.emit();
        this.#load();
      };
      // What failed is told by the canvas when its frame comes into view.
      handle.loading.then(
        (image) => {
          this.#remember(url, image);
          this.#failed.delete(url);
          next();
        },
        () => {
          if (this.#held.has(url)) this.#failed.add(url);
          next();
        },
      );
    }
  }
}
