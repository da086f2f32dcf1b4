import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { BulkError } from "./errors.js";
import { inParallel } from "./parallel.js";

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("results stand in the items' order, however long each took", async () => {
  const durations = [30, 1, 20, 5, 0, 10];
  const progress: number[] = [];
  const results = await inParallel(
    durations,
    async (ms, { index }) => {
      await later(ms);
      return `${index}:${ms}`;
    },
    { concurrency: 3, onProgress: ({ done }) => progress.push(done) },
  );
  expect(results).toEqual(["0:30", "1:1", "2:20", "3:5", "4:0", "5:10"]);
  expect(progress).toEqual([1, 2, 3, 4, 5, 6]);
});

test("never more at once than allowed, and no item is taken before its turn", async () => {
  let running = 0;
  let most = 0;
  let taken = 0;
  async function* source() {
    for (; taken < 50; taken++) yield taken;
  }
  await inParallel(
    source(),
    async (item) => {
      most = Math.max(most, ++running);
      expect(taken - item).toBeLessThanOrEqual(4);
      await later(1);
      running--;
    },
    { concurrency: 4 },
  );
  expect(most).toBe(4);
});

test("says which items failed and keeps the others", async () => {
  const error = await inParallel([1, 2, 3, 4], async (n) => {
    if (n % 2 === 0) throw new Error(`no ${n}`);
    return n * 10;
  }).catch((reason: unknown) => reason);
  if (!(error instanceof BulkError)) throw error;
  expect(error.results).toEqual([10, undefined, 30, undefined]);
  expect(error.failures.map(({ index, error }) => [index, (error as Error).message])).toEqual([
    [1, "no 2"],
    [3, "no 4"],
  ]);
  expect(error.message).toBe("2 of 4 items failed, the first with: no 2");
});

test("an abort stops it, tells the work, and closes the source", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  let isClosed = false;
  const seen: unknown[] = [];
  function* source() {
    try {
      for (let i = 0; ; i++) yield i;
    } finally {
      isClosed = true;
    }
  }
  const all = inParallel(
    source(),
    async (item, { signal }) => {
      if (item === 5) controller.abort(reason);
      await later(1);
      if (signal.aborted) seen.push(signal.reason);
    },
    { signal: controller.signal, concurrency: 2 },
  );
  await expect(all).rejects.toBe(reason);
  expect(isClosed).toBe(true);
  expect(seen).toContain(reason);
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
});

test("a source that breaks ends it", async () => {
  async function* source() {
    yield 1;
    throw new Error("disk gone");
  }
  await expect(inParallel(source(), async (n) => n)).rejects.toThrow("disk gone");
});

test("nothing to do", async () => {
  expect(await inParallel([], async (n) => n)).toEqual([]);
});
