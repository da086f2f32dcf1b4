import type { TaskAttribute } from "@tessera/schema";
import { describe, expect, it } from "vitest";
import {
  coerceValue,
  defaultValues,
  missingAttributes,
  numberLimits,
  sharedValue,
  valuesForCategory,
  withValue,
} from "./attributes.js";

const age: TaskAttribute = { name: "age", input_type: "number", min: "0", max: " 120 ", step: "" };
const color: TaskAttribute = { name: "color", input_type: "select", values: ["red", "blue"] };
const cargo: TaskAttribute = { name: "cargo", input_type: "multiselect", values: ["wood", "steel", "oil"] };
const occluded: TaskAttribute = { name: "occluded", input_type: "checkbox" };
const note: TaskAttribute = { name: "note", input_type: "text" };

describe("coerceValue", () => {
  it.each([
    [age, "12", { value: 12 }],
    [age, 12.5, { value: 12.5 }],
    [age, "-1", { reason: "age is at least 0" }],
    [age, 121, { reason: "age is at most 120" }],
    [age, "many", { reason: "age is a number" }],
    [age, Number.NaN, { reason: "age is a number" }],
    [age, "", { value: undefined }],
    [color, "red", { value: "red" }],
    [color, "green", { reason: "color is one of red, blue" }],
    [cargo, ["oil", "wood"], { value: ["wood", "oil"] }],
    [cargo, ["gold"], { reason: "cargo is some of wood, steel, oil" }],
    [cargo, "wood", { reason: "cargo is some of wood, steel, oil" }],
    [occluded, false, { value: false }],
    [occluded, undefined, { value: undefined }],
    [occluded, "yes", { reason: "occluded is yes or no" }],
    [note, "a", { value: "a" }],
    [note, 1, { reason: "note is a text" }],
  ])("%o %o", (attribute, input, result) => {
    expect(coerceValue(attribute, input)).toEqual(result);
  });
});

it("reads limits that are numbers, texts or empty", () => {
  expect(numberLimits(age)).toEqual({ min: 0, max: 120 });
  expect(numberLimits(color)).toEqual({});
});

it("gives defaults, and leaves a checkbox without one unset", () => {
  const values = defaultValues([
    { ...age, default_value: "7" },
    { ...color, default_value: "red" },
    { ...cargo, default_value: "wood" },
    { ...occluded, default_value: false },
    note,
    { ...note, name: "other", default_value: null },
  ]);
  expect(values).toEqual({ age: 7, color: "red", cargo: ["wood"], occluded: false });
  expect(defaultValues([occluded, note])).toBeUndefined();
});

it("keeps what fits when the category changes", () => {
  const from = [color, age, note];
  const to = [{ ...color, values: ["red"] }, { ...age, min: 10, default_value: 18 }, occluded];
  const values = { color: "red", age: 5, note: "gone", custom: [1, { deep: true }] };
  expect(valuesForCategory(values, { from, to })).toEqual({ color: "red", age: 18, custom: [1, { deep: true }] });
  expect(valuesForCategory({ note: "gone" }, { from, to: [] })).toBeUndefined();
  expect(valuesForCategory(null, { from, to: [color] })).toBeUndefined();
});

it("misses mandatory values; false and 0 are values, empty ones are not", () => {
  const all = [age, color, cargo, occluded, note].map((each) => ({ ...each, is_mandatory: true }));
  const missing = (values: Record<string, unknown>) => missingAttributes(all, values).map(({ name }) => name);
  expect(missing({ age: 0, occluded: false, cargo: [], note: "", color: null })).toEqual(["color", "cargo", "note"]);
  expect(missing({})).toHaveLength(5);
});

it("tells what several objects share", () => {
  expect(sharedValue([{ a: [1] }, { a: [1] }], "a")).toEqual({ isMixed: false, value: [1] });
  expect(sharedValue([{ a: false }, {}], "a")).toEqual({ isMixed: true });
  expect(sharedValue([], "a")).toEqual({ isMixed: false, value: undefined });
});

it("takes a value away by undefined", () => {
  expect(withValue({ a: 1, b: 2 }, "a", undefined)).toEqual({ b: 2 });
  expect(withValue(null, "__proto__", 1)).toEqual(JSON.parse('{"__proto__":1}'));
});
