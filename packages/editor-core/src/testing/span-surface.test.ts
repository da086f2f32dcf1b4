import { describe, expect, it } from "vitest";
import { headlessSpans } from "./span-surface.js";

describe("an editor of spans", () => {
  it("draws by a drag, saves, undoes and redoes", () => {
    const { editor, pointer, saved, spans } = headlessSpans();
    editor.tools.select("span");
    pointer.move(3).down(3).move(9);
    expect(editor.path).toBe("span.marking");
    pointer.up(9);
    expect(saved()).toEqual([{ id: 1, track_id: 1, category_id: 1, start: 3, end: 9 }]);
    expect(editor.history.undoLabels).toEqual(["Draw span"]);
    editor.undo();
    expect(spans()).toEqual([]);
    editor.redo();
    expect(spans()).toEqual([[3, 9]]);
  });

  it("moves ends and whole spans, each in one step", () => {
    const { editor, pointer, spans } = headlessSpans();
    editor.tools.select("span");
    pointer.drag([3, 9]);
    editor.tools.select("select");
    pointer.drag([9, 12, 20, 15]);
    expect(spans()).toEqual([[3, 15]]);
    pointer.drag([5, 8]);
    expect(spans()).toEqual([[6, 18]]);
    pointer.drag([7, -50]);
    expect(spans()).toEqual([[0, 12]]);
    expect(editor.history.undoLabels).toEqual(["Draw span", "Resize", "Move", "Move"]);
    editor.undo();
    editor.undo();
    expect(spans()).toEqual([[3, 15]]);
  });

  it("snaps ends to those of other spans", () => {
    const { editor, pointer, spans } = headlessSpans();
    editor.tools.select("span");
    pointer.drag([3, 9]).drag([20, 30]);
    editor.tools.select("select");
    pointer.key("F", { shift: true });
    pointer.click(25).drag([20, 15, 9.6]);
    expect(spans()).toEqual([
      [3, 9],
      [9, 30],
    ]);
  });

  it("copies within the text beside the original, into another text in place", () => {
    const { editor, pointer, saved } = headlessSpans();
    editor.tools.select("span");
    pointer.drag([3, 9]);
    const text = editor.clipboard.copy() ?? "";
    editor.clipboard.paste(text);
    expect(saved()).toEqual([
      { id: 1, track_id: 1, category_id: 1, start: 3, end: 9 },
      { id: 2, track_id: 2, category_id: 1, start: 4, end: 10 },
    ]);
    const other = headlessSpans({ documentKey: "text-2" });
    other.editor.clipboard.paste(text);
    expect(other.saved()).toEqual([{ id: 1, track_id: 1, category_id: 1, start: 3, end: 9 }]);
    other.editor.clipboard.paste(text);
    expect(other.saved().map(({ id, start }) => [id, start])).toEqual([
      [1, 3],
      [2, 3],
    ]);
  });

  it("does nothing with another text on the clipboard", () => {
    const { editor } = headlessSpans();
    for (const text of ["", "hello", "{}", "[1]", '{"format":"tessera/annotations"}', "null"]) {
      expect(editor.clipboard.paste(text)).toBe(0);
    }
    expect(editor.isDirty).toBe(false);
  });

  it("leaves out what does not fit, and says so", () => {
    const { editor, spans } = headlessSpans();
    const notices: unknown[] = [];
    editor.events.listen((event) => notices.push(event));
    const box = { id: 1, category_id: 1, type: "bbox", points: [] };
    const span = { id: 2, category_id: 1, start: 1, end: 2 };
    editor.clipboard.paste(JSON.stringify({ format: "tessera/annotations", annotations: [box, span] }));
    expect(spans()).toEqual([[1, 2]]);
    expect(notices).toEqual([{ type: "notice", message: "1 of 2 objects do not fit here and were left out" }]);
  });
});

