import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pngOf } from "../testing/images.js";
import { counts, type ImportBench, startImportBench } from "../testing/import-bench.js";

let bench: ImportBench;

beforeAll(async () => {
  bench = await startImportBench();
});
afterAll(() => bench.stop());

const PICTURE = pngOf(100, 80);
/** 3 × 2 pixels. */
const TIFF = Buffer.from(
  "SUkqAAgAAAAKAAABBAABAAAAAwAAAAEBBAABAAAAAgAAAAIBAwADAAAAhgAAAAMBAwABAAAAAQAAAAYBAwABAAAAAgAAABEBBAABAAAAjAAAABUBAwABAAAAAwAAABYBBAABAAAAAgAAABcBBAABAAAAEgAAABwBAwABAAAAAQAAAAAAAAAIAAgACADIHijIHijIHijIHijIHijIHig=",
  "base64",
);
/** The header of a JPEG of 100 × 80 that EXIF turns by a quarter, so that it is shown as 80 × 100. */
const TURNED_JPEG = Buffer.from(
  "ffd8ffe100224578696600004d4d002a00000008000101120003000000010006000000000000ffc0000b08005000640101110000ffd9",
  "hex",
);

const YAML = "names: [cat, dog]\n";
const BOX = "0 0.5 0.5 0.2 0.4\n";
const PLACED = ["cat", "bbox", box(40, 24, 60, 56)];

function box(left: number, top: number, right: number, bottom: number): number[][] {
  return [
    [left, top],
    [right, bottom],
  ];
}

const coco = (file_name: string, size: object = {}) =>
  JSON.stringify({
    images: [{ id: 1, file_name, ...size }],
    categories: [{ id: 1, name: "cat" }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [40, 24, 20, 32] }],
  });
const voc = (filename: string) =>
  `<annotation><filename>${filename}</filename><object><name>cat</name><bndbox><xmin>40</xmin><ymin>24</ymin><xmax>60</xmax><ymax>56</ymax></bndbox></object></annotation>`;
const cvat = (name: string) =>
  `<annotations><image name="${name}" width="100" height="80"><box label="cat" xtl="40" ytl="24" xbr="60" ybr="56"/></image></annotations>`;
const studio = (image: string) =>
  JSON.stringify([
    {
      data: { image },
      annotations: [
        {
          result: [
            {
              ...{ type: "rectanglelabels", original_width: 100, original_height: 80 },
              value: { x: 40, y: 30, width: 20, height: 40, rectanglelabels: ["cat"] },
            },
          ],
        },
      ],
    },
  ]);
const percents = (size: object, label = "cat") =>
  JSON.stringify([
    {
      data: { image: "a.png" },
      annotations: [
        {
          result: [
            {
              ...{ type: "rectanglelabels", ...size },
              value: { x: 10, y: 10, width: 20, height: 20, rectanglelabels: [label] },
            },
          ],
        },
      ],
    },
  ]);
const datumaro = (path: string, label_id: number) =>
  JSON.stringify({
    categories: { label: { labels: [{ name: "cat" }, { name: "dog" }] } },
    items: [
      {
        id: path.replace(/\.\w+$/, ""),
        image: { path },
        annotations: [{ type: "bbox", label_id, bbox: [40, 24, 20, 32] }],
      },
    ],
  });

interface Kind {
  readonly format: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Of pictures of 100 × 80, unless told. */
  readonly samples: Readonly<Record<string, unknown>>;
  readonly skipped?: Readonly<Record<string, number>>;
  readonly changed?: Readonly<Record<string, number>>;
  readonly options?: readonly string[];
}

const SHAPES = JSON.stringify({
  images: [{ id: 1, file_name: "a.png" }],
  categories: [{ id: 1, name: "cat", keypoints: ["nose"] }],
  annotations: [
    { image_id: 1, category_id: 1, bbox: [40, 24, 20, 32] },
    { image_id: 1, category_id: 1, segmentation: [[1, 2, 9, 2, 5, 8]], bbox: [1, 2, 8, 6] },
    { image_id: 1, category_id: 1, segmentation: [[1, 2, 9, 2, 5, 8]] },
    { image_id: 1, category_id: 1, keypoints: [50, 40, 2], bbox: [10, 20, 80, 50] },
  ],
});
const NOSE = ["cat", "point", [[50, 40]], { keypoint: "nose", visible: true, instance: 4 }];

