import type { TSchema } from "typebox";
import { type Check, compileCheck } from "./check/compile.js";
import { isJsonObject, listOf } from "./check/json.js";
import { type Fault, Report } from "./check/report.js";
import { detectLabelType, mismatchMessage } from "./detect.js";
import type { Link, TextAnnotation } from "./formats/label-attributes.js";
import * as label from "./formats/label-attributes.js";
import { isZeroQuaternion } from "./formats/rotation.js";
import { isSequence, type LabelType, labelTypeOf, type TaskType } from "./task-types.js";

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

const checks = new Map<TaskType, Check>();

function shapeCheckOf(taskType: TaskType): Check {
  const known = checks.get(taskType);
  if (known !== undefined) return known;
  const check = compileCheck(LABEL_ATTRIBUTES_SCHEMAS[taskType]);
  checks.set(taskType, check);
  return check;
}

// What the rules below read of a label whose shape has been checked.

interface Annotation {
  id?: number;
  track_id?: number;
  rotation?: { qx: number; qy: number; qz: number; qw: number } | null;
}

interface Frame {
  annotations: Annotation[];
  links?: Link[] | null;
}

interface SequenceLabel {
  frames: Frame[];
  links?: Link[] | null;
}

interface SensorLabel {
  name: string;
  task_type: TaskType;
  attributes: SequenceLabel | [];
}

interface MultisensorLabel {
  sensors: SensorLabel[];
  links?: Link[] | null;
}

/** Calls `visit` for everything of a label that can have links of its own, and says which of these are frames. */
function visitParts(
  taskType: TaskType,
  value: unknown,
  report: Report,
  visit: (part: { links?: Link[] | null }, frame: Frame | undefined) => void,
): void {
  if (taskType === "multisensor-sequence") {
    const { sensors, ...root } = value as MultisensorLabel;
    visit(root, undefined);
    report.each("sensors", sensors, (sensor) => {
      if (Array.isArray(sensor.attributes)) return;
      report.enter("attributes");
      visitParts(sensor.task_type, sensor.attributes, report, visit);
      report.leave();
    });
  } else if (isSequence(taskType)) {
    const sequence = value as SequenceLabel;
    visit(sequence, undefined);
    report.each("frames", sequence.frames, (frame) => visit(frame, frame));
  } else {
    const frame = value as Frame;
    visit(frame, frame);
  }
}

/** Ids, tracks and rotations of one frame; adds all ids that a link may name to `linkable`. */
function checkFrame(frame: Frame, report: Report, linkable: Set<number>): void {
  const ids = new Set<number>();
  const trackIds = new Set<number>();
  report.each("annotations", frame.annotations, (annotation) => {
    const id = annotation.id ?? annotation.track_id;
    const trackId = annotation.track_id ?? annotation.id;
    if (id === undefined || trackId === undefined) return report.add("needs an id or a track_id");
    if (ids.has(id))
      report.add(`repeats the id ${id} within one frame`, annotation.id === undefined ? "track_id" : "id");
    else if (trackIds.has(trackId)) report.add(`repeats the track ${trackId} within one frame`, "track_id");
    ids.add(id);
    trackIds.add(trackId);
    linkable.add(id).add(trackId);
    if (annotation.rotation && isZeroQuaternion(annotation.rotation)) report.add("must not be all zero", "rotation");
  });
}

function checkLinks(links: readonly Link[], report: Report, linkable: ReadonlySet<number>): void {
  report.each("links", links, (link) => {
    for (const end of ["from_id", "to_id"] as const) {
      if (!linkable.has(link[end])) report.add(`links to ${link[end]}, which is no annotation of this label`, end);
    }
  });
}

