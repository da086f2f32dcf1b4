import { expect, it } from "vitest";
import { openRelease } from "../release/open-release.js";
import { memorySink } from "../sinks/memory-sink.js";
import { drawnAssets } from "../testing/small-releases.js";
import { exportRelease } from "./export-release.js";
import type { ExportFormat } from "./formats.js";
import { type SplitRule, splitOf } from "./splits.js";

const SPLITS: Readonly<Record<string, unknown>> = {
  a: "train",
  b: "Validation",
  c: "test",
  d: "holdout",
  e: undefined,
};

async function run(format: ExportFormat, splits: SplitRule | undefined) {
  const box = { id: 1, category_id: 1, type: "bbox", points: [[0, 0], [2, 1]] }; // biome-ignore format: short
  const samples = Object.entries(SPLITS).map(([name, split]) => ({
    name: `${name}.png`,
    attributes: { image: { url: "bitmap:4x2" } },
    metadata: { split },
    labels: { "ground-truth": { label_status: "LABELED", attributes: { annotations: [box] } } },
  }));
  const settings = { task_attributes: { categories: [{ id: 1, name: "car" }] }, labelsets: [{ name: "ground-truth" }] };
  const dataset = { name: "small", owner: "jane", task_type: "vector", samples, ...settings };
  const sink = memorySink();
  const release = await openRelease(JSON.stringify({ name: "v1", dataset }));
  const report = await exportRelease(release, { format, sink, assets: drawnAssets, withImages: true, splits });
  return { sink, report };
}

const LOST = [
  { what: "splits that are none of train, val and test: they keep their names", count: 1, firstSample: "d.png" },
  { what: "samples whose metadata names no split: they are in train", count: 1, firstSample: "e.png" },
];

it("COCO has a document for each split, with ids of its own", async () => {
  const { sink, report } = await run("coco", { by: "split" });
  expect(report).toMatchObject({ samples: 5, objects: 5, lost: LOST });
  const read = (split: string) => JSON.parse(sink.text(`annotations/instances_${split}.json`));
  expect(read("train").images).toMatchObject([
    { id: 1, file_name: "a.png" },
    { id: 2, file_name: "e.png" },
  ]);
  expect(read("val")).toMatchObject({ images: [{ id: 1, file_name: "b.png" }], annotations: [{ id: 1, image_id: 1 }] });
  expect(read("holdout").images).toMatchObject([{ id: 1, file_name: "d.png" }]);
  expect(read("test").images).toMatchObject([{ id: 1, file_name: "c.png" }]);
  expect([...sink.files.keys()].filter((name) => name.startsWith("images/")).toSorted()).toEqual(
    ["holdout/d", "test/c", "train/a", "train/e", "val/b"].map((name) => `images/${name}.png`),
  );
});

it("Ultralytics, Pascal VOC and Datumaro have the splits that they know", async () => {
  const { sink } = await run("ultralytics", { by: "split" });
  expect(sink.text("data.yaml")).toContain(
    "train: images/train\nval: images/val\ntest: images/test\n# holdout: images/holdout\n",
  );
  expect(sink.files.has("labels/holdout/d.txt")).toBe(true);
  expect(sink.text("labels/val/b.txt")).toBe("0 0 0 0.5 0 0.5 0.5 0 0.5\n");
  expect(sink.files.has("images/test/c.png")).toBe(true);
  const voc = (await run("voc", { by: "split" })).sink;
  const lists = ["train", "val", "test", "holdout"].map((split) => voc.text(`ImageSets/Main/${split}.txt`));
  expect(lists).toEqual(["a\ne\n", "b\n", "c\n", "d\n"]);
  const datumaro = (await run("datumaro", { by: "split" })).sink;
  expect(JSON.parse(datumaro.text("annotations/val.json")).items).toMatchObject([
    { id: "b", image: { path: "b.png" } },
  ]);
  expect(datumaro.files.has("images/test/c.png")).toBe(true);
});

it("there are no splits unless told", async () => {
  expect((await run("coco", undefined)).sink.files.has("annotations.json")).toBe(true);
  expect((await run("voc", undefined)).sink.text("ImageSets/Main/trainval.txt")).toBe("a\nb\nc\nd\ne\n");
  expect((await run("datumaro", undefined)).sink.files.has("annotations/default.json")).toBe(true);
  expect((await run("ultralytics", undefined)).sink.text("data.yaml")).toContain("val: images/train\n");
});

it("shares decide by name and seed: a sample stays where it is when others come", () => {
  const samples = Array.from({ length: 2000 }, (_, index) => ({ name: `${index}.png` }));
  const divide = (seed: string) => samples.map((sample) => splitOf(sample, { shares: [80, 15, 5], seed }));
  const count = (split: string) => divide("1").filter((one) => one === split).length;
  expect(count("train")).toBeGreaterThan(1500);
  expect(count("train")).toBeLessThan(1700);
  expect(count("val")).toBeGreaterThan(240);
  expect(count("test")).toBeGreaterThan(60);
  expect(divide("1")).toEqual(divide("1"));
  expect(divide("1")).not.toEqual(divide("2"));
});

it("the report counts the samples of each split, and those that got none though they have a share", async () => {
  // Five samples, which hashes put anywhere.
  const { report } = await run("coco", { shares: [99.99, 0.01, 0] });
  expect(report.splits).toEqual({ train: 5, val: 0 });
  expect((await run("coco", { by: "split" })).report.splits).toEqual({ train: 2, val: 1, test: 1, holdout: 1 });
  expect((await run("coco", undefined)).report).not.toHaveProperty("splits");
});

it.each([
  [[80, 30, 10], "add up to 120, not 100"],
  [[8, 1, 1], "add up to 10, not 100"],
  [[0, 0, 0], "add up to 0, not 100"],
  [[120, -20, 0], "must not be negative"],
] as const)("shares that do not divide the whole are refused: %s", async (shares, reason) => {
  await expect(run("coco", { shares })).rejects.toThrow(reason);
});

it.each([
  ["val2017", "val"],
  ["train2017", "train"],
  ["Validation set", "val"],
  ["valid", "val"],
  ["test_A", "test"],
  ["test-dev", "test"],
  ["training", "train"],
  ["holdout", "holdout"],
  ["trainval", "trainval"],
  ["Fold 1/a", "fold_1_a"],
  ["../up", "____up"],
  [3, "3"],
  ["", undefined],
  [null, undefined],
  [undefined, undefined],
])("the split %j is %j", (split, due) =>
  expect(splitOf({ name: "a", metadata: { split } }, { by: "split" })).toBe(due),
);

it("a key of many values names no splits", async () => {
  const samples = Array.from({ length: 60 }, (_, index) => ({
    name: `${index}.png`,
    attributes: { image: { url: "bitmap:4x2" } },
    metadata: { city: `city ${index}` },
    labels: { "ground-truth": { label_status: "LABELED", attributes: { annotations: [] } } },
  }));
  const settings = { task_attributes: { categories: [{ id: 1, name: "car" }] }, labelsets: [{ name: "ground-truth" }] };
  const dataset = { name: "small", owner: "jane", task_type: "vector", samples, ...settings };
  const release = await openRelease(JSON.stringify({ name: "v1", dataset }));
  const options = { format: "coco", sink: memorySink(), assets: drawnAssets, splits: { by: "city" } } as const;
  await expect(exportRelease(release, options)).rejects.toThrow("more than 50 splits");
});
