import { isJsonObject, type JsonObject } from "@tessera/json";
import { type KinematicsOptions, type TrackPoint, trackKinematics } from "./kinematics.js";
import { hasNumbers, recordsOf, XYZ } from "./records.js";
import type { Vector3 } from "./vector3.js";

export interface LabelKinematicsOptions extends KinematicsOptions {
  /**
   * Which ego pose and which frame number belong to a track's n-th appearance. `"frame"` (default): those of its own frame.
   * `"python-package"`: those of the n-th frame of the sample, which differ when the track starts late or has gaps.
   */
  readonly pairing?: "frame" | "python-package" | undefined;
}

/**
 * The attributes of a cuboid sequence or multi-sensor label with `velocity` and `acceleration` on each cuboid that has an earlier
 * appearance (two earlier for acceleration). What could not be computed is left as it was.
 *
 * @param sampleAttributes the attributes of the label's sample; without ego poses only absolute rates are computed.
 * @returns a copy.
 * @throws RangeError as {@link trackKinematics}; TypeError when sample or label are of another type.
 * @example addKinematics(sample.attributes, label.attributes, { fps: 10 })
 */
export function addKinematics<Attributes>(
  sampleAttributes: unknown,
  labelAttributes: Attributes,
  options: LabelKinematicsOptions = {},
): Attributes {
  const egoPositions = cloudFrames(sampleAttributes).map(egoPosition);
  const label: unknown = structuredClone(labelAttributes);
  const sequences = cuboidSequences(label);
  if (sequences.length === 0) {
    throw new TypeError(
      "The label must be a cuboid sequence with frames, or multi-sensor with such a sensor, to compute kinematics.",
    );
  }
  for (const frames of sequences) addToFrames(frames, egoPositions, options);
  return label as Attributes;
}

interface Appearance {
  readonly annotation: { [key: string]: unknown };
  readonly position: Vector3;
  readonly timestamp: number | null;
  readonly frame: number;
}

function addToFrames(
  frames: readonly unknown[],
  egoPositions: readonly (Vector3 | null)[],
  options: LabelKinematicsOptions,
): void {
  const isByOrder = options.pairing === "python-package";
  for (const track of tracksOf(frames)) {
    // The Python package stops where the sample's frames end.
    const appearances = isByOrder ? track.slice(0, egoPositions.length) : track;
    const points = appearances.map(({ position, timestamp, frame }, order): TrackPoint => {
      const index = isByOrder ? order : frame;
      return { position, timestamp, egoPosition: egoPositions[index] ?? null, frame: index };
    });
    trackKinematics(points, options).forEach(({ velocity, acceleration }, index) => {
      const annotation = appearances[index]?.annotation;
      if (annotation === undefined) return;
      if (velocity !== null) annotation.velocity = velocity;
      if (acceleration !== null) annotation.acceleration = acceleration;
    });
  }
}

function tracksOf(frames: readonly unknown[]): Iterable<Appearance[]> {
  const tracks = new Map<unknown, Appearance[]>();
  frames.forEach((frame, index) => {
    if (!isJsonObject(frame)) return;
    for (const annotation of recordsOf(frame.annotations)) {
      if (annotation.track_id === undefined || !hasNumbers(annotation.position, XYZ)) continue;
      const track = tracks.get(annotation.track_id) ?? [];
      tracks.set(annotation.track_id, track);
      track.push({ annotation, position: annotation.position, timestamp: asTimestamp(frame.timestamp), frame: index });
    }
  });
  return tracks.values();
}

function asTimestamp(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function cloudFrames(sample: unknown): readonly unknown[] {
  const attributes = isJsonObject(sample) && Array.isArray(sample.sensors) ? cuboidSensor(sample)?.attributes : sample;
  if (isJsonObject(attributes) && Array.isArray(attributes.frames)) return attributes.frames;
  throw new TypeError("The sample must be a point cloud sequence, or multi-sensor with one, to compute kinematics.");
}

function cuboidSensor(sample: JsonObject): JsonObject | undefined {
  return recordsOf(sample.sensors).find((sensor) => sensor.task_type === "pointcloud-cuboid-sequence");
}

function egoPosition(frame: unknown): Vector3 | null {
  const pose = isJsonObject(frame) ? frame.ego_pose : undefined;
  return isJsonObject(pose) && hasNumbers(pose.position, XYZ) ? pose.position : null;
}

function cuboidSequences(label: unknown): (readonly unknown[])[] {
  if (!isJsonObject(label)) return [];
  const sources = Array.isArray(label.sensors)
    ? recordsOf(label.sensors)
        .filter((sensor) => sensor.task_type === "pointcloud-cuboid-sequence")
        .map((sensor) => sensor.attributes)
    : [label];
  return sources.flatMap((source) =>
    isJsonObject(source) && Array.isArray(source.frames) && source.frames.length > 0 ? [source.frames] : [],
  );
}
