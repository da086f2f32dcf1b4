import type { TSchema } from "typebox";
import { cachedChecks } from "../check/cached.js";
import { type Fault, Report } from "../check/report.js";
import { detectSampleType, mismatchMessage } from "../detect.js";
import {
  type CameraImage,
  ImageSampleAttributesSchema,
  ImageSequenceSampleAttributesSchema,
  type MultisensorSampleAttributes,
  MultisensorSampleAttributesSchema,
  type PointcloudSampleAttributes,
  PointcloudSampleAttributesSchema,
  type PointcloudSequenceSampleAttributes,
  PointcloudSequenceSampleAttributesSchema,
  TextSampleAttributesSchema,
} from "../formats/sample-attributes.js";
import { type SampleType, sampleTypeOf, type TaskType } from "../task-types.js";

/** The JSON Schema of sample attributes, by sample type. */
export const SAMPLE_ATTRIBUTES_SCHEMAS: Readonly<Record<SampleType, TSchema>> = {
  image: ImageSampleAttributesSchema,
  "image-sequence": ImageSequenceSampleAttributesSchema,
  pointcloud: PointcloudSampleAttributesSchema,
  "pointcloud-sequence": PointcloudSequenceSampleAttributesSchema,
  "multisensor-sequence": MultisensorSampleAttributesSchema,
  text: TextSampleAttributesSchema,
};

const shapeCheckOf = cachedChecks(SAMPLE_ATTRIBUTES_SCHEMAS);

function checkCamera({ intrinsics }: CameraImage, report: Report): void {
  const matrix = intrinsics?.intrinsic_matrix;
  if (matrix?.[0]?.[0] === 0 || matrix?.[1]?.[1] === 0) {
    report.add("must not have a focal length of zero", "intrinsics", "intrinsic_matrix");
  }
}

function checkPointcloud({ images, bounds }: PointcloudSampleAttributes, report: Report): void {
  report.each("images", images ?? [], (camera) => checkCamera(camera, report));
  for (const axis of ["x", "y", "z"] as const) {
    const min = bounds?.[`min_${axis}`] ?? -Infinity;
    const max = bounds?.[`max_${axis}`] ?? Infinity;
    if (min > max) report.add(`is ${min}, which is above max_${axis} (${max})`, "bounds", `min_${axis}`);
  }
}

function checkPointcloudSequence({ frames }: PointcloudSequenceSampleAttributes, report: Report): void {
  report.each("frames", frames, (frame) => checkPointcloud(frame, report));
}

function checkSensors({ sensors }: MultisensorSampleAttributes, report: Report): void {
  const names = new Set<string>();
  report.each("sensors", sensors, (sensor) => {
    if (names.has(sensor.name)) report.add("repeats the name of another sensor", "name");
    names.add(sensor.name);
    if (sensor.task_type === "image-vector-sequence" || sensor.task_type === "image-segmentation-sequence") return;
    report.enter("attributes");
    checkPointcloudSequence(sensor.attributes as PointcloudSequenceSampleAttributes, report);
    report.leave();
  });
}

function checkRules(sampleType: SampleType, value: unknown, report: Report): void {
  if (sampleType === "pointcloud") checkPointcloud(value as PointcloudSampleAttributes, report);
  if (sampleType === "pointcloud-sequence")
    checkPointcloudSequence(value as PointcloudSequenceSampleAttributes, report);
  if (sampleType === "multisensor-sequence") checkSensors(value as MultisensorSampleAttributes, report);
}

/**
 * What is wrong with sample attributes for a dataset of `taskType`; an empty list when nothing is. Never throws on a
 * JSON value, stops after 20 faults. Whether an url leads anywhere is not looked at.
 *
 * @example
 * validateSampleAttributes("vector", { pcd: { url: "https://example.com/a.pcd", type: "pcd" } });
 * // [{ path: "", message: "These look like point cloud attributes; this dataset takes image samples." }]
 */
export function validateSampleAttributes(taskType: TaskType, value: unknown): Fault[] {
  const expected = sampleTypeOf(taskType);
  const report = new Report();
  shapeCheckOf(expected)(value, report);
  if (report.faults.length === 0) checkRules(expected, value, report);
  const detected = report.faults.length > 0 ? detectSampleType(value) : undefined;
  if (detected !== undefined && detected !== expected) {
    return [{ path: "", message: mismatchMessage(detected, expected, "sample") }];
  }
  return report.faults;
}
