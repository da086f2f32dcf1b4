import type { Anchor } from "@tessera/sdk";
import { expect, it } from "vitest";
import { anchorPlace, showAnchor } from "./anchors.js";
import { VectorLabel } from "./vector-label.js";

const box = (id: number, x: number) => ({
  ...{ id, track_id: id, category_id: 1, type: "bbox", is_keyframe: true },
  points: [
    [x, 0],
    [x + 5, 5],
  ],
});

/** Twenty frames: object 1 moves through the first ten, object 2 comes in the sixteenth. */
function open() {
  const frames = Array.from({ length: 20 }, (_, frame) => ({
    annotations: [
      ...(frame <= 10 ? [{ ...box(1, frame * 10), is_keyframe: frame % 10 === 0 }] : []),
      ...(frame >= 15 ? [{ ...box(2, 50), is_keyframe: frame === 15 }] : []),
    ],
  }));
  return new VectorLabel({
    dataset: {
      task_type: "image-vector-sequence",
      task_attributes: { format_version: "0.1", categories: [{ id: 1, name: "car" }] },
    },
    sample: { uuid: "s1", attributes: { frames: frames.map(() => ({ image: { url: "" } })) } },
    documentKey: "s1",
    label: { format_version: "0.1", frames },
    isReadOnly: false,
  });
}

it("a pin is on the object in the frame in view, and on a place in its own frame only", () => {
  const { vector } = open();
  const track: Anchor = { type: "track", trackNumber: 1 };
  const place: Anchor = { type: "location", location: { type: "2d", x: 7, y: 8 }, frame: 4 };
  expect(anchorPlace(vector, place)).toBeUndefined();
  vector.document.go(4);
  expect(anchorPlace(vector, track)).toEqual([45, 0]);
  expect(anchorPlace(vector, place)).toEqual([7, 8]);
  expect(anchorPlace(vector, { type: "location", location: { type: "2d", x: 1, y: 2 } })).toEqual([1, 2]);
  vector.document.go(12);
  expect(anchorPlace(vector, track)).toBeUndefined();
});

it("what an issue is about is shown in its frame, and where the object is if it is not there any more", () => {
  const { vector } = open();
  showAnchor(vector, { type: "track", trackNumber: 1, frame: 7 });
  expect([vector.document.frame, vector.editor.selection.ids]).toEqual([7, ["annotation:/7/1"]]);
  showAnchor(vector, { type: "track", trackNumber: 1, frame: 13 });
  expect(vector.document.frame).toBe(0);
  showAnchor(vector, { type: "track", trackNumber: 2 });
  expect([vector.document.frame, vector.editor.selection.ids]).toEqual([15, ["annotation:/15/2"]]);
  showAnchor(vector, { type: "basic", frame: 3 });
  expect(vector.document.frame).toBe(3);
});

it("objects of another frame are shown in their frame", () => {
  const label = open();
  const { annotations } = label.editor;
  label.show(annotations.ofNumber(2));
  expect(label.document.frame).toBe(15);
  label.document.go(18);
  const record = annotations.find("annotation:/18/2");
  label.show(record ? [record] : []);
  expect(label.document.frame).toBe(18);
});
