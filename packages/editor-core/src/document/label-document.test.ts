import { describe, expect, test } from "vitest";
import { annotationId } from "../annotations/records.js";
import { readPlace } from "../annotations/wire.js";
import type { StoreRecord } from "../store/record.js";
import { AbsenceType, SpansBetween } from "../testing/between-frames.js";
import { headlessSpans, SPAN_TASK } from "../testing/span-surface.js";
import { LabelDocument, type LabelDocumentOptions } from "./label-document.js";

const span = (id: number, start: number) => ({ id, category_id: 1, start, end: start + 10 });

function open(options: Partial<LabelDocumentOptions> = {}) {
  return new LabelDocument({ documentKey: "recording", taskAttributes: SPAN_TASK, frame: 0, ...options });
}

/** Two texts that are read side by side, each with an editor of its own. */
function twoSensors(options: Partial<LabelDocumentOptions> = {}) {
  const document = open(options);
  const left = headlessSpans({ document, sensor: "left" });
  const right = headlessSpans({ document, sensor: "right" });
  const records = (sensor: string, frame: number, wires: readonly unknown[]): readonly StoreRecord[] =>
    readPlace(left.editor.annotations.kinds, wires, { place: { sensor, frame }, firstOrder: 1 }).records;
  document.load([
    ...records("left", 0, [span(1, 0), span(2, 20)]),
    ...records("right", 0, [span(1, 30)]),
    ...records("left", 1, [span(1, 5)]),
  ]);
  return { document, left, right };
}

describe("a document of two sensors", () => {
  test("shows each its own objects, and both the same selection, locks and history", () => {
    const { document, left, right } = twoSensors();
    expect(left.editor.annotations.all()).toHaveLength(3);
    expect(right.editor.annotations.all().map(({ id }) => id)).toEqual(["annotation:right/0/1"]);
    left.pointer.click(5);
    expect([left.editor.selection.ids, right.editor.selection.ids]).toEqual([
      ["annotation:left/0/1"],
      ["annotation:right/0/1"],
    ]);
    right.pointer.drag([35, 45]);
    expect(right.saved()).toContainEqual(expect.objectContaining({ start: 40, end: 50 }));
    expect([left.editor.history.undoLabels, document.isDirty]).toEqual([["Move"], true]);
    left.editor.undo();
    expect([right.editor.annotations.get("annotation:right/0/1").geometry, document.isDirty]).toEqual([
      { start: 30, end: 40 },
      false,
    ]);
    left.editor.objectStates.lock(left.editor.annotations.ofNumber(1));
    expect(right.editor.objects.remove(right.editor.selection.ids)).toBe(false);
  });

  test("gives out one space of numbers, and takes a number's annotations everywhere", () => {
    const { document, left, right } = twoSensors();
    right.editor.tools.select("span");
    right.pointer.drag([60, 70]);
    expect(right.editor.selection.ids).toEqual(["annotation:right/0/3"]);
    expect(left.editor.objects.changeNumber("annotation:left/0/1", 3)).toEqual({ reason: "person 3 has this number" });
    expect(left.editor.objects.changeNumber("annotation:left/0/1", 8)).toBe(true);
    expect(document.annotations.ofNumber(8).map(({ id }) => id)).toEqual([
      "annotation:left/0/8",
      "annotation:right/0/8",
      "annotation:left/1/8",
    ]);
  });

  test("lets links go when their object is gone from all sensors, and not before", () => {
    const { document, left, right } = twoSensors();
    expect(left.editor.links.add("annotation:left/0/1", "annotation:left/0/2")).toBe(true);
    const links = () => (document.store.findAny("scene:/") as { links?: unknown[] } | undefined)?.links;
    left.editor.objects.remove(["annotation:left/0/1"]);
    document.go(1);
    left.editor.objects.remove(["annotation:left/1/1"]);
    expect(links()).toHaveLength(1);
    document.go(0);
    right.editor.objects.remove(["annotation:right/0/1"]);
    expect(links()).toEqual([]);
  });

  test("has one gesture at a time: another sensor's edit gives it up", () => {
    const { document, left, right } = twoSensors();
    left.pointer.move(5).down(5).move(30);
    expect(document.isInGesture).toBe(true);
    right.editor.edit("Delete", () => right.editor.annotations.remove("annotation:right/0/1"));
    left.pointer.move(60).up(60);
    expect(left.editor.annotations.get("annotation:left/0/1").geometry).toEqual({ start: 0, end: 10 });
    expect(document.history.undoLabels).toEqual(["Delete"]);
  });

  test("undo goes to the frame where the step was made", () => {
    const { document, left } = twoSensors();
    left.pointer.drag([5, 10]);
    document.go(1);
    left.editor.undo();
    expect(document.frame).toBe(0);
    document.go(1);
    left.editor.redo();
    expect([document.frame, left.spans()[0]]).toEqual([0, [5, 15]]);
  });

  test("a sensor shows the frame that belongs to the moment, and takes nothing where it has none", () => {
    const { document, left, right } = twoSensors({
      frameOf: (sensor, frame) => (sensor === "left" ? frame : frame === 0 ? 0 : null),
    });
    document.go(1);
    expect([left.editor.place, document.placeOf("right")]).toEqual([{ sensor: "left", frame: 1 }, undefined]);
    const told: string[] = [];
    document.events.listen((event) => event.type === "notice" && told.push(event.message));
    right.editor.tools.select("span");
    right.pointer.drag([60, 70]);
    expect([document.annotations.count, new Set(told)]).toEqual([
      4,
      new Set(["This sensor has nothing at this moment"]),
    ]);
    expect(left.editor.place).toBe(left.editor.place);
  });

  test("tells of each finished step what it changed, and of no gesture before it ends", () => {
    const { document, left } = twoSensors();
    const steps: string[][] = [];
    document.stepped.listen(({ added, updated, removed }) =>
      steps.push([...Object.keys(added), ...Object.keys(updated), ...Object.keys(removed)]),
    );
    left.pointer.move(5).down(5).move(10).move(20);
    expect(steps).toEqual([]);
    left.pointer.up(20);
    expect(steps).toEqual([["annotation:left/0/1"]]);
    left.pointer.move(20).down(20).move(30).move(20).up(20);
    expect(steps).toHaveLength(1);
    left.editor.undo();
    expect(steps).toHaveLength(2);
  });

  test("leaves nothing behind when editors and document are disposed of", () => {
    const { document, left, right } = twoSensors();
    for (const { editor } of [left, right]) editor.dispose();
    document.dispose();
    expect([document.store.listenerCount, document.memory.usedBytes]).toEqual([0, 0]);
  });
});