const NFC = "\u00e9t\u00e9";
const NFD = "e\u0301te\u0301";

const KINDS: Readonly<Record<string, Kind>> = {
  "windows-coco": {
    format: "coco",
    files: { "x.json": coco("images\\sub\\a.png"), "images/sub/a.png": PICTURE },
    samples: { "images\\sub\\a.png": [PLACED] },
  },
  "windows-voc": {
    format: "voc",
    files: { "Annotations/a.xml": voc("D:\\photos\\a.png"), "JPEGImages/a.png": PICTURE },
    samples: { "D:\\photos\\a.png": [PLACED] },
  },
  "windows-cvat": {
    format: "cvat",
    files: { "annotations.xml": cvat("train\\a.png"), "images/train/a.png": PICTURE, "images/val/a.png": PICTURE },
    samples: { "train\\a.png": [PLACED] },
  },
  "windows-studio": {
    format: "label-studio",
    files: { "tasks.json": studio("C:\\Users\\jane\\a.png"), "a.png": PICTURE },
    samples: { "C:\\Users\\jane\\a.png": [PLACED] },
  },
  "unicode-yolo": {
    format: "yolo",
    files: { "data.yaml": YAML, [`labels/${NFC}.txt`]: BOX, [`images/${NFD}.png`]: PICTURE },
    samples: { [`images/${NFD}.png`]: [PLACED] },
  },
  "unicode-voc": {
    format: "voc",
    files: { [`${NFD}.xml`]: voc(`${NFD}.png`), [`${NFC}.png`]: PICTURE },
    samples: { [`${NFD}.png`]: [PLACED] },
  },
  "unicode-cvat": {
    format: "cvat",
    files: { "annotations.xml": cvat(`${NFC}.png`), [`${NFD}.png`]: PICTURE },
    samples: { [`${NFC}.png`]: [PLACED] },
  },
  "exif-turned": {
    format: "coco",
    files: { "x.json": coco("a.jpg", { width: 100, height: 80 }), "a.jpg": TURNED_JPEG },
    samples: { "a.jpg": [["cat", "bbox", box(24, 40, 56, 60)]] },
    changed: { "the size given is that of the picture before EXIF turns it: the labels were turned with it": 1 },
  },
  "exif-as-shown": {
    format: "coco",
    files: { "x.json": coco("a.jpg", { width: 80, height: 100 }), "a.jpg": TURNED_JPEG },
    samples: { "a.jpg": [PLACED] },
  },
  "exif-yolo": {
    format: "yolo",
    files: { "data.yaml": YAML, "a.txt": BOX, "a.jpg": TURNED_JPEG },
    samples: { "a.jpg": [["cat", "bbox", box(32, 30, 48, 70)]] },
  },
  "larger-voc": {
    format: "coco",
    files: { "x.json": coco("a.png", { width: 200, height: 160 }), "a.png": PICTURE },
    samples: { "a.png": [["cat", "bbox", box(20, 12, 30, 28)]] },
    changed: { "the size given is not the picture's: the labels were scaled": 1 },
  },
  "other-shape": {
    format: "coco",
    files: { "x.json": coco("a.png", { width: 200, height: 100 }), "a.png": PICTURE },
    samples: { "a.png": [PLACED] },
    changed: { "the size given is not the picture's, nor of its shape: the labels are kept as they stand": 1 },
  },
  "broken-picture": {
    format: "coco",
    files: { "x.json": coco("a.png", { width: 100, height: 80 }), "a.png": "no picture" },
    samples: { "a.png": [PLACED] },
    changed: { "its picture's size cannot be read: the labels are kept as they stand": 1 },
  },
  "tiff-yolo": {
    format: "yolo",
    files: { "data.yaml": YAML, "a.txt": BOX, "a.tif": TIFF },
    samples: { "a.tif": [["cat", "bbox", box(1.2, 0.6, 1.8, 1.4)]] },
  },
  "yolo-splits": {
    format: "yolo",
    files: {
      ...{ "data.yaml": YAML, "README.roboflow.txt": "hello", "train/labels/a.txt": BOX, "val/labels/a.txt": "" },
      ...{ "train/images/a.png": PICTURE, "val/images/a.png": PICTURE, "test/images/a.png": PICTURE },
    },
    samples: { "train/images/a.png": [PLACED], "val/images/a.png": [], "test/images/a.png": [] },
  },
  "yolo-two-datasets": {
    format: "yolo",
    files: {
      ...{ "x/data.yaml": "names: [cat]\n", "x/a.txt": BOX, "x/a.png": PICTURE },
      ...{ "y/data.yaml": "names: [dog]\n", "y/b.txt": BOX, "y/b.png": PICTURE },
    },
    samples: { "x/a.png": [PLACED], "y/b.png": [["dog", "bbox", box(40, 24, 60, 56)]] },
  },
  "yolo-other-yaml": {
    format: "yolo",
    files: { "data.yaml": YAML, "broken.yaml": "a: [", "a.txt": BOX, "a.png": PICTURE },
    samples: { "a.png": [PLACED] },
    skipped: { "it is no YAML": 1 },
  },
  "voc-masks": {
    format: "voc",
    files: {
      ...{ "Annotations/a.xml": voc("a"), "JPEGImages/a.png": PICTURE, "SegmentationClass/a.png": PICTURE },
    },
    samples: { "JPEGImages/a.png": [PLACED] },
    skipped: { "masks of Pascal VOC are not read": 1 },
  },
  "coco-several-documents": {
    format: "coco",
    files: {
      "annotations/image_info_train.json": coco("a.png").replace(/"annotations":.*/, '"annotations":[]}'),
      "annotations/instances_train.json": coco("a.png"),
      "annotations/person_keypoints_train.json": coco("a.png")
        .replace('"name":"cat"', '"name":"cat","keypoints":["nose"]')
        .replace('"bbox"', '"keypoints":[50,40,2],"bbox"'),
      "images/train/a.png": PICTURE,
    },
    samples: { "a.png": [PLACED, ["cat", "point", [[50, 40]], { keypoint: "nose", visible: true, instance: 2 }]] },
  },
  "coco-into-boxes": {
    format: "coco",
    files: { "x.json": SHAPES, "a.png": PICTURE },
    options: ["--task-type", "bboxes"],
    samples: { "a.png": [PLACED, ["cat", "bbox", box(1, 2, 9, 8)], ["cat", "bbox", box(10, 20, 90, 70)]] },
    skipped: { "it has no box": 1 },
    changed: { "its polygon became its box": 1, "its keypoints became its box": 1 },
  },
  "coco-into-keypoints": {
    format: "coco",
    files: { "x.json": SHAPES, "a.png": PICTURE },
    options: ["--task-type", "keypoints"],
    samples: { "a.png": [NOSE] },
    skipped: {
      "a dataset of keypoints has no place for a bbox": 2,
      "a dataset of keypoints has no place for a polygon": 2,
    },
  },
  "studio-into-boxes": {
    format: "label-studio",
    files: {
      "tasks.json": studio("a.png").replace(
        '"result":[',
        '"result":[{"type":"keypointlabels","original_width":100,"original_height":80,"value":{"x":5,"y":5,"keypointlabels":["cat"]}},',
      ),
      "a.png": PICTURE,
    },
    options: ["--task-type", "bboxes"],
    samples: { "a.png": [PLACED] },
    skipped: { "a dataset of bboxes has no place for a point": 1 },
  },
  "studio-other-shape": {
    format: "label-studio",
    files: { "tasks.json": percents({ original_width: 1920, original_height: 1080 }), "a.png": pngOf(200, 100) },
    samples: { "a.png": [["cat", "bbox", box(20, 10, 60, 30)]] },
    changed: { "the size given is not the picture's: the labels were scaled": 1 },
  },
  "studio-without-size": {
    format: "label-studio",
    files: { "tasks.json": percents({}), "a.png": pngOf(200, 100) },
    samples: { "a.png": [["cat", "bbox", box(20, 10, 60, 30)]] },
  },
  "studio-two-documents": {
    format: "label-studio",
    files: {
      ...{ "1.json": percents({}), "2.json": percents({}, "dog"), "a.png": pngOf(200, 100) },
    },
    samples: {
      "a.png": [
        ["cat", "bbox", box(20, 10, 60, 30)],
        ["dog", "bbox", box(20, 10, 60, 30)],
      ],
    },
  },
  "studio-unknown-picture": {
    format: "label-studio",
    files: { "tasks.json": percents({}), "a.png": "no picture" },
    samples: { "a.png": null },
    skipped: { "it has no original_width and original_height, and its picture's size is not known": 1 },
    changed: { "none of its objects could be imported: it gets no label": 1 },
  },
  "studio-turned": {
    format: "label-studio",
    files: { "tasks.json": studio("a.jpg"), "a.jpg": TURNED_JPEG },
    samples: { "a.jpg": [["cat", "bbox", box(24, 40, 56, 60)]] },
    changed: { "the size given is that of the picture before EXIF turns it: the labels were turned with it": 1 },
  },
  "datumaro-splits": {
    format: "datumaro",
    files: {
      ...{ "annotations/train.json": datumaro("a.png", 0), "annotations/val.json": datumaro("a.png", 1) },
      ...{ "images/train/a.png": PICTURE, "images/val/a.png": PICTURE },
    },
    samples: {
      "images/train/a.png": [PLACED],
      "images/val/a.png": [["dog", "bbox", box(40, 24, 60, 56)]],
    },
  },
};

