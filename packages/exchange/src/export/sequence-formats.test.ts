import { describe, expect, it } from "vitest";
import { importCvat } from "../import/cvat.js";
import { memorySink } from "../sinks/memory-sink.js";
import { drawnAssets, smallRelease } from "../testing/small-releases.js";
import { exportRelease } from "./export-release.js";
import type { ExportFormat } from "./formats.js";

const CATEGORIES = [
  { id: 1, name: "car" },
  { id: 2, name: `<b> & "c"`, attributes: [{ name: "color", input_type: "text" }] },
];

const box = (track_id: number, left: number, own: object = {}) => ({
  ...{ id: track_id, track_id, category_id: 1, type: "bbox", is_keyframe: false },
  points: [
    [left, 1],
    [left + 2, 3.5],
  ],
  ...own,
});
const KEY = { is_keyframe: true };
const BLUE = { category_id: 2, attributes: { color: "blue" } };

/** Track 3 goes evenly from frame 0 to 4, track 7 comes late and is gone before the end, and comes back. */
const FRAMES = [
  [box(3, 0, KEY)],
  [box(3, 1), box(7, 10, { ...KEY, ...BLUE })],
  [box(3, 2), box(7, 20.25, BLUE)],
  [box(3, 3)],
  [box(3, 4, KEY), box(7, 30, { ...KEY, ...BLUE })],
];

async function run(format: ExportFormat, frames: readonly (readonly object[])[], options: object = {}) {
  const attributes = { frames: frames.map((_, at) => ({ image: { url: "bitmap:64x48" }, name: `f${at}.png` })) };
  const label = { frames: frames.map((annotations) => ({ annotations })) };
  const sample = { name: "drives/one", attributes, label };
  const unlabeled = { name: "two", attributes, label: null };
  const release = await smallRelease("image-vector-sequence", [sample, unlabeled], CATEGORIES);
  const sink = memorySink();
  const report = await exportRelease(release, { format, sink, assets: drawnAssets, ...options });
  const lost = Object.fromEntries(report.lost.map(({ what, count }) => [what, count]));
  return { sink, report, lost, text: (name: string) => new TextDecoder().decode(sink.files.get(name)) };
}

const UNLABELED = { sample: "two", reason: "it has no label" };

describe("MOT", () => {
  it("has a row for each box, its classes, and a description of the sequence", async () => {
    const { report, text, lost } = await run("mot", FRAMES);
    expect(text("drives/one/gt/gt.txt").split("\n")).toEqual([
      ...["1,3,0,1,2,2.5,1,1,1", "2,3,1,1,2,2.5,1,1,1", "2,7,10,1,2,2.5,1,2,1"],
      ...["3,3,2,1,2,2.5,1,1,1", "3,7,20.25,1,2,2.5,1,2,1", "4,3,3,1,2,2.5,1,1,1"],
      ...["5,3,4,1,2,2.5,1,1,1", "5,7,30,1,2,2.5,1,2,1", ""],
    ]);
    expect(text("drives/one/gt/labels.txt")).toBe(`car\n<b> & "c"\n`);
    const info = "name=one\nimDir=img1\nframeRate=30\nseqLength=5\nimWidth=64\nimHeight=48\nimExt=.jpg\n";
    expect(text("drives/one/seqinfo.ini")).toBe(`[Sequence]\n${info}`);
    expect(report).toMatchObject({ samples: 1, objects: 8, skipped: [UNLABELED] });
    expect(lost).toEqual({
      "names of frames: they are numbered": 1,
      "attributes of objects": 3,
      "which frames are keyframes": 4,
    });
  });

  it("takes the frames along, and says which shapes become boxes and which have none", async () => {
    const line = { type: "polyline", points: [[5, 5], [1, 2], [3, 9]] }; // biome-ignore format: short
    const dot = { type: "point", points: [[5, 5]] };
    const { report, text, lost } = await run("mot", [[box(1, 0, line), box(2, 0, dot), box(1, 8)], []], {
      withImages: true,
      categories: ["car"],
    });
    expect(text("drives/one/gt/gt.txt")).toBe("1,1,1,2,4,7,1,1,1\n");
    expect(report.files).toContain("drives/one/img1/000002.jpg");
    expect(report.skipped).toEqual([
      { sample: "drives/one", frame: 0, objectId: 2, reason: "a point of no area has no box" },
      { sample: "drives/one", frame: 0, objectId: 1, reason: "the frame has another object of track 1" },
      UNLABELED,
    ]);
    expect(lost["shapes that are no boxes: they become their boxes"]).toBe(1);
  });
});

/** Of a track, frame by frame: whether it is a keyframe, whether it is outside, and its left side. */
const boxesOf = (text: string, track: number) =>
  [...(new RegExp(`<track id="${track}"[^]*?</track>`).exec(text)?.[0] ?? "").matchAll(/<box ([^>]*)>/g)].map(
    ([, attributes = ""]) =>
      ["frame", "keyframe", "outside", "xtl"].map((name) =>
        Number(new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1]),
      ),
  );

