import { isJsonObject, type JsonObject } from "@tessera/json";
import type { Pose } from "./pose.js";
import {
  conjugate,
  isZeroQuaternion,
  multiply,
  normalize,
  poseRotation,
  rotateBack,
  yawFromQuaternion,
} from "./quaternion.js";
import { hasNumbers, recordsOf, XYZ, XYZW } from "./records.js";
import { subtract, type Vector3 } from "./vector3.js";

export interface EgoLabel<Attributes> {
  /** A copy, with what has coordinates moved. */
  readonly attributes: Attributes;
  /** Frames that were left in world coordinates because the sample gives no ego pose for them. */
  readonly framesWithoutEgoPose: number;
}

/**
 * The attributes of a point cloud, sequence or multi-sensor label, from world to ego coordinates: cuboids' position, yaw and
 * rotation, vectors' points. The same numbers as `transform_label_to_ego_coordinates` of the Python package: yaw is the plain
 * difference and may leave [-π, π].
 *
 * @param sampleAttributes the attributes of the label's sample, which hold the `ego_pose` of each frame.
 * @throws RangeError when a heading or rotation is of length zero.
 * @throws TypeError when the sample is neither a point cloud, nor a sequence, nor multi-sensor.
 * @example labelToEgoCoordinates(sample.attributes, label.attributes).attributes
 */
export function labelToEgoCoordinates<Attributes>(
  sampleAttributes: unknown,
  labelAttributes: Attributes,
): EgoLabel<Attributes> {
  let framesWithoutEgoPose = 0;
  const moveFrame = (frame: unknown, sampleFrame: unknown): unknown => {
    const pose = poseOf(sampleFrame);
    if (pose === undefined) {
      framesWithoutEgoPose += 1;
      return frame;
    }
    return isJsonObject(frame) ? moveAnnotations(frame, pose) : frame;
  };
  const moveFrames = (label: JsonObject, sample: JsonObject): JsonObject => {
    if (!Array.isArray(label.frames)) return label;
    const sampleFrames: readonly unknown[] = Array.isArray(sample.frames) ? sample.frames : [];
    return { ...label, frames: label.frames.map((frame, index) => moveFrame(frame, sampleFrames[index])) };
  };
  const moved = moveAttributes(structuredClone(labelAttributes), sampleAttributes, moveFrame, moveFrames);
  return { attributes: moved as Attributes, framesWithoutEgoPose };
}

function moveAttributes(
  label: unknown,
  sample: unknown,
  moveFrame: (frame: unknown, sampleFrame: unknown) => unknown,
  moveFrames: (label: JsonObject, sample: JsonObject) => JsonObject,
): unknown {
  if (!isJsonObject(label)) return label;
  if (!isJsonObject(sample)) throw notPointCloud();
  if (Array.isArray(sample.sensors)) {
    if (!Array.isArray(label.sensors)) return label;
    const cloudSensors = new Map(
      recordsOf(sample.sensors)
        .filter((sensor) => String(sensor.task_type).startsWith("pointcloud"))
        .map((sensor) => [sensor.name, sensor.attributes]),
    );
    return {
      ...label,
      sensors: label.sensors.map((sensor: unknown) => {
        const sampleSensor = isJsonObject(sensor) ? cloudSensors.get(sensor.name) : undefined;
        if (!isJsonObject(sensor) || !isJsonObject(sensor.attributes) || !isJsonObject(sampleSensor)) return sensor;
        return { ...sensor, attributes: moveFrames(sensor.attributes, sampleSensor) };
      }),
    };
  }
  if (Array.isArray(sample.frames)) return moveFrames(label, sample);
  if (isJsonObject(sample.pcd)) return moveFrame(label, sample);
  throw notPointCloud();
}

function notPointCloud(): TypeError {
  return new TypeError(
    "The sample must be a point cloud, a point cloud sequence or multi-sensor to move its label to ego coordinates.",
  );
}

function poseOf(frame: unknown): Pose | undefined {
  const pose = isJsonObject(frame) ? frame.ego_pose : undefined;
  if (!isJsonObject(pose) || !hasNumbers(pose.position, XYZ) || !hasNumbers(pose.heading, XYZW)) return undefined;
  return { position: pose.position, heading: pose.heading };
}

function moveAnnotations(frame: JsonObject, pose: Pose): JsonObject {
  if (!Array.isArray(frame.annotations)) return frame;
  const heading = poseRotation(pose.heading);
  const headingYaw = yawFromQuaternion(heading);
  const movePoint = (point: Vector3): Vector3 => rotateBack(heading, subtract(point, pose.position));
  const annotations = frame.annotations.map((annotation: unknown) => {
    if (!isJsonObject(annotation)) return annotation;
    if (hasNumbers(annotation.position, XYZ)) {
      const moved: { [key: string]: unknown } = { ...annotation, position: movePoint(annotation.position) };
      if (typeof annotation.yaw === "number") moved.yaw = annotation.yaw - headingYaw;
      if (hasNumbers(annotation.rotation, XYZW) && !isZeroQuaternion(annotation.rotation)) {
        moved.rotation = multiply(conjugate(heading), normalize(annotation.rotation));
      }
      return moved;
    }
    if (Array.isArray(annotation.points)) return { ...annotation, points: annotation.points.map(moveTriple) };
    return annotation;
  });
  return { ...frame, annotations };

  function moveTriple(point: unknown): unknown {
    if (!Array.isArray(point) || point.length !== 3) return point;
    const [x, y, z] = point;
    const moved = movePoint({ x: Number(x), y: Number(y), z: Number(z) });
    return [moved.x, moved.y, moved.z];
  }
}