it("pixels of Pascal VOC count from 1 when told", async () => {
  await bench.write("one-based", { "a.xml": voc("a.png"), "a.png": PICTURE });
  const { code } = await bench.importFolder("voc", "one-based", "", "--one-based");
  expect(code).toBe(0);
  expect(await bench.storedObjects("one-based")).toEqual({ "a.png": [["cat", "bbox", box(39, 23, 60, 56)]] });
  expect((await bench.place.run("import coco one-based jane/one-based --one-based")).stderr).toContain(
    "an option of voc",
  );
});

it("a folder of masks of Pascal VOC alone says that they are not read", async () => {
  await bench.write("masks-alone", { "SegmentationClass/a.png": PICTURE, "JPEGImages/a.png": PICTURE });
  const { code, stderr } = await bench.importFolder("voc", "masks-alone");
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining("masks of Pascal VOC are not read (1: SegmentationClass/a.png)"),
  ]);
});

it("what is left alone is listed, and no fault", async () => {
  await bench.write("beside", { "x.json": coco("a.png"), "a.png": PICTURE, "b.png": PICTURE, "LICENSE.md": "MIT" });
  const { code, summary } = await bench.importFolder("coco", "beside");
  expect(code).toBe(0);
  expect(summary).toMatchObject({
    unused: [
      { place: "b.png", reason: "the annotations do not name this picture" },
      { place: "LICENSE.md", reason: "it is no picture or cloud, and no annotations of this format" },
    ],
  });
});

