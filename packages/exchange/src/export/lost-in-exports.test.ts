import { encodePng } from "@tessera/codecs";
import { describe, expect, it } from "vitest";
import type { AssetLoader } from "../assets/asset-loader.js";
import { importCvat } from "../import/cvat.js";
import { openRelease } from "../release/open-release.js";
import { memorySink } from "../sinks/memory-sink.js";
import { exportRelease } from "./export-release.js";
import type { ExportFormat } from "./formats.js";

const PNG = (ids: readonly number[]) => {
  const data = new Uint8Array(ids.flatMap((id) => [id, 0, 0, 255]));
  return encodePng({ widthPx: ids.length / 2, heightPx: 2, channels: 4, data });
};
/** Object 7 has pixels, and no annotation. */
const ASSETS: Readonly<Record<string, Uint8Array>> = {
  "image.png": PNG([0, 0, 0, 0, 0, 0, 0, 0]),
  "bitmap.png": PNG([1, 1, 0, 7, 2, 2, 7, 7]),
};
const assets: AssetLoader = async (url) => {
  const bytes = ASSETS[url];
  if (bytes === undefined) throw new Error(`there is no ${url}`);
  return bytes;
};

async function run(format: ExportFormat, taskType: string, sample: object, label: object) {
  const dataset = {
    ...{ name: "small", owner: "jane", task_type: taskType, labelsets: [{ name: "ground-truth" }] },
    task_attributes: { categories: [{ id: 1, name: "car" }, { id: 2, name: "van" }] }, // biome-ignore format: short
    samples: [
      { name: "a.png", attributes: sample, labels: { "ground-truth": { label_status: "LABELED", attributes: label } } },
    ],
  };
  const release = await openRelease(JSON.stringify({ name: "v1", dataset }));
  const sink = memorySink();
  return { sink, report: await exportRelease(release, { format, sink, assets }) };
}

const IMAGE = { image: { url: "image.png" } };
const box = (own: object) => ({ id: 1, category_id: 1, type: "bbox", points: [[0, 0], [2, 1]], ...own }); // biome-ignore format: short
const counted = ({ lost }: { readonly lost: readonly { readonly what: string; readonly count: number }[] }) =>
  Object.fromEntries(lost.map(({ what, count }) => [what, count]));

describe("pixels that no annotation lists are reported", () => {
  it.each(["coco", "ultralytics", "voc", "datumaro", "label-studio", "cvat"] as const)("by %s", async (format) => {
    const annotations = [
      { id: 1, category_id: 1 },
      { id: 2, category_id: 2 },
    ];
    const label = { annotations, segmentation_bitmap: { url: "bitmap.png" } };
    const { report } = await run(format, "segmentation-bitmap", IMAGE, label);
    expect(report).toMatchObject({ objects: 2, skippedCount: 1 });
    expect(report.skipped).toEqual([
      { sample: "a.png", objectId: 7, reason: "the bitmap has its pixels, and no annotation lists it" },
    ]);
  });
});

it("cvat has masks by their pixels, which come back", async () => {
  const annotations = [
    { id: 1, category_id: 1, attributes: { color: "red" } },
    { id: 2, category_id: 2 },
  ];
  const label = { annotations, segmentation_bitmap: { url: "bitmap.png" } };
  const { sink, report } = await run("cvat", "segmentation-bitmap", IMAGE, label);
  const xml = sink.text("annotations.xml");
  expect(xml).toContain(
    '<mask label="car" source="manual" occluded="0" rle="0, 2" left="0" top="0" width="2" height="1"',
  );
  expect(xml).toContain(
    '<mask label="van" source="manual" occluded="0" rle="0, 2" left="0" top="1" width="2" height="1"',
  );
  expect(counted(report)).toEqual({ "ids of objects": 2 });
  const { samples, taskType } = importCvat(xml);
  expect([taskType, samples[0]?.annotations]).toEqual(["segmentation-bitmap", annotations]);
  expect([...(samples[0]?.paint?.().bitmap.ids ?? [])]).toEqual([1, 1, 0, 0, 2, 2, 0, 0]);
});

describe("attributes without a value", () => {
  it.each(["voc", "cvat"] as const)("are reported by %s", async (format) => {
    const annotations = [box({ attributes: { color: null, size: "big", age: null } })];
    const { report } = await run(format, "vector", IMAGE, { annotations });
    expect(counted(report)).toEqual({
      "attributes of objects that have no value (null)": 2,
      "ids of objects": 1,
    });
  });

  it.each([
    ["coco", "annotations.json", '"attributes":{"color":null}'],
    ["datumaro", "annotations/default.json", '"attributes":{"color":null}'],
  ] as const)("are kept by %s", async (format, file, text) => {
    const { sink, report } = await run(format, "vector", IMAGE, {
      annotations: [box({ attributes: { color: null } })],
    });
    expect(sink.text(file)).toContain(text);
    expect(report.lost).toEqual([]);
  });
});

describe("tracks", () => {
  const TRACKS = "tracks: frames stand alone";
  it.each(["voc", "label-studio", "ultralytics", "cvat"] as const)("of single images are none: %s", async (format) => {
    const { report } = await run(format, "vector", IMAGE, { annotations: [box({ track_id: 1 })] });
    expect(Object.keys(counted(report))).not.toContain(TRACKS);
    expect(Object.keys(counted(report))).not.toContain("track ids of objects");
  });

  it.each(["voc", "label-studio", "cvat"] as const)("ids that differ are reported: %s", async (format) => {
    const { report } = await run(format, "vector", IMAGE, { annotations: [box({ track_id: 5 })] });
    expect(counted(report)["track ids of objects"]).toBe(1);
  });

  it.each(["voc", "label-studio", "ultralytics"] as const)("of sequences are reported: %s", async (format) => {
    const frames = [{ annotations: [box({ track_id: 1 })] }];
    const { report } = await run(format, "image-vector-sequence", { frames: [IMAGE] }, { frames });
    expect(counted(report)[TRACKS]).toBe(1);
  });
});
