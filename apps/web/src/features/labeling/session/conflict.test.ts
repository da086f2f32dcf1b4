import type { LabelAttributes } from "@tessera/sdk";
import { describe, expect, it } from "vitest";
import { type Choice, compareLabels, countChanges, mergeLabels } from "./conflict.js";
import { isSameContent, type Unit } from "./label-units.js";
import { attributesOf, boxAt, boxesOf, type FakeBox } from "./testing/fake-editor.js";
import { randomOf } from "./testing/random.js";

const label = (attributes: unknown) => attributes as LabelAttributes;

function merge(
  versions: { base: LabelAttributes | null; mine: LabelAttributes; theirs: LabelAttributes | null },
  choices: Readonly<Record<string, Choice>> = {},
) {
  const comparison = compareLabels(versions);
  return { comparison, merged: mergeLabels(versions, comparison, new Map(Object.entries(choices))) };
}

const sorted = (boxes: readonly FakeBox[]) => [...boxes].sort((a, b) => a.id - b.id);

describe("merging, as properties over random labels", () => {
  /** A label of up to ten boxes, and edits of it that touch the given ids only. */
  function randomEdit(random: () => number, boxes: readonly FakeBox[], ids: readonly number[]): FakeBox[] {
    const result = new Map(boxes.map((box) => [box.id, box]));
    for (const id of ids) {
      const dice = random();
      if (dice < 0.3) result.delete(id);
      else if (dice < 0.8) result.set(id, boxAt(id, Math.floor(random() * 1_000)));
    }
    return [...result.values()];
  }

  it("keeps all of both where they touch different objects", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = randomOf(seed);
      const base = Array.from({ length: 10 }, (_, i) => i + 1)
        .filter(() => random() < 0.6)
        .map((id) => boxAt(id));
      const mine = randomEdit(random, base, [1, 2, 3, 4, 5]);
      const theirs = randomEdit(random, base, [6, 7, 8, 9, 10]);
      const versions = { base: attributesOf(base), mine: attributesOf(mine), theirs: attributesOf(theirs) };
      const { comparison, merged } = merge(versions);
      const union = [...mine.filter(({ id }) => id <= 5), ...theirs.filter(({ id }) => id > 5)];
      expect(comparison.conflicts, `seed ${seed}`).toEqual([]);
      expect(sorted(boxesOf(merged)), `seed ${seed}`).toEqual(sorted(union));
    }
  });

  it("is theirs where I changed nothing, mine where they changed nothing, and either where both did the same", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = randomOf(seed);
      const base = [1, 2, 3, 4, 5].map((id) => boxAt(id));
      const edited = randomEdit(random, base, [1, 2, 3, 4, 5, 6, 7]);
      const [old, changed] = [attributesOf(base), attributesOf(edited)];
      for (const [mine, theirs] of [
        [old, changed],
        [changed, old],
        [changed, changed],
      ] as const) {
        const { comparison, merged } = merge({ base: old, mine, theirs });
        expect(comparison.conflicts).toEqual([]);
        expect(sorted(boxesOf(merged))).toEqual(sorted(edited));
      }
    }
  });

  it("loses no object and repeats no id, whatever both did and whatever is chosen but theirs", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = randomOf(seed);
      const ids = Array.from({ length: 8 }, (_, i) => i + 1);
      const base = ids.filter(() => random() < 0.5).map((id) => boxAt(id));
      const mine = randomEdit(random, base, ids);
      const theirs = randomEdit(random, base, ids);
      const versions = { base: attributesOf(base), mine: attributesOf(mine), theirs: attributesOf(theirs) };
      const choices = Object.fromEntries(
        compareLabels(versions).conflicts.map(({ key, choices }) => [key, choices.at(-1) === "both" ? "both" : "mine"]),
      ) as Record<string, Choice>;
      const { comparison, merged } = merge(versions, choices);
      const found = boxesOf(merged);
      expect(new Set(found.map(({ id }) => id)).size, `seed ${seed}`).toBe(found.length);
      const shapes = found.map(({ points }) => JSON.stringify(points));
      for (const { key, changedBy, mine: own, theirs: other } of comparison.differences) {
        const keepsMine = changedBy !== "them";
        const keepsTheirs = changedBy === "them" || changedBy === "twins" || choices[key] === "both";
        for (const unit of [keepsMine ? own : undefined, keepsTheirs ? other : undefined]) {
          expect(shapes, `seed ${seed}`).toEqual(expect.arrayContaining(shapesOf(unit)));
        }
      }
    }
  });

  function shapesOf(unit: Unit | undefined): string[] {
    const boxes = [...(unit?.parts.values() ?? [])].flatMap(({ value }) => value as FakeBox[]);
    return boxes.map(({ points }) => JSON.stringify(points));
  }
});