it("absolute paths of other machines lose the folders that the pictures given do not have", async () => {
  const paths = ["/home/jane/x/img/1.png", "/home/jane/x/img/2.png", "C:\\data\\img\\1.png"];
  const text = JSON.stringify({
    images: paths.map((file_name, id) => ({ id, file_name })),
    categories: [{ id: 1, name: "cat" }],
    annotations: paths.map((_, image_id) => ({ image_id, category_id: 1, bbox: [image_id, 24, 20, 32] })),
  });
  const pictures = ["x/img/1.png", "x/img/2.png", "y/data/img/1.png"].map((name) => [name, PICTURE]);
  await bench.write("machines", { "a.json": text, ...Object.fromEntries(pictures) });
  const { code, stderr } = await bench.importFolder("coco", "machines");
  expect(code, stderr).toBe(0);
  expect(await bench.storedObjects("machines")).toEqual({
    "x/img/1.png": [["cat", "bbox", box(0, 24, 20, 56)]],
    "x/img/2.png": [["cat", "bbox", box(1, 24, 21, 56)]],
    "y/data/img/1.png": [["cat", "bbox", box(2, 24, 22, 56)]],
  });
});

describe("splits become metadata", () => {
  const metadataOf = async (dataset: string) => {
    const found: Record<string, unknown> = {};
    for await (const { name, metadata } of bench.client.samples.list(`jane/${dataset}`)) found[name] = metadata;
    return found;
  };

  it("of folders and files, and come back in an export", async () => {
    const files = { "train2017/a.png": PICTURE, "val2017/b.png": PICTURE, "c.png": PICTURE };
    const annotations = {
      "annotations/instances_train2017.json": coco("a.png"),
      "annotations/instances_val2017.json": coco("b.png"),
      "annotations/instances_holdout.json": coco("c.png"),
    };
    await bench.write("coco-splits", { ...files, ...annotations });
    const { code, summary } = await bench.importFolder("coco", "coco-splits");
    expect([code, counts(summary.changed_by_reason)]).toEqual([
      0,
      { "its split is none of train, val and test: its metadata keep it as it is": 1 },
    ]);
    expect(await metadataOf("coco-splits")).toEqual({
      "a.png": { split: "train" },
      "b.png": { split: "val" },
      "c.png": { split: "holdout" },
    });
    const folder = await bench.exportRelease("coco-splits", "coco", "--split", "split");
    expect((await readdir(`${folder}/annotations`)).sort()).toEqual(
      ["holdout", "train", "val"].map((split) => `instances_${split}.json`),
    );
  });

  it("of CVAT's subsets, where pictures of one name keep theirs as a folder", async () => {
    const image = (subset: string, left: number) =>
      `<image name="a.png" subset="${subset}" width="100" height="80"><box label="cat" group_id="2" xtl="${left}" ytl="24" xbr="60" ybr="56"/></image>`;
    await bench.write("cvat-subsets", {
      "annotations.xml": `<annotations>${image("Train", 10)}${image("night", 20)}</annotations>`,
      "images/Train/a.png": PICTURE,
      "images/night/a.png": PICTURE,
    });
    const { stderr } = await bench.importFolder("cvat", "cvat-subsets");
    expect(await bench.storedObjects("cvat-subsets"), stderr).toEqual({
      "Train/a.png": [["cat", "bbox", box(10, 24, 60, 56), { group: 2 }]],
      "night/a.png": [["cat", "bbox", box(20, 24, 60, 56), { group: 2 }]],
    });
    expect(await metadataOf("cvat-subsets")).toEqual({
      "Train/a.png": { split: "train" },
      "night/a.png": { split: "night" },
    });
  });
});

