import { describe, expect, it } from "vitest";
import { canJoin, joinSamples } from "./join-samples.js";
import type { FoundSample } from "./merge-imports.js";

const size = { widthPx: 3, heightPx: 1 };
const sample = (
  from: string,
  categories: Record<number, string>,
  ...annotations: FoundSample["annotations"]
): FoundSample => ({
  ...{ name: "a.jpg", from, size, annotations },
  categoryOf: new Map(Object.entries(categories).map(([id, name]) => [Number(id), name])),
});
const box = (id: number, category_id: number, left: number) => ({
  ...{ id, category_id, type: "bbox" },
  points: [
    [left, 0],
    [left + 1, 1],
  ],
});
const dot = (id: number, instance: number, x: number) => ({
  ...{ id, category_id: 1, type: "point", points: [[x, 0]], attributes: { keypoint: "nose", instance } },
});

describe("what several documents say of a picture", () => {
  it("is one sample, with each object once", () => {
    const instances = sample("instances.json", { 1: "cat", 2: "person" }, box(1, 1, 0), box(2, 2, 1), box(3, 2, 1));
    const keypoints = sample("keypoints.json", { 1: "person" }, box(1, 1, 1), dot(2, 1, 1));
    const { annotations, categoryOf } = joinSamples([instances, keypoints]);
    expect(annotations.map(({ id, category_id, points }) => [id, categoryOf.get(category_id), points])).toEqual([
      [1, "cat", box(0, 0, 0).points],
      [2, "person", box(0, 0, 1).points],
      [3, "person", box(0, 0, 1).points],
      [5, "person", [[1, 0]]],
    ]);
    expect(annotations[3]?.attributes).toEqual({ keypoint: "nose", instance: 4 });
  });

  it.each([
    [{}, {}, true],
    [{}, { from: "a.json" }, false],
    [{}, { size: { widthPx: 9, heightPx: 9 } }, false],
    [{}, { paint: () => ({ bitmap: { ...size, ids: new Uint32Array(3) }, hiddenIds: [] }) }, false],
  ])("%o and %o: %s", (a, b, due) =>
    expect(canJoin({ ...sample("a.json", {}), ...a }, { ...sample("b.json", {}), ...b })).toBe(due),
  );
});

describe("masks of several documents", () => {
  const drawn = (
    from: string,
    categories: Record<number, string>,
    ids: number[],
    ...objects: FoundSample["annotations"]
  ) => ({
    ...sample(from, categories, ...objects),
    paint: () => ({ bitmap: { ...size, ids: Uint32Array.from(ids) }, hiddenIds: [] }),
  });
  const object = (id: number, category_id: number) => ({ id, category_id });

  it("lie over each other, and the same mask is there once", async () => {
    const first = drawn("a.json", { 1: "cat", 2: "sky" }, [1, 2, 2], object(1, 1), object(2, 2));
    const second = drawn("b.json", { 1: "cat" }, [1, 0, 2], object(1, 1), object(2, 1));
    const joined = joinSamples([first, second]);
    expect(joined.annotations.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(await joined.paint?.()).toEqual({
      bitmap: { ...size, ids: Uint32Array.of(1, 2, 4) },
      ...{ hiddenIds: [3], duplicateIds: [3] },
    });
  });

  it("of another category cover each other, and what is covered is named", async () => {
    const first = drawn("a.json", { 1: "cat" }, [1, 0, 0], object(1, 1));
    const second = drawn("b.json", { 1: "dog" }, [1, 0, 0], object(1, 1));
    expect(await joinSamples([first, second]).paint?.()).toEqual({
      bitmap: { ...size, ids: Uint32Array.of(2, 0, 0) },
      ...{ hiddenIds: [1], duplicateIds: [] },
    });
  });
});
