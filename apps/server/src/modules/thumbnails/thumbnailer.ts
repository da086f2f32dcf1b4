import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { oneAtATime } from "../../one-at-a-time.js";
import { type Thumbnail, ThumbnailRefusedError } from "./make-thumbnail.js";

/** What the child is to read from its input: the thumbnail is made of it, or a bitmap without some of its objects. */
export interface DecodeRequest {
  readonly length: number;
  readonly erasedIds?: readonly number[] | undefined;
}

/** What the child answers for one image. */
export type DecodeAnswer =
  | { readonly bitmap: Uint8Array }
  | { readonly thumbnail: Omit<Thumbnail, "bytes"> & { readonly bytes: Uint8Array } }
  | { readonly refused: string }
  | { readonly failed: string };

/** The child ends with it when decoding takes more memory than it may. */
export const OUT_OF_MEMORY_EXIT = 86;

/** Above what makeThumbnail's own bound and the largest file take; what takes more lied in its header. */
const MAX_RSS_BYTES = 1024 * 1024 * 1024;
const IDLE_MS = 30_000;
/** Reading, decoding and encoding of one image; the library's own limit lies below. */
const PATIENCE_MS = 60_000;

export interface Thumbnailer {
  /**
   * A thumbnail made in a process of its own, one image at a time: decoders are fed by strangers, and take what memory the
   * image asks for. Where it dies, it is the image's fault.
   *
   * @throws {ThumbnailRefusedError}
   */
  make(image: Buffer): Promise<Thumbnail>;
  /**
   * A segmentation bitmap in which the pixels of these ids are 0, made in the same process.
   *
   * @throws {ThumbnailRefusedError}
   */
  eraseIds(png: Buffer, ids: readonly number[]): Promise<Buffer>;
  close(): Promise<void>;
}

/**
 * The child starts with the first image and ends when there was none for a while.
 *
 * @param options.maxRssBytes the memory at which it ends itself
 */
export function createThumbnailer(options: { readonly maxRssBytes?: number } = {}): Thumbnailer {
  const { maxRssBytes = MAX_RSS_BYTES } = options;
  let child: DecodeChild | undefined;
  let idle: NodeJS.Timeout | undefined;
  let isClosed = false;
  const inTurn = oneAtATime();
  const decode = async (image: Buffer, erasedIds?: readonly number[]): Promise<DecodedImage> => {
    if (isClosed) throw new Error("The server stops.");
    clearTimeout(idle);
    child = child?.isAlive ? child : new DecodeChild(maxRssBytes);
    try {
      return await child.decode(image, erasedIds);
    } finally {
      idle = setTimeout(() => void child?.end(), IDLE_MS).unref();
    }
  };
  return {
    make: (image) =>
      inTurn(async () => {
        const result = await decode(image);
        if (!("thumbnail" in result)) throw new Error("The child answered another question.");
        return { ...result.thumbnail, bytes: Buffer.from(result.thumbnail.bytes) };
      }),
    eraseIds: (png, ids) =>
      inTurn(async () => {
        const result = await decode(png, ids);
        if (!("bitmap" in result)) throw new Error("The child answered another question.");
        return Buffer.from(result.bitmap);
      }),
    async close() {
      isClosed = true;
      clearTimeout(idle);
      await child?.end();
    },
  };
}

type DecodedImage = Exclude<DecodeAnswer, { readonly refused: string } | { readonly failed: string }>;

class DecodeChild {
  readonly #process: ChildProcess;
  readonly #ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  #isAlive = true;
  #isEnding = false;

  constructor(maxRssBytes: number) {
    // Compiled code, also where a test runner runs the sources.
    const file = fileURLToPath(new URL("./decode-child.js", import.meta.url)).replace(
      /([/\\])src([/\\]modules[/\\])/,
      "$1dist$2",
    );
    const { PATH, SystemRoot, TEMP, TMPDIR, LD_LIBRARY_PATH } = process.env;
    this.#process = fork(file, [String(maxRssBytes)], {
      // Nothing of the server's secrets is in reach of a decoder. Fewer arenas give freed memory back sooner.
      env: { PATH, SystemRoot, TEMP, TMPDIR, LD_LIBRARY_PATH, MALLOC_ARENA_MAX: "2" },
      execArgv: ["--max-old-space-size=64"],
      serialization: "advanced",
      stdio: ["pipe", "ignore", "ignore", "ipc"],
    });
    this.#process.unref();
    this.#process.channel?.unref();
    // A child that dies while it is written to: its end says why.
    this.#process.stdin?.on("error", () => undefined);
    this.#ended = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null) => {
        this.#isAlive = false;
        resolve({ code, signal });
      };
      this.#process.once("exit", end);
      this.#process.once("error", () => end(null, null));
    });
  }

  get isAlive(): boolean {
    return this.#isAlive && !this.#isEnding;
  }

  async decode(image: Buffer, erasedIds: readonly number[] | undefined): Promise<DecodedImage> {
    const over = new AbortController();
    let isLate = false;
    try {
      const answer = new Promise<DecodeAnswer>((resolve) => this.#process.once("message", resolve as never));
      this.#process.send({ length: image.length, erasedIds } satisfies DecodeRequest);
      this.#process.stdin?.write(image);
      const late = sleep(PATIENCE_MS, "late" as const, { signal: over.signal }).catch(() => "late" as const);
      const result = await Promise.race([answer, this.#ended, late]);
      isLate = result === "late";
      if (result === "late") throw new ThumbnailRefusedError("The image takes too long to decode.");
      if ("thumbnail" in result || "bitmap" in result) return result;
      if ("refused" in result) throw new ThumbnailRefusedError(result.refused);
      if ("failed" in result) throw new Error(`Thumbnails cannot be made: ${result.failed}`);
      if (this.#isEnding) throw new Error("The server stops.");
      throw deathOf(result);
    } finally {
      over.abort();
      this.#process.removeAllListeners("message");
      // What it is still busy with is of no use.
      if (isLate) await this.end();
    }
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    if (this.#isAlive) this.#process.kill("SIGKILL");
    await this.#ended;
  }
}

function deathOf({ code, signal }: { code: number | null; signal: NodeJS.Signals | null }): Error {
  // It could not be started: no word about the image.
  if (code === null && signal === null) return new Error("The process that decodes images could not be started.");
  // SIGKILL is the kernel's way when memory runs out.
  const isMemory = code === OUT_OF_MEMORY_EXIT || signal === "SIGKILL";
  return new ThumbnailRefusedError(
    isMemory ? "The image takes too much memory to decode." : "The image cannot be decoded.",
  );
}
