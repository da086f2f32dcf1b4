import { cp, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { counts, type ImportBench, startImportBench } from "../testing/import-bench.js";

let bench: ImportBench;

beforeAll(async () => {
  bench = await startImportBench();
});
afterAll(() => bench.stop());

/** Objects of a mask have no shape. */
type Objects = readonly (
  | readonly [category: string, attributes?: object]
  | readonly [category: string, type: string, points: unknown, attributes?: object]
)[];

interface Case {
  readonly format: string;
  readonly source?: string;
  /** A case whose pictures it needs. */
  readonly pictures?: string;
  /** What each sample holds; null without a label. */
  readonly samples: Readonly<Record<string, Objects | null>>;
  /** Reason → how often. */
  readonly skipped?: Readonly<Record<string, number>>;
  readonly changed?: Readonly<Record<string, number>>;
}

const box = (left: number, top: number, right: number, bottom: number) => [
  [left, top],
  [right, bottom],
];

const FLOWERS: Objects = [
  ["rose", "bbox", box(10.25, 20.5, 30, 40)],
  ["tulip", "bbox", box(60, 50, 110, 80.5)],
  [
    "lily",
    "polygon",
    [
      [5, 5],
      [40, 6],
      [41, 30],
      [7, 31],
    ],
  ],
];

/** Around (50, 40), 10 to the sides and 4 up and down. */
const ELLIPSE = Array.from({ length: 32 }, (_, node) => {
  const angle = (node * Math.PI) / 16;
  return [50 + 10 * Math.cos(angle), 40 + 4 * Math.sin(angle)].map((value) => Number(value.toFixed(6)));
});

const TABLE: Readonly<Record<string, Case>> = {
  "y-wrong-picture": {
    format: "yolo",
    samples: {
      "images/image.jpg": [["cat", "bbox", box(40, 24, 60, 56)]],
      "images/image.webp.jpg": [["dog", "bbox", box(5, 4, 15, 12)]],
    },
  },
  "y-roboflow": {
    format: "yolo",
    samples: {
      "train/images/IMG_1_jpg.rf.aaaa1111.jpg": [["cat", "bbox", box(40, 24, 60, 56)]],
      "train/images/IMG_1_jpg.rf.bbbb2222.jpg": [["dog", "bbox", box(45, 36, 55, 44)]],
    },
  },
  "coco-nfd": { format: "coco", samples: { "e\u0301t\u00e9.jpg": [["x", "bbox", box(1, 2, 4, 6)]] } },
  "ls-all": {
    format: "label-studio",
    samples: {
      "images/a.jpg": [
        ["cat", "bbox", box(10, 16, 40, 48)],
        [
          "cat",
          "polygon",
          [
            [50, 16],
            [50, 46],
            [42, 46],
            [42, 16],
          ],
        ],
        ["cat", "bbox", box(50, 16, 80, 24)],
        [
          "dog",
          "polygon",
          [
            [1, 1.6],
            [50, 1.6],
            [50, 48],
          ],
        ],
        ["nose", "point", [[43.5, 10]]],
        ["cat", "polygon", ELLIPSE],
        // A rectangle whose label is a result of its own.
        ["cat", "bbox", box(1, 1.6, 4, 4.8)],
      ],
    },
    changed: { "ellipses became polygons of 32 nodes": 1 },
    skipped: {
      "it has several labels, and only the first is read": 1,
      "it has no label": 1,
      "brushes have no place among shapes": 1,
      ...Object.fromEntries(
        ["choices", "relation", "textarea"].map((type) => [`results of type ${type} are not read`, 1]),
      ),
    },
  },
  "ls-local": { format: "label-studio", samples: { "my folder/a b.jpg": [["cat", "bbox", box(10, 16, 40, 48)]] } },
  "zz-coco": {
    format: "coco",
    source: "d.zip",
    samples: { "a.jpg": [["cat", "bbox", box(1, 2, 4, 6)]] },
  },
  "coco-winpath2": {
    format: "coco",
    samples: { "C:\\Users\\Jos\u00e9\\data\\a b#1.jpg": [["dog", "bbox", box(1, 2, 4, 6)]] },
  },
  "y-empty": { format: "yolo", samples: { "images/x.jpg": [], "images/nolabel.jpg": [] } },
  "ls-pred": { format: "label-studio", samples: { "a.jpg": [["cat", "bbox", box(10, 16, 40, 48)]] } },
  "coco-str-ids": { format: "coco", samples: { "a.jpg": [["cat", "bbox", box(1, 2, 4, 6)]] } },
  "coco-huge-ids": {
    format: "coco",
    samples: { "a.jpg": [["cat", "bbox", box(1, 2, 4, 6)]], "b.jpg": [["cat", "bbox", box(11, 12, 24, 26)]] },
  },
  "coco-kp-seg": {
    format: "coco",
    samples: {
      "a.jpg": [
        [
          "person",
          "polygon",
          [
            [10, 10],
            [50, 10],
            [50, 40],
          ],
          { instance: 1 },
        ],
        ["person", "point", [[20, 20]], { keypoint: "nose", visible: true, instance: 1 }],
        ["person", "point", [[30, 25]], { keypoint: "l", visible: false, instance: 1 }],
      ],
    },
  },
  "coco-flat-seg": {
    format: "coco",
    samples: {
      "a.jpg": [
        [
          "cat",
          "polygon",
          [
            [12.5, 33.5],
            [62.5, 32.5],
            [63, 64],
            [9.5, 63],
          ],
        ],
      ],
    },
  },
  "m-wrongsize": {
    format: "coco",
    samples: {
      "a.jpg": [
        [
          "cat",
          "polygon",
          [
            [5, 5],
            [25, 5],
            [25, 45],
          ],
        ],
      ],
    },
    changed: { "the size given is not the picture's: the labels were scaled": 1 },
  },
  "y-basic": {
    format: "yolo",
    samples: {
      "images/train/a.jpg": [
        ["cat", "bbox", box(40, 24, 60, 56)],
        [
          "dog #2",
          "polygon",
          [
            [10, 8],
            [20, 16],
            [30, 72],
            [80, 64],
          ],
        ],
      ],
    },
  },
  "y-pose2": {
    format: "yolo",
    samples: {
      "a.jpg": [
        ["person", "bbox", box(40, 24, 60, 56)],
        ["person", "point", [[45, 32]], { keypoint: "1", visible: true, instance: 1 }],
        ["person", "point", [[55, 32]], { keypoint: "2", visible: true, instance: 1 }],
      ],
    },
  },
  "y-oob": {
    format: "yolo",
    samples: {
      "images/train/a.jpg": [
        ["cat", "bbox", box(85, 24, 105, 56)],
        ["cat", "bbox", box(95.00001, 36, 105.00001, 44)],
      ],
    },
    skipped: {
      "it lies out of the picture": 1,
      "it has what is no number": 2,
      "there is no class 5": 1,
      "there is no class -1": 1,
      "3 numbers are neither box nor polygon": 1,
    },
  },
  "coco-splits-mixed": {
    format: "coco",
    samples: { "a.jpg": [["dog"], ["dog", { iscrowd: true }]], "sub/dir b/c.rgb.jpg": null, "empty.jpg": [] },
    skipped: { "it has no segmentation": 3 },
  },
  "export-coco-vector": {
    format: "coco",
    pictures: "xp-src",
    samples: {
      "im0.jpg": FLOWERS,
      "im1.jpg": [
        ["lily", "bbox", box(0, 0, 120, 90)],
        ["tulip", "point", [[33.5, 44.5]]],
      ],
      "im2.jpg": [],
    },
    skipped: { "it has no box, polygon or keypoint that can be read": 1 },
  },
  "export-label-studio-no-id": {
    format: "label-studio",
    pictures: "xp-src",
    samples: {
      "im0.jpg": FLOWERS,
      "im1.jpg": [
        ["lily", "bbox", box(0, 0, 120, 90)],
        [
          "rose",
          "polyline",
          [
            [1, 2],
            [3, 4],
            [50, 60],
          ],
        ],
        ["tulip", "point", [[33.5, 44.5]]],
      ],
      "im2.jpg": [],
    },
  },
  "cv-video": { format: "cvat", samples: { "a.jpg": [["car", "bbox", box(1, 2, 3, 4), { track_id: 0 }]] } },
  "v-gbk": { format: "voc", samples: { "a.jpg": [["\u72ac", "bbox", box(10, 20, 30, 40)]] } },
  "v-swap": {
    format: "voc",
    samples: {
      "a.jpg": [
        ["cat", "bbox", box(10, 20, 30, 40)],
        ["cat", "bbox", box(10, 20, 30, 40)],
      ],
    },
  },
};

describe("files that other tools write", () => {
  it.each(Object.entries(TABLE))(
    "%s",
    async (name, { format, source, pictures, samples, skipped = {}, changed = {} }) => {
      await bench.copyCases(name, ...(pictures === undefined ? [] : [pictures]));
      const { code, stderr, summary } = await bench.importFolder(format, name, source);
      expect(counts(summary.skipped_by_reason)).toEqual(skipped);
      expect(counts(summary.changed_by_reason)).toEqual(changed);
      expect(code, stderr).toBe(Object.keys(skipped).length > 0 ? 6 : 0);
      expect(await bench.storedObjects(name)).toEqual(samples);
    },
  );
});

describe("what they are exported as", () => {
  const jsonOf = async (...parts: string[]) => JSON.parse(await readFile(path.join(...parts), "utf8"));
  const cocoOf = async (name: string) => jsonOf(await bench.exportRelease(name, "coco"), "annotations.json");

  it("coco-splits-mixed: masks with their pixels", async () => {
    expect((await bench.client.datasets.get("jane/coco-splits-mixed")).task_type).toBe("segmentation-bitmap");
    const { annotations } = await cocoOf("coco-splits-mixed");
    // The ring of the RLE, pixel by pixel as its file has it, lies over the polygon.
    expect(annotations[1]).toMatchObject({ iscrowd: 1, area: 1100, bbox: [10, 10, 40, 30] });
  });

  it("panoptic-has-instances: each object of COCO is a thing, and a segment of its own", async () => {
    await bench.copyCases("panoptic-has-instances");
    const { code, summary } = await bench.importFolder("coco", "panoptic-has-instances");
    expect([code, summary.added, summary.objects]).toEqual([0, 1, 400]);
    const { task_attributes } = await bench.client.datasets.get("jane/panoptic-has-instances");
    expect(task_attributes?.categories.map((one) => one.has_instances)).toEqual(Array(7).fill(true));
    const out = await bench.exportRelease("panoptic-has-instances", "coco-panoptic");
    const [file = ""] = (await readdir(out, { recursive: true })).filter((name) => name.endsWith(".json"));
    const { annotations } = await jsonOf(out, file);
    expect(annotations[0].segments_info).toHaveLength(400);
  });

  it.each(["yolo", "voc", "ultralytics"])("coco-winpath2: %s makes a name that a file can have", async (format) => {
    const files = await readdir(await bench.exportRelease("coco-winpath2", format), { recursive: true });
    expect(files.filter((name) => /Jos\u00e9.data.a b.1\.(?:txt|xml)$/.test(name))).toHaveLength(1);
  });

  it.each([
    ["coco", "coco", []],
    ["datumaro", "datumaro", []],
    ["cvat", "cvat", []],
    ["label-studio", "label-studio", []],
    ["voc", "voc", ["polyline", "point"]],
  ])("xp-src comes back from %s as it went", async (format, importFormat, lost) => {
    const source = "export-label-studio-no-id";
    const out = await bench.exportRelease(source, format);
    const folder = `back-${format}`;
    await bench.copyCases("xp-src");
    await cp(path.join(bench.place.folder, "xp-src"), path.join(bench.place.folder, folder), { recursive: true });
    await cp(out, path.join(bench.place.folder, folder), { recursive: true });
    const { summary } = await bench.importFolder(importFormat, folder);
    expect(counts(summary.skipped_by_reason)).toEqual({});
    const due = Object.entries(TABLE[source]?.samples ?? {}).map(([name, objects]) => [
      name,
      objects?.filter(([, type]) => !lost.some((one) => one === type)),
    ]);
    expect(await bench.storedObjects(folder)).toEqual(Object.fromEntries(due));
  });

  it("y-roboflow: pictures have names of their own", async () => {
    const { images } = await cocoOf("y-roboflow");
    expect(images.map((image: { file_name: string }) => image.file_name).sort()).toEqual([
      "train/images/IMG_1_jpg.rf.aaaa1111.jpg",
      "train/images/IMG_1_jpg.rf.bbbb2222.jpg",
    ]);
  });

  it("v-swap: boxes have positive sides", async () => {
    const { annotations } = await cocoOf("v-swap");
    expect(annotations.map(({ bbox }: { bbox: number[] }) => bbox)).toEqual([
      [10, 20, 20, 20],
      [10, 20, 20, 20],
    ]);
  });

  it("export-coco-vector: segmentation, bbox, area and iscrowd", async () => {
    const { annotations } = await cocoOf("export-label-studio-no-id");
    expect(annotations[0]).toMatchObject({ bbox: [10.25, 20.5, 19.75, 19.5], area: 385.125, iscrowd: 0 });
    expect(annotations[2]).toMatchObject({
      segmentation: [[5, 5, 40, 6, 41, 30, 7, 31]],
      bbox: [5, 5, 36, 26],
      area: 862.5,
      iscrowd: 0,
    });
  });

  it("export-label-studio-no-id: each task has an id", async () => {
    const out = await bench.exportRelease("export-label-studio-no-id", "label-studio");
    const tasks = await jsonOf(out, "label-studio.json");
    expect(tasks.map(({ id }: { id: unknown }) => id)).toEqual([1, 2, 3]);
  });

  it("export-yolo-classes: classes count from 0 and have names", async () => {
    const out = await bench.exportRelease("export-label-studio-no-id", "ultralytics");
    expect(parse(await readFile(path.join(out, "data.yaml"), "utf8")).names).toEqual({
      0: "rose",
      1: "tulip",
      2: "lily",
    });
    const classes = (await readFile(path.join(out, "labels/train/im0.txt"), "utf8")).trim().split("\n");
    expect(classes.map((line) => line.split(" ")[0])).toEqual(["0", "1", "2"]);
  });
});
