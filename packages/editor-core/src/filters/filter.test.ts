import { describe, expect, it } from "vitest";
import { headlessSpans } from "../testing/span-surface.js";
import { formatFilter, parseFilter } from "./filter.js";

describe("parseFilter", () => {
  it.each([
    "category:car",
    'category:"traffic light" kind:bbox id:7 color:red is:hidden bumper',
    '"odd name":"odd value" "two words"',
    "",
  ])("reads %s, and writes the same", (text) => {
    expect(formatFilter(parseFilter(text))).toBe(text);
  });

  it("takes any text", () => {
    for (const text of ['"', ':"', "a:", ":b", "is:nothing", "id:x", "  ", '"open', "a:b:c", "\u0000", "é:ü"]) {
      expect(() => formatFilter(parseFilter(formatFilter(parseFilter(text))))).not.toThrow();
    }
    expect(parseFilter("is:nothing").attributes).toEqual([{ name: "is", value: "nothing" }]);
  });
});

it("filters by category, id, attribute, state and words", () => {
  const { editor, pointer } = headlessSpans();
  editor.tools.select("span");
  pointer.drag([0, 10]).drag([20, 30]).drag([40, 50]);
  pointer.key("2");
  pointer.drag([60, 70]);
  const [first, second, third] = editor.annotations.all();
  if (!first || !second || !third) throw new Error("Three spans were drawn");
  const role = editor.task.attributesOf(1)[0];
  if (role) editor.objects.setAttribute([first.id], role, "Author");
  editor.objectStates.hide([second]);
  const found = (text: string) => {
    editor.filtering.set(text);
    return editor.filtering.list().map((record) => record.objectId);
  };
  expect(found("category:person")).toEqual([1, 2]);
  expect(found("category:PERSON category:2")).toEqual([1, 2, 3, 4]);
  expect(found("id:1 id:3")).toEqual([1, 3]);
  expect(found("role:author")).toEqual([1]);
  expect(found("is:hidden")).toEqual([2]);
  expect(found("is:visible kind:span category:person")).toEqual([1]);
  expect(found("is:warned")).toEqual([2]);
  expect(found("auth")).toEqual([1]);
  expect(found("kind:box")).toEqual([]);
  expect(found("")).toEqual([1, 2, 3, 4]);
});

describe("what is not shown", () => {
  function withThree() {
    const setup = headlessSpans();
    const { editor, pointer } = setup;
    editor.tools.select("span");
    pointer.drag([0, 10]).drag([20, 30]);
    pointer.key("2");
    pointer.key("Escape");
    editor.tools.select("span");
    pointer.drag([40, 50]);
    const selected = () => editor.selection.ids.map((id) => editor.annotations.get(id).objectId);
    return { ...setup, selected, left: () => editor.annotations.all().map((record) => record.objectId) };
  }

  it("is neither selected by Ctrl+A nor deleted", () => {
    const { editor, pointer, left } = withThree();
    editor.filtering.set("id:1");
    pointer.key("a", { mod: true });
    pointer.key("Delete");
    expect(left()).toEqual([2, 3]);
  });

  it("leaves the selection when the filter leaves it out, and when it is hidden", () => {
    const { editor, pointer, selected, left } = withThree();
    pointer.key("a", { mod: true });
    editor.filtering.set("id:1 id:2");
    expect(selected()).toEqual([1, 2]);
    editor.objectStates.hide(editor.annotations.ofNumber(2));
    expect(selected()).toEqual([1]);
    editor.objectStates.toggleIsolated(editor.annotations.ofNumber(3));
    expect(selected()).toEqual([]);
    pointer.key("Delete");
    expect(left()).toEqual([1, 2, 3]);
  });

  it("leaves the selection when a change makes it fit the filter no more", () => {
    const { editor, selected } = withThree();
    editor.filtering.set("category:person");
    editor.selection.set(editor.annotations.ofNumber(1).map(({ id }) => id));
    editor.objects.setCategory(editor.selection.ids, 3);
    expect(selected()).toEqual([]);
  });

  it("cannot be selected, by a drag over it or by Tab, until it is revealed", () => {
    const { editor, pointer, selected } = withThree();
    editor.filtering.set("id:1 id:2");
    editor.objectStates.hide(editor.annotations.ofNumber(2));
    editor.tools.select("select");
    pointer.drag([60, 0]);
    expect(selected()).toEqual([1]);
    pointer.key("Tab");
    expect(selected()).toEqual([1]);
    const all = editor.annotations.all();
    editor.reveal(all);
    editor.selection.set(all.map(({ id }) => id));
    expect(selected()).toEqual([1, 2, 3]);
  });
});
