import { VectorEditor } from "@tessera/editor-2d";
import { expect, it } from "vitest";
import { attributeSummary } from "./attribute-summary.js";
import { listRows, objectList } from "./object-list.js";

const BOXES = [1, 2, 3].map((id) => ({
  id,
  category_id: id === 3 ? 2 : 1,
  type: "bbox",
  points: [
    [id * 10, 0],
    [id * 10 + 8, 8],
  ],
}));

function listOf(annotations: readonly unknown[] = BOXES) {
  const { editor } = new VectorEditor({
    taskType: "bboxes",
    taskAttributes: {
      categories: [
        { id: 1, name: "car" },
        { id: 2, name: "person" },
      ],
    },
    documentKey: "sample",
    label: { annotations },
  });
  const list = objectList(editor);
  const calls = { count: 0 };
  const stop = list.subscribe(() => {
    calls.count++;
  });
  return { editor, list, calls, stop };
}

it("tells nothing while a shape is dragged", () => {
  const { editor, list, calls } = listOf();
  const before = list.get();
  const gesture = editor.beginGesture("Move");
  for (let step = 1; step <= 5; step++) {
    gesture?.update(() => {
      editor.annotations.update("annotation:1", (record) => ({
        ...record,
        geometry: [
          [step, 0],
          [step + 8, 8],
        ],
      }));
    });
  }
  gesture?.finish();
  expect(calls.count).toBe(0);
  expect(list.get()).toBe(before);
});

it("follows what comes, goes, and changes its place in the list", () => {
  const { editor, list } = listOf();
  editor.objects.remove(["annotation:2"]);
  expect(list.get()).toEqual(["annotation:1", "annotation:3"]);
  editor.undo();
  expect(list.get()).toEqual(["annotation:1", "annotation:2", "annotation:3"]);
  editor.objects.reorder(["annotation:1"], "front");
  expect(list.get()).toEqual(["annotation:2", "annotation:3", "annotation:1"]);
});

it("shows what fits the filter, as it changes", () => {
  const { editor, list, calls } = listOf();
  editor.filtering.set("person");
  expect(list.get()).toEqual(["annotation:3"]);
  editor.objects.setCategory(["annotation:1"], 2);
  expect(list.get()).toEqual(["annotation:1", "annotation:3"]);
  editor.filtering.set("is:hidden");
  expect(list.get()).toEqual([]);
  editor.objectStates.hide([editor.annotations.get("annotation:2")]);
  expect(list.get()).toEqual(["annotation:2"]);
  const told = calls.count;
  editor.selection.hover("annotation:1");
  expect(calls.count).toBe(told);
});

it("listens to the editor only while somebody listens to it", () => {
  const { editor, stop } = listOf();
  const listening = editor.store.listenerCount;
  stop();
  expect(editor.store.listenerCount).toBe(listening - 1);
});

it("groups objects by category in the dataset's order, and shows none of a closed one", () => {
  const { editor, list, calls } = listOf();
  editor.objects.setCategory(["annotation:1"], 2);
  expect(calls.count).toBe(1);
  expect(list.get()).toHaveLength(3);
  expect(listRows(editor, new Set())).toEqual([
    { type: "group", categoryId: 1, count: 1, isOpen: true },
    { type: "object", id: "annotation:2" },
    { type: "group", categoryId: 2, count: 2, isOpen: true },
    { type: "object", id: "annotation:1" },
    { type: "object", id: "annotation:3" },
  ]);
  expect(listRows(editor, new Set([2]))).toEqual([
    { type: "group", categoryId: 1, count: 1, isOpen: true },
    { type: "object", id: "annotation:2" },
    { type: "group", categoryId: 2, count: 2, isOpen: false },
  ]);
  editor.selection.set(["annotation:2"]);
  editor.objects.selectNeighbour(1);
  expect(editor.selection.ids).toEqual(["annotation:1"]);
});

it("says in a few words what an object was given", () => {
  const attributes = [
    { name: "color", input_type: "select" as const, values: ["red"] },
    { name: "parked", input_type: "checkbox" as const },
    { name: "doors", input_type: "number" as const },
    { name: "parts", input_type: "multiselect" as const, values: ["hood", "roof"] },
    { name: "note", input_type: "text" as const },
  ];
  const values = { color: "red", parked: true, doors: 0, parts: ["hood", "roof"], note: "", unknown: 7 };
  expect(attributeSummary(attributes, values)).toBe("red · parked · 0 · hood, roof");
  expect(attributeSummary(attributes, { parked: false })).toBe("");
  expect(attributeSummary(attributes, null)).toBe("");
});