describe("CVAT for video", () => {
  it("has tracks with their keyframes, and says where objects are gone", async () => {
    const { report, text, lost } = await run("cvat-video", FRAMES);
    const xml = text("drives/one.xml");
    expect(report.files).toEqual(["drives/one.xml"]);
    expect(xml).toContain("<size>5</size><mode>interpolation</mode>");
    expect(xml).toContain("<original_size><width>64</width><height>48</height></original_size>");
    expect(boxesOf(xml, 3)).toEqual([
      [0, 1, 0, 0],
      [1, 0, 0, 1],
      [2, 0, 0, 2],
      [3, 0, 0, 3],
      [4, 1, 0, 4],
    ]);
    expect(boxesOf(xml, 7)).toEqual([
      [1, 1, 0, 10],
      [2, 1, 0, 20.25],
      [3, 1, 1, 20.25],
      [4, 1, 0, 30],
    ]);
    expect(report).toMatchObject({ samples: 1, objects: 8, skipped: [UNLABELED] });
    // Frame 2 of track 7 is the last before it is gone.
    expect(lost).toEqual({ "which frames are keyframes": 1, "names of frames: they are numbered": 1 });
  });

  it("comes back with every shape of every frame", async () => {
    const { text } = await run("cvat-video", FRAMES);
    const { samples, skipped, categories } = importCvat(text("drives/one.xml"));
    expect(skipped).toEqual([]);
    const names = new Map(categories.map(({ id, name }) => [id, name]));
    const shapes = samples.map(({ annotations }) =>
      annotations.map(({ category_id, points, attributes }) => [names.get(category_id), points, attributes]),
    );
    expect(shapes).toEqual(
      FRAMES.map((objects) =>
        objects.map((object) => {
          const { track_id, points, attributes = {}, category_id } = object as ReturnType<typeof box> & typeof BLUE;
          return [category_id === 1 ? "car" : `<b> & "c"`, points, { ...attributes, track_id }];
        }),
      ),
    );
  });

  it("comes back as the label of a sequence, with tracks and keyframes", async () => {
    const { text } = await run("cvat-video", FRAMES);
    const { samples, taskType } = importCvat(text("drives/one.xml"), { as: "sequences" });
    expect(taskType).toBe("image-vector-sequence");
    const seen = samples.map(({ annotations }) =>
      annotations.map(({ track_id, is_keyframe, attributes }) => [track_id, is_keyframe, attributes]),
    );
    const blue = { color: "blue" };
    expect(seen).toEqual([
      [[3, true, undefined]],
      [
        [3, false, undefined],
        [7, true, blue],
      ],
      [
        [3, false, undefined],
        [7, true, blue],
      ],
      [[3, false, undefined]],
      [
        [3, true, undefined],
        [7, true, blue],
      ],
    ]);
  });

  it("has as many keyframes as even interpolation needs, where the label interpolates by timestamps", async () => {
    const lefts = [0, 1, 2, 30, 50, 70];
    const { text } = await run(
      "cvat-video",
      lefts.map((left, at) => [box(3, left, at === 0 || at === 5 ? KEY : {})]),
    );
    const xml = text("drives/one.xml");
    expect(boxesOf(xml, 3).map(([, isKeyframe]) => isKeyframe)).toEqual([1, 0, 1, 1, 0, 1]);
    const { samples } = importCvat(xml);
    expect(samples.map(({ annotations: [object] }) => JSON.stringify(object?.points).match(/\d+/)?.[0])).toEqual(
      lefts.map(String),
    );
  });

  it("makes several tracks of one that changes its category, and keeps an attribute that changes between keyframes", async () => {
    const changed = { attributes: { color: "red" } };
    const { text, lost } = await run("cvat-video", [[box(3, 0, KEY)], [box(3, 1, changed)], [box(3, 2, BLUE)]]);
    const xml = text("drives/one.xml");
    expect([boxesOf(xml, 3), boxesOf(xml, 4)]).toEqual([
      [
        [0, 1, 0, 0],
        [1, 1, 0, 1],
        [2, 1, 1, 1],
      ],
      [[2, 1, 0, 2]],
    ]);
    expect(lost["tracks of several categories or kinds: they become several"]).toBe(1);
  });
});

it("KITTI tracking has a row for each box, and nothing of 3D", async () => {
  const hidden = { attributes: { occluded: true } };
  const { report, text, lost } = await run("kitti-tracking", [...FRAMES.slice(0, 2), [box(3, 2, hidden)]]);
  const none = "-1 -1 -1 -1000 -1000 -1000 -10";
  expect(text("label_02/drives/one.txt").split("\n")).toEqual([
    `0 3 car -1 -1 -10 0 1 2 3.5 ${none}`,
    `1 3 car -1 -1 -10 1 1 3 3.5 ${none}`,
    `1 7 <b>_&_"c" -1 -1 -10 10 1 12 3.5 ${none}`,
    `2 3 car -1 1 -10 2 1 4 3.5 ${none}`,
    "",
  ]);
  expect(report).toMatchObject({ samples: 1, objects: 4, skipped: [UNLABELED] });
  expect(lost).toEqual({
    "names of frames: they are numbered": 1,
    "attributes of objects but occluded": 1,
    "which frames are keyframes": 2,
    "blanks in names of categories: they become _": 1,
  });
});

it("COCO lists sequences as videos, and each frame has its place in one", async () => {
  const { text } = await run("coco", FRAMES);
  const { videos, images, annotations } = JSON.parse(text("annotations.json"));
  expect(videos).toEqual([{ id: 1, name: "drives/one", width: 64, height: 48 }]);
  expect(images.map(({ video_id, frame_id }: Record<string, number>) => [video_id, frame_id])).toEqual([
    ...[[1, 0], [1, 1], [1, 2], [1, 3], [1, 4]], // biome-ignore format: short
  ]);
  expect(annotations.map(({ track_id }: { track_id: number }) => track_id)).toEqual([3, 3, 7, 3, 7, 3, 3, 7]);
});