describe("selection", () => {
  function threeSpans() {
    const setup = headlessSpans();
    setup.editor.tools.select("span");
    setup.pointer.drag([0, 10]).drag([20, 30]).drag([40, 50]);
    setup.editor.tools.select("select");
    const selected = () => setup.editor.selection.ids.map((id) => setup.editor.annotations.get(id).objectId);
    return { ...setup, selected };
  }

  it("follows clicks, Shift and a drag over the ground", () => {
    const { pointer, selected, editor } = threeSpans();
    pointer.click(5);
    expect(selected()).toEqual([1]);
    pointer.click(25, { shift: true });
    expect(selected()).toEqual([1, 2]);
    pointer.click(5, { shift: true });
    expect(selected()).toEqual([2]);
    pointer.move(15).down(15).move(60);
    expect(editor.path).toBe("select.marquee");
    expect(selected()).toEqual([2, 3]);
    pointer.key("Escape");
    expect(selected()).toEqual([2]);
    expect(editor.path).toBe("select.idle");
    pointer.up(60);
    pointer.click(70);
    expect(selected()).toEqual([]);
  });

  it("goes round by Tab, over what is shown", () => {
    const { editor, pointer, selected } = threeSpans();
    pointer.key("Escape");
    pointer.key("Tab");
    expect(selected()).toEqual([1]);
    editor.objectStates.hide(editor.annotations.ofNumber(2));
    pointer.key("Tab");
    expect(selected()).toEqual([3]);
    pointer.key("Tab");
    expect(selected()).toEqual([1]);
    pointer.key("Tab", { shift: true });
    expect(selected()).toEqual([3]);
  });

  it("loses what is deleted, and what undo takes away", () => {
    const { editor, pointer, selected } = threeSpans();
    expect(selected()).toEqual([3]);
    editor.undo();
    expect(selected()).toEqual([]);
    pointer.key("a", { mod: true });
    pointer.key("Backspace");
    expect(selected()).toEqual([]);
    expect(editor.annotations.count).toBe(0);
    editor.undo();
    expect(editor.annotations.count).toBe(2);
  });

  it("never gives the id of a deleted object to another", () => {
    const { editor, pointer, saved } = threeSpans();
    pointer.key("Backspace");
    editor.tools.select("span");
    pointer.drag([60, 70]);
    expect(saved().map(({ id }) => id)).toEqual([1, 2, 4]);
  });
});

describe("locks, visibility, read-only", () => {
  it("moves and deletes nothing that is locked, and says so", () => {
    const { editor, pointer, spans } = headlessSpans();
    const notices: unknown[] = [];
    editor.tools.select("span");
    pointer.drag([0, 10]);
    editor.tools.select("select");
    editor.events.listen((event) => notices.push(event));
    pointer.key("R", { shift: true });
    pointer.drag([5, 20]).key("Backspace");
    pointer.key("2");
    pointer.key("ArrowRight");
    expect(spans()).toEqual([[0, 10]]);
    expect(editor.annotations.all()[0]?.categoryId).toBe(1);
    expect(notices).toContainEqual({ type: "notice", message: "The selected objects are locked" });
    pointer.key("R", { shift: true });
    pointer.key("ArrowRight");
    expect(spans()).toEqual([[1, 11]]);
  });

  it("hides all others, and shows them again", () => {
    const { editor, pointer } = headlessSpans();
    editor.tools.select("span");
    pointer.drag([0, 10]).drag([20, 30]);
    pointer.key("h");
    const hidden = () => editor.annotations.all().map((record) => editor.objectStates.isHidden(record));
    expect(hidden()).toEqual([true, false]);
    pointer.key("h");
    expect(hidden()).toEqual([false, false]);
    pointer.key("H", { shift: true });
    expect(hidden()).toEqual([false, true]);
    pointer.key("h", { alt: true });
    expect(hidden()).toEqual([false, false]);
    expect(editor.history.undoLabels).toEqual(["Draw span", "Draw span"]);
  });

  it("refuses every write in a read-only label, in the store itself", () => {
    const { editor, pointer, spans } = headlessSpans({ isReadOnly: true });
    editor.load([
      {
        id: "annotation:1",
        typeName: "annotation",
        ...{
          kind: "span",
          objectId: 1,
          place: {},
          categoryId: 1,
          geometry: { start: 0, end: 10 },
          order: 1,
          extra: {},
        },
      } as never,
    ]);
    expect(editor.tools.select("span")).toBe(false);
    pointer.click(5).drag([5, 20]);
    pointer.key("Backspace");
    pointer.key("2");
    pointer.key("ArrowRight");
    pointer.key("z", { mod: true });
    editor.clipboard.duplicate();
    expect(editor.selection.ids).toEqual(["annotation:1"]);
    expect(editor.edit("Delete", () => editor.annotations.remove("annotation:1"))).toBe(false);
    expect(spans()).toEqual([[0, 10]]);
    expect(() => editor.store.transact(() => editor.store.remove("annotation:1"))).toThrow("read-only");
    expect(spans()).toEqual([[0, 10]]);
    expect(editor.isDirty).toBe(false);
  });
});

