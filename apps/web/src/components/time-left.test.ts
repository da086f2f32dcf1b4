import { expect, test } from "vitest";
import { relativeTime } from "./relative-time.js";
import { timeLeft } from "./time-left.js";

test.each([
  [{ done: 0, total: 10, elapsedMs: 60_000 }, undefined],
  [{ done: 10, total: 10, elapsedMs: 60_000 }, undefined],
  [{ done: 1, total: 10, elapsedMs: 500 }, undefined],
  [{ done: 9, total: 10, elapsedMs: 9_000 }, "a few seconds left"],
  [{ done: 5, total: 10, elapsedMs: 22_000 }, "25 s left"],
  [{ done: 100, total: 400, elapsedMs: 60_000 }, "3 min left"],
  [{ done: 1, total: 100, elapsedMs: 180_000 }, "5 h left"],
])("%j leaves %s", (run, words) => {
  expect(timeLeft(run)).toBe(words);
});

test.each([
  [-2_000, "just now"],
  [3_000, "just now"],
  [60_000, "in 1 minute"],
  [-60_000, "1 minute ago"],
  [-7_200_000, "2 hours ago"],
  [-86_400_000, "yesterday"],
  [-40 * 86_400_000, "last month"],
])("%i ms from now is %s", (offset, words) => {
  expect(relativeTime(1e12 + offset, 1e12)).toBe(words);
});
