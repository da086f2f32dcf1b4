import { BulkError, type BulkFailure } from "./errors.js";
import { onAbort } from "./http/on-abort.js";

/**
 * How a bulk call runs.
 *
 * @example
 * const options: ParallelOptions = { concurrency: 2, signal: AbortSignal.timeout(60_000) };
 * const labels = await inParallel([sample.uuid], (uuid) => client.labels.get(uuid), options);
 * console.log(labels.length); // 1
 */
export interface ParallelOptions {
  /** How many requests are under way at once. Default 4. */
  readonly concurrency?: number | undefined;
  /** Stops it: what is under way is aborted, the rest is not begun, and the call rejects with the signal's `reason`. */
  readonly signal?: AbortSignal | undefined;
  /** Called whenever some of it is done. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * How far a bulk call or an upload is.
 *
 * @example
 * const show = ({ done, total }: Progress) => console.log(total === undefined ? `${done}` : `${done} of ${total}`);
 * await client.assets.upload(new Blob(["Roses are red."]), { filename: "roses.txt", onProgress: show });
 */
export interface Progress {
  /** Items (of an upload: bytes) that are done. */
  readonly done: number;
  /** Of how many; undefined while that is not known. */
  readonly total: number | undefined;
}

const DEFAULT_CONCURRENCY = 4;

/**
 * Does something with each item, several at a time, and gives the results in the items' order. Items come from any
 * iterable, and are taken only as fast as they are worked on.
 *
 * @throws {BulkError} when some failed: with the place of each, and the results of the others.
 * @example
 * const names = ["tulip.jpg", "lily.jpg"];
 * const files = await inParallel(names, (name, { signal }) => client.assets.create({ filename: name }, { signal }), {
 *   concurrency: 2,
 *   onProgress: ({ done, total }) => console.log(`${done} of ${total}`),
 * });
 * console.log(files.map((file) => file.filename)); // [ 'tulip.jpg', 'lily.jpg' ]
 */
export async function inParallel<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item, context: { readonly index: number; readonly signal: AbortSignal }) => PromiseLike<Result>,
  options: ParallelOptions = {},
): Promise<Result[]> {
  const results: (Result | undefined)[] = [];
  const failures: BulkFailure[] = [];
  const total = Array.isArray(items) ? items.length : undefined;
  let done = 0;
  await runParallel(
    items,
    async (item, context) => {
      try {
        results[context.index] = await work(item, context);
      } catch (error) {
        if (options.signal?.aborted) throw error;
        failures.push({ index: context.index, error });
        results[context.index] = undefined;
      }
      options.onProgress?.({ done: ++done, total });
    },
    options,
  );
  if (failures.length > 0) throw new BulkError(failures.toSorted(byIndex), results);
  return results as Result[];
}

export function byIndex(a: BulkFailure, b: BulkFailure): number {
  return a.index - b.index;
}

/** The pool: `work` for each item, `concurrency` at a time. What `work` throws stops everything. */
export async function runParallel<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item, context: { readonly index: number; readonly signal: AbortSignal }) => Promise<void>,
  options: ParallelOptions,
): Promise<void> {
  const { signal, concurrency = DEFAULT_CONCURRENCY } = options;
  const controller = new AbortController();
  signal?.throwIfAborted();
  const forget = onAbort(signal, () => controller.abort(signal?.reason));
  const source = iterate(items);
  let index = 0;
  // One at a time asks the source: an async generator queues calls, an iterator need not.
  let turn: Promise<unknown> = Promise.resolve();
  const take = () => {
    const taken = turn.then(() => source.next());
    turn = taken.catch(() => undefined);
    return taken.then((step) => ({ step, index: index++ }));
  };
  const worker = async () => {
    for (;;) {
      controller.signal.throwIfAborted();
      const { step, index } = await take();
      if (step.done) return;
      await work(step.value, { index, signal: controller.signal });
    }
  };
  try {
    const workers = Array.from({ length: Math.max(1, Math.floor(concurrency)) }, worker);
    await Promise.all(
      workers.map((running) =>
        running.catch((error: unknown) => {
          controller.abort(error);
          throw error;
        }),
      ),
    );
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  } finally {
    forget();
    if (controller.signal.aborted) await source.return?.();
  }
}

function iterate<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncIterator<Item> | Iterator<Item> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}
