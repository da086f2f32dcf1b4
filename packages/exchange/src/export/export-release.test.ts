import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { decodePng } from "@tessera/codecs";
import { describe, expect, it } from "vitest";
import { directorySink } from "../node/index.js";
import { checkFileName } from "../sinks/export-sink.js";
import { memorySink } from "../sinks/memory-sink.js";
import { drawnAssets, segmentation, smallRelease } from "../testing/small-releases.js";
import { exportRelease } from "./export-release.js";
import { formatFixedSix } from "./fixed-six.js";
import { EXPORT_FORMATS, type ExportFormat } from "./formats.js";

const CAR = { id: 7, category_id: 1 };

async function run(format: ExportFormat, release: Awaited<ReturnType<typeof smallRelease>>) {
  const sink = memorySink();
  return { sink, report: await exportRelease(release, { format, sink, assets: drawnAssets }) };
}

describe("exportRelease", () => {
  it("reports what is left out, and goes on", async () => {
    const release = await smallRelease("segmentation-bitmap", [
      { name: "unlabeled", label: null },
      { name: "gone", label: segmentation("http://gone", CAR) },
      { name: "no bitmap", label: segmentation("", CAR) },
      { name: "good", label: segmentation("bitmap:4x2:7", CAR, { id: 8, category_id: 1 }, { id: 9 }, "nonsense") },
    ]);
    const { report } = await run("coco-instance", release);
    expect(report).toMatchObject({ samples: 1, objects: 1, skippedCount: 6, fileCount: 1 });
    expect(report.skipped).toEqual([
      { sample: "unlabeled", reason: "it has no label" },
      { sample: "gone", reason: "its segmentation bitmap cannot be read: the server answered 404" },
      { sample: "no bitmap", reason: "its label has no segmentation bitmap" },
      { sample: "good", reason: "annotation 2: it has no category_id" },
      { sample: "good", reason: "annotation 3: it is no object" },
      { sample: "good", objectId: 8, reason: "it has no pixels" },
    ]);
  });

  it("keeps a sample whose image does not load, without its size", async () => {
    const attributes = { image: { url: "http://gone/a.png?x=1.jpg" } };
    const release = await smallRelease("bboxes", [{ name: "a", attributes, label: { annotations: [] } }]);
    const { sink, report } = await run("coco-instance", release);
    const { images } = JSON.parse(sink.text("export_coco-instance_jane_small_v1.json"));
    expect(images).toEqual([{ id: 1, file_name: "a.png", height: null, width: null }]);
    expect(report.lost).toMatchObject([{ what: expect.stringContaining("the server answered 404"), count: 1 }]);
  });

  it.each(EXPORT_FORMATS.filter((format) => format !== "csv" && format !== "jsonl"))(
    "%s refuses releases that it cannot hold",
    async (format) => {
      await expect(run(format, await smallRelease("text-named-entities", []))).rejects.toThrow(
        "this release's is text-named-entities",
      );
    },
  );

  it("numbers label images of samples that have one name, and keeps names inside the folder", async () => {
    const label = segmentation("bitmap:4x2:7", CAR);
    const names = ["a/x.png", "b/x.png", "..", "c\\..\\y.png"];
    const release = await smallRelease(
      "segmentation-bitmap",
      names.map((name) => ({ name, label })),
    );
    const { sink, report } = await run("instance", release);
    expect([...sink.files.keys()].map((name) => name.replace("segments/jane_small/v1/", ""))).toEqual([
      "x_label_ground-truth_instance.png",
      "x-2_label_ground-truth_instance.png",
      "_.._label_ground-truth_instance.png",
      "c_.._y_label_ground-truth_instance.png",
    ]);
    expect(report.lost.map(({ what }) => what)).toContain(
      "name of the label image, which another sample has: it is numbered",
    );
  });

  it("writes an all-0 image for a label without objects, where the Python package fails", async () => {
    const release = await smallRelease("segmentation-bitmap", [{ name: "a", label: segmentation("bitmap:4x2") }]);
    const { sink } = await run("semantic", release);
    expect(
      decodePng(sink.files.get("segments/jane_small/v1/a_label_ground-truth_semantic.png") ?? new Uint8Array()).data,
    ).toEqual(new Uint8Array(8));
  });

  it("holds 24-bit ids, except in 16-bit pixels, which it reports", async () => {
    const objects = [65535, 65536, 16_777_215].map((id) => ({ id, category_id: 1 }));
    const release = await smallRelease("segmentation-bitmap", [
      { name: "a", label: segmentation("bitmap:4x2:65535,65536,16777215", ...objects) },
    ]);
    expect((await run("coco-instance", release)).report).toMatchObject({ objects: 3, skippedCount: 0 });
    const { sink, report } = await run("instance", release);
    const { data } = decodePng(
      sink.files.get("segments/jane_small/v1/a_label_ground-truth_instance.png") ?? new Uint8Array(),
    );
    expect([...data.slice(0, 4)]).toEqual([65535, 65535, 65535, 0]);
    expect(report.lost).toContainEqual(expect.objectContaining({ what: expect.stringContaining("16 bits"), count: 2 }));
  });

  it("writes category ids above 255 in 16 bits", async () => {
    const release = await smallRelease("segmentation-bitmap", [
      { name: "a", label: segmentation("bitmap:4x2:7,8", { id: 7, category_id: 300 }, { id: 8, category_id: 70_000 }) },
    ]);
    const { sink, report } = await run("semantic", release);
    const { data } = decodePng(
      sink.files.get("segments/jane_small/v1/a_label_ground-truth_semantic.png") ?? new Uint8Array(),
    );
    expect([...data.slice(0, 2)]).toEqual([300, 0]);
    expect(report.skipped).toMatchObject([{ objectId: 8, reason: "a pixel cannot hold the category id 70000" }]);
  });

  it("takes the size of a sequence's frames from their images", async () => {
    const box = {
      id: 1,
      category_id: 3,
      type: "bbox",
      points: [
        [0, 0],
        [2, 1],
      ],
    };
    const attributes = { frames: [{ image: { url: "bitmap:4x2" }, name: "../f" }] };
    const release = await smallRelease("image-vector-sequence", [
      { name: "walk", attributes, label: { frames: [{ annotations: [box] }] } },
    ]);
    const { sink } = await run("yolo", release);
    expect(sink.text("segments/jane_small/v1/walk-.._f.txt")).toBe("3 0.250000 0.250000 0.500000 0.500000\n");
  });

  it("gives the same panoptic files each time, and colors for more objects than there are near colors", async () => {
    const objects = Array.from({ length: 40_000 }, (_, index) => ({ id: index + 1, category_id: 1 }));
    const url = `bitmap:200x200:${objects.map(({ id }) => id).join(",")}`;
    const black = [{ id: 1, name: "car", color: [0, 0, 0], has_instances: true }];
    const release = await smallRelease(
      "segmentation-bitmap",
      [{ name: "a", label: segmentation(url, ...objects) }],
      black,
    );
    const [first, second] = [await run("coco-panoptic", release), await run("coco-panoptic", release)];
    for (const [name, bytes] of first.sink.files) {
      expect(Buffer.compare(bytes, second.sink.files.get(name) ?? new Uint8Array()), name).toBe(0);
    }
    const [annotation] = JSON.parse(first.sink.text("export_coco-panoptic_jane_small_v1.json")).annotations;
    expect(new Set(annotation.segments_info.map(({ id }: { id: number }) => id)).size).toBe(40_000);
  });

  it("writes to a directory what it writes to memory", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "exchange-"));
    try {
      const release = await smallRelease("segmentation-bitmap", [
        { name: "a", label: segmentation("bitmap:4x2:7", CAR) },
      ]);
      const { sink } = await run("coco-panoptic", release);
      const scratchBefore = (await readdir(tmpdir())).filter((name) => name.startsWith("tessera-export-"));
      await exportRelease(release, { format: "coco-panoptic", sink: directorySink(directory), assets: drawnAssets });
      for (const [name, bytes] of sink.files) {
        expect(new Uint8Array(await readFile(path.join(directory, name))), name).toEqual(bytes);
      }
      expect((await readdir(tmpdir())).filter((name) => name.startsWith("tessera-export-"))).toEqual(scratchBefore);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("stops when it is aborted", async () => {
    const release = await smallRelease("bboxes", [{ name: "a", label: { annotations: [] } }]);
    const options = { sink: memorySink(), assets: drawnAssets, signal: AbortSignal.abort(new Error("enough")) };
    await expect(exportRelease(release, { format: "coco-instance", ...options })).rejects.toThrow("enough");
  });
});

describe("checkFileName", () => {
  it.each(["../a", "a/../../b", "/etc/passwd", "a//b", "", ".", "a\\b", "C:/x", "a\0"])("refuses %j", (name) => {
    expect(() => checkFileName(name)).toThrow("no name for an exported file");
  });
  it("takes folders and odd characters", () => {
    expect(() => checkFileName("segments/jane_x/v1.0/ünï code..txt")).not.toThrow();
  });
});

describe("formatFixedSix", () => {
  it.each([
    [1 / 128, "0.007812"],
    [3 / 128, "0.023438"],
    [-1 / 128, "-0.007812"],
    [-0, "-0.000000"],
    [0.1, "0.100000"],
    [1.0000005, "1.000001"],
    [2 / 3, "0.666667"],
  ])("%d is %s, as in Python", (value, text) => {
    expect(formatFixedSix(value)).toBe(text);
  });
});
