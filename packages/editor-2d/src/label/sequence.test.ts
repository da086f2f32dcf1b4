import { objectKey, removalId } from "@tessera/editor-core";
import type { JsonObject } from "@tessera/json";
import { describe, expect, it } from "vitest";
import type { VectorSequence } from "../editor/vector-frames.js";
import { headlessVector } from "../testing/headless-vector.js";
import type { Point } from "../view/rect.js";

type Box = readonly [number, number, number, number];

function box([x0, y0, x1, y1]: Box, more: JsonObject = {}): JsonObject {
  return {
    ...{ id: 1, track_id: 1, category_id: 2, type: "bbox", is_keyframe: true },
    points: [
      [x0, y0],
      [x1, y1],
    ],
    ...more,
  };
}

/** An editor of a sequence over a label whose frames are given by their numbers. */
function open(
  frames: Readonly<Record<number, readonly JsonObject[]>> | null,
  { frameCount = 12, ...options }: Partial<VectorSequence> = {},
) {
  const label = frames && {
    format_version: "0.1",
    frames: Array.from({ length: frameCount }, (_, frame) => ({ annotations: frames[frame] ?? [] })),
  };
  const setup = headlessVector({
    taskType: "image-vector-sequence",
    label,
    sequence: { frameCount, interpolates: true, extrapolates: false, ...options },
  });
  const { vector } = setup;
  const saved = () => vector.toLabelAttributes() as { frames: { annotations: JsonObject[] }[] };
  const boxes = (frame: number) =>
    (saved().frames[frame]?.annotations ?? []).map(({ points, is_keyframe }) => {
      const [[x0, y0], [x1, y1]] = points as [Point, Point];
      return [x0, y0, x1, y1, is_keyframe];
    });
  const present = (number = 1) =>
    saved().frames.flatMap(({ annotations }, frame) =>
      annotations.some(({ track_id }) => track_id === number) ? [frame] : [],
    );
  const keys = () => vector.editor.annotations.inPlace(vector.editor.place).map(objectKey);
  const idHere = (key = "1") => `annotation:/${vector.document.frame}/${key}`;
  return { ...setup, label, saved, boxes, present, keys, idHere };
}

const MOVING = { 0: [box([0, 0, 10, 10])], 10: [box([100, 0, 110, 10])] };

/** The same, with every frame between as it is saved. */
function movingEverywhere(): Record<number, readonly JsonObject[]> {
  const frames: Record<number, readonly JsonObject[]> = {
    ...MOVING,
    11: [box([100, 0, 110, 10], { is_keyframe: false })],
  };
  for (let frame = 1; frame < 10; frame++)
    frames[frame] = [box([frame * 10, 0, frame * 10 + 10, 10], { is_keyframe: false })];
  return frames;
}