it("data of Label Studio are metadata of new samples", async () => {
  const text = studio("a.png").replace('"image":"a.png"', '"image":"a.png","weather":"rain"');
  await bench.write("weather", { "tasks.json": text, "a.png": PICTURE });
  await bench.importFolder("label-studio", "weather");
  const found = [];
  for await (const { name, metadata } of bench.client.samples.list("jane/weather")) found.push([name, metadata]);
  expect(found).toEqual([["a.png", { weather: "rain" }]]);
});

describe("kinds of files that other tools write", () => {
  it.each(Object.entries(KINDS))(
    "%s",
    async (name, { format, files, samples, skipped = {}, changed = {}, options = [] }) => {
      await bench.write(name, files);
      const { code, stderr, summary } = await bench.importFolder(format, name, "", ...options);
      expect(counts(summary.skipped_by_reason), stderr).toEqual(skipped);
      expect(counts(summary.changed_by_reason)).toEqual(changed);
      expect(code, stderr).toBe(Object.keys(skipped).length > 0 ? 6 : 0);
      expect(await bench.storedObjects(name)).toEqual(samples);
    },
  );
});

describe("a picture that lost all its objects gets no label", () => {
  const PICTURES = { "a.png": PICTURE, "b.png": PICTURE };
  const LOST_COCO = JSON.stringify({
    images: [
      { id: 1, file_name: "a.png" },
      { id: 2, file_name: "b.png" },
    ],
    categories: [{ id: 1, name: "cat" }],
    annotations: [{ image_id: 1, category_id: 9, bbox: [1, 2, 3, 4] }],
  });
  const LOST_TASKS = JSON.stringify([
    { data: { image: "a.png" }, annotations: [{ result: [{ type: "taxonomy", value: {} }] }] },
    { data: { image: "b.png" }, annotations: [{ result: [] }] },
  ]);
  const LOST_VOC = {
    "a.xml": voc("a.png").replaceAll("60", "40"),
    "b.xml": "<annotation><filename>b.png</filename></annotation>",
  };
  const LOST_CVAT = '<annotations><image name="a.png"><cuboid label="cat"/></image><image name="b.png"/></annotations>';
  const EMPTY_ITEM = '"items":[{"id":"b","image":{"path":"b.png"},"annotations":[]},';
  const LOST_ITEMS = datumaro("a.png", 5).replace('"items":[', EMPTY_ITEM);
  it.each([
    ["yolo", { "data.yaml": YAML, "a.txt": "7 0.5 0.5 0.1 0.1\n", "b.txt": "" }, "there is no class 7"],
    ["voc", LOST_VOC, "its box is empty"],
    ["coco", { "x.json": LOST_COCO }, "there is no category 9"],
    ["cvat", { "x.xml": LOST_CVAT }, "<cuboid> is not read"],
    ["label-studio", { "x.json": LOST_TASKS }, "results of type taxonomy are not read"],
    ["datumaro", { "x.json": LOST_ITEMS }, "there is no label 5"],
  ] as const)("of %s", async (format, files, reason) => {
    const name = `lost-${format}`;
    await bench.write(name, { ...files, ...PICTURES });
    const { summary, stderr } = await bench.importFolder(format, name);
    expect(counts(summary.skipped_by_reason), stderr).toEqual({ [reason]: 1 });
    expect(await bench.storedObjects(name)).toEqual({ "a.png": null, "b.png": [] });
  });

  it("because the dataset lacks their category", async () => {
    await bench.write("lacking", { "x.json": coco("a.png"), ...PICTURES });
    await bench.client.datasets.create({
      ...{ name: "lacking", taskType: "vector" },
      taskAttributes: { format_version: "0.1", categories: [{ id: 1, name: "dog" }] },
    });
    const { summary } = await bench.importFolder("coco", "lacking");
    expect(counts(summary.changed_by_reason)).toEqual({
      "none of its objects could be imported: it gets no label": 1,
    });
    expect(await bench.storedObjects("lacking")).toEqual({ "a.png": null });
  });

  it("and a task that nobody labeled gets none", async () => {
    const tasks = [
      { data: { image: "a.png" }, annotations: [] },
      { data: { image: "b.png" }, annotations: [{ was_cancelled: true, result: [] }] },
    ];
    await bench.write("unlabeled", { "x.json": JSON.stringify(tasks), ...PICTURES });
    await bench.importFolder("label-studio", "unlabeled");
    expect(await bench.storedObjects("unlabeled")).toEqual({ "a.png": null, "b.png": null });
  });

  it("and a cloud without a file of labels gets none", async () => {
    const line = "Car 0 0 0 0 0 0 0 1.5 1.6 4 1 1 10 0\n";
    const clouds = { "velodyne/1.bin": Buffer.alloc(16), "velodyne/2.bin": Buffer.alloc(32) };
    await bench.write("clouds", { "label_2/1.txt": line, ...clouds });
    const { summary } = await bench.importFolder("kitti", "clouds");
    expect(counts(summary.changed_by_reason)).toEqual({ "it has no file of labels, and gets no label": 1 });
    const stored = await bench.storedObjects("clouds");
    expect(Object.entries(stored).map(([name, objects]) => [name, objects?.length])).toEqual([
      ["velodyne/1.bin", 1],
      ["velodyne/2.bin", undefined],
    ]);
  });
});

