import { ReleaseError } from "./release-error.js";

/** Bytes that arrive in pieces. */
export type ByteStream = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/**
 * Where a release comes from. A stream can be read once; a Blob, bytes, text, and a function that opens a stream can be read again.
 *
 * @example openRelease(() => fetchBody(url)) // may be opened twice
 */
export type ReleaseSource = ByteStream | Blob | Uint8Array | string | (() => ByteStream | Promise<ByteStream>);

/** Whether a source may be read from its start more than once. */
export function isReopenable(source: ReleaseSource): boolean {
  return !isStream(source);
}

/** The source's bytes from its start, inflated when they are gzip. */
export async function* readBytes(source: ReleaseSource): AsyncGenerator<Uint8Array> {
  const chunks = iterate(await open(source));
  const first = await nextWithBytes(chunks);
  if (first === undefined) return;
  const whole = rejoin(first, chunks);
  if (first[0] === 0x1f && first[1] === 0x8b) yield* inflate(whole);
  else yield* whole;
}

function isStream(source: ReleaseSource): source is ByteStream {
  if (typeof source === "function" || typeof source === "string") return false;
  return !(source instanceof Blob) && !(source instanceof Uint8Array);
}

async function open(source: ReleaseSource): Promise<ByteStream> {
  if (typeof source === "function") return source();
  if (typeof source === "string") return new Blob([source]).stream();
  if (source instanceof Blob) return source.stream();
  if (source instanceof Uint8Array) return piecesOf(source);
  return source;
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const size = 1 << 20;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A ReadableStream is not async iterable in every browser, so it is read by its reader. */
async function* iterate(stream: ByteStream): AsyncGenerator<Uint8Array> {
  if (!("getReader" in stream)) {
    yield* stream;
    return;
  }
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(ignoreLateFailure);
    reader.releaseLock();
  }
}

/** The stream failed or ended before it was cancelled; its reader has been told already. */
function ignoreLateFailure(): void {}

async function nextWithBytes(chunks: AsyncGenerator<Uint8Array>): Promise<Uint8Array | undefined> {
  for (;;) {
    const { done, value } = await chunks.next();
    if (done === true) return undefined;
    if (value.length > 0) return value;
  }
}

async function* rejoin(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

async function* inflate(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let sourceFault: { readonly error: unknown } | undefined;
  const compressed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value.slice());
      } catch (error) {
        sourceFault = { error };
        throw error;
      }
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
  try {
    yield* iterate(compressed.pipeThrough(new DecompressionStream("gzip")));
  } catch (cause) {
    if (sourceFault !== undefined) throw sourceFault.error;
    throw new ReleaseError("", "its gzip data is damaged or truncated", { cause });
  }
}
