import { expect, it } from "vitest";
import { groupByReason } from "./group-by-reason.js";

it("notes are counted by reason, the most frequent first, with the first places", () => {
  const notes = Array.from({ length: 7 }, (_, at) => ({ place: `${at}.txt`, reason: "x", detail: "y" }));
  expect(groupByReason([{ place: "a", reason: "z" }, ...notes])).toEqual([
    { reason: "x", count: 7, examples: ["0.txt: y", "1.txt: y", "2.txt: y", "3.txt: y", "4.txt: y"] },
    { reason: "z", count: 1, examples: ["a"] },
  ]);
});