describe("an import that cannot be made leaves no dataset behind", () => {
  const NAMED = { "a.png": PICTURE, "a.txt": BOX };
  it.each([
    ["blank-name", "yolo", { ...NAMED, "obj.names": "cat\n\ndog\n" }, [], "obj.names: class 1 has no name"],
    ["twin-names", "yolo", { ...NAMED, "data.yaml": "names: [cat, cat]" }, [], "classes 0 and 1 have the same name"],
    [
      "wrong-count",
      "yolo",
      { ...NAMED, "data.yaml": "nc: 3\nnames: [cat, dog]" },
      [],
      "nc is 3, and there are names of 2",
    ],
    ["given-blank", "yolo", NAMED, ["--classes", "cat,,dog"], "--classes: class 1 has no name"],
    ["no-pictures", "coco", { "a.json": coco("a.png") }, [], "There is nothing to import"],
    [
      "no-type",
      "coco",
      { "a.json": coco("a.png"), "a.png": PICTURE },
      ["--task-type", "text-named-entities"],
      "vector",
    ],
  ] as const)("%s", async (name, format, files, options, message) => {
    await bench.write(name, files);
    const { code, stderr } = await bench.importFolder(format, name, "", ...options);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("Created");
    await expect(bench.client.datasets.get(`jane/${name}`)).rejects.toMatchObject({ status: 404 });
  });

  it("when all pictures are refused", async () => {
    // The server takes no name longer than 500 characters.
    const image = "a".repeat(600);
    await bench.write("all-refused", {
      "a.json": coco(`${image}.png`).replace('"file_name"', '"coco_url":"https://example.com/a.png","file_name"'),
    });
    const { code, stderr, summary } = await bench.importFolder("coco", "all-refused");
    expect([code, summary.added], stderr).toEqual([6, 0]);
    expect(stderr).toContain("Removed jane/all-refused again");
    await expect(bench.client.datasets.get("jane/all-refused")).rejects.toMatchObject({ status: 404 });
  });
});