describe("what lies between keyframes", () => {
  it("moves from one to the next, is held behind the last, and is saved as no keyframe", () => {
    const { boxes } = open(movingEverywhere());
    expect(boxes(0)).toEqual([[0, 0, 10, 10, true]]);
    expect(boxes(3)).toEqual([[30, 0, 40, 10, false]]);
    expect(boxes(11)).toEqual([[100, 0, 110, 10, false]]);
  });

  it("is derived anew rather than kept of all frames: a long sequence would fill the memory", () => {
    const held = box([100, 0, 110, 10], { is_keyframe: false });
    const behind = Object.fromEntries(Array.from({ length: 188 }, (_, at) => [at + 12, [held]]));
    const { editor, vector } = open({ ...movingEverywhere(), ...behind }, { frameCount: 200 });
    const shape = () => editor.annotations.find("annotation:/3/1");
    const first = shape();
    expect(first?.geometry).toEqual([
      [30, 0],
      [40, 10],
    ]);
    expect(shape()).toBe(first);
    for (let frame = 4; frame < 200; frame++) vector.document.go(frame);
    expect(shape()).not.toBe(first);
    expect(shape()).toEqual(first);
  });

  it("is on the way by timestamps as long as they rise, however many digits they have", () => {
    const frames = {
      0: [box([0, 0, 10, 10])],
      1: [box([10, 0, 20, 10], { is_keyframe: false })],
      2: [box([100, 0, 110, 10])],
    };
    for (const timestamps of [
      [0, 1, 10],
      ["1700000000000000000", "1700000000000000001", "1700000000000000010"],
      [1700000000000000000n, 1700000000000000001n, 1700000000000000010n],
    ]) {
      const { vector, boxes } = open(frames, { frameCount: 3, timestamps });
      expect(vector.editor.annotations.count).toBe(2);
      expect(boxes(1)).toEqual([[10, 0, 20, 10, false]]);
    }
    for (const timestamps of [[0, 0, 10], [0, 11, 10], [0, null, 10], ["a", "b", "c"], []]) {
      const { vector, boxes } = open({ ...frames, 1: [] }, { frameCount: 3, timestamps });
      vector.document.store.transact(() => vector.document.store.remove("removal:/1/1"));
      expect(boxes(1)).toEqual([[50, 0, 60, 10, false]]);
    }
  });

  it("is nowhere where the dataset does not interpolate", () => {
    const { present } = open(MOVING, { interpolates: false });
    expect(present()).toEqual([0, 10]);
  });

  it("moves on behind the last two where the dataset says so, until it has left the image", () => {
    const frames = { 0: [box([0, 0, 10, 10])], 1: [box([50, 0, 60, 8])] };
    const { vector, boxes, present } = open(null, { extrapolates: true });
    vector.loadLabel({ frames: Object.values(frames).map((annotations) => ({ annotations })) });
    expect(vector.editor.annotations.count).toBe(2);
    vector.document.store.transact(() => vector.document.store.remove("removal:/2/1"));
    expect(boxes(3)).toEqual([[150, 0, 160, 4, false]]);
    // The image is 200 px wide. Thinner than a pixel it never gets.
    expect(present()).toEqual([0, 1, 2, 3]);
  });
});

describe("a label that is not touched", () => {
  it.each([
    ["keyframes and what lies between", movingEverywhere()],
    [
      "no word of keyframes",
      { 0: [box([0, 0, 10, 10], { is_keyframe: undefined })], 4: [box([5, 5, 9, 9], { is_keyframe: undefined })] },
    ],
    ["shapes between that are not on the way", { ...MOVING, 4: [box([1, 1, 2, 2], { is_keyframe: false })] }],
    [
      "digits that were rounded elsewhere",
      { ...movingEverywhere(), 3: [box([30.004, 0, 39.9961, 10], { is_keyframe: false, index: 3 })] },
    ],
    ["a second object of one number", { 2: [box([0, 0, 10, 10]), box([20, 0, 30, 10])] }],
    [
      "unknown keys, and ids that are not the tracks'",
      { 1: [box([0, 0, 10, 10], { id: 9, track_id: 1, note: "kept" })], 3: [{ type: "cloud" }] },
    ],
    ["gaps", { 0: [box([0, 0, 10, 10])], 1: [box([0, 0, 10, 10], { is_keyframe: false })], 5: [box([0, 0, 10, 10])] }],
  ])("is saved value for value: %s", (_, frames) => {
    const { label, saved } = open(JSON.parse(JSON.stringify(frames)));
    expect(saved()).toEqual(label);
  });

  it("keeps timestamps of 19 digits, attributes of frames and of the label, and more frames than the sample has", () => {
    const label = {
      format_version: 0.1,
      more: { a: 1 },
      image_attributes: { weather: "rain" },
      links: [{ from_id: 1, to_id: 2 }],
      frames: [
        { timestamp: 1700000000123456789n, annotations: [box([0, 0, 10, 10])], image_attributes: { blurred: true } },
        { timestamp: "1700000000223456789", annotations: [], extra: null },
        { annotations: [box([0, 0, 9, 9], { id: 2, track_id: 2 })] },
      ],
    };
    const { vector, saved } = open(null, { frameCount: 2 });
    vector.loadLabel(label);
    expect(saved()).toEqual(label);
    expect(vector.document.isDirty).toBe(false);
  });

  it("keeps what is derived as it was saved, except between keyframes that were changed", () => {
    const frames = { ...movingEverywhere(), 3: [box([30.004, 0, 40, 10], { is_keyframe: false })] };
    const { vector, boxes, saved } = open(frames);
    vector.document.go(10);
    vector.editor.objects.setNumbers("annotation:/10/1", { x: 200 });
    expect(boxes(3)).toEqual([[60, 0, 70, 10, false]]);
    vector.editor.undo();
    expect(saved().frames[3]?.annotations).toEqual(frames[3]);
  });
});

