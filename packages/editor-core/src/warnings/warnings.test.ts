import { expect, it } from "vitest";
import { Task } from "../document/task.js";
import { headlessSpans } from "../testing/span-surface.js";
import { coreRules } from "./core-rules.js";
import type { WarningRule } from "./rule.js";

function setUp(options: Parameters<typeof headlessSpans>[0] = {}) {
  const setup = headlessSpans(options);
  setup.editor.tools.select("span");
  const messages = () =>
    setup.editor.warnings
      .get()
      .map(({ annotationId, message }) => [
        annotationId && setup.editor.annotations.get(annotationId).objectId,
        message,
      ]);
  return { ...setup, messages };
}

it("warns of missing attributes until they are there", () => {
  const { editor, pointer, messages } = setUp();
  pointer.drag([0, 10]);
  expect(messages()).toEqual([[1, "role not set"]]);
  const role = editor.task.attributesOf(1)[0];
  if (role) editor.objects.setAttribute(editor.selection.ids, role, "author");
  expect(messages()).toEqual([]);
  editor.undo();
  expect(messages()).toEqual([[1, "role not set"]]);
  pointer.key("3");
  expect(messages()).toEqual([]);
});

it("names a category that was removed, and warns of its objects", () => {
  const task = new Task({ format_version: "0.1", categories: [{ id: 1, name: "road" }] }, [{ id: 3, name: "tree" }]);
  expect([1, 3, 9].map((id) => [task.categoryName(id), task.isRemoved(id)])).toEqual([
    ["road", false],
    ["tree", true],
    ["Category 9", false],
  ]);
  const back = new Task({ format_version: "0.1", categories: [{ id: 3, name: "oak" }] }, [{ id: 3, name: "tree" }]);
  expect([back.categoryName(3), back.isRemoved(3)]).toEqual(["oak", false]);
  const rule = coreRules<never>().find(({ id }) => id === "unknown-category");
  if (rule === undefined || !("check" in rule)) throw new Error("There is no such rule.");
  const check = (categoryId: number) => rule.check({ categoryId } as never, { task } as never);
  expect([check(1), check(3), check(9)]).toEqual([
    undefined,
    "The category tree was removed",
    "The dataset has no category 9",
  ]);
});

it("warns of unknown categories, invalid shapes first, and duplicates", () => {
  const { editor, messages } = setUp();
  const base = { typeName: "annotation", kind: "span", place: {}, attributes: { role: "x" }, extra: {} };
  const record = (objectId: number, more: object) => {
    return { ...base, id: `annotation:${objectId}`, objectId, order: objectId, ...more };
  };
  editor.load([
    record(1, { categoryId: 9, geometry: { start: 0, end: 1 } }),
    record(2, { categoryId: 1, geometry: { start: 5, end: 5 } }),
    record(3, { categoryId: 3, geometry: { start: 7, end: 8 } }),
    record(4, { categoryId: 3, geometry: { start: 7, end: 8 } }),
  ]);
  expect(messages()).toEqual([
    [2, "A span needs a letter"],
    [1, "The dataset has no category 9"],
    [3, "Another object has the same category and shape"],
    [4, "Another object has the same category and shape"],
  ]);
  expect(editor.warnings.mandatory()).toEqual([]);
  editor.objects.remove(["annotation:4"]);
  expect(messages()).toHaveLength(2);
});

it("warns of what the scene lacks", () => {
  const task = {
    categories: [{ id: 1, name: "a" }],
    image_attributes: [{ name: "scene", input_type: "text", is_mandatory: true }],
  };
  const { editor, messages } = setUp({ taskAttributes: task as never });
  expect(messages()).toEqual([[null, "scene not set"]]);
  const attribute = editor.task.sceneAttributes[0];
  if (attribute) expect(editor.objects.setSceneAttribute(attribute, "street")).toBe(true);
  expect(messages()).toEqual([]);
});

it("can be dismissed, and brought back", () => {
  const { editor, pointer, messages } = setUp();
  pointer.drag([0, 10]);
  editor.warnings.dismiss(editor.warnings.get()[0]?.id ?? "");
  expect(messages()).toEqual([]);
  expect(editor.warnings.of("annotation:1")).toHaveLength(1);
  // What is mandatory stays so.
  expect(editor.warnings.mandatory().map(({ message }) => message)).toEqual(["role not set"]);
  editor.warnings.restoreDismissed();
  expect(messages()).toHaveLength(1);
});

it("asks the rules about what changed alone, and keeps its list while it is the same", () => {
  const asked: number[] = [];
  const rule: WarningRule<number> = {
    type: "annotation",
    id: "count",
    group: "Count",
    severity: "warning",
    check({ objectId }) {
      asked.push(objectId);
      return undefined;
    },
  };
  const { editor, pointer } = setUp({ warningRules: [rule] });
  pointer.drag([0, 10]).drag([20, 30]).drag([40, 50]);
  asked.length = 0;
  const list = editor.warnings.get();
  pointer.key("ArrowRight");
  expect(asked).toEqual([3]);
  expect(editor.warnings.get()).toBe(list);
});