describe("an object that both changed", () => {
  const car = { ...boxAt(1), attributes: { parked: true, color: "red" } };
  const one = (item: unknown) => label({ annotations: [item] });
  const dragged = { ...car, points: boxAt(1, 50).points };

  it.each([
    ["a move to another category and a drag", { ...car, category_id: 2 }, dragged, { ...dragged, category_id: 2 }],
    [
      "a drag and a value",
      dragged,
      withValue("parked", false),
      { ...withValue("parked", false), points: dragged.points },
    ],
    [
      "two values",
      withValue("parked", false),
      withValue("color", "blue"),
      { ...car, attributes: { parked: false, color: "blue" } },
    ],
    [
      "a value that was taken away",
      { ...car, attributes: { color: "red" } },
      dragged,
      { ...dragged, attributes: { color: "red" } },
    ],
  ])("keeps the work of both: %s", (_name, mine, theirs, both) => {
    for (const [a, b] of [
      [mine, theirs],
      [theirs, mine],
    ]) {
      const { comparison, merged } = merge({ base: one(car), mine: one(a), theirs: one(b) });
      expect(comparison.conflicts).toEqual([]);
      expect(isSameContent(merged, one(both))).toBe(true);
    }
  });

  it.each([
    ["two drags", dragged, { ...car, points: boxAt(1, 90).points }],
    ["two categories", { ...car, category_id: 2 }, { ...car, category_id: 3 }],
    ["one value twice", withValue("color", "blue"), withValue("color", "green")],
    ["another category and a value of the old one", { ...car, category_id: 2 }, withValue("color", "green")],
  ])("asks where it is the same field: %s", (_name, mine, theirs) => {
    const { comparison } = merge({ base: one(car), mine: one(mine), theirs: one(theirs) });
    expect(comparison.conflicts.map(({ name }) => name)).toEqual(["1"]);
  });

  it("asks where a track was moved in two frames, and merges another category with new frames", () => {
    const track = (...items: unknown[]) =>
      label({ frames: items.map((item) => ({ annotations: item ? [item] : [] })) });
    const base = track(car, car);
    const { comparison } = merge({ base, mine: track(dragged, car), theirs: track(car, dragged) });
    expect(comparison.conflicts).toHaveLength(1);
    const moved = { ...car, category_id: 2 };
    const longer = merge({ base, mine: track(moved, moved), theirs: track(car, car, dragged) });
    expect(longer.comparison.conflicts).toEqual([]);
    expect(isSameContent(longer.merged, track(moved, moved, { ...dragged, category_id: 2 }))).toBe(true);
  });

  function withValue(name: string, value: unknown) {
    return { ...car, attributes: { ...car.attributes, [name]: value } };
  }
});

