import { describe, expect, test } from "vitest";
import { annotationId, objectKeyOf, placeKey } from "../annotations/records.js";
import { readPlace } from "../annotations/wire.js";
import { headlessSpans } from "../testing/span-surface.js";

const span = (id: number, start: number, more: object = {}) => ({ id, category_id: 1, start, end: start + 5, ...more });

/** The same objects in frames 0 and 1, and one that is in frame 1 alone; frame 0 in view. */
function twoFrames() {
  const setup = headlessSpans();
  const { editor } = setup;
  const { kinds } = editor.annotations;
  const frame = (number: number, wires: readonly unknown[]) =>
    readPlace(kinds, wires, { place: { frame: number }, firstOrder: 1 }).records;
  editor.load([...frame(0, [span(1, 0), span(2, 20)]), ...frame(1, [span(1, 10), span(2, 30), span(3, 50)])]);
  const go = (number: number) => editor.document.go(number);
  go(0);
  const links = () => editor.store.findAny("scene:/") as { links?: unknown } | undefined;
  return { ...setup, go, links };
}

describe("ids of annotations", () => {
  test.each([
    [{}, "7", "annotation:7"],
    [{ frame: 3 }, "7#2", "annotation:/3/7#2"],
    [{ sensor: "a/b", frame: 0 }, "12", "annotation:a%2Fb/0/12"],
    [{ sensor: "annotation:" }, "1", "annotation:annotation://1"],
  ])("say what they name: %o %s", (place, key, id) => {
    expect(annotationId(place, key)).toBe(id);
    expect(objectKeyOf(id)).toBe(key);
  });

  test("are different for places whose names run together", () => {
    const places = [{ sensor: "a/b", frame: 1 }, { sensor: "a%2Fb", frame: 1 }, { sensor: "a" }, { frame: 1 }, {}];
    expect(new Set(places.map(placeKey)).size).toBe(places.length);
  });

  test("a second object of one number in a place is kept, warned of, and saved as it was", () => {
    const { editor, saved } = headlessSpans();
    const wires = [span(1, 0, { track_id: 1 }), span(1, 20, { track_id: 1 }), span(1, 40, { track_id: 1 })];
    editor.load(readPlace(editor.annotations.kinds, wires, { place: {}, firstOrder: 1 }).records);
    expect(editor.annotations.all().map(({ id }) => id)).toEqual(["annotation:1", "annotation:1#2", "annotation:1#3"]);
    expect(saved()).toEqual(wires);
    const warned = editor.warnings.get().filter(({ rule }) => rule === "duplicate-number");
    expect(warned.map(({ annotationId, message }) => [annotationId, message])).toEqual([
      ["annotation:1#2", "Another object here has the number 1 too"],
      ["annotation:1#3", "Another object here has the number 1 too"],
    ]);
    editor.selection.set(["annotation:1#2"]);
    editor.objects.remove(editor.selection.ids);
    expect(saved()).toEqual([wires[0], wires[2]]);
  });
});