it("--classes take the place of names that cannot be told apart", async () => {
  await bench.write("given", { "a.png": PICTURE, "a.txt": BOX, "data.yaml": "names: [cat, cat]" });
  const { code, stderr } = await bench.importFolder("yolo", "given", "", "--classes", "cat,dog");
  expect(code, stderr).toBe(0);
  expect(await bench.storedObjects("given")).toEqual({ "a.png": [PLACED] });
});

it.each([
  ["twin-coco", "coco", { "x.json": coco("a.png").replace('"name":"cat"}', '"name":"cat"},{"id":2,"name":"cat"}') }],
  ["twin-datumaro", "datumaro", { "x.json": datumaro("a.png", 1).replace('"dog"', '"cat"') }],
] as const)("categories that share a name become one, which is said: %s", async (name, format, files) => {
  await bench.write(name, { ...files, "a.png": PICTURE });
  const { summary } = await bench.importFolder(format, name);
  expect(counts(summary.changed_by_reason)).toEqual({ "another category has its name: they are one": 1 });
  expect(await bench.storedObjects(name)).toEqual({ "a.png": [PLACED] });
});

it("labels without a name are none", async () => {
  const text = cvat("a.png").replace(
    "<annotations>",
    "<annotations><meta><task><labels><label><name></name></label><label><name>cat</name></label></labels></task></meta>",
  );
  await bench.write("blank-cvat", { "x.xml": text, "a.png": PICTURE });
  const { code, stderr } = await bench.importFolder("cvat", "blank-cvat");
  expect(code, stderr).toBe(0);
  expect(await bench.storedObjects("blank-cvat")).toEqual({ "a.png": [PLACED] });
});
