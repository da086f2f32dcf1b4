import { describe, expect, it } from "vitest";
import { headlessSpans } from "../testing/span-surface.js";

function withSpan() {
  const setup = headlessSpans();
  setup.editor.tools.select("span");
  setup.pointer.drag([0, 10]);
  return setup;
}

describe("Draft", () => {
  it("is clean after a load, dirty after an edit, clean again after undo", () => {
    const { editor, pointer } = withSpan();
    expect(editor.isDirty).toBe(true);
    editor.undo();
    expect(editor.isDirty).toBe(false);
    editor.redo();
    editor.load([]);
    expect(editor.isDirty).toBe(false);
    pointer.drag([0, 5]);
    expect(editor.isDirty).toBe(true);
  });

  it("keeps what is done while a save is under way", () => {
    const { editor, pointer } = withSpan();
    const point = editor.draft.beginSave();
    pointer.drag([20, 30]);
    editor.draft.acknowledge(point);
    expect(editor.isDirty).toBe(true);
    expect(Object.keys(editor.draft.unsavedDiff().added)).toEqual(["annotation:2"]);
    editor.draft.acknowledge(editor.draft.beginSave());
    expect(editor.isDirty).toBe(false);
    editor.undo();
    expect(editor.isDirty).toBe(true);
    editor.redo();
    expect(editor.isDirty).toBe(false);
  });

  it("forgets nothing when a save fails", () => {
    const { editor, pointer } = withSpan();
    editor.draft.beginSave();
    pointer.drag([20, 30]);
    const second = editor.draft.beginSave();
    expect(Object.keys(editor.draft.unsavedDiff().added)).toEqual(["annotation:1", "annotation:2"]);
    editor.draft.acknowledge(second);
    expect(editor.isDirty).toBe(false);
  });

  it("tells when acknowledged saves make it clean", () => {
    const { editor } = withSpan();
    let told = 0;
    const stop = editor.draft.changed.listen(() => told++);
    editor.draft.acknowledge(editor.draft.beginSave());
    stop();
    expect(told).toBeGreaterThan(0);
  });

  it("restores a draft of the version before, whose annotations had ids by position", () => {
    const { editor, saved } = headlessSpans();
    const record = { typeName: "annotation", kind: "span", place: {}, categoryId: 1, extra: {} };
    const at = (position: number, number: number) => ({
      ...record,
      id: `annotation:${position}`,
      objectId: number,
      trackId: number,
      order: position,
      geometry: { start: position, end: position + 5 },
    });
    editor.restore({ format: "tessera-draft-1", version: 3, records: [at(1, 2), at(2, 1), at(3, 2)] });
    expect(editor.annotations.all().map(({ id }) => id)).toEqual(["annotation:2", "annotation:1", "annotation:2#2"]);
    expect(saved().map(({ id, start }) => [id, start])).toEqual([
      [2, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(editor.isDirty).toBe(true);
  });

  it("restores a snapshot that went through JSON, as unsaved", () => {
    const { editor } = withSpan();
    const text = JSON.stringify(editor.snapshot());
    const other = headlessSpans();
    other.editor.restore(JSON.parse(text));
    expect(other.spans()).toEqual([[0, 10]]);
    expect(other.editor.isDirty).toBe(true);
    expect(other.editor.history.canUndo).toBe(false);
    other.editor.tools.select("span");
    other.pointer.drag([20, 30]);
    expect(other.saved().map(({ id }) => id)).toEqual([1, 2]);
  });

  it.each([
    null,
    {},
    [],
    "text",
    { format: "other", records: [] },
    { format: "tessera-draft-1", records: [{ id: 1 }] },
  ])("refuses %o as a draft", (value) => {
    const { editor, spans } = withSpan();
    expect(() => editor.restore(value)).toThrow("no draft");
    expect(() => editor.restore({ format: "tessera-draft-1", records: [{ id: "x", typeName: "unknown" }] })).toThrow();
    expect(spans()).toEqual([[0, 10]]);
  });

  it("is clean when the restored snapshot is what was loaded", () => {
    const { editor } = withSpan();
    const other = headlessSpans();
    other.editor.load(editor.draft.records());
    other.editor.restore(JSON.parse(JSON.stringify(editor.snapshot())));
    expect(other.editor.isDirty).toBe(false);
  });
});
