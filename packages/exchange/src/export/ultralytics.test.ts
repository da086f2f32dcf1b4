import { expect, it } from "vitest";
import { memorySink } from "../sinks/memory-sink.js";
import { drawnAssets, segmentation, smallRelease } from "../testing/small-releases.js";
import { ExportError } from "./export-options.js";
import { type ExportReleaseOptions, exportRelease } from "./export-release.js";

const CATEGORIES = [
  { id: 5, name: "car" },
  { id: 2, name: "cat", keypoints: ["head", "tail"] },
];

async function run(
  taskType: string,
  label: unknown,
  options: Partial<ExportReleaseOptions> & Pick<ExportReleaseOptions, "format">,
  name = "a.png",
) {
  const sink = memorySink();
  const release = await smallRelease(taskType, [{ name, label }], CATEGORIES);
  const report = await exportRelease(release, { sink, assets: drawnAssets, ...options });
  return { sink, report, lost: report.lost.map(({ what }) => what) };
}

const shape = (id: number, type: string, points: number[][], more = {}) => ({
  id,
  category_id: 5,
  type,
  points,
  ...more,
});

it("cuts off what lies outside of the picture, and says what a task does not hold", async () => {
  const annotations = [
    shape(1, "bbox", [
      [3, 1],
      [-1, 5],
    ]),
    shape(2, "polyline", [
      [0, 0],
      [4, 2],
    ]),
    shape(3, "polygon", [
      [9, 9],
      [10, 9],
      [10, 10],
    ]),
    shape(4, "point", [[1, 1]]),
    shape(
      5,
      "bbox",
      [
        [0, 0],
        [1, 1],
      ],
      { category_id: 99 },
    ),
  ];
  const { sink, report, lost } = await run("vector", { annotations }, { format: "ultralytics", task: "detect" });
  expect(sink.text("labels/train/a.txt")).toBe("0 0.375 0.75 0.75 0.5\n");
  expect(report).toMatchObject({ samples: 1, objects: 1, skippedCount: 4 });
  expect(report.skipped).toEqual([
    { sample: "a.png", objectId: 5, reason: "the dataset has no category 99" },
    { sample: "a.png", objectId: 2, reason: "ultralytics detect holds no polylines" },
    { sample: "a.png", objectId: 3, reason: "nothing of it lies in the picture" },
    { sample: "a.png", objectId: 4, reason: "ultralytics detect holds no points" },
  ]);
  expect(lost).toContain("what lies outside of the picture: it is cut off");
});

it("writes keypoints for pose in the order of their names", async () => {
  const point = (id: number, keypoint: string, at: number[], visible: boolean) => ({
    ...{ id, category_id: 2, type: "point", points: [at] },
    attributes: { keypoint, visible, instance: 1 },
  });
  const label = { annotations: [point(1, "tail", [3, 2], false), point(2, "head", [1, 1], true)] };
  const { sink, report } = await run("keypoints", label, { format: "ultralytics" });
  expect(sink.text("data.yaml")).toBe(
    'path: .\ntrain: images/train\nval: images/train\nkpt_shape: [2, 3]\nnc: 2\nnames:\n  0: "car"\n  1: "cat"\n',
  );
  expect(sink.text("labels/train/a.txt")).toBe("1 0.5 0.75 0.5 0.5 0.25 0.5 2 0.75 1 1\n");
  expect(report.objects).toBe(2);
});

it("writes each part of a mask, and says that holes are lost", async () => {
  const label = segmentation("bitmap:4x2:7,0,7,7", { id: 7, category_id: 5 });
  const { sink, report, lost } = await run("segmentation-bitmap", label, { format: "ultralytics" });
  expect(sink.text("labels/train/a.txt")).toBe("0 0 0 0.25 0 0.25 0.5 0 0.5\n0 0.5 0 1 0 1 0.5 0.5 0.5\n");
  expect(report.objects).toBe(1);
  expect(lost).toContain("that several parts are one object: each has a row");
});

it.each(["coco", "ultralytics"] as const)("%s holds only the categories that are asked for", async (format) => {
  const annotations = [
    shape(1, "bbox", [
      [0, 0],
      [2, 1],
    ]),
    shape(
      2,
      "bbox",
      [
        [0, 0],
        [4, 2],
      ],
      { category_id: 2 },
    ),
  ];
  const { report } = await run("bboxes", { annotations }, { format, categories: ["cat"] });
  expect(report).toMatchObject({ objects: 1, skippedCount: 0 });
});

it.each([
  [["nope"], "The release has no category nope. It has: car, cat"],
  [["cat", "x", "y"], "The release has no categories x, y. It has: car, cat"],
])("categories %j that the release does not have are refused, and nothing is written", async (categories, message) => {
  const sink = memorySink();
  const release = await smallRelease("bboxes", [{ name: "a.png", label: { annotations: [] } }], CATEGORIES);
  const exported = exportRelease(release, { format: "coco", sink, assets: drawnAssets, categories });
  await expect(exported).rejects.toThrow(new ExportError(message));
  expect([...sink.files.keys()]).toEqual([]);
});

it.each(["coco", "ultralytics"] as const)("%s holds frames as images", async (format) => {
  const box = shape(1, "bbox", [
    [0, 0],
    [2, 1],
  ]);
  const frames = [{ image: { url: "bitmap:4x2" }, name: "f1.png" }, { image: { url: "bitmap:4x2" } }];
  const release = await smallRelease(
    "image-vector-sequence",
    [{ name: "seq", attributes: { frames }, label: { frames: [{ annotations: [box] }, { annotations: [] }] } }],
    CATEGORIES,
  );
  const sink = memorySink();
  const report = await exportRelease(release, { format, sink, assets: drawnAssets, withImages: true });
  expect(report).toMatchObject({ samples: 1, objects: 1 });
  const folder = format === "coco" ? "images/seq" : "images/train/seq";
  expect([...sink.files.keys()].filter((name) => name.startsWith("images/"))).toEqual([
    `${folder}/f1.png`,
    `${folder}/00002`,
  ]);
});

it.each(["yolo", "voc"] as const)("%s takes a Windows path as a sample's name", async (format) => {
  const annotations = [
    shape(1, "bbox", [
      [0, 0],
      [2, 1],
    ]),
  ];
  const { report } = await run("bboxes", { annotations }, { format }, "C:\\Users\\José\\data\\a b#1.jpg");
  const name =
    format === "yolo"
      ? "segments/jane_small/v1/C__Users_José_data_a b#1.txt"
      : "Annotations/C_/Users/José/data/a b_1.xml";
  expect(report.files[0]).toBe(name);
});
