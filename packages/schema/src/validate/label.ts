import type { TSchema } from "typebox";
import { cachedChecks } from "../check/cached.js";
import { type Fault, Report } from "../check/report.js";
import { detectLabelType, mismatchMessage } from "../detect.js";
import type { TextAnnotation } from "../formats/label-attributes.js";
import * as label from "../formats/label-attributes.js";
import { isSequence, type LabelType, labelTypeOf, type TaskType } from "../task-types.js";
import { checkObjects } from "./label-objects.js";
import type { MultisensorLabel, SequenceLabel } from "./label-parts.js";
import { checkFrameCount, checkSensors } from "./label-sample.js";
import { checkText } from "./label-text.js";

/** The JSON Schema of label attributes, by task type. */
export const LABEL_ATTRIBUTES_SCHEMAS: Readonly<Record<TaskType, TSchema>> = {
  "segmentation-bitmap": label.ImageSegmentationLabelSchema,
  "segmentation-bitmap-highres": label.ImageSegmentationLabelSchema,
  "image-segmentation-sequence": label.ImageSegmentationSequenceLabelSchema,
  bboxes: label.BboxesLabelSchema,
  vector: label.ImageVectorLabelSchema,
  "image-vector-sequence": label.ImageVectorSequenceLabelSchema,
  keypoints: label.KeypointsLabelSchema,
  "pointcloud-cuboid": label.PointcloudCuboidLabelSchema,
  "pointcloud-cuboid-sequence": label.PointcloudCuboidSequenceLabelSchema,
  "pointcloud-segmentation": label.PointcloudSegmentationLabelSchema,
  "pointcloud-segmentation-sequence": label.PointcloudSegmentationSequenceLabelSchema,
  "pointcloud-vector": label.PointcloudVectorLabelSchema,
  "pointcloud-vector-sequence": label.PointcloudVectorSequenceLabelSchema,
  "multisensor-sequence": label.MultisensorLabelSchema,
  "text-named-entities": label.TextLabelSchema,
  "text-span-categorization": label.TextLabelSchema,
};

const shapeCheckOf = cachedChecks(LABEL_ATTRIBUTES_SCHEMAS);

/** Cuboids may stand among point cloud vectors, so the first annotation does not tell those two apart. */
function fits(detected: LabelType, expected: LabelType): boolean {
  return detected === expected || detected.replace("cuboid", "vector") === expected;
}

/** Checks what a schema cannot say; returns how many annotations there are. */
function checkRules(taskType: TaskType, value: unknown, sampleAttributes: unknown, report: Report): number {
  if (labelTypeOf(taskType) === "text") {
    const { annotations } = value as { annotations: TextAnnotation[] };
    return checkText(annotations, sampleAttributes, report, { mayOverlap: taskType === "text-span-categorization" });
  }
  if (taskType === "multisensor-sequence") checkSensors(value as MultisensorLabel, sampleAttributes, report);
  else if (isSequence(taskType)) checkFrameCount(value as SequenceLabel, sampleAttributes, report);
  return checkObjects(taskType, value, report);
}

/**
 * What is wrong with label attributes for a dataset of `taskType`; an empty list when nothing is. Never throws on a JSON
 * value, stops after 20 faults, and takes time linear in the size of the value.
 *
 * Keys that the format does not know are never at fault, nor are categories that the dataset does not list.
 *
 * @param context `sampleAttributes` of the labeled sample, when at hand: text lengths, frame counts and sensors are
 * checked against it
 * @example
 * validateLabelAttributes("bboxes", { annotations: [{ id: 1, category_id: 1, type: "bbox", points: [[0, 0]] }] });
 * // [{ path: "annotations[0].points", message: "must have exactly 2 items, not 1" }]
 */
export function validateLabelAttributes(
  taskType: TaskType,
  value: unknown,
  context: { sampleAttributes?: unknown } = {},
): Fault[] {
  const report = new Report();
  shapeCheckOf(taskType)(value, report);
  const count = report.faults.length === 0 ? checkRules(taskType, value, context.sampleAttributes, report) : 0;
  const expected = labelTypeOf(taskType);
  // A label of another type has nothing at fault when it is empty, or where every bitmap may be absent.
  const isSuspect = report.faults.length > 0 || count === 0 || expected === "image-segmentation-sequence";
  const detected = isSuspect ? detectLabelType(value) : undefined;
  if (detected !== undefined && !fits(detected, expected)) {
    return [{ path: "", message: mismatchMessage(detected, expected, "label") }];
  }
  return report.faults;
}
