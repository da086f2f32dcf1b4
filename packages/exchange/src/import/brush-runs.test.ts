import { maskOfRuns, objectMasks } from "@tessera/codecs";
import { describe, expect, it } from "vitest";
import { brushRle } from "../export/brush-rle.js";
import { skippedOf } from "../testing/import-summary.js";
import { brushRuns } from "./brush-runs.js";
import { importLabelStudio } from "./label-studio.js";

const SIZE = { widthPx: 4, heightPx: 2 };
const packed = (pixels: readonly number[], size = SIZE) => {
  const bitmap = { ...size, ids: Uint32Array.from(pixels) };
  const mask = objectMasks(bitmap).get(1);
  if (mask === undefined) throw new Error("there is no object 1");
  return brushRle(bitmap, 1, mask);
};
const bits = (text: string) => {
  const digits = text.replaceAll(" ", "");
  const padded = digits.padEnd(Math.ceil(digits.length / 8) * 8, "0");
  return (padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
};
const HEADER = `${(32).toString(2).padStart(32, "0")} 00111 0010 0011 0111 1111`;

describe("brushes of Label Studio", () => {
  it.each([[[1, 0, 0, 1, 0, 1, 1, 0]], [[1, 1, 1, 1, 1, 1, 1, 1]], [[0, 0, 0, 0, 0, 0, 0, 1]]])(
    "are what the export packs: %j",
    (pixels) => {
      const runs = brushRuns(packed(pixels), SIZE);
      expect(typeof runs === "string" ? runs : [...maskOfRuns(runs).data]).toEqual(pixels);
    },
  );

  it("may have values that do not repeat", () => {
    // 28 zeros, then the values 0 0 0 128 one by one.
    const literals = `0 00 011 ${"00000000".repeat(3)} 10000000`;
    const runs = brushRuns(bits(`${HEADER} 1 10 00011011 00000000 ${literals}`), SIZE);
    expect(typeof runs === "string" ? runs : [...maskOfRuns(runs).data]).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it("of a large picture are read whole", () => {
    const size = { widthPx: 300, heightPx: 200 };
    const pixels = Array.from({ length: 60_000 }, (_, at) => (at % 7 < 3 || at > 50_000 ? 1 : 0));
    const runs = brushRuns(packed(pixels, size), size);
    expect(typeof runs === "string" ? runs : [...maskOfRuns(runs).data]).toEqual(pixels);
  });

  const BROKEN = "its run lengths are damaged, or not of its picture's size";
  it.each([
    [[], BROKEN],
    ["text", BROKEN],
    [[0, 1], BROKEN],
    [packed([1, 0, 0, 1, 0, 1, 1, 0]).slice(0, -2), BROKEN],
    [packed([1, 1], { widthPx: 2, heightPx: 1 }), BROKEN],
    [bits(`${HEADER} 1 10 00011111 00000000`), "it has no pixels"],
    [bits(`${HEADER} 1 10 00111111 00000000`), BROKEN],
  ])("that cannot be read: %j", (rle, reason) => expect(brushRuns(rle, SIZE)).toBe(reason));
});

describe("a task of brushes", () => {
  const brush = { type: "brushlabels", original_width: 4, original_height: 2 };
  const rle = packed([1, 0, 0, 1, 0, 1, 1, 0]);
  const polygon = {
    ...{ type: "polygonlabels", original_width: 4, original_height: 2 },
    value: { points: [[50, 0], [100, 0], [100, 100], [50, 100]], polygonlabels: ["dog"] }, // biome-ignore format: short
  };
  const read = (results: readonly object[], as?: "masks" | "shapes") =>
    importLabelStudio(JSON.stringify([{ data: { image: "a.png" }, annotations: [{ result: results }] }]), { as });

  it("is a segmentation, with its polygons", () => {
    const result = read([{ ...brush, score: 0.5, value: { format: "rle", rle, brushlabels: ["cat"] } }, polygon]);
    expect([result.taskType, result.skipped]).toEqual(["segmentation-bitmap", []]);
    expect(result.samples[0]?.annotations).toEqual([
      { id: 1, category_id: 1, attributes: { score: 0.5 } },
      { id: 2, category_id: 2 },
    ]);
    expect([...(result.samples[0]?.paint?.().bitmap.ids ?? [])]).toEqual([1, 0, 2, 2, 0, 1, 2, 2]);
  });

  it("lists what it has no place for", () => {
    const box = {
      ...brush,
      type: "rectanglelabels",
      value: { x: 0, y: 0, width: 9, height: 9, rectanglelabels: ["a"] },
    };
    const other = { ...brush, value: { format: "png", brushlabels: ["cat"] } };
    const masks = read([box, other, { ...brush, value: { format: "rle", rle } }], "masks");
    expect(skippedOf(masks)).toEqual([
      "[0] result[0]: results of type rectanglelabels have no place in a segmentation",
      "[0] result[1]: its brush is of another format than rle",
      "[0] result[2]: it has no label",
    ]);
    expect(masks.samples[0]?.isUnlabeled).toBe(true);
    const shapes = read([box, { ...brush, value: { format: "rle", rle, brushlabels: ["cat"] } }]);
    expect(shapes.taskType).toBe("vector");
    expect(skippedOf(shapes)).toEqual(["[0] result[1]: brushes have no place among shapes"]);
  });
});