describe("a selection", () => {
  test("keeps objects that are not in the frame in view when others are added or toggled", () => {
    const { editor, go, pointer } = twoFrames();
    go(1);
    editor.selection.set(["annotation:/1/3"]);
    go(0);
    editor.selection.add(["annotation:/0/1"]);
    expect(editor.selection.keys).toEqual(["3", "1"]);
    editor.selection.toggle("annotation:/0/2");
    editor.selection.toggle("annotation:/0/1");
    expect(editor.selection.keys).toEqual(["3", "2"]);
    pointer.drag([95, 100], { shift: true });
    expect(editor.selection.keys).toEqual(["3", "2"]);
    go(1);
    expect(editor.selection.ids).toEqual(["annotation:/1/3", "annotation:/1/2"]);
  });

  test("goes from frame to frame with its objects, and names those that are there", () => {
    const { editor, go } = twoFrames();
    editor.selection.set(["annotation:/0/1"]);
    go(1);
    expect(editor.selection.ids).toEqual(["annotation:/1/1"]);
    editor.selection.set(["annotation:/1/3"]);
    go(0);
    expect([editor.selection.ids, editor.selection.keys]).toEqual([[], ["3"]]);
    go(1);
    expect(editor.selection.ids).toEqual(["annotation:/1/3"]);
  });

  test("takes in nothing of other frames, and lets go of what is gone from all of them", () => {
    const { editor, go } = twoFrames();
    editor.selection.set(["annotation:/1/1", "annotation:/0/2"]);
    expect(editor.selection.ids).toEqual(["annotation:/0/2"]);
    editor.objects.remove(["annotation:/0/2"]);
    expect(editor.selection.keys).toEqual(["2"]);
    go(1);
    expect(editor.selection.ids).toEqual(["annotation:/1/2"]);
    editor.objects.remove(editor.selection.ids);
    expect(editor.selection.keys).toEqual([]);
  });

  test("is the same list until something of it changes", () => {
    const { editor } = twoFrames();
    editor.selection.set(["annotation:/0/1"]);
    const { ids } = editor.selection;
    editor.objects.setCategory(["annotation:/0/2"], 2);
    expect(editor.selection.ids).toBe(ids);
  });
});

describe("another number", () => {
  test("is given in all places in one step; selection, lock, hiding, links and undo follow", () => {
    const { document, editor, go, links } = twoFrames();
    expect(editor.links.add("annotation:/0/1", "annotation:/0/2")).toBe(true);
    editor.objectStates.lock(editor.annotations.ofNumber(2));
    editor.selection.set(["annotation:/0/1"]);
    expect(editor.objects.changeNumber("annotation:/0/1", 9)).toBe(true);
    expect(editor.selection.ids).toEqual(["annotation:/0/9"]);
    expect(editor.annotations.ofNumber(9).map(({ id, objectId }) => [id, objectId])).toEqual([
      ["annotation:/0/9", 9],
      ["annotation:/1/9", 9],
    ]);
    expect(links()?.links).toEqual([{ from_id: 9, to_id: 2 }]);
    editor.objectStates.unlock(editor.annotations.ofNumber(2));
    editor.selection.set(["annotation:/0/2"]);
    editor.objects.changeNumber("annotation:/0/2", 5);
    editor.objectStates.lock(editor.annotations.ofNumber(5));
    editor.objectStates.toggleIsolated(editor.annotations.ofNumber(5));
    go(1);
    editor.undo();
    // Undo goes to the frame where the step was made.
    expect([document.frame, editor.selection.ids]).toEqual([0, ["annotation:/0/2"]]);
    expect(editor.objectStates.isLocked(editor.annotations.get("annotation:/0/2"))).toBe(true);
    expect(editor.viewState.get().isolatedKeys).toEqual(["2"]);
    expect(links()?.links).toEqual([{ from_id: 9, to_id: 2 }]);
    go(1);
    editor.redo();
    expect([document.frame, editor.selection.ids]).toEqual([0, ["annotation:/0/5"]]);
    expect(editor.viewState.get().isolatedKeys).toEqual(["5"]);
    editor.undo();
    editor.undo();
    expect(links()?.links).toEqual([{ from_id: 1, to_id: 2 }]);
  });

  test("is refused where another object has it, and where it is none", () => {
    const { editor } = twoFrames();
    expect(editor.objects.changeNumber("annotation:/0/1", 3)).toEqual({ reason: "person 3 has this number" });
    for (const number of [0, -1, 1.5, Number.NaN])
      expect(editor.objects.changeNumber("annotation:/0/1", number)).toEqual({
        reason: "A number is whole and above 0",
      });
    editor.objectStates.lock(editor.annotations.ofNumber(1));
    expect(editor.objects.changeNumber("annotation:/0/1", 9)).toEqual({ reason: "The object is locked" });
    expect(editor.history.canUndo).toBe(false);
  });
});
