import { expect, it } from "vitest";
import { emptyLabelAttributes } from "./empty-label.js";
import { TASK_TYPES } from "./task-types.js";
import { EXAMPLES } from "./testing/examples.js";
import { validateLabelAttributes } from "./validate/label.js";

it.each(TASK_TYPES)("is a valid label of %s", (taskType) => {
  const { sample } = EXAMPLES[taskType];
  const label = emptyLabelAttributes(taskType, sample);
  expect(validateLabelAttributes(taskType, label, { sampleAttributes: sample })).toEqual([]);
  expect(JSON.stringify(label)).not.toContain("category_id");
});

it("takes a sample that says nothing", () => {
  expect(emptyLabelAttributes("vector", undefined)).toEqual({ format_version: "0.1", annotations: [] });
  expect(emptyLabelAttributes("image-vector-sequence", null)).toEqual({ format_version: "0.1", frames: [] });
});
