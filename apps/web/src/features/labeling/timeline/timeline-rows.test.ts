import { VectorEditor } from "@tessera/editor-2d";
import { expect, it } from "vitest";
import type { Core } from "../editors/editor-module.js";
import { frameLeft, inSight, NAMES_PX, nearestFrame, placeAt, ROW_PX, RULER_PX, rulerStep } from "./timeline-layout.js";
import { rowKeys, rowOf, spansOf } from "./timeline-rows.js";
import type { TimelineSource } from "./timeline-source.js";

const at = (id: number, x: number, isKeyframe?: boolean) => ({
  ...{ id, track_id: id, category_id: 1, type: "bbox", ...(isKeyframe !== undefined && { is_keyframe: isKeyframe }) },
  points: [
    [x, 0],
    [x + 10, 10],
  ],
});

/** Track 1: keyframes in 0 and 4, gone from 6 on. Track 12: as scripts upload it. */
function source(): TimelineSource {
  const frames = [
    [at(1, 0, true), at(12, 50)],
    [at(1, 10, false), at(12, 60)],
    [at(1, 20, false)],
    [at(1, 30, false)],
    [at(1, 40, true)],
    [at(1, 40, false)],
    [],
    [],
  ].map((annotations) => ({ annotations }));
  const { frames: vector } = new VectorEditor({
    taskType: "image-vector-sequence",
    taskAttributes: { categories: [{ id: 1, name: "car" }] },
    label: { frames },
    documentKey: "drive",
    sequence: { frameCount: 8, interpolates: true, extrapolates: false },
  });
  if (!vector) throw new Error("This is no sequence");
  return {
    editor: vector.editor as unknown as Core,
    ...{ tracks: vector.tracks, times: vector.times },
    ...{ go: (frame) => vector.go(frame), moveEvent: () => true },
    ...{ frameName: () => undefined, timestampText: () => undefined, secondsFrom: () => undefined },
    ...{ frameState: () => "ready", framesChanged: { listen: () => () => {} } },
  };
}

it("shows where objects move, are held, gone and stated", () => {
  const timeline = source();
  expect(rowKeys(timeline)).toEqual(["1", "12"]);
  expect(rowOf(timeline, "1")).toMatchObject({
    number: 1,
    spans: [
      { from: 0, to: 4, type: "moving" },
      { from: 4, to: 6, type: "held" },
    ],
    marks: [
      { frame: 0, type: "keyframe" },
      { frame: 4, type: "keyframe" },
      { frame: 6, type: "removal" },
    ],
  });
  expect(rowOf(timeline, "12")).toMatchObject({
    spans: [],
    marks: [
      { frame: 0, type: "stated" },
      { frame: 1, type: "stated" },
      { frame: 2, type: "removal" },
    ],
  });
  expect(rowOf(timeline, "9")).toBeUndefined();
});

it("has no span behind a removal, and one to the end behind the last keyframe", () => {
  expect(spansOf([{ frame: 2 }], 9)).toEqual([]);
  const [keyframe] = source().editor.annotations.all();
  if (!keyframe) throw new Error("There is no keyframe");
  expect(spansOf([{ frame: 2, keyframe }], 9)).toEqual([{ from: 2, to: 9, type: "held" }]);
});

const LAYOUT = {
  ...{ widthPx: NAMES_PX + 200, heightPx: RULER_PX + 3 * ROW_PX, columnPx: 10 },
  ...{ scrollXPx: 500, scrollYPx: ROW_PX, frameCount: 1000, rowCount: 3 },
};

it("finds what lies under a place, scrolled as it is", () => {
  expect(placeAt(LAYOUT, NAMES_PX + 5, RULER_PX + 5)).toEqual({ area: "grid", frame: 50, row: 1 });
  expect(placeAt(LAYOUT, 5, RULER_PX + 5)).toEqual({ area: "names", frame: undefined, row: 1 });
  expect(placeAt(LAYOUT, NAMES_PX + 5, 3)).toEqual({ area: "ruler", frame: 50, row: undefined });
  expect(placeAt(LAYOUT, NAMES_PX + 5, RULER_PX + 2 * ROW_PX + 1).row).toBeUndefined();
  expect([nearestFrame(LAYOUT, -900), nearestFrame(LAYOUT, 99_999)]).toEqual([0, 999]);
  expect(frameLeft(LAYOUT, 51)).toBe(NAMES_PX + 10);
  expect(inSight(LAYOUT)).toEqual({ firstFrame: 50, endFrame: 70, firstRow: 1, endRow: 3 });
});

it.each([
  [40, 2],
  [14, 5],
  [6, 10],
])("numbers of frames %i px wide stand every %i frames", (columnPx, step) => expect(rulerStep(columnPx)).toBe(step));
