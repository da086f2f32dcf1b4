import { describe, expect, it, test } from "vitest";
import { canCloneTo, isSequence, labelTypeOf, normalizeTaskType, sampleTypeOf, TASK_TYPES } from "./task-types.js";
import { isCategory } from "./vocabulary.js";

test("there are sixteen task types", () => {
  expect(new Set(TASK_TYPES).size).toBe(16);
});

describe("normalizeTaskType", () => {
  it("keeps current names and reads old ones", () => {
    expect(TASK_TYPES.map(normalizeTaskType)).toEqual(TASK_TYPES);
    expect(normalizeTaskType("pointcloud-detection")).toBe("pointcloud-cuboid");
  });

  it.each(["", "Vector", "toString", "__proto__", null, undefined, 3, ["vector"], {}])("%j is none", (value) => {
    expect(normalizeTaskType(value)).toBeUndefined();
  });
});

test("task types of one sample type", () => {
  const tasksOf = (type: string) => TASK_TYPES.filter((taskType) => sampleTypeOf(taskType) === type);
  expect(tasksOf("image")).toEqual([
    "segmentation-bitmap",
    "segmentation-bitmap-highres",
    "bboxes",
    "vector",
    "keypoints",
  ]);
  expect(tasksOf("pointcloud")).toHaveLength(3);
  expect(tasksOf("pointcloud-sequence")).toHaveLength(3);
  expect(tasksOf("image-sequence")).toHaveLength(2);
  expect(tasksOf("multisensor-sequence")).toEqual(["multisensor-sequence"]);
  expect(tasksOf("text")).toEqual(["text-named-entities", "text-span-categorization"]);
});

test("sequences are those whose samples are", () => {
  for (const taskType of TASK_TYPES) {
    expect(isSequence(taskType)).toBe(sampleTypeOf(taskType).endsWith("sequence"));
    expect(isSequence(taskType)).toBe(labelTypeOf(taskType).endsWith("sequence"));
  }
});

describe("canCloneTo", () => {
  it.each([
    ["vector", "vector", true, true],
    ["bboxes", "vector", true, true],
    ["keypoints", "vector", true, true],
    ["vector", "bboxes", true, false],
    ["bboxes", "keypoints", true, false],
    ["segmentation-bitmap", "segmentation-bitmap-highres", true, true],
    ["segmentation-bitmap-highres", "segmentation-bitmap", true, true],
    ["segmentation-bitmap", "vector", true, false],
    ["pointcloud-cuboid", "pointcloud-vector", true, true],
    ["pointcloud-vector", "pointcloud-cuboid", true, false],
    ["pointcloud-cuboid-sequence", "pointcloud-vector-sequence", true, true],
    ["pointcloud-cuboid", "pointcloud-cuboid-sequence", false, false],
    ["text-named-entities", "text-span-categorization", true, true],
    ["text-span-categorization", "text-named-entities", true, false],
    ["vector", "text-named-entities", false, false],
  ] as const)("%s → %s: samples %s, labels %s", (from, to, samples, labels) => {
    expect(canCloneTo(from, to)).toEqual({ samples, labels });
  });

  it("never takes labels where it leaves the samples", () => {
    for (const from of TASK_TYPES) {
      for (const to of TASK_TYPES) {
        const { samples, labels } = canCloneTo(from, to);
        expect(labels && !samples).toBe(false);
      }
    }
  });
});

test("categories", () => {
  for (const value of ["fruit", "other", "custom-bees", "custom-wild bees"]) expect(isCategory(value)).toBe(true);
  for (const value of ["bees", "custom-", "custom-\n", "fruit ", `custom-${"x".repeat(101)}`, null, 3]) {
    expect(isCategory(value)).toBe(false);
  }
});
