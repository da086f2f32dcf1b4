import {
  AuthenticationError,
  AuthorizationError,
  BulkError,
  type BulkFailure,
  NotFoundError,
  ValidationError,
} from "./errors.js";
import { RawJson, toJson } from "./http/json.js";
import { toWire } from "./http/params.js";
import { byIndex, type ParallelOptions, runParallel } from "./parallel.js";

/** The server's limit on what it takes, and deletes, at once. */
export const MAX_CHUNK_ITEMS = 1000;
/** Keeps a chunk of samples with large attributes (sequences of hundreds of frames) far from any limit on bodies. */
const MAX_CHUNK_BYTES = 8 * 1024 * 1024;

/**
 * How a bulk call is cut up.
 *
 * @example
 * const options: ChunkOptions = { chunkSize: 100, concurrency: 8, onProgress: ({ done }) => console.log(done) };
 * await client.samples.createMany("jane/flowers", [], options);
 */
export interface ChunkOptions extends ParallelOptions {
  /** How many items one request takes at most, 1 to 1000. Default 1000. */
  readonly chunkSize?: number | undefined;
}

interface Entry {
  readonly index: number;
  readonly json: string;
}

/**
 * Sends items in chunks, several at a time; results in the items' order. A chunk is applied whole or not at all: items
 * that the server finds faulty are taken out, and the others of the chunk are sent again without them.
 */
export async function createInChunks<Result>(
  items: Iterable<object> | AsyncIterable<object>,
  send: (body: RawJson, signal: AbortSignal) => PromiseLike<readonly Result[]>,
  options: ChunkOptions,
): Promise<Result[]> {
  const results: (Result | undefined)[] = [];
  const failures: BulkFailure[] = [];
  const total = Array.isArray(items) ? items.length : undefined;
  let done = 0;
  /** Set once the server refuses the caller and not the items: it will refuse the rest as well. */
  let refusal: unknown;

  const sendChunk = async (entries: readonly Entry[], signal: AbortSignal): Promise<void> => {
    if (entries.length === 0) return;
    try {
      if (refusal !== undefined) throw refusal;
      const answer = await send(new RawJson(`[${entries.map(({ json }) => json).join(",")}]`), signal);
      if (answer.length !== entries.length) {
        throw new ValidationError(`The server answered with ${answer.length} samples for ${entries.length}`);
      }
      for (const [place, { index }] of entries.entries()) results[index] = answer[place];
    } catch (error) {
      if (options.signal?.aborted) throw error;
      if (isRefusal(error)) refusal = error;
      const faulty = faultsByItem(error);
      const isNamed = faulty.size > 0;
      for (const [place, { index }] of entries.entries()) {
        const fault = isNamed ? faulty.get(place) : error;
        if (fault !== undefined) failures.push({ index, error: fault });
      }
      if (isNamed)
        await sendChunk(
          entries.filter((_, place) => !faulty.has(place)),
          signal,
        );
    }
  };

  const work = async (entries: readonly Entry[], { signal }: { readonly signal: AbortSignal }) => {
    for (const { index } of entries) results[index] = undefined;
    await sendChunk(entries, signal);
    done += entries.length;
    options.onProgress?.({ done, total });
  };
  await runParallel(chunksOf(items, options), work, options);
  if (failures.length > 0) throw new BulkError(failures.toSorted(byIndex), results);
  return results as Result[];
}

function isRefusal(error: unknown): boolean {
  return error instanceof AuthenticationError || error instanceof AuthorizationError || error instanceof NotFoundError;
}

async function* chunksOf(
  items: Iterable<object> | AsyncIterable<object>,
  options: ChunkOptions,
): AsyncGenerator<Entry[], void, undefined> {
  const maxItems = Math.min(MAX_CHUNK_ITEMS, Math.max(1, options.chunkSize ?? MAX_CHUNK_ITEMS));
  let chunk: Entry[] = [];
  let bytes = 0;
  let index = 0;
  for await (const item of items) {
    const json = toJson(toWire(item));
    if (chunk.length === maxItems || (chunk.length > 0 && bytes + json.length > MAX_CHUNK_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push({ index: index++, json });
    bytes += json.length;
  }
  if (chunk.length > 0) yield chunk;
}

/** The server names a fault by its path, `[3].attributes.image`: place → an error that holds this item's faults alone. */
function faultsByItem(error: unknown): Map<number, ValidationError> {
  const faults = new Map<number, Record<string, readonly string[]>>();
  if (!(error instanceof ValidationError) || error.status === undefined) return new Map();
  for (const [path, sentences] of Object.entries(error.fields)) {
    const match = /^\[(\d+)\]\.?(.*)$/s.exec(path);
    if (match === null) continue;
    const place = Number(match[1]);
    faults.set(place, { ...faults.get(place), [match[2] ?? ""]: sentences });
  }
  const { status, requestId } = error;
  return new Map(
    [...faults].map(([place, fields]) => {
      const detail = Object.entries(fields).flatMap(([path, sentences]) => `${path}: ${sentences.join(" ")}`);
      return [
        place,
        new ValidationError(detail.join(" "), { status, requestId, body: { ...fields, detail: detail[0] } }),
      ];
    }),
  );
}
