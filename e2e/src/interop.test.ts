import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLI_ENTRY, INTEROP_SUITE, ROOT } from "./paths.js";
import { missingPython, prepareEnvironment } from "./python-environment.js";

const missing = missingPython();
if (missing !== undefined && process.env.CI === "true") {
  test("other tools load our exports", () => {
    throw new Error(missing);
  });
}

const WIDTH = 40;
const HEIGHT = 30;
const CATEGORIES = [
  { id: 7, name: "car" },
  { id: 3, name: 'a "b": #c' },
];

/** Object 1 has a hole, object 2 two parts. */
function drawIds(): Uint32Array {
  const ids = new Uint32Array(WIDTH * HEIGHT);
  const fill = (id: number, left: number, top: number, right: number, bottom: number) => {
    for (let y = top; y < bottom; y++) ids.fill(id, y * WIDTH + left, y * WIDTH + right);
  };
  fill(1, 2, 3, 12, 13);
  fill(0, 5, 6, 8, 9);
  fill(2, 20, 2, 25, 9);
  fill(2, 30, 15, 37, 28);
  return ids;
}

/** The picture and the segmentation bitmap of all samples: an id in each pixel's red. */
function drawPng(): Promise<Buffer> {
  const data = Buffer.from([...drawIds()].flatMap((id) => [id, 0, 0, 255]));
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } })
    .png()
    .toBuffer();
}

const BOX = {
  ...{ id: 1, category_id: 7, type: "bbox" },
  points: [
    [30, 20],
    [10, 5],
  ],
};
const SQUARE = {
  ...{ id: 2, category_id: 3, type: "polygon" },
  points: [
    [2, 3],
    [12, 3],
    [12, 13],
    [2, 13],
  ],
};

const NAMES = [
  "train/images/IMG_1_jpg.rf.aaaa1111.png",
  "train/images/IMG_1_jpg.rf.bbbb2222.png",
  "image.webp",
  "image.webp.jpg",
  "A.png",
  "a.png",
  "C:\\Users\\José\\data\\a b#1.png",
];
const FILES = [...NAMES.slice(0, 5), "a-2.png", "C_/Users/José/data/a b_1.png"];

function maskOf(isInside: (x: number, y: number) => boolean): number[][] {
  return Array.from({ length: HEIGHT }, (_, y) => Array.from({ length: WIDTH }, (__, x) => Number(isInside(x, y))));
}

function objectMask(id: number): number[][] {
  const ids = drawIds();
  return maskOf((x, y) => ids[y * WIDTH + x] === id);
}

