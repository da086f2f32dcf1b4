import { paintSegments } from "@tessera/exchange";
import { encodeBitmap } from "@tessera/exchange/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pngOf } from "../testing/images.js";
import { counts, type ImportBench, startImportBench } from "../testing/import-bench.js";

let bench: ImportBench;

beforeAll(async () => {
  bench = await startImportBench();
});
afterAll(() => bench.stop());

const PICTURE = pngOf(4, 2);
/** Nobody lists segment 9. */
const SEGMENTS = Uint32Array.of(256, 256, 7, 0, 256, 7, 7, 9);
const masked = (widthPx = 4) => encodeBitmap({ widthPx, heightPx: SEGMENTS.length / widthPx, ids: SEGMENTS });
const panoptic = (file_name: string, size = { width: 4, height: 2 }) =>
  JSON.stringify({
    images: [{ id: 1, file_name: "a.png", ...size }],
    categories: [
      { id: 3, name: "cat", isthing: 1 },
      { id: 5, name: "sky", isthing: 0 },
    ],
    annotations: [
      {
        image_id: 1,
        file_name,
        segments_info: [
          { id: 256, category_id: 3, iscrowd: 1 },
          { id: 7, category_id: 5, iscrowd: 0 },
          { id: 8, category_id: 5 },
          { id: 10, category_id: 77 },
        ],
      },
    ],
  });

async function stored(dataset: string) {
  for await (const { uuid, label } of bench.client.samples.list(`jane/${dataset}`, { labelset: "ground-truth" })) {
    if (label === null || label === undefined) return null;
    const { attributes } = await bench.client.labels.get(uuid, { labelset: "ground-truth" });
    const { annotations, segmentation_bitmap } = attributes as {
      annotations: object[];
      segmentation_bitmap: { url: string };
    };
    const bytes = new Uint8Array(await (await fetch(segmentation_bitmap.url)).arrayBuffer());
    const objectOf = new Map([
      [1, 1],
      [2, 2],
    ]);
    const { bitmap, unlistedIds } = paintSegments(bytes, { fileName: "label.png", objectOf }, undefined);
    expect(unlistedIds).toEqual([]);
    return { annotations, ids: [...bitmap.ids] };
  }
  return undefined;
}

const LISTED = {
  "there is no category 77": 1,
  "its id is on no pixel of the PNG of segments": 1,
  "pixels of it are there, and no annotation lists it": 1,
};
const LABEL = {
  annotations: [
    { id: 1, category_id: 3, attributes: { iscrowd: true } },
    { id: 2, category_id: 5 },
  ],
  ids: [1, 1, 2, 0, 1, 2, 2, 0],
};

it("masks of CVAT become a segmentation", async () => {
  const mask = '<mask label="cat" rle="0,2,1,1" left="0" top="0" width="2" height="2"/>';
  await bench.write("cvat-masks", {
    "annotations.xml": `<annotations><image name="a.png" width="4" height="2">${mask}</image></annotations>`,
    "a.png": PICTURE,
  });
  const { code, stderr } = await bench.importFolder("cvat", "cvat-masks");
  expect(code, stderr).toBe(0);
  expect(await stored("cvat-masks")).toEqual({
    annotations: [{ id: 1, category_id: 1 }],
    ids: [1, 1, 0, 0, 0, 1, 0, 0],
  });
});

describe("COCO panoptic", () => {
  it.each([
    ["pan-own-folder", "annotations/panoptic_val2017.json", "annotations/panoptic_val2017/a.png"],
    ["pan-masks", "annotations.json", "masks/a.png"],
  ])("has its segments beside pictures of their names: %s", async (name, json, masks) => {
    await bench.write(name, { [json]: panoptic("a.png"), [masks]: masked(), "val2017/a.png": PICTURE });
    const { code, stderr, summary } = await bench.importFolder("coco", name);
    expect(counts(summary.skipped_by_reason), stderr).toEqual(LISTED);
    expect([code, summary.added, summary.objects]).toEqual([6, 1, 2]);
    expect(summary).toMatchObject({ unused: [] });
    expect(await stored(name)).toEqual(LABEL);
    const { task_type, task_attributes } = await bench.client.datasets.get(`jane/${name}`);
    expect([task_type, task_attributes?.categories]).toMatchObject([
      "segmentation-bitmap",
      [
        { id: 3, name: "cat", has_instances: true },
        { id: 5, name: "sky", has_instances: false },
      ],
    ]);
  });

  it.each([
    ["pan-missing", {}, "its PNG of segments is not among the files given, or not alone: m.png"],
    ["pan-size", { "m.png": masked(2) }, "its PNG of segments is not of its image's size"],
    ["pan-gray", { "m.png": pngOf(4, 2) }, undefined],
    ["pan-damaged", { "m.png": "no picture" }, undefined],
  ] as const)("that cannot be used leaves the picture without a label: %s", async (name, files, reason) => {
    await bench.write(name, { "a.json": panoptic("m.png"), "a.png": PICTURE, ...files });
    const { code, summary } = await bench.importFolder("coco", name);
    expect([code, summary.added, summary.objects]).toEqual([6, 1, 0]);
    const reasons = Object.keys(counts(summary.skipped_by_reason));
    if (reason === undefined) expect(reasons.join()).toContain("its segments cannot be read");
    else expect(reasons).toContain(reason);
    expect(await stored(name)).toBeNull();
  });

  it("of ours comes back with its pixels", async () => {
    const out = await bench.exportRelease("pan-masks", "coco-panoptic");
    const folder = "pan-masks.coco-panoptic";
    expect(out).toContain(folder);
    await bench.write(folder, { "a.png": PICTURE });
    const { code, stderr } = await bench.place.run(["import", "coco", folder, "jane/pan-again", "--create"]);
    expect(code, stderr).toBe(0);
    const again = await stored("pan-again");
    expect(again?.ids).toEqual(LABEL.ids);
    expect(again?.annotations).toMatchObject([{ id: 1 }, { id: 2 }]);
  });
});
