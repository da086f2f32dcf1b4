import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { DEFAULT_TASK_ATTRIBUTES } from "../formats/task-attributes.js";
import { hasSdkPhrase } from "../quote.js";
import { TASK_TYPES } from "../task-types.js";
import { arbitraryJson } from "../testing/arbitrary-json.js";
import { withChange } from "../testing/examples.js";
import { validateMetadata } from "./metadata.js";
import { validateTaskAttributes } from "./task.js";

const FULL = {
  format_version: "0.1",
  categories: [
    {
      id: 1,
      name: "car",
      color: [255, 0, 0],
      has_instances: true,
      dimensions: { x: 4, y: 1.8, z: null },
      lock_dimensions: false,
      attributes: [
        { name: "color", input_type: "select", values: ["red", "blue"], default_value: "red", is_mandatory: true },
        { name: "cargo", input_type: "multiselect", values: [], default_value: ["wood"] },
        { name: "plate", input_type: "text", default_value: "", is_track_level: true },
        { name: "wheels", input_type: "number", default_value: 4, min: "0", max: 1e3, step: "" },
        { name: "parked", input_type: "checkbox", default_value: false, synced_across_sensors: true },
        { name: "speed", input_type: "vector3", sensor_filter: "3D" },
        { name: "pose", input_type: "quaternion", sensors: "all" },
        { name: "hull", input_type: "points" },
      ],
      link_attributes: [{ name: "kind", input_type: "select", values: ["tows"], is_track_level: false }],
      link_category_restrictions: [2],
      my_own: { key: [1] },
    },
    { id: 2, name: "trailer", color: [0, 0, 255, 128], link_category_restrictions: [] },
  ],
  image_attributes: [{ name: "weather", input_type: "text" }],
  circle_radius: 5,
  warning_rules: [
    { name: "intersecting-cuboids", excluded_categories: [2] },
    { name: "cuboid-dimension-limits", categories: [1], min: { x: 1 }, max: { z: 4 } },
  ],
  my_own: true,
};

test.each(TASK_TYPES)("%s takes the default and full task attributes", (taskType) => {
  expect(validateTaskAttributes(taskType, DEFAULT_TASK_ATTRIBUTES)).toEqual([]);
  expect(validateTaskAttributes(taskType, FULL)).toEqual([]);
});

describe("names what is wrong and where", () => {
  const attribute = "categories.0.attributes.";
  const rejected: [what: string, path: string, value: unknown, faultPath: string, message: RegExp][] = [
    ["no categories", "categories", undefined, "categories", /is missing/],
    ["an empty list of categories", "categories", [], "categories", /at least 1 item,/],
    ["an id twice", "categories.1.id", 1, "categories[1].id", /repeats the id 1/],
    ["a name twice", "categories.1.name", "car", "categories[1].name", /repeats the name "car"/],
    ["an empty name", "categories.1.name", "", "categories[1].name", /non-empty/],
    ["an id as text", "categories.0.id", "1", "categories[0].id", /integer, not "1"/],
    ["a color of two", "categories.0.color", [0, 0], "categories[0].color", /at least 3/],
    ["a color out of range", "categories.0.color.1", 256, "categories[0].color[1]", /at most 255/],
    ["a color by name", "categories.0.color", "red", "categories[0].color", /a list or null, not "red"/],
    [
      "an unknown input",
      `${attribute}0.input_type`,
      "slider",
      "categories[0].attributes[0].input_type",
      /"points", not "slider"/,
    ],
    ["no input", `${attribute}0.input_type`, undefined, "categories[0].attributes[0].input_type", /is missing/],
    ["a select without values", `${attribute}0.values`, undefined, "categories[0].attributes[0].values", /is missing/],
    [
      "a value that is no text",
      `${attribute}0.values.1`,
      5,
      "categories[0].attributes[0].values[1]",
      /must be a string/,
    ],
    ["a minimum that is no number", `${attribute}3.min`, "few", "categories[0].attributes[3].min", /not "few"/],
    ["a maximum without end", `${attribute}3.max`, Infinity, "categories[0].attributes[3].max", /not Infinity/],
    [
      "an empty default number",
      `${attribute}3.default_value`,
      "",
      "categories[0].attributes[3].default_value",
      /not ""/,
    ],
    [
      "a vector3 on a link",
      "categories.0.link_attributes.0.input_type",
      "vector3",
      "categories[0].link_attributes[0].input_type",
      /not "vector3"/,
    ],
    [
      "an unknown sensor filter",
      `${attribute}5.sensor_filter`,
      "4D",
      "categories[0].attributes[5].sensor_filter",
      /"2D", "3D", "all" or null/,
    ],
    ["an unknown warning rule", "warning_rules.0.name", "beauty", "warning_rules[0].name", /not "beauty"/],
    [
      "restrictions by name",
      "categories.0.link_category_restrictions",
      ["car"],
      "categories[0].link_category_restrictions[0]",
      /integer/,
    ],
  ];
  it.each(rejected)("%s", (_, path, value, faultPath, message) => {
    const faults = validateTaskAttributes("vector", withChange(FULL, path, value));
    expect(faults[0]?.path).toBe(faultPath);
    expect(faults[0]?.message).toMatch(message);
  });
});

test.each(["", "  ", "0", "-1.5", "+.5", "5.", "1e-3", " 7 ", 7, null])("a step may be %j", (step) => {
  expect(validateTaskAttributes("vector", withChange(FULL, "categories.0.attributes.3.step", step))).toEqual([]);
});

test.each([".", "-", "1e", "1e999", "0x10", "NaN", "Infinity", "1,5", "1 2", "9".repeat(400), true, []])(
  "a step may not be %j",
  (step) => {
    expect(validateTaskAttributes("vector", withChange(FULL, "categories.0.attributes.3.step", step))).toHaveLength(1);
  },
);

test("a long hostile number costs one pass", () => {
  const before = process.cpuUsage();
  for (const text of [`${" ".repeat(1e6)}x`, `${"1".repeat(1e6)}x`, `${"1".repeat(40)}${" ".repeat(1e6)}x`]) {
    expect(validateTaskAttributes("vector", withChange(FULL, "categories.0.attributes.3.step", text))).toHaveLength(1);
  }
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
});

describe("validateMetadata", () => {
  it.each([{}, { city: "London", robot_id: 3, night: false, note: null }, JSON.parse('{"__proto__": 1}')])(
    "takes %j",
    (metadata) => expect(validateMetadata(metadata)).toEqual([]),
  );

  it.each([
    [null, "", /must be an object, not null/],
    [["a"], "", /must be an object, not a list/],
    [{ "a b": { c: 1 } }, '["a b"]', /a string, a finite number, true, false or null, not an object/],
    [{ a: Infinity }, "a", /not Infinity/],
    [{ "not found": [] }, '["not·found"]', /not a list/],
  ])("rejects %j", (metadata, path, message) => {
    const faults = validateMetadata(metadata);
    expect(faults[0]?.path).toBe(path);
    expect(faults[0]?.message).toMatch(message);
  });
});

test("whatever the value, never throws and never says a word that clients act on", () => {
  fc.assert(
    fc.property(
      arbitraryJson,
      fc.dictionary(fc.constantFrom("throttled", "time-out", "x"), arbitraryJson),
      (value, map) => {
        const faults = [
          ...validateTaskAttributes("vector", value),
          ...validateTaskAttributes("vector", { categories: [value], image_attributes: [map] }),
          ...validateMetadata(value),
          ...validateMetadata(map),
        ];
        expect(hasSdkPhrase(JSON.stringify(faults))).toBe(false);
      },
    ),
    { numRuns: 1000 },
  );
});
