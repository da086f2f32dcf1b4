import { describe, expect, it } from "vitest";
import { exportRelease } from "../export/export-release.js";
import { memorySink } from "../sinks/memory-sink.js";
import { drawnAssets, smallRelease } from "../testing/small-releases.js";
import { importMot } from "./mot.js";

describe("MOT", () => {
  it("is read frame by frame, with tracks, classes and visibility", () => {
    const { samples, categories, skipped, taskType } = importMot(
      "1,3,10,20,30.5,40,1,1,1\n3,3,11,20,30,40,1,1,0.25\n3,8,0,0,5,5,1,2,1\n",
      { labels: "car\nperson\n", info: "[Sequence]\nseqLength=4\nimWidth=640\nimHeight=480\n" },
    );
    expect({ taskType, categories, skipped }).toEqual({
      taskType: "image-vector-sequence",
      categories: [
        { id: 1, name: "car" },
        { id: 2, name: "person" },
      ],
      skipped: [],
    });
    const box = (id: number, track_id: number, category_id: number, points: number[][], own: object = {}) => ({
      ...{ id, track_id, category_id, type: "bbox", is_keyframe: true, points },
      ...own,
    });
    const car = [[11, 20], [41, 60]]; // biome-ignore format: short
    expect(samples.map(({ annotations }) => annotations)).toEqual([
      [box(1, 3, 1, [[10, 20], [40.5, 60]])], // biome-ignore format: short
      [],
      [
        box(1, 3, 1, car, { attributes: { visibility: 0.25 } }),
        box(2, 8, 2, [[0, 0], [5, 5]]), // biome-ignore format: short
      ],
      [],
    ]);
    expect(samples[2]).toMatchObject({
      name: "000003",
      size: { widthPx: 640, heightPx: 480 },
      frame: { number: 3, index: 2, count: 4 },
    });
  });

  it("lists the rows that it leaves out", () => {
    const { samples, skipped } = importMot(
      [
        ...["1,1,0,0,5,5,1,1,1", "1,1,9,9,5,5,1,1,1", "1,2,0,0,5,5,0,1,1", "0,1,0,0,5,5,1,1,1"],
        ...["1,4,0,0,0,5,1,1,1", "1,5,0,0,5,5,1,99,1", "1,6,x,0,5,5", ""],
      ].join("\r\n"),
    );
    expect(samples[0]?.annotations).toHaveLength(1);
    expect(skipped.map(({ place, reason }) => `${place}: ${reason}`)).toEqual([
      "line 2: its frame has another box of this track",
      "line 3: it is marked as not to be considered",
      "line 4: frames count from 1",
      "line 5: its box is empty",
      "line 6: the list of classes has no class 99",
      "line 7: it is no row of six to ten numbers",
    ]);
  });

  it("reads the results of trackers, and detections without tracks", () => {
    const { samples, categories } = importMot("1,7,1,2,3,4,0.9,-1,-1,-1\n1,-1,1,2,3,4,0.4,-1,-1,-1");
    expect(categories).toEqual([{ id: 1, name: "object" }]);
    expect(samples[0]?.annotations.map(({ track_id }) => track_id)).toEqual([7, undefined]);
  });

  it("is no table of anything else", () => {
    expect(() => importMot("hello world")).toThrow("MOT: no line is a row of MOT");
  });

  it("has the boxes of a release again", async () => {
    const box = (track_id: number, left: number) => ({
      ...{ id: track_id, track_id, category_id: 1, type: "bbox", is_keyframe: true },
      points: [[left, 0.1], [left + 0.2, 9.7]], // biome-ignore format: short
    });
    const frames = [[box(2, 0.1)], [box(2, 0.3), box(5, 7)]];
    const sample = {
      ...{ name: "drive", label: { frames: frames.map((annotations) => ({ annotations })) } },
      attributes: { frames: frames.map(() => ({ image: { url: "bitmap:20x10" } })) },
    };
    const sink = memorySink();
    await exportRelease(await smallRelease("image-vector-sequence", [sample]), {
      format: "mot",
      sink,
      assets: drawnAssets,
    });
    const text = (name: string) => new TextDecoder().decode(sink.files.get(`drive/${name}`));
    const { samples } = importMot(text("gt/gt.txt"), { labels: text("gt/labels.txt"), info: text("seqinfo.ini") });
    expect(samples.map(({ annotations }) => annotations.map(({ id: _, ...object }) => object))).toEqual(
      frames.map((objects) =>
        objects.map(({ id: _, points, ...object }) => ({
          ...object,
          points: points.map((point) => point.map((value) => Math.round(value * 1e6) / 1e6)),
        })),
      ),
    );
  });
});
