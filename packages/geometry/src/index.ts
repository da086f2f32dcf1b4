export {
  type Cuboid,
  type CuboidToSegmentationOptions,
  cuboidRotation,
  cuboidToSegmentation,
  type IdentifiedCuboid,
  isInCuboid,
} from "./cuboid.js";
export { type EgoLabel, labelToEgoCoordinates } from "./ego-label.js";
export { interpolatePolygon, interpolatePolyline, type PathInterpolator, type Point2 } from "./interpolate-path.js";
export { type Kinematics, type KinematicsOptions, type Rate, type TrackPoint, trackKinematics } from "./kinematics.js";
export { addKinematics, type LabelKinematicsOptions } from "./kinematics-label.js";
export { egoToWorld, type Pose, worldToEgo } from "./pose.js";
export {
  conjugate,
  IDENTITY,
  isZeroQuaternion,
  multiply,
  normalize,
  poseRotation,
  type Quaternion,
  quaternionFromYaw,
  type RotationAxes,
  rotate,
  rotateBack,
  rotationAxes,
  yawFromQuaternion,
} from "./quaternion.js";
export { isSelfCrossing, type PlanePoint } from "./self-crossing.js";
export { add, divide, length, subtract, type Vector3 } from "./vector3.js";
