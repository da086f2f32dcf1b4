import { VectorEditor } from "@tessera/editor-2d";
import { expect, it } from "vitest";
import type { Core } from "../editors/editor-module.js";
import { RowCache } from "./row-cache.js";

/** Two boxes that are held through eight frames. */
function setUp() {
  const box = (id: number, frame: number) => ({
    ...{ id, track_id: id, category_id: 1, type: "bbox", is_keyframe: frame === 0 },
    points: [
      [0, 0],
      [10, 10],
    ],
  });
  const { editor, frames } = new VectorEditor({
    taskType: "image-vector-sequence",
    taskAttributes: { categories: [{ id: 1, name: "car" }] },
    label: { frames: Array.from({ length: 8 }, (_, frame) => ({ annotations: [box(12, frame), box(3, frame)] })) },
    documentKey: "drive",
    sequence: { frameCount: 8, interpolates: true, extrapolates: false },
  });
  if (!frames) throw new Error("This is no sequence");
  const cache = new RowCache({
    editor: editor as unknown as Core,
    ...{ tracks: frames.tracks, times: frames.times },
    ...{ go: (frame) => frames.go(frame), moveEvent: () => true },
    ...{ frameName: () => undefined, timestampText: () => undefined, secondsFrom: () => undefined },
    ...{ frameState: () => "ready", framesChanged: { listen: () => () => {} } },
  });
  editor.store.listen(({ diff }) => cache.follow(diff), { scope: "document" });
  const marks = (key: string) => cache.row(key)?.marks.map(({ frame }) => frame);
  return { cache, editor, frames, marks };
}

it("makes the rows anew that a change touches, and no others", () => {
  const { cache, editor, frames, marks } = setUp();
  const [keys, first, second] = [cache.keys(), cache.row("3"), cache.row("12")];
  expect(keys).toEqual(["3", "12"]);
  frames.go(2);
  editor.objects.setNumbers("annotation:/2/3", { x: 5 });
  expect([marks("3"), cache.row("12") === second]).toEqual([[0, 2], true]);
  const stated = cache.keys();
  editor.objects.setNumbers("annotation:/2/3", { x: 6 });
  // A shape that moves brings no object and takes none away.
  expect([cache.keys() === stated, cache.row("3") === first]).toEqual([true, false]);
  frames.go(5);
  editor.objects.remove(["annotation:/5/12"]);
  expect(marks("12")).toEqual([0, 5]);
  frames.operations.removeTracks(["annotation:/2/3"]);
  frames.go(2);
  frames.operations.removeTracks(["annotation:/2/3"]);
  expect(cache.keys()).toEqual(["12"]);
  editor.undo();
  expect([cache.keys(), marks("3")]).toEqual([
    ["3", "12"],
    [0, 2],
  ]);
});
