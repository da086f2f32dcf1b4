import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pngOf } from "../testing/images.js";
import { counts, type ImportBench, startImportBench } from "../testing/import-bench.js";

let bench: ImportBench;

beforeAll(async () => {
  bench = await startImportBench();
});
afterAll(() => bench.stop());

interface Stored {
  readonly frames: readonly unknown[];
  readonly labels: readonly unknown[] | undefined;
}

/** By sample: the names and timestamps of frames, and of each frame's objects what matters here. */
async function stored(dataset: string): Promise<Record<string, Stored>> {
  const found: Record<string, Stored> = {};
  const client = bench.client;
  const { task_attributes } = await client.datasets.get(`jane/${dataset}`);
  const categories = new Map(task_attributes?.categories.map(({ id, name }) => [id, name]));
  for await (const { name, uuid, attributes, label } of client.samples.list(`jane/${dataset}`, {
    labelset: "ground-truth",
  })) {
    const frames = (attributes as { frames: { name?: string; timestamp?: number }[] }).frames;
    const full = label ? await client.labels.get(uuid, { labelset: "ground-truth" }) : undefined;
    const labeled = full?.attributes as { frames: { annotations: Record<string, unknown>[] }[] } | undefined;
    found[name] = {
      frames: frames.map((frame) => (frame.timestamp === undefined ? frame.name : [frame.name, frame.timestamp])),
      labels: labeled?.frames.map(({ annotations }) =>
        annotations.map(({ id, track_id, is_keyframe, category_id, points }) => [
          ...[id, track_id, is_keyframe, categories.get(category_id as number)],
          ...(points as number[][]).flat(),
        ]),
      ),
    };
  }
  return found;
}

const frame = (shade: number) => pngOf(100 + shade, 80);
const INFO = "[Sequence]\nseqLength=3\n";

describe("MOT", () => {
  it("makes a sequence of each folder, with its tracks, and goes on where it stopped", async () => {
    await bench.write("mot", {
      "a/gt/gt.txt": "1,2,10,20,30,40,1,1,1\n3,2,12,20,30,40,1,1,1\n3,5,0,0,5,5,1,2,1\n2,9,0,0,5,5,0,1,1\n",
      "a/gt/labels.txt": "car\nbus\n",
      "a/seqinfo.ini": INFO,
      "a/img1/000001.png": frame(1),
      "a/img1/000002.png": frame(2),
      "a/img1/000003.png": frame(3),
      "b/gt/gt.txt": "1,1,1,1,5,5,1,1,1\n",
      "b/gt/labels.txt": "car\nbus\n",
      "b/img1/000001.png": frame(4),
    });
    const { code, stderr, summary } = await bench.importFolder("mot", "mot");
    expect(code, stderr).toBe(6);
    expect(summary).toMatchObject({ added: 2, labels: 2, objects: 4 });
    expect(counts(summary.skipped_by_reason)).toEqual({ "it is marked as not to be considered": 1 });
    const sequences = {
      a: {
        frames: ["000001.png", "000002.png", "000003.png"],
        labels: [
          [[2, 2, true, "car", 10, 20, 40, 60]],
          [],
          [
            [2, 2, true, "car", 12, 20, 42, 60],
            [5, 5, true, "bus", 0, 0, 5, 5],
          ],
        ],
      },
      b: { frames: ["000001.png"], labels: [[[1, 1, true, "car", 1, 1, 6, 6]]] },
    };
    expect(await stored("mot")).toEqual(sequences);
    const again = await bench.importFolder("mot", "mot", "", "--allow-skipped");
    expect(again.code).toBe(0);
    expect(again.summary).toMatchObject({ added: 0, labels: 0, kept_labels: 2 });
    expect(await stored("mot")).toEqual(sequences);
    await bench.write("mot", { "b/img1/000001.png": frame(9) });
    const other = await bench.importFolder("mot", "mot", "", "--allow-skipped");
    expect(counts(other.summary.skipped_by_reason)["the dataset has another sequence of this name"]).toBe(1);
  });

  it("comes back from an export", async () => {
    const out = await bench.exportRelease("mot", "mot", "--with-images");
    await bench.place.ok(["import", "mot", out, "jane/mot-again", "--create", "--allow-skipped"]);
    expect(await stored("mot-again")).toEqual(await stored("mot"));
  });
});

describe("CVAT for video", () => {
  const box = (at: number, left: number, own = 'keyframe="1" outside="0"') =>
    `<box frame="${at}" ${own} xtl="${left}" ytl="1" xbr="${left + 5}" ybr="9"/>`;
  const video = `<annotations><meta><task><size>3</size></task></meta>
    <track id="0" label="car">${box(0, 10)}${box(2, 20)}</track>
    <track id="1" label="bus">${box(1, 0)}${box(2, 0, 'keyframe="1" outside="1"')}</track></annotations>`;

  it("makes a sequence of each document in a dataset of sequences, with interpolated frames and timestamps", async () => {
    const pictures = (folder: string) =>
      Object.fromEntries([0, 1, 2].map((at) => [`${folder}/170000000${at}.png`, frame(at)]));
    await bench.write("video", { "one.xml": video, "two.xml": video, ...pictures("one"), ...pictures("two") });
    const options = ["--task-type", "image-vector-sequence"];
    const { code, stderr, summary } = await bench.importFolder("cvat", "video", "", ...options);
    expect(code, stderr).toBe(0);
    expect(summary).toMatchObject({ added: 2, objects: 8 });
    // CVAT's tracks count from 0, ours from 1.
    const sequence = {
      frames: [0, 1, 2].map((at) => [`170000000${at}.png`, 1_700_000_000 + at]),
      labels: [
        [[1, 1, true, "car", 10, 1, 15, 9]],
        [
          [1, 1, false, "car", 15, 1, 20, 9],
          [2, 2, true, "bus", 0, 1, 5, 9],
        ],
        [[1, 1, true, "car", 20, 1, 25, 9]],
      ],
    };
    expect(await stored("video")).toEqual({ one: sequence, two: sequence });
  });

  it("lists the frames whose picture is missing, and keeps the others", async () => {
    await bench.write("gaps", {
      "drive.xml": video,
      "drive/frame_000000.png": frame(0),
      "drive/frame_000002.png": frame(2),
    });
    const { summary } = await bench.importFolder("cvat", "gaps", "", "--task-type", "image-vector-sequence");
    expect(counts(summary.skipped_by_reason)).toEqual({ "the picture of the frame is not among those given": 1 });
    const { drive } = await stored("gaps");
    expect(drive?.frames).toEqual(["frame_000000.png", "frame_000002.png"]);
    expect(drive?.labels).toHaveLength(2);
  });
});