it("ends what is going on when the label becomes read-only, and begins again when it is not", () => {
  const { editor, pointer, spans } = headlessSpans();
  editor.tools.select("span");
  pointer.drag([0, 10]);
  pointer.key("Escape");
  pointer.move(5).down(5).move(20);
  editor.isReadOnly = true;
  pointer.move(30).up(30);
  expect(spans()).toEqual([[0, 10]]);
  editor.isReadOnly = false;
  editor.tools.select("span");
  editor.isReadOnly = true;
  expect(editor.path).toBe("select.idle");
});

describe("gestures", () => {
  function oneSpan() {
    const setup = headlessSpans();
    setup.editor.tools.select("span");
    setup.pointer.drag([0, 10]);
    setup.editor.tools.select("select");
    return setup;
  }

  const ends = {
    Escape: ({ pointer }: ReturnType<typeof headlessSpans>) => pointer.key("Escape"),
    "a lost pointer": ({ pointer }: ReturnType<typeof headlessSpans>) => pointer.cancel(),
    "another window": ({ editor }: ReturnType<typeof headlessSpans>) => editor.blur(),
    undo: ({ editor }: ReturnType<typeof headlessSpans>) => editor.undo(),
    "another tool": ({ editor }: ReturnType<typeof headlessSpans>) => editor.tools.select("span"),
  };

  it.each(Object.entries(ends))("leave no trace when ended by %s", (_, end) => {
    const setup = oneSpan();
    setup.editor.undo();
    setup.editor.redo();
    setup.pointer.move(5).down(5).move(20).move(30);
    expect(setup.editor.path).toBe("select.dragging-objects");
    expect(setup.editor.isInGesture).toBe(true);
    end(setup);
    expect(setup.spans()).toEqual([[0, 10]]);
    expect(setup.editor.isInGesture).toBe(false);
    expect(setup.editor.path).toMatch(/idle$/);
    setup.pointer.up(30);
    expect(setup.spans()).toEqual([[0, 10]]);
  });

  it("keep what could be redone when they are cancelled", () => {
    const { editor, pointer, spans } = oneSpan();
    pointer.key("ArrowRight");
    editor.undo();
    pointer.move(5).down(5).move(20);
    expect(editor.redo()).toBe(false);
    pointer.key("Escape");
    expect(editor.history.canRedo).toBe(true);
    editor.redo();
    expect(spans()).toEqual([[1, 11]]);
  });

  it("are no step when they come back to where they began", () => {
    const { editor, pointer } = oneSpan();
    pointer.drag([5, 20, 5]);
    expect(editor.history.undoLabels).toEqual(["Draw span"]);
    expect(editor.selection.ids).toHaveLength(1);
  });
});

describe("dispose", () => {
  it("leaves no listener behind", () => {
    const { editor } = headlessSpans();
    const stop = editor.select(() => editor.selection.ids).subscribe(() => {});
    stop();
    editor.dispose();
    editor.document.dispose();
    expect(editor.store.listenerCount).toBe(0);
  });
});
