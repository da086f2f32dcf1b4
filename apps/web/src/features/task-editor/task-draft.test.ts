import type { TaskAttribute, TaskAttributes } from "@tessera/schema";
import { expect, test } from "vitest";
import {
  isFormShaped,
  moveItem,
  newCategory,
  parseTaskJson,
  pathInWords,
  withField,
  withInputType,
} from "./task-draft.js";

test("a new category takes the id after the highest, so that ids of deleted ones in old labels are not reused early", () => {
  const category = newCategory([
    { id: 7, name: "rose" },
    { id: 2, name: "tulip" },
  ]);
  expect(category.id).toBe(8);
  expect(newCategory([]).id).toBe(1);
});

test("new categories get different colors", () => {
  const categories: TaskAttributes["categories"] = [];
  for (let count = 0; count < 24; count++) categories.push(newCategory(categories));
  expect(new Set(categories.map(({ color }) => color?.join())).size).toBe(24);
  expect(newCategory(categories).color).toHaveLength(3);
});

test("moving closes the gap, and moving past an end does nothing", () => {
  expect(moveItem(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(moveItem(["a", "b", "c"], 2, 1)).toEqual(["a", "c", "b"]);
  expect(moveItem(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(moveItem(["a", "b"], 1, 2)).toEqual(["a", "b"]);
});

test("a new category gets no id that a saved or removed category had", () => {
  expect(newCategory([{ id: 1, name: "road" }], [1, 3]).id).toBe(4);
  expect(newCategory([], [12]).id).toBe(13);
});

test("another input type keeps choices where it has them, and custom data always", () => {
  const select = {
    name: "kind",
    input_type: "select",
    values: ["a", "b"],
    default_value: "a",
    is_mandatory: true,
    hint: 1,
  };
  expect(withInputType(select as TaskAttribute, "multiselect")).toEqual({
    name: "kind",
    input_type: "multiselect",
    values: ["a", "b"],
    is_mandatory: true,
    hint: 1,
  });
  expect(withInputType(select as TaskAttribute, "number")).toEqual({
    name: "kind",
    input_type: "number",
    is_mandatory: true,
    hint: 1,
  });
});

test("a field that is cleared is gone, not null", () => {
  expect(withField({ name: "n", min: 1 }, "min", undefined)).toEqual({ name: "n" });
});

test.each([
  [{ categories: [{ id: 1, name: "a" }] }, true],
  [{ categories: [{ id: 1, name: "a", attributes: [{ name: "x", input_type: "text" }] }], image_attributes: [] }, true],
  [{ categories: [{ id: "1", name: "a" }] }, false],
  [{ categories: {} }, false],
  [{ categories: [{ id: 1, name: "a", attributes: [{ name: "x", input_type: "slider" }] }] }, false],
  [{ categories: [{ id: 1, name: "a" }], image_attributes: [null] }, false],
  [null, false],
])("whether the form can show %j: %s", (value, isShaped) => {
  expect(isFormShaped(value)).toBe(isShaped);
});

test("JSON that breaks off is told in words", () => {
  expect(parseTaskJson("{")).toHaveProperty("fault");
  expect(parseTaskJson("[]")).toEqual({ value: [] });
});

test.each([
  ["categories[2].attributes[0].name", "Category 3, attribute 1, name"],
  ["image_attributes[0].values", "Scene attribute 1, values"],
  ["categories", "Categories"],
  ["", "The whole"],
])("the place %j is %j", (path, words) => {
  expect(pathInWords(path)).toBe(words);
});