describe("shapes that are derived and not stated", () => {
  /** Object 1 goes from 0 to 40 in four frames, and is stated in the first and the last of them. */
  function between() {
    const document = open({ recordTypes: [AbsenceType], derive: (each) => new SpansBetween(each) });
    const setup = headlessSpans({ document });
    const { kinds } = setup.editor.annotations;
    const frame = (number: number, wires: readonly unknown[]) =>
      readPlace(kinds, wires, { place: { frame: number }, firstOrder: 1 }).records;
    document.load([...frame(0, [span(1, 0)]), ...frame(4, [span(1, 40)])]);
    const shown = () => setup.editor.annotations.inPlace(setup.editor.place).map(({ geometry }) => geometry);
    return { ...setup, shown };
  }

  test("are seen, hit and selected, and stay out of what is saved", () => {
    const { document, editor, pointer, shown, saved } = between();
    document.go(1);
    expect(shown()).toEqual([{ start: 10, end: 20 }]);
    pointer.click(15);
    expect(editor.selection.ids).toEqual(["annotation:/1/1"]);
    document.go(2);
    expect([editor.selection.ids, shown()]).toEqual([["annotation:/2/1"], [{ start: 20, end: 30 }]]);
    expect([saved().length, document.isDirty]).toEqual([2, false]);
  });

  test("are stated by an edit; undo makes them derived again", () => {
    const { document, editor, pointer, shown } = between();
    document.go(2);
    pointer.drag([25, 65]);
    expect(document.annotations.isStated("annotation:/2/1")).toBe(true);
    document.go(1);
    expect(shown()).toEqual([{ start: 30, end: 40 }]);
    editor.undo();
    expect([document.frame, shown(), document.isDirty]).toEqual([2, [{ start: 20, end: 30 }], false]);
    editor.redo();
    expect(shown()).toEqual([{ start: 60, end: 70 }]);
  });

  test("follow what they are derived from while it is dragged", () => {
    const { document, editor, pointer } = between();
    document.go(4);
    pointer.move(45).down(45).move(65);
    expect(editor.annotations.find(annotationId({ frame: 2 }, "1"))?.geometry).toEqual({ start: 30, end: 40 });
    pointer.cancel();
    expect(editor.annotations.find(annotationId({ frame: 2 }, "1"))?.geometry).toEqual({ start: 20, end: 30 });
  });

  test("are kept away from one frame by deleting them there, with undo", () => {
    const { document, editor, pointer, shown } = between();
    document.go(2);
    pointer.click(25);
    pointer.key("Backspace");
    expect([shown(), editor.selection.ids]).toEqual([[], []]);
    document.go(1);
    expect(shown()).toEqual([{ start: 10, end: 20 }]);
    editor.undo();
    expect([document.frame, shown()]).toEqual([2, [{ start: 20, end: 30 }]]);
  });

  test("take a category, a lock and a copy as others do", () => {
    const { document, editor, pointer } = between();
    document.go(2);
    pointer.click(25);
    const text = editor.clipboard.copy() ?? "";
    pointer.key("3");
    expect(editor.annotations.get("annotation:/2/1").categoryId).toBe(3);
    document.go(5);
    expect(editor.clipboard.paste(text)).toBe(1);
    expect(editor.annotations.get("annotation:/5/1").geometry).toEqual({ start: 20, end: 30 });
  });
});

describe("what comes from elsewhere", () => {
  test("a page of the label comes in while it is read-only, and is neither unsaved nor undone", () => {
    const { document, left } = twoSensors({ isReadOnly: true });
    const [record] = readPlace(left.editor.annotations.kinds, [span(5, 50)], {
      place: { sensor: "left", frame: 2 },
      firstOrder: 1,
    }).records;
    document.store.transact(() => document.store.put(record as StoreRecord), { source: "page-in" });
    expect([document.annotations.count, document.isDirty, document.history.canUndo]).toEqual([5, false, false]);
    expect(() => document.store.transact(() => document.store.remove("annotation:left/2/5"))).toThrow("read-only");
    expect(left.editor.annotations.nextObjectId()).toBe(6);
  });
});