describe("editing between keyframes", () => {
  it("states a keyframe, and one undo takes it back in its frame", () => {
    const { vector, pointer, boxes, keys } = open(movingEverywhere());
    vector.document.go(4);
    expect(keys()).toEqual(["1"]);
    pointer.drag([
      [45, 5],
      [45, 25],
    ]);
    expect([boxes(2), boxes(4), boxes(7)]).toEqual([
      [[20, 10, 30, 20, false]],
      [[40, 20, 50, 30, true]],
      [[70, 10, 80, 20, false]],
    ]);
    vector.document.go(9);
    vector.editor.undo();
    expect([vector.document.frame, boxes(4)]).toEqual([4, [[40, 0, 50, 10, false]]]);
  });

  it("draws an object from this frame on, and nowhere before", () => {
    const { vector, pointer, present, boxes } = open(null);
    vector.document.go(5);
    vector.editor.tools.select("box");
    pointer.drag([
      [10, 10],
      [30, 30],
    ]);
    expect(present()).toEqual([5, 6, 7, 8, 9, 10, 11]);
    expect([boxes(5), boxes(6)]).toEqual([[[10, 10, 30, 30, true]], [[10, 10, 30, 30, false]]]);
  });

  it("draws an object in this frame only, where that is set, and a copy to the next frame goes on with it", () => {
    const { vector, pointer, editor, present } = open(null);
    if (vector.frames) vector.frames.tracks.newObjectsLast = false;
    vector.document.go(4);
    editor.tools.select("box");
    pointer.drag([
      [10, 10],
      [30, 30],
    ]);
    expect(present()).toEqual([4]);
    vector.frames?.operations.copyTo(editor.selection.ids, 5);
    expect(present()).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    editor.undo();
    editor.undo();
    expect(present()).toEqual([]);
    vector.document.go(11);
    pointer.drag([
      [10, 10],
      [30, 30],
    ]);
    expect(present(2)).toEqual([11]);
  });

  it("deletes from here on, never before, and only until the next keyframe", () => {
    const { vector, present } = open(movingEverywhere());
    vector.document.go(5);
    vector.editor.selection.set(["annotation:/5/1"]);
    vector.editor.actions.run("edit.delete");
    expect(present()).toEqual([0, 1, 2, 3, 4, 10, 11]);
    vector.editor.undo();
    expect(present()).toHaveLength(12);
  });

  it("takes what is gone off the canvas at once, and undo brings it back there", () => {
    const { vector, idHere } = open(movingEverywhere());
    vector.document.go(5);
    vector.editor.objects.remove([idHere()]);
    expect(vector.scene.get("1")).toBeUndefined();
    vector.editor.undo();
    expect(vector.scene.get("1")?.points[0]).toEqual([50, 0]);
  });

  it("takes a keyframe away, and with the only one the whole track", () => {
    const { vector, present, boxes } = open(movingEverywhere());
    vector.document.go(10);
    vector.editor.objects.remove(["annotation:/10/1"]);
    expect([present().length, boxes(10)]).toEqual([12, [[0, 0, 10, 10, false]]]);
    vector.document.go(0);
    vector.editor.objects.remove(["annotation:/0/1"]);
    expect(present()).toEqual([]);
    vector.editor.undo();
    vector.editor.undo();
    expect(present()).toHaveLength(12);
  });

  it("brings an object back where it was gone, by a copy from the frame before", () => {
    const { vector, present, boxes } = open(movingEverywhere());
    vector.document.go(5);
    vector.editor.objects.remove(["annotation:/5/1"]);
    vector.document.go(4);
    expect(vector.frames?.operations.copyTo(["annotation:/4/1"], 5)).toBe(true);
    expect([vector.document.frame, present().length, boxes(5), boxes(6)]).toEqual([
      ...[5, 12],
      [[0, 0, 10, 10, true]],
      [[20, 0, 30, 10, false]],
    ]);
  });

  it("selects and hovers an object from frame to frame", () => {
    const { vector, idHere } = open(movingEverywhere());
    vector.editor.selection.set(["annotation:/0/1"]);
    vector.document.go(6);
    expect(vector.editor.selection.ids).toEqual([idHere()]);
  });

  it("has what it needs in a draft", () => {
    const { vector, saved } = open(movingEverywhere());
    vector.document.go(5);
    vector.editor.objects.remove(["annotation:/5/1"]);
    const due = saved();
    const other = open(movingEverywhere());
    other.vector.document.restore(structuredClone(vector.document.snapshot()));
    expect(other.saved()).toEqual(due);
    expect(other.vector.document.isDirty).toBe(true);
  });
});

