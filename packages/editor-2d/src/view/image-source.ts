import { type DecodedImage, type DecodeOptions, decodeLevels } from "./image-decode.js";
import type { ShownRange } from "./image-depth.js";
import { closeLevels, type ImageLevel } from "./image-levels.js";

export type ImageProblem = "unreachable" | "refused" | "not_an_image" | "damaged" | "too_large";

/** Why an image cannot be shown; the message is for the user and names the file. */
export class ImageLoadError extends Error {
  readonly problem: ImageProblem;

  constructor(problem: ImageProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ImageLoadError";
    this.problem = problem;
  }
}

export interface LoadImageOptions {
  readonly signal?: AbortSignal;
  /** Bytes so far, and of the whole where the server tells. */
  readonly onProgress?: (progress: { readonly loaded: number; readonly total: number | undefined }) => void;
}

/** What the worker is sent and answers. */
export interface ImageRequest extends DecodeOptions {
  readonly file: Blob;
}

export type ImageReply = DecodedImage | { readonly problem: string };

/** Bytes of a file that are looked at: the size of a JPEG stands behind its metadata. */
const HEADER_BYTES = 256 * 1024;
/** Red, green, blue and opacity. */
const BYTES_PER_PIXEL = 4;

/** Decoded and ready to draw. Holds much memory until it is disposed of. */
export class LoadedImage {
  readonly name: string;
  /** As it is shown, EXIF orientation applied: what label coordinates count in. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly levels: readonly ImageLevel[];
  /** Which values of a 16-bit image are shown as black and white; undefined for other images. */
  readonly range: ShownRange | undefined;
  readonly #file: Blob;
  #equalized: ImageLevel[] | undefined;
  #isDisposed = false;

  constructor(name: string, file: Blob, { levels, range }: DecodedImage) {
    this.name = name;
    this.#file = file;
    this.levels = levels;
    this.range = range;
    this.widthPx = levels[0]?.widthPx ?? 0;
    this.heightPx = levels[0]?.heightPx ?? 0;
  }

  /** What its decoded pixels take of memory. */
  get bytes(): number {
    let pixels = 0;
    for (const { widthPx, heightPx } of [...this.levels, ...(this.#equalized ?? [])]) pixels += widthPx * heightPx;
    return pixels * BYTES_PER_PIXEL;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Its levels with the brightness spread evenly: made once, away from this thread, and kept. */
  async equalized(options: { readonly signal?: AbortSignal } = {}): Promise<readonly ImageLevel[]> {
    if (this.#equalized !== undefined) return this.#equalized;
    const { levels } = await decode(this.#file, { isEqualized: true }, options.signal);
    if (this.#isDisposed || this.#equalized !== undefined) closeLevels(levels);
    else this.#equalized = levels;
    return this.#equalized ?? this.levels;
  }

  dispose(): void {
    this.#isDisposed = true;
    closeLevels(this.levels);
    if (this.#equalized !== undefined) closeLevels(this.#equalized);
  }
}

/**
 * Loads an image from a url. Rejects with an `ImageLoadError`, or with the signal's reason once it is aborted.
 *
 * @example
 * const image = await loadImage(url, { signal, onProgress: ({ loaded, total }) => show(loaded, total) });
 * view.showImage(image);
 * image.dispose(); // when another sample is opened
 */
export async function loadImage(url: string, options: LoadImageOptions = {}): Promise<LoadedImage> {
  const name = fileNameOf(url);
  const file = await download(url, name, options);
  return imageFromFile(file, name, options);
}

/** The same from bytes that are there already: a file that was dropped, a frame that was fetched ahead. */
export async function imageFromFile(
  file: Blob,
  name: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<LoadedImage> {
  try {
    return new LoadedImage(name, file, await decode(file, { isEqualized: false }, options.signal));
  } catch (error) {
    options.signal?.throwIfAborted();
    throw await decodeError(name, new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer()), error);
  }
}

/** The last part of a url's path, for people; the url itself where it has none. */
export function fileNameOf(url: string): string {
  const path = url.replace(/[?#].*$/s, "");
  const last = path.slice(path.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(last) || url;
  } catch {
    // Not every address is encoded as it should be; it is only shown.
    return last || url;
  }
}

async function download(url: string, name: string, { signal, onProgress }: LoadImageOptions): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch(url, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    const message = `${name} cannot be reached: check the network, and that its server lets this site read it (CORS).`;
    throw new ImageLoadError("unreachable", message, { cause: error });
  }
  if (!response.ok) {
    throw new ImageLoadError("refused", `${name} cannot be loaded: its server answered ${response.status}.`);
  }
  try {
    return await readBody(response, onProgress);
  } catch (error) {
    signal?.throwIfAborted();
    throw new ImageLoadError("unreachable", `${name} cannot be reached: the connection broke off.`, { cause: error });
  }
}

async function readBody(response: Response, onProgress: LoadImageOptions["onProgress"]): Promise<Blob> {
  if (response.body === null || onProgress === undefined) return response.blob();
  // The length counts what travels: of a compressed body it is not what arrives here.
  const isPlain = response.headers.get("content-encoding") === null;
  const total = isPlain ? Number(response.headers.get("content-length")) || undefined : undefined;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body.getReader();
  let loaded = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    loaded += part.value.length;
    onProgress({ loaded, total });
  }
  return new Blob(chunks, { type: response.headers.get("content-type") ?? "" });
}

/** In a worker that ends with it, so that an abort frees everything; here where there are no workers. */
function decode(file: Blob, options: DecodeOptions, signal: AbortSignal | undefined): Promise<DecodedImage> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./image-worker.js", import.meta.url), { type: "module", name: "image" });
    const finish = (settle: () => void) => {
      worker.terminate();
      signal?.removeEventListener("abort", onAbort);
      settle();
    };
    const onAbort = () => finish(() => reject(signal?.reason));
    signal?.addEventListener("abort", onAbort);
    worker.addEventListener("message", ({ data }: MessageEvent<ImageReply>) => {
      finish(() => ("levels" in data ? resolve(data) : reject(new Error(data.problem))));
    });
    worker.addEventListener("error", () => finish(() => resolve(decodeLevels(file, options))));
    const request: ImageRequest = { file, ...options };
    worker.postMessage(request);
  });
}

async function decodeError(name: string, start: Uint8Array, cause: unknown): Promise<ImageLoadError> {
  // Loaded for the message only: images that can be shown need nothing of it.
  const { imageFormatOf, readImageSize } = await import("@tessera/codecs");
  if (imageFormatOf(start) === undefined) {
    return new ImageLoadError("not_an_image", `${name} is not an image that this browser knows.`, { cause });
  }
  const { widthPx, heightPx } = readImageSize(start) ?? { widthPx: 0, heightPx: 0 };
  if (isHuge(widthPx, heightPx)) {
    const size = `${widthPx.toLocaleString("en")} × ${heightPx.toLocaleString("en")} pixels`;
    return new ImageLoadError("too_large", `${name} is too large for this browser: ${size}.`, { cause });
  }
  return new ImageLoadError("damaged", `${name} is damaged: it cannot be decoded.`, { cause });
}

/** Above this, browsers fail to decode rather than files fail to be whole. */
function isHuge(widthPx: number, heightPx: number): boolean {
  return widthPx * heightPx > 120e6 || Math.max(widthPx, heightPx) > 16_384;
}
