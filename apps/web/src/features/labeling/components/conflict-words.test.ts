import type { LabelAttributes } from "@tessera/sdk";
import { expect, it } from "vitest";
import { compareLabels } from "../session/index.js";
import { categoryOf, changeText, differenceName } from "./conflict-words.js";

function label(boxes: readonly (readonly [id: number, x: number])[]): LabelAttributes {
  const annotations = boxes.map(([id, x]) => ({
    id,
    category_id: 1,
    type: "bbox",
    points: [
      [x, 0],
      [x + 5, 5],
    ],
  }));
  return { annotations } as unknown as LabelAttributes;
}

it("says what each did to what", () => {
  const { differences } = compareLabels({
    base: label([
      [1, 0],
      [2, 0],
      [3, 0],
    ]),
    mine: label([
      [1, 9],
      [2, 0],
      [3, 4],
      [5, 0],
    ]),
    theirs: label([
      [2, 7],
      [3, 8],
    ]),
  });
  const words = differences.map((each) => [differenceName(each), changeText(each, "mine"), changeText(each, "theirs")]);
  expect(words.toSorted()).toEqual([
    ["Object 1", "changed", "removed"],
    ["Object 2", "unchanged", "changed"],
    ["Object 3", "changed", "changed"],
    ["Object 5", "added", "not there"],
  ]);
  const [first] = differences;
  expect(first && categoryOf(first, { task_attributes: { categories: [{ id: 1, name: "car" }] } } as never)).toBe(
    "car",
  );
});