describe("tracks", () => {
  const two = {
    0: [box([0, 0, 10, 10])],
    2: [box([20, 0, 30, 10]), box([50, 0, 60, 10], { id: 2, track_id: 2, category_id: 1 })],
    4: [box([90, 0, 99, 10], { id: 2, track_id: 2, category_id: 1 })],
  };
  const operations = ({ vector }: ReturnType<typeof open>) => {
    if (!vector.frames) throw new Error("This is no sequence");
    return vector.frames.operations;
  };

  it("are not merged where both have a keyframe, and the frames are named", () => {
    const setup = open({ ...two, 0: [box([0, 0, 10, 10])] });
    expect(operations(setup).merge("1", "2")).toEqual({ reason: "Both have a keyframe in frame 3" });
    expect(setup.saved()).toEqual(setup.label);
  });

  it("are split in a frame, and merged back are what they were", () => {
    const setup = open(movingEverywhere());
    const before = setup.saved();
    setup.vector.document.go(4);
    expect(operations(setup).split("annotation:/4/1")).toBe(true);
    expect([setup.present(1), setup.present(2)]).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7, 8, 9, 10, 11],
    ]);
    expect([setup.boxes(2), setup.boxes(4), setup.boxes(6)]).toEqual([
      // Held: the way to the next keyframe is the other's now.
      [[0, 0, 10, 10, false]],
      [[40, 0, 50, 10, true]],
      [[60, 0, 70, 10, false]],
    ]);
    expect(setup.vector.editor.selection.ids).toEqual(["annotation:/4/2"]);
    expect(operations(setup).merge("2", "1")).toBe(true);
    expect(setup.present(2)).toEqual([]);
    expect(operations(setup).removeEvent("1", 4)).toBe(true);
    expect(setup.saved()).toEqual(before);
    expect(setup.vector.document.isDirty).toBe(false);
  });

  it("are not split before their first keyframe, nor where they are gone", () => {
    const setup = open(movingEverywhere());
    expect(operations(setup).split("annotation:/0/1")).toEqual({
      reason: "There is no keyframe before this frame to keep",
    });
    expect(operations(setup).split("annotation:/4/9")).toEqual({ reason: "The object is not in this frame" });
  });

  it("merge with the category, the values and the links of the one that stays", () => {
    const setup = open(null, { frameCount: 6 });
    const label = {
      links: [
        { from_id: 1, to_id: 3 },
        { from_id: 2, to_id: 3 },
      ],
      frames: [
        { annotations: [box([0, 0, 10, 10]), box([9, 9, 19, 19], { id: 3, track_id: 3 })] },
        ...[1, 2, 3].map(() => ({ annotations: [] })),
        { annotations: [box([5, 0, 15, 10], { id: 2, track_id: 2, category_id: 1, attributes: { occluded: true } })] },
        { annotations: [] },
      ],
    };
    setup.vector.loadLabel(label);
    expect(operations(setup).merge("1", "2")).toBe(true);
    const { frames, links } = setup.saved() as unknown as { frames: typeof label.frames; links: unknown };
    expect(links).toEqual([{ from_id: 2, to_id: 3 }]);
    expect([setup.present(2), frames[0]?.annotations[0]]).toMatchObject([
      [0, 4],
      { track_id: 2, category_id: 1, attributes: { occluded: true } },
    ]);
  });

  it("are deleted in all frames at once, counted, and come back by one undo", () => {
    const setup = open(movingEverywhere());
    expect(operations(setup).removeTracks(["annotation:/0/1"])).toBe(1);
    expect(setup.present()).toEqual([]);
    setup.vector.editor.undo();
    expect(setup.saved()).toEqual(setup.label);
  });

  it("have keyframes that move between those beside them only", () => {
    const setup = open({ 0: [box([0, 0, 10, 10])], 4: [box([40, 0, 50, 10])], 8: [box([40, 0, 50, 10])] });
    const { store } = setup.vector.document;
    store.transact(() => {
      for (const frame of [1, 5, 9]) store.remove(removalId({ frame }, "1"));
    });
    const refusal = { reason: "A keyframe stays between those beside it" };
    expect([operations(setup).moveEvent("1", 4, 8), operations(setup).moveEvent("1", 4, 0)]).toEqual([
      refusal,
      refusal,
    ]);
    expect(operations(setup).moveEvent("1", 4, 2)).toBe(true);
    expect([setup.boxes(1), setup.boxes(2), setup.boxes(6)]).toEqual([
      [[20, 0, 30, 10, false]],
      [[40, 0, 50, 10, true]],
      [[40, 0, 50, 10, false]],
    ]);
  });
});

