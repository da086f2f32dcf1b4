import { expect, test } from "vitest";
import { labeledCount, percent, statusShares, totalOf } from "./status.js";

test("a progress bar shows what is done first and leaves out what does not occur", () => {
  const shares = statusShares({ UNLABELED: 5, LABELED: 3, REVIEWED: 2, REJECTED: 0, TOTAL: 10 });
  expect(shares.map(({ status, count, share }) => [status, count, share])).toEqual([
    ["REVIEWED", 2, 0.2],
    ["LABELED", 3, 0.3],
    ["UNLABELED", 5, 0.5],
  ]);
});

test("an empty dataset has no shares and no division by zero", () => {
  expect(statusShares({ TOTAL: 0 })).toEqual([]);
  expect(statusShares({})).toEqual([]);
  expect(percent(0, 0)).toBe(0);
});

test("without TOTAL the statuses are added up", () => {
  expect(totalOf({ LABELED: 2, SKIPPED: 1 })).toBe(3);
});

test("labeled counts finished labels, and no skipped samples", () => {
  expect(labeledCount({ LABELED: 1, REVIEWED: 2, SKIPPED: 4, REJECTED: 8, PRELABELED: 16, UNLABELED: 32 })).toBe(3);
  expect(percent(labeledCount({ LABELED: 2, SKIPPED: 1 }), 22)).toBe(9);
});

test("percents round, but never to all or nothing", () => {
  expect(percent(1, 10_000)).toBe(1);
  expect(percent(9_999, 10_000)).toBe(99);
  expect(percent(10_000, 10_000)).toBe(100);
  expect(percent(1, 3)).toBe(33);
});