describe.skipIf(missing !== undefined)(`other tools load our exports${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let python = "";
  let scratch = "";
  let origin = "";
  const images = createServer();

  beforeAll(async () => {
    const home = path.join(ROOT, "e2e/.venv-supervision");
    const requirements = path.join(INTEROP_SUITE, "supervision.txt");
    python = path.join(prepareEnvironment(home, requirements, "import supervision, pycocotools"), "python");
    scratch = await mkdtemp(path.join(tmpdir(), "tessera-interop-"));
    const png = await drawPng();
    images.on("request", (_, response) => response.end(png));
    await new Promise<void>((resolve) => images.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(images.address() as AddressInfo).port}`;
  }, 600_000);

  afterAll(async () => {
    images.close();
    if (scratch !== "") await rm(scratch, { recursive: true, force: true });
  });

  async function exported(
    taskType: string,
    names: readonly string[],
    label: object,
    [format, ...options]: readonly [string, ...string[]],
    categories: readonly object[] = CATEGORIES,
  ) {
    const folder = await mkdtemp(path.join(scratch, "export-"));
    const samples = names.map((name) => ({
      name,
      attributes: { image: { url: `${origin}/a.png` } },
      labels: { "ground-truth": { label_status: "LABELED", attributes: label } },
    }));
    const dataset = { name: "d", owner: "jane", task_type: taskType, samples };
    const settings = { task_attributes: { categories }, labelsets: [{ name: "ground-truth" }] };
    const file = path.join(folder, "release.json");
    await writeFile(file, JSON.stringify({ name: "v1", dataset: { ...dataset, ...settings } }));
    const args = [CLI_ENTRY, "export", format, file, "--out", folder, "--with-images", "--json", ...options];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const report = JSON.parse(stdout);
    return { folder, report };
  }

  function load(program: string, ...args: string[]) {
    const { status, stdout, stderr } = spawnSync(python, [path.join(INTEROP_SUITE, program), ...args], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    expect(status, stderr).toBe(0);
    return JSON.parse(stdout);
  }

  const vector = { annotations: [BOX, SQUARE] };
  const masksOf = (url: string) => ({
    annotations: [
      { id: 1, category_id: 7 },
      { id: 2, category_id: 3 },
    ],
    segmentation_bitmap: { url },
  });

  test("COCO of shapes: every box and polygon, each on its own picture, and an average precision of 1", async () => {
    const { folder, report } = await exported("vector", NAMES, vector, ["coco"]);
    expect(report).toMatchObject({ samples: 7, objects: 14, skipped_count: 0 });
    const read = load("load_coco.py", folder);
    const box = maskOf((x, y) => x >= 10 && x < 30 && y >= 5 && y < 20);
    const square = maskOf((x, y) => x >= 2 && x < 12 && y >= 3 && y < 13);
    const none = { iscrowd: 0, keypoints: null, polyline: null };
    expect(read.annotations).toEqual(
      FILES.flatMap((image) => [
        { image, category: "car", bbox: [10, 5, 20, 15], area: 300, mask: box, ...none },
        { image, category: 'a "b": #c', bbox: [2, 3, 10, 10], area: 100, mask: square, ...none },
      ]),
    );
    for (const kind of ["segm", "bbox"]) expect(read.ap[kind]).toBeCloseTo(1, 12);
    expect(Object.keys(read.supervision).toSorted()).toEqual(FILES.toSorted());
    for (const found of Object.values(read.supervision)) {
      expect(found).toMatchObject({ classes: ["car", 'a "b": #c'] });
      expect(found).toMatchObject({
        xyxy: [
          [10, 5, 30, 20],
          [2, 3, 12, 13],
        ],
      });
    }
  });

  test("COCO of masks: holes and parts to the pixel", async () => {
    const { folder } = await exported("segmentation-bitmap", ["a.png"], masksOf(`${origin}/mask.png`), ["coco"]);
    const read = load("load_coco.py", folder);
    expect(read.annotations).toMatchObject([
      { category: "car", bbox: [2, 3, 10, 10], area: 91, mask: objectMask(1) },
      { category: 'a "b": #c', bbox: [20, 2, 17, 26], area: 126, mask: objectMask(2) },
    ]);
    for (const kind of ["segm", "bbox"]) expect(read.ap[kind]).toBeCloseTo(1, 12);
    expect(read.supervision["a.png"]).toMatchObject({ masks: [objectMask(1), objectMask(2)] });
  });

  test("COCO of points and polylines: named keypoints stand together, with their visibility", async () => {
    const point = (id: number, category_id: number, at: readonly number[], attributes?: object) => ({
      ...{ id, category_id, type: "point", points: [at] },
      ...(attributes && { attributes }),
    });
    const line = { ...{ id: 9, category_id: 2, type: "polyline" }, points: [[1, 2], [5, 4]] }; // biome-ignore format: short
    const label = {
      annotations: [
        point(1, 1, [4, 6], { keypoint: "tail", visible: false, instance: 1 }),
        point(2, 1, [10, 16], { keypoint: "head", visible: true, instance: 1 }),
        point(3, 1, [20, 8], { keypoint: "head", visible: true, instance: 2 }),
        point(4, 2, [7.5, 8.25]),
        line,
      ],
    };
    const categories = [
      { id: 1, name: "cat", keypoints: ["head", "tail"] },
      { id: 2, name: "spot" },
    ];
    const { folder } = await exported("vector", ["a.png"], label, ["coco"], categories);
    expect(load("load_coco.py", folder).annotations).toMatchObject([
      { category: "cat", keypoints: [10, 16, 2, 4, 6, 1], bbox: [4, 6, 6, 10] },
      { category: "cat", keypoints: [20, 8, 2, 0, 0, 0], bbox: [20, 8, 0, 0] },
      { category: "spot", keypoints: [7.5, 8.25, 2], polyline: null },
      { category: "spot", keypoints: null, polyline: line.points, bbox: [1, 2, 4, 2] },
    ]);
  });

  // Supervision reads the images of one folder only, Ultralytics those below it too.
  const FLAT = NAMES.slice(2, 6);

  test.each(["detect", "segment", "obb"] as const)("Ultralytics %s: classes from 0, every shape", async (task) => {
    const { folder, report } = await exported("vector", FLAT, vector, ["ultralytics", "--task", task]);
    expect(report).toMatchObject({ samples: 4, objects: 8, skipped_count: 0 });
    const read = load("load_yolo.py", folder, task);
    expect(Object.keys(read).toSorted()).toEqual(FILES.slice(2, 6).toSorted());
    for (const found of Object.values<{ xyxy: number[][]; classes: string[]; corners: number[][][] }>(read)) {
      expect(found.classes).toEqual(["car", 'a "b": #c']);
      for (const [row, expected] of [[10, 5, 30, 20], [2, 3, 12, 13]].entries()) // biome-ignore format: short
        for (const [place, value] of expected.entries()) expect(found.xyxy[row]?.[place]).toBeCloseTo(value, 4);
      if (task !== "obb") continue;
      const corners = found.corners[1]?.flat() ?? [];
      for (const [place, value] of SQUARE.points.flat().entries()) expect(corners[place]).toBeCloseTo(value, 4);
    }
  });
});
