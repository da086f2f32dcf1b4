import { describe, expect, test } from "vitest";
import { headlessPaint } from "./paint-surface.js";
import { headlessSpans } from "./span-surface.js";

// Of every runtime that there is; the core itself knows none of them.
declare function structuredClone<T>(value: T): T;

function painted() {
  const setup = headlessPaint();
  setup.editor.tools.select("brush");
  setup.pointer.drag([2, 4]);
  setup.pointer.key(" ");
  setup.pointer.drag([4, 6]);
  return setup;
}

describe("a kind with pixels of its own", () => {
  test("is painted in one step a stroke; undo and redo bring back pixels and objects together", () => {
    const { editor, row } = painted();
    expect([row(), editor.annotations.count]).toEqual(["0011222", 2]);
    editor.undo();
    expect([row(), editor.annotations.count]).toEqual(["00111", 1]);
    editor.undo();
    expect([row(), editor.annotations.count, editor.isDirty]).toEqual(["", 0, false]);
    editor.redo();
    editor.redo();
    expect(row()).toBe("0011222");
  });

  test("adds to what is selected, and a stroke that changes no pixel is no step", () => {
    const { document, editor, pointer, row } = painted();
    const steps: unknown[] = [];
    document.stepped.listen((step) => steps.push(step));
    pointer.drag([7, 9]);
    expect([row(), editor.annotations.count, steps.length]).toEqual(["0011222222", 2, 1]);
    pointer.drag([7, 9]);
    expect(steps).toHaveLength(1);
    expect(editor.history.undoLabels).toEqual(["Paint", "Paint", "Paint"]);
  });

  test("is hit and selected by its pixels, and neither dragged, nudged nor copied", () => {
    const { editor, pointer, row } = painted();
    editor.tools.select("select");
    pointer.click(3);
    expect(editor.selection.ids).toEqual(["annotation:1"]);
    pointer.click(5);
    expect(editor.selection.ids).toEqual(["annotation:2"]);
    pointer.drag([5, 20]);
    expect([row(), editor.clipboard.copy()]).toEqual(["0011222", undefined]);
    expect(editor.actions.all.map(({ id }) => id)).not.toContain("object.nudge-left");
    pointer.drag([1, 30]);
    expect(editor.selection.ids).toEqual(["annotation:1", "annotation:2"]);
    expect(editor.objects.setNumbers("annotation:1", { x: 1 })).toEqual({ reason: "A Mask has no numbers" });
    expect(editor.extentOf(editor.annotations.get("annotation:2"))).toEqual({ min: 4, max: 7 });
  });

  test("is no duplicate of another of its category: what is written of them says nothing", () => {
    const { editor } = painted();
    const [first, second] = editor.annotations.all();
    expect([first?.kind, first?.categoryId]).toEqual([second?.kind, second?.categoryId]);
    expect(editor.warnings.get().filter(({ rule }) => rule === "duplicate-object")).toEqual([]);
  });

  test("goes into a draft and comes back by a structured clone", () => {
    const { editor } = painted();
    const other = headlessPaint();
    other.editor.restore(structuredClone(editor.snapshot()));
    expect([other.row(), other.editor.isDirty]).toEqual(["0011222", true]);
    other.editor.load(structuredClone(editor.snapshot()).records);
    expect(other.editor.isDirty).toBe(false);
  });

  test("is given up in the middle of a stroke without a trace", () => {
    const { editor, pointer, row } = painted();
    pointer.move(20).down(20).move(30);
    expect(editor.annotations.count).toBe(2);
    expect(row()).toHaveLength(31);
    pointer.key("Escape");
    expect([row(), editor.annotations.count]).toEqual(["0011222", 2]);
  });

  test("its tool shows what only the surface knows", () => {
    const { editor } = painted();
    expect(editor.tools.current.state.overlay()).toEqual([{ type: "surface", item: "brush ring" }]);
  });
});

describe("a change that is computed", () => {
  function later() {
    const setup = headlessSpans({});
    const { document, editor } = setup;
    const { kinds } = editor.annotations;
    let finish: () => void = () => undefined;
    let fail: (error: Error) => void = () => undefined;
    let isGivenUp = false;
    const done = editor.compute("Find spans", (signal) => {
      signal.listen(() => {
        isGivenUp = true;
      });
      return new Promise((resolve, reject) => {
        const write = () =>
          void editor.annotations.add({
            kind: kinds.get("span").id,
            geometry: { start: 0, end: 5 },
            place: editor.place,
            categoryId: 1,
          });
        finish = () => resolve(write);
        fail = reject;
      });
    });
    return {
      ...setup,
      document,
      done,
      finish: () => finish(),
      fail: (error: Error) => fail(error),
      wasGivenUp: () => isGivenUp,
    };
  }

  test("is one step when it is ready", async () => {
    const { document, editor, done, finish, spans } = later();
    expect([document.isComputing, spans()]).toEqual([true, []]);
    finish();
    expect(await done).toBe(true);
    expect([document.isComputing, spans(), editor.history.undoLabels]).toEqual([false, [[0, 5]], ["Find spans"]]);
  });

  test.each(["Escape", "undo", "another edit", "a label that is loaded"])("is given up by %s", async (how) => {
    const { document, editor, pointer, done, finish, spans, wasGivenUp } = later();
    if (how === "Escape") pointer.key("Escape");
    else if (how === "undo") expect(editor.undo()).toBe(true);
    else if (how === "another edit") editor.edit("Nothing", () => undefined);
    else editor.load([]);
    expect([document.isComputing, wasGivenUp()]).toEqual([false, true]);
    finish();
    expect([await done, spans(), editor.isDirty]).toEqual([false, [], false]);
  });

  test("another frame waits for it, the last one asked for", async () => {
    const { document, done, finish } = later();
    document.go(3);
    document.go(4);
    expect(document.frame).toBeNull();
    finish();
    await done;
    expect(document.frame).toBe(4);
    expect(document.annotations.all().map(({ place }) => place)).toEqual([{}]);
  });

  test("that fails says why, and lets the frame go on", async () => {
    const { document, done, fail, spans } = later();
    const told: string[] = [];
    document.events.listen((event) => event.type === "notice" && told.push(event.message));
    document.go(2);
    fail(new Error("Too many points"));
    expect([await done, told, spans(), document.frame]).toEqual([false, ["Too many points"], [], 2]);
  });
});