describe("compareLabels", () => {
  const base = attributesOf([boxAt(1), boxAt(2), boxAt(3)]);

  it.each([
    ["both moved it", [boxAt(1, 5)], [boxAt(1, 9)], ["1"]],
    ["I moved it, they deleted it", [boxAt(1, 5)], [], ["1"]],
    ["I deleted it, they moved it", [], [boxAt(1, 9)], ["1"]],
    ["both moved it to the same place", [boxAt(1, 5)], [boxAt(1, 5)], []],
    ["both deleted it", [], [], []],
  ])("%s", (_name, mine, theirs, conflicts) => {
    const start = attributesOf([boxAt(1)]);
    const { comparison } = merge({ base: start, mine: attributesOf(mine), theirs: attributesOf(theirs) });
    expect(comparison.conflicts.map(({ name }) => name)).toEqual(conflicts);
  });

  it("keeps a moved object that the other side deleted, unless its deletion is chosen", () => {
    const versions = {
      base,
      mine: attributesOf([boxAt(1, 5), boxAt(2), boxAt(3)]),
      theirs: attributesOf([boxAt(2), boxAt(3)]),
    };
    expect(boxesOf(merge(versions).merged).map(({ id }) => id)).toContain(1);
    expect(boxesOf(merge(versions, { "object 1": "theirs" }).merged).map(({ id }) => id)).toEqual([2, 3]);
    const turned = { base, mine: versions.theirs, theirs: versions.mine };
    expect(boxesOf(merge(turned).merged).map(({ id }) => id)).toContain(1);
  });

  it("can keep both versions of an object: mine under a new id", () => {
    const versions = {
      base,
      mine: attributesOf([boxAt(1, 5), boxAt(2), boxAt(3)]),
      theirs: attributesOf([boxAt(1, 9), boxAt(2), boxAt(3)]),
    };
    expect(sorted(boxesOf(merge(versions, { "object 1": "both" }).merged))).toEqual([
      boxAt(1, 9),
      boxAt(2),
      boxAt(3),
      { ...boxAt(4, 5) },
    ]);
  });

  it("gives my new object another id where theirs has it, and my links follow", () => {
    const mine = label({ annotations: [boxAt(1), boxAt(7, 70)], links: [{ from_id: 1, to_id: 7 }] });
    const theirs = label({ annotations: [boxAt(1), boxAt(7, 700)], links: [{ from_id: 7, to_id: 1 }] });
    const { comparison, merged } = merge({ base: attributesOf([boxAt(1)]), mine, theirs });
    expect(comparison.conflicts).toEqual([]);
    expect(merged).toMatchObject({
      annotations: [boxAt(1), boxAt(7, 700), boxAt(8, 70)],
      links: [
        { from_id: 7, to_id: 1 },
        { from_id: 1, to_id: 8 },
      ],
    });
  });

  it("asks about every difference where nobody knows what both started from, and then loses nothing by default", () => {
    const versions = {
      base: undefined,
      mine: attributesOf([boxAt(1), boxAt(2)]),
      theirs: attributesOf([boxAt(1), boxAt(3)]),
    };
    const comparison = compareLabels(versions);
    expect(comparison).toMatchObject({ hasBase: false });
    expect(comparison.conflicts.map(({ name }) => name)).toEqual(["3", "2"]);
    expect(sorted(boxesOf(mergeLabels(versions, comparison, new Map())))).toEqual([boxAt(1), boxAt(2), boxAt(3)]);
  });

  it("takes a track through all frames and sensors for one thing", () => {
    const frames = (x: number) => [{ annotations: [boxAt(1, x)] }, { annotations: [boxAt(1, x + 1)] }];
    const sequence = label({ frames: frames(0) });
    const mine = label({ frames: [{ annotations: [boxAt(1, 50)] }, frames(0)[1]] });
    const theirs = label({ frames: [frames(0)[0], { annotations: [boxAt(1, 60)] }] });
    expect(compareLabels({ base: sequence, mine, theirs }).conflicts.map(({ name }) => name)).toEqual(["1"]);

    const sensors = (camera: unknown, lidar: unknown) => ({
      sensors: [
        { name: "camera", task_type: "image-vector-sequence", attributes: camera },
        { name: "lidar", task_type: "pointcloud-cuboid-sequence", attributes: lidar },
      ],
    });
    const before = label(sensors({ frames: frames(0) }, []));
    const withLidar = label(sensors({ frames: frames(0) }, { frames: [{ annotations: [boxAt(2)] }] }));
    const withCamera = label(sensors({ frames: frames(5) }, []));
    const { comparison, merged } = merge({ base: before, mine: withLidar, theirs: withCamera });
    expect(comparison.conflicts).toEqual([]);
    expect(merged).toEqual(sensors({ frames: frames(5) }, { frames: [{ annotations: [boxAt(2)] }] }));
  });

  it("takes a bitmap and its objects for one thing", () => {
    const bitmap = (url: string, ids: number[]) =>
      label({ annotations: ids.map((id) => ({ id, category_id: 1 })), segmentation_bitmap: { url } });
    const versions = { base: bitmap("a", [1]), mine: bitmap("b", [1, 2]), theirs: bitmap("c", [1, 3]) };
    const { comparison } = merge(versions);
    expect(comparison.conflicts).toMatchObject([{ kind: "raster", choices: ["mine", "theirs"] }]);
    const key = comparison.conflicts[0]?.key ?? "";
    expect(merge(versions, { [key]: "theirs" }).merged).toMatchObject({ segmentation_bitmap: { url: "c" } });
    expect(merge(versions, { [key]: "mine" }).merged).toMatchObject({ segmentation_bitmap: { url: "b" } });

    const frame = (url: string) => ({ annotations: [], segmentation_bitmap: { url } });
    const frames = (a: string, b: string) => label({ frames: [frame(a), frame(b)] });
    expect(merge({ base: frames("a", "b"), mine: frames("x", "b"), theirs: frames("a", "y") }).merged).toEqual(
      frames("x", "y"),
    );
  });

  it("merges scene attributes one by one, and fields that it does not know", () => {
    const of = (image_attributes: object, extra: object = {}) => label({ annotations: [], image_attributes, ...extra });
    const { comparison, merged } = merge({
      base: of({ weather: "sun", road: "dry" }),
      mine: of({ weather: "rain", road: "dry" }, { note: "mine" }),
      theirs: of({ weather: "sun" }),
    });
    expect(comparison.conflicts).toEqual([]);
    expect(merged).toEqual(of({ weather: "rain" }, { note: "mine" }));
  });

  it("asks about named entities that would overlap, not about spans that may", () => {
    const spans = (...pairs: [number, number][]) =>
      label({ annotations: pairs.map(([start, end]) => ({ start, end, category_id: 1 })) });
    const versions = { base: spans(), mine: spans([0, 5], [20, 25]), theirs: spans([3, 8]) };
    expect(compareLabels({ ...versions, taskType: "text-named-entities" }).conflicts.map(({ name }) => name)).toEqual([
      "3-8-1",
      "0-5-1",
    ]);
    expect(compareLabels({ ...versions, taskType: "text-span-categorization" }).conflicts).toEqual([]);
  });

  it("counts what each did", () => {
    const comparison = compareLabels({
      base,
      mine: attributesOf([boxAt(1, 5), boxAt(3), boxAt(4)]),
      theirs: attributesOf([boxAt(1), boxAt(2), boxAt(9)]),
    });
    expect(countChanges(comparison, "mine")).toEqual({ added: 1, changed: 1, removed: 1 });
    expect(countChanges(comparison, "theirs")).toEqual({ added: 1, changed: 0, removed: 1 });
  });

  it("keeps all of mine where theirs was deleted, unless the deletion is chosen", () => {
    const mine = attributesOf([boxAt(1, 5), boxAt(2), boxAt(3)]);
    const { merged } = merge({ base, mine, theirs: null });
    expect(boxesOf(merged)).toEqual(boxesOf(mine));
  });
});

