import { type LoadedImage, VectorEditor } from "@tessera/editor-2d";
import type { Box, TrackStep } from "@tessera/tracking";
import { expect, it } from "vitest";
import { Propagation } from "./propagation.js";

const FRAMES = 12;

/** A box in the first frame of a sequence, and a follower that moves it by 5 px a frame until it is lost. */
function setUp({ lostIn = 99, missing = [] as number[], keyframes = [0] } = {}) {
  const frames = Array.from({ length: FRAMES }, (_, frame) => ({
    annotations: keyframes.includes(frame)
      ? [
          {
            id: 1,
            track_id: 1,
            category_id: 1,
            type: "bbox",
            is_keyframe: true,
            points: [
              [0, 0],
              [10, 10],
            ],
          },
        ]
      : [],
  }));
  const vector = new VectorEditor({
    taskType: "image-vector-sequence",
    taskAttributes: { categories: [{ id: 1, name: "car" }] },
    label: { frames },
    documentKey: "drive",
    sequence: { frameCount: FRAMES, interpolates: true, extrapolates: false },
  });
  if (!vector.frames) throw new Error("This is no sequence");
  // What was not there behind the keyframes would be a gap, before which it ends.
  const { store } = vector.document;
  store.transact(
    () => {
      for (const frame of keyframes) store.remove(`removal:/${frame + 1}/1`);
    },
    { source: "load" },
  );
  const notices: string[] = [];
  vector.document.events.listen((event) => event.type === "notice" && notices.push(event.message));
  let shown = -1;
  let box: Box | undefined;
  const propagation = new Propagation(vector, vector.frames, {
    acquire: (frame) => {
      shown = frame;
      if (missing.includes(frame)) return undefined;
      const image = { widthPx: 100 } as unknown as LoadedImage;
      return { image, loading: Promise.resolve(image), release() {} };
    },
    newFollower: () => ({
      async follow(_, first): Promise<TrackStep> {
        if (shown >= lostIn) return { lost: "It is covered" };
        box = first ?? (box && { ...box, minX: box.minX + 5, maxX: box.maxX + 5 });
        return box ? { box, confidence: 1 } : { lost: "Nothing to follow" };
      },
      dispose() {},
    }),
  });
  vector.editor.selection.set(["annotation:/0/1"]);
  const left = () =>
    (vector.toLabelAttributes().frames as { annotations: { points: number[][]; is_keyframe: boolean }[] }[]).map(
      ({ annotations: [first] }) => (first ? [first.points[0]?.[0], first.is_keyframe] : null),
    );
  return { vector, propagation, notices, left };
}

it("carries a box to the end in one step of undo and as few keyframes as say it", async () => {
  const { vector, propagation, left, notices } = setUp();
  const before = left();
  await propagation.run(Number.POSITIVE_INFINITY);
  expect(left()).toEqual(
    Array.from({ length: FRAMES }, (_, frame) => [frame * 5, frame === 0 || frame === FRAMES - 1]),
  );
  expect([vector.document.frame, vector.editor.history.undoLabels, notices]).toEqual([11, ["Propagate 11 frames"], []]);
  vector.editor.undo();
  expect(left()).toEqual(before);
});

it("carries it one frame on", async () => {
  const { vector, propagation, left } = setUp();
  await propagation.run(1);
  expect(left().slice(0, 3)).toEqual([
    [0, true],
    [5, true],
    [5, false],
  ]);
  expect(vector.document.frame).toBe(1);
});

it("ends where the object is lost, and says in which frame and why", async () => {
  const { propagation, left, notices } = setUp({ lostIn: 4 });
  await propagation.run(Number.POSITIVE_INFINITY);
  expect(left().slice(2, 5)).toEqual([
    [10, false],
    [15, true],
    [15, false],
  ]);
  expect(notices).toEqual(["car 1 is lost in frame 5: it is covered"]);
});

it("ends before the object's own next keyframe, and at a frame without an image", async () => {
  const kept = setUp({ keyframes: [0, 5] });
  await kept.propagation.run(Number.POSITIVE_INFINITY);
  expect(kept.left().slice(3, 6)).toEqual([
    [15, false],
    [20, true],
    [0, true],
  ]);
  const gap = setUp({ missing: [3] });
  await gap.propagation.run(Number.POSITIVE_INFINITY);
  expect(gap.notices).toEqual(["car 1 is lost in frame 4: the frame has no image"]);
});

it("keeps what it has found when it is stopped, and changes nothing when the object has gone meanwhile", async () => {
  const stopped = setUp();
  const stop = stopped.propagation.progress.subscribe(() => {
    if (stopped.propagation.progress.get()?.frame === 3) stopped.propagation.cancel();
  });
  await stopped.propagation.run(Number.POSITIVE_INFINITY);
  stop();
  expect(stopped.left()[3]).toEqual([15, true]);
  expect(stopped.propagation.isRunning).toBe(false);
  const gone = setUp();
  const running = gone.propagation.run(Number.POSITIVE_INFINITY);
  gone.vector.frames?.operations.removeTracks(["annotation:/0/1"]);
  await running;
  expect(gone.left()).toEqual(new Array(FRAMES).fill(null));
});
