import { describe, expect, it } from "vitest";
import { skippedOf } from "../testing/import-summary.js";
import { importCvat } from "./cvat.js";

const image = (...shapes: readonly string[]) =>
  `<annotations><image name="a.png" width="4" height="3">${shapes.join("")}</image></annotations>`;
const mask = (rle: string, [left, top, width, height]: readonly number[], more = "") =>
  `<mask label="cat" rle="${rle}" left="${left}" top="${top}" width="${width}" height="${height}" ${more}/>`;
const idsOf = (text: string) => [...(importCvat(text, { as: "masks" }).samples[0]?.paint?.().bitmap.ids ?? [])];

describe("masks of CVAT", () => {
  it.each([
    ["the whole picture", mask("0, 12", [0, 0, 4, 3]), [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
    ["off and on in turn, row by row", mask("1, 2, 3", [1, 1, 3, 2]), [0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]],
    ["a ring", mask("0,4,1,4", [1, 0, 3, 3]), [0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1]],
    ["the last pixel", mask("0,1", [3, 2, 1, 1]), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
    ["columns that touch", mask("0,3,1,2", [0, 1, 3, 2]), [0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0]],
  ])("%s", (_, shape, due) => expect(idsOf(image(shape))).toEqual(due));

  it("the lowest is covered by the others, and polygons are filled", () => {
    const polygon =
      '<polygon label="dog" points="0,0;2,0;2,3;0,3" z_order="2"><attribute name="a">b</attribute></polygon>';
    const text = image(polygon, mask("0,3", [1, 1, 3, 1], 'z_order="1" group_id="4"'));
    const { taskType, samples, categories, skipped } = importCvat(text);
    expect([taskType, skipped]).toEqual(["segmentation-bitmap", []]);
    expect(categories).toEqual([
      { id: 1, name: "cat" },
      { id: 2, name: "dog" },
    ]);
    expect(samples[0]?.annotations).toEqual([
      { id: 1, category_id: 1, attributes: { group: 4 } },
      { id: 2, category_id: 2, attributes: { a: "b" } },
    ]);
    expect(idsOf(text)).toEqual([2, 2, 0, 0, 2, 2, 1, 1, 2, 2, 0, 0]);
  });

  const BROKEN = "its run lengths do not fit its box, or the box does not fit the picture";
  it.each([
    [mask("0,3", [1, 1, 3, 2]), BROKEN],
    [mask("0,6", [2, 1, 3, 2]), BROKEN],
    [mask("0,x", [0, 0, 1, 1]), BROKEN],
    [mask("-1,2", [0, 0, 1, 1]), BROKEN],
    [mask("", [0, 0, 1, 1]), BROKEN],
    [mask("0,1", [0.5, 0, 1, 1]), BROKEN],
    [mask("1", [0, 0, 1, 1]), "it has no pixels"],
    [mask("0,1", [0, 0, 1, 1]).replace(' label="cat"', ""), "it has no label"],
    ['<box label="cat" xtl="0" ytl="0" xbr="2" ybr="2"/>', "<box> has no place in a segmentation"],
  ])("%s is listed", (shape, reason) => {
    const result = importCvat(image(shape), { as: "masks" });
    expect(skippedOf(result)).toEqual([`a.png, shape 1: ${reason}`]);
    expect(result.samples[0]?.isUnlabeled).toBe(true);
  });

  it("are listed among shapes", () => {
    const result = importCvat(image(mask("0,1", [0, 0, 1, 1])), { as: "shapes" });
    expect(result.taskType).toBe("vector");
    expect(skippedOf(result)).toEqual(["a.png, shape 1: masks have no place among shapes"]);
  });
});
