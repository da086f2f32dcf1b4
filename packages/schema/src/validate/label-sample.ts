/** Rules of a label beside the sample that it is of. */
import { isJsonObject, type JsonObject, listOf } from "@tessera/json";
import type { Report } from "../check/report.js";
import type { MultisensorLabel, SensorLabel, SequenceLabel } from "./label-parts.js";

/** Fewer frames than the sample has are fine: the rest is not labeled. */
export function checkFrameCount({ frames }: SequenceLabel, sampleAttributes: unknown, report: Report): void {
  const sampleFrames = isJsonObject(sampleAttributes) ? sampleAttributes.frames : undefined;
  if (Array.isArray(sampleFrames) && frames.length > sampleFrames.length) {
    report.add(`has ${frames.length} frames, but the sample has ${sampleFrames.length}`, "frames");
  }
}

function checkSensor(sensor: SensorLabel, sampleSensor: JsonObject, report: Report): void {
  if (sensor.name !== sampleSensor.name) {
    report.add("must be that of the sample's sensor at this place", "name");
    return;
  }
  if (sensor.task_type !== sampleSensor.task_type) {
    report.add("must be that of the sample's sensor at this place", "task_type");
    return;
  }
  if (Array.isArray(sensor.attributes)) return;
  report.enter("attributes");
  checkFrameCount(sensor.attributes, sampleSensor.attributes, report);
  report.leave();
}

/** A label has the sample's sensors, all of them, in the same order. Without a sample only their names can be checked. */
export function checkSensors({ sensors }: MultisensorLabel, sampleAttributes: unknown, report: Report): void {
  const sampleSensors = isJsonObject(sampleAttributes) ? listOf(sampleAttributes.sensors) : undefined;
  if (sampleSensors !== undefined && sampleSensors.length !== sensors.length) {
    report.add(`must be the sample's ${sampleSensors.length} sensors, not ${sensors.length}`, "sensors");
    return;
  }
  const names = new Set<string>();
  report.each("sensors", sensors, (sensor, index) => {
    if (names.has(sensor.name)) report.add("repeats the name of another sensor", "name");
    names.add(sensor.name);
    const sampleSensor = sampleSensors?.[index];
    if (isJsonObject(sampleSensor)) checkSensor(sensor, sampleSensor, report);
  });
}