describe("what is said of a track", () => {
  const frames = {
    0: [box([0, 0, 10, 10], { category_id: 1, attributes: { occluded: false } })],
    4: [box([40, 0, 50, 10], { category_id: 1, attributes: { occluded: false } })],
    8: [box([0, 0, 10, 10], { category_id: 1, attributes: { occluded: true } })],
  };
  const between = () => {
    const all: Record<number, readonly JsonObject[]> = { ...frames };
    for (const frame of [1, 2, 3])
      all[frame] = [
        box([frame * 10, 0, frame * 10 + 10, 10], {
          category_id: 1,
          is_keyframe: false,
          attributes: { occluded: false },
        }),
      ];
    for (const frame of [5, 6, 7])
      all[frame] = [
        box([80 - frame * 10, 0, 90 - frame * 10, 10], {
          category_id: 1,
          is_keyframe: false,
          attributes: { occluded: false },
        }),
      ];
    return all;
  };
  const values = ({ saved }: ReturnType<typeof open>) =>
    saved().frames.map(({ annotations: [first] }) => (first?.attributes as JsonObject | undefined)?.occluded ?? "-");

  it("holds from the frame where it is set to the next one with another value", () => {
    const setup = open(between(), { frameCount: 9 });
    const [occluded] = setup.vector.editor.task.attributesOf(1);
    if (!occluded) throw new Error("The task has no such attribute");
    setup.vector.document.go(2);
    setup.vector.editor.objects.setAttribute(["annotation:/2/1"], occluded, true);
    expect(values(setup)).toEqual([false, false, true, true, true, true, true, true, true]);
    expect(setup.boxes(2)).toEqual([[20, 0, 30, 10, true]]);
    setup.vector.editor.undo();
    setup.vector.document.go(8);
    setup.vector.editor.objects.setAttribute(["annotation:/8/1"], occluded, false);
    expect(values(setup)).toEqual(new Array(9).fill(false));
  });

  it("is one category in all frames, also when it is changed between keyframes", () => {
    const setup = open(between(), { frameCount: 9 });
    setup.vector.document.go(6);
    setup.vector.editor.objects.setCategory(["annotation:/6/1"], 2);
    expect(setup.saved().frames.map(({ annotations: [first] }) => first?.category_id)).toEqual(new Array(9).fill(2));
    expect(setup.boxes(6)).toEqual([[20, 0, 30, 10, false]]);
    setup.vector.editor.undo();
    expect(setup.saved()).toEqual(setup.label);
  });
});

