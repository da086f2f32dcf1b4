import { expect, test } from "vitest";
import { skippedByReason } from "./skipped-by-reason.js";

test("what an export leaves out is grouped by reason, the most frequent first", () => {
  const pixels = { sample: "a.png", objectId: 8, reason: "it has no pixels" };
  const first = { sample: "b.png", reason: "it has no label" };
  expect(skippedByReason([pixels, first, { ...first, sample: "c.png" }])).toEqual([
    { reason: "it has no label", count: 2, first },
    { reason: "it has no pixels", count: 1, first: pixels },
  ]);
  expect(skippedByReason([])).toEqual([]);
});