/** Returns how many annotations a label has. */
function checkAnnotations(taskType: TaskType, value: unknown, report: Report): number {
  const linkable = new Set<number>();
  let count = 0;
  visitParts(taskType, value, report, (_, frame) => {
    count += frame?.annotations.length ?? 0;
    if (frame !== undefined) checkFrame(frame, report, linkable);
  });
  visitParts(taskType, value, report, ({ links }) => {
    if (links) checkLinks(links, report, linkable);
  });
  return count;
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function checkOverlaps(annotations: readonly TextAnnotation[], report: Report): void {
  const order = annotations.map((_, index) => index).sort((a, b) => startOf(annotations, a) - startOf(annotations, b));
  let furthest = -1;
  let end = 0;
  for (const index of order) {
    if (startOf(annotations, index) < end) {
      report.add(`overlaps annotations[${furthest}]; named entities must not overlap`, "annotations", index);
    }
    const ownEnd = annotations[index]?.end ?? 0;
    if (ownEnd > end) [furthest, end] = [index, ownEnd];
    if (report.isFull) return;
  }
}

function startOf(annotations: readonly TextAnnotation[], index: number): number {
  return annotations[index]?.start ?? 0;
}

function checkText(taskType: TaskType, value: unknown, sampleAttributes: unknown, report: Report): number {
  const { annotations } = value as { annotations: TextAnnotation[] };
  const text = isJsonObject(sampleAttributes) ? sampleAttributes["text"] : undefined;
  const length = typeof text === "string" ? countCodePoints(text) : Number.POSITIVE_INFINITY;
  const ids = new Set<number>();
  report.each("annotations", annotations, ({ id, start, end }) => {
    if (start >= end) report.add(`must be greater than start (${start}), not ${end}`, "end");
    else if (end > length) report.add(`is ${end}, but the text has ${length} characters`, "end");
    if (id === undefined) return;
    if (ids.has(id)) report.add(`repeats the id ${id} within one label`, "id");
    ids.add(id);
  });
  if (report.faults.length === 0 && taskType === "text-named-entities") checkOverlaps(annotations, report);
  return annotations.length;
}

function checkFrameCount(value: SequenceLabel, sampleAttributes: unknown, report: Report): void {
  const sampleFrames = isJsonObject(sampleAttributes) ? sampleAttributes["frames"] : undefined;
  if (Array.isArray(sampleFrames) && value.frames.length > sampleFrames.length) {
    report.add(`has ${value.frames.length} frames, but the sample has ${sampleFrames.length}`, "frames");
  }
}

function checkSensors(value: MultisensorLabel, sampleAttributes: unknown, report: Report): void {
  const sampleSensors = isJsonObject(sampleAttributes) ? listOf(sampleAttributes["sensors"]) : undefined;
  if (sampleSensors !== undefined && sampleSensors.length !== value.sensors.length) {
    return report.add(`must have the sample's ${sampleSensors.length} sensors, not ${value.sensors.length}`, "sensors");
  }
  const names = new Set<string>();
  report.each("sensors", value.sensors, (sensor, index) => {
    if (names.has(sensor.name)) report.add("repeats the name of another sensor", "name");
    names.add(sensor.name);
    const sampleSensor = sampleSensors?.[index];
    if (!isJsonObject(sampleSensor)) return;
    if (sensor.name !== sampleSensor["name"]) return report.add("must be the sample's sensors in their order", "name");
    if (sensor.task_type !== sampleSensor["task_type"]) report.add("must be that of the sample's sensor", "task_type");
    if (Array.isArray(sensor.attributes)) return;
    report.enter("attributes");
    checkFrameCount(sensor.attributes, sampleSensor["attributes"], report);
    report.leave();
  });
}

/** Cuboids may stand among point cloud vectors, so the first annotation does not tell those two apart. */
function fits(detected: LabelType, expected: LabelType): boolean {
  return detected === expected || detected.replace("cuboid", "vector") === expected;
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
  let annotationCount = 0;
  if (report.faults.length === 0) {
    const expected = labelTypeOf(taskType);
    if (expected === "text") annotationCount = checkText(taskType, value, context.sampleAttributes, report);
    else annotationCount = checkAnnotations(taskType, value, report);
    if (expected === "multisensor-sequence") {
      checkSensors(value as MultisensorLabel, context.sampleAttributes, report);
    } else if (isSequence(taskType)) checkFrameCount(value as SequenceLabel, context.sampleAttributes, report);
  }
  // An empty label of another type has nothing at fault but must not pass either.
  const isSuspect = report.faults.length > 0 || annotationCount === 0;
  const detected = isSuspect ? detectLabelType(value) : undefined;
  const expected = labelTypeOf(taskType);
  if (detected !== undefined && !fits(detected, expected)) {
    return [{ path: "", message: mismatchMessage(detected, expected, "label") }];
  }
  return report.faults;
}
