import { isJsonObject, listOf } from "@tessera/json";
import { type LabelType, labelTypeOf, type TaskType } from "./task-types.js";

type Json = Record<string, unknown>;

function emptyPart(type: LabelType): Json {
  if (type.startsWith("image-segmentation")) return { annotations: [], segmentation_bitmap: { url: "" } };
  if (type.startsWith("pointcloud-segmentation")) return { annotations: [], point_annotations: [] };
  return { annotations: [] };
}

/**
 * Valid label attributes with nothing in them, for a sample that is skipped before anything was drawn: as many frames, and
 * the same sensors, as the sample has.
 *
 * @example emptyLabelAttributes("vector", {}) // { format_version: "0.1", annotations: [] }
 */
export function emptyLabelAttributes(taskType: TaskType, sampleAttributes: unknown): Json {
  const sample = isJsonObject(sampleAttributes) ? sampleAttributes : {};
  const type = labelTypeOf(taskType);
  const format_version = "0.1";
  if (type === "multisensor-sequence") {
    const sensors = listOf(sample.sensors).flatMap((sensor) =>
      // An empty list stands for a sensor that is not labeled.
      isJsonObject(sensor) ? [{ name: sensor.name, task_type: sensor.task_type, attributes: [] }] : [],
    );
    return { format_version, sensors };
  }
  if (!type.endsWith("-sequence")) return { format_version, ...emptyPart(type) };
  return { format_version, frames: listOf(sample.frames).map(() => emptyPart(type)) };
}