it("merges ten thousand objects that both moved, in steps that grow with their number only", () => {
  const ids = Array.from({ length: 10_000 }, (_, i) => i + 1);
  const moved = (by: number) => attributesOf(ids.map((id) => boxAt(id, id + by)));
  const versions = { base: moved(0), mine: moved(1), theirs: moved(2) };
  const choices = Object.fromEntries(ids.map((id) => [`object ${id}`, "both" as const]));
  const { comparison, merged } = merge(versions, choices);
  expect(comparison.conflicts).toHaveLength(10_000);
  expect(new Set(boxesOf(merged).map(({ id }) => id)).size).toBe(20_000);
});

describe("isSameContent", () => {
  it("looks past the order of keys and objects, and ids that the server completes", () => {
    const sent = label({
      annotations: [
        { id: 1, category_id: 1 },
        { id: 2, category_id: 1 },
      ],
    });
    const stored = label({
      annotations: [
        { category_id: 1, track_id: 2, id: 2 },
        { track_id: 1, category_id: 1, id: 1 },
      ],
    });
    expect(isSameContent(sent, stored)).toBe(true);
    expect(isSameContent(sent, label({ annotations: [{ id: 1, category_id: 1 }] }))).toBe(false);
    expect(
      isSameContent(
        sent,
        label({
          annotations: [
            { id: 1, category_id: 1 },
            { id: 2, category_id: 3 },
          ],
        }),
      ),
    ).toBe(false);
  });
});