describe("another version of a sequence", () => {
  const attributes = (frames: Readonly<Record<number, readonly JsonObject[]>>) => ({
    format_version: "0.1",
    frames: Array.from({ length: 12 }, (_, frame) => ({ annotations: frames[frame] ?? [] })),
  });
  const second = (at: Box, more: JsonObject = {}) => box(at, { id: 2, track_id: 2, ...more });

  it("is compared track by track, and drawn as it was in the frame in view", () => {
    const frames = Object.entries(movingEverywhere()).map(([frame, items]): [string, readonly JsonObject[]] => {
      if (Number(frame) < 4) return [frame, items];
      return [frame, [...items, second([0, 50, 10, 60], { is_keyframe: frame === "4" })]];
    });
    const { vector } = open(Object.fromEntries(frames));
    const { others, document, editor } = vector;
    const changes = () => others.changes?.map(({ kind, record }) => [kind, record.objectId, record.place.frame]);
    const references = () => vector.scene.references().map(({ id, points }) => [id, points[0]]);
    others.compareWith(attributes(movingEverywhere()));
    expect(changes()).toEqual([["added", 2, 4]]);
    others.compareWith(vector.toLabelAttributes());
    expect(changes()).toEqual([]);
    expect(references()).toEqual([]);

    document.go(5);
    editor.objects.setNumbers("annotation:/5/1", { y: 20 });
    expect(changes()).toEqual([["moved", 1, 5]]);
    expect(references()).toEqual([["before:1", [50, 0]]]);
    document.go(3);
    expect(references()).toEqual([["before:1", [30, 0]]]);
    expect(vector.scene.get("1")).toMatchObject({ dash: [10, 4] });
    document.go(0);
    expect(references()).toEqual([]);
    expect(vector.scene.get("1")).toMatchObject({ color: [150, 150, 156] });

    document.go(5);
    editor.objects.setCategory(["annotation:/5/1"], 1);
    // One category in all frames: the track that moved in one of them says so, too.
    expect(others.changes?.[0]).toMatchObject({ kind: "moved", categoryBefore: 2 });
    editor.undo();
    expect(others.changes?.[0]).not.toHaveProperty("categoryBefore");

    document.go(8);
    editor.objects.remove(["annotation:/8/2"]);
    expect(changes()).toEqual([
      ["moved", 1, 5],
      ["moved", 2, 8],
    ]);
    expect(references()).toContainEqual(["before:2", [0, 50]]);
  });

  it("of another labelset is drawn frame by frame", () => {
    const { vector } = open(null);
    const references = () => vector.scene.references().map(({ id, points }) => [id, points[0]]);
    vector.others.showBeside(attributes(movingEverywhere()));
    expect(references()).toEqual([["beside:1", [0, 0]]]);
    vector.document.go(3);
    expect(references()).toEqual([["beside:1", [30, 0]]]);
    expect(vector.toLabelAttributes()).toMatchObject({
      frames: Array.from({ length: 12 }, () => ({ annotations: [] })),
    });
  });
});

describe("frames of different sizes", () => {
  const outside = ({ vector }: ReturnType<typeof open>) =>
    vector.editor.warnings
      .get()
      .filter(({ rule }) => rule === "outside-image")
      .map(({ place }) => place.frame);

  it("warn of what sticks out of its own frame", () => {
    const wide = (id: number) => box([180, 0, 190, 10], { id, track_id: id });
    const sequence = open({ 2: [wide(1)], 4: [wide(2)] }, { interpolates: false });
    const { vector } = sequence;
    // As long as all frames that were seen are of one size, the others are taken to be as large.
    vector.setImageSize({ widthPx: 100, heightPx: 100 });
    expect(outside(sequence)).toEqual([2, 4]);
    vector.document.go(2);
    vector.setImageSize({ widthPx: 200, heightPx: 100 });
    expect(outside(sequence)).toEqual([]);
    vector.document.go(4);
    vector.setImageSize({ widthPx: 100, heightPx: 100 });
    expect(outside(sequence)).toEqual([4]);
    vector.document.go(2);
    vector.setImageSize({ widthPx: 200, heightPx: 100 });
    expect(outside(sequence)).toEqual([4]);
  });

  it("of one size do not have all warnings checked again at each step", () => {
    const { vector } = open(movingEverywhere());
    let checked = 0;
    vector.editor.warnings.subscribe(() => checked++);
    vector.document.go(1);
    const before = checked;
    vector.setImageSize({ widthPx: 200, heightPx: 100 });
    expect(checked).toBe(before);
  });
});
