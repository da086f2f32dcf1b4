import { expect, test } from "vitest";
import { formatLength } from "./overlay-renderer.js";

test.each([
  [[0, 0], [3, 4], "5.0 px (3.0 × 4.0)"],
  [[10, 5], [10, 25.25], "20.3 px"],
  [[7, 7], [7, 7], "0.0 px"],
] as const)("from %j to %j is %s", (from, to, text) => {
  expect(formatLength(from, to)).toBe(text);
});
