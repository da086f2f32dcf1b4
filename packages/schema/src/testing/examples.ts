/** One full sample and label of each task type, as the formats page describes them: the valid end of every test. */
import type { TaskType } from "../task-types.js";

type Json = Record<string, unknown>;

const xyz = (x: number, y: number, z: number) => ({ x, y, z });
const level = { qx: 0, qy: 0, qz: 0, qw: 1 };

const camera = {
  url: "https://example.com/front.jpg",
  name: "front",
  row: 0,
  col: 1,
  intrinsics: {
    intrinsic_matrix: [
      [1266.4, 0, 816.2],
      [0, 1266.4, 491.5],
      [0, 0, 1],
    ],
  },
  extrinsics: { translation: xyz(1.7, 0.01, 1.5), rotation: { qx: -0.5, qy: 0.5, qz: -0.5, qw: 0.5 } },
  distortion: { model: "brown-conrady", coefficients: { k1: -0.3, k2: 0.1, p1: 0, p2: 0, k3: 0, k4: null } },
  camera_convention: "OpenCV",
  rotation: 0,
};

const fisheye = { ...camera, distortion: { model: "fisheye", coefficients: { k1: 0, k2: 0, k3: 0, k4: 0 } } };

const orthoImage = {
  url: "https://example.com/ortho.png",
  corners: {
    top_left: { x: 0, y: 10 },
    top_right: { x: 10, y: 10 },
    bottom_right: { x: 10, y: 0 },
    bottom_left: { x: 0, y: 0 },
  },
  height_map: { url: "https://example.com/height.png", encoding: "rgb16", offset: -5, scale: 0.01 },
};

const pointcloudSample: Json = {
  pcd: { url: "https://example.com/scan.pcd", type: "pcd" },
  images: [camera, fisheye],
  ego_pose: { position: xyz(0, 0, 0), heading: level },
  default_z: -1.8,
  name: "scan 1",
  timestamp: "1532402927647951000",
  bounds: { min_x: -50, max_x: 50, min_z: null },
  ortho_images: [orthoImage],
};

const imageSample: Json = { image: { url: "https://example.com/daisy.jpg" } };

const imageSequenceSample: Json = {
  frames: [
    { image: { url: "https://example.com/1.jpg" }, name: "1", timestamp: 1532402927647951000 },
    { image: { url: "" }, timestamp: 0.5 },
  ],
};

const pointcloudSequenceSample: Json = { frames: [pointcloudSample, pointcloudSample], ortho_images: [orthoImage] };

const textSample: Json = { text: "Marie Curie was born in Warsaw." };

const values = {
  occluded: false,
  color: "red",
  wheels: 4,
  cargo: ["wood", "steel"],
  nothing: null,
};

const object = { id: 1, category_id: 1, attributes: values };
const track = { ...object, track_id: 1, is_keyframe: true, index: 0 };

const bbox = {
  type: "bbox",
  points: [
    [12.34, 56.78],
    [90.12, 81.5],
  ],
};
const polygon = {
  type: "polygon",
  points: [
    [0, 0],
    [10, 0],
    [10, 10],
  ],
};
const polyline = {
  type: "polyline",
  points: [
    [0, 0],
    [10, 0],
  ],
};
const point = { type: "point", points: [[5, 5]] };

const cuboid = {
  type: "cuboid",
  position: xyz(1, 2, 0.5),
  dimensions: xyz(4, 1.8, 1.5),
  yaw: 1.57,
  rotation: { qx: 0, qy: 0, qz: Math.SQRT1_2, qw: Math.SQRT1_2 },
  velocity: { relative: null, absolute: 3.5 },
  acceleration: { relative: 0, absolute: 0 },
};

const polygon3d = {
  type: "polygon",
  points: [
    [0, 0, 0],
    [1, 0, 0],
    [1, 1, 0],
  ],
};

const links = [{ from_id: 1, to_id: 2, attributes: { kind: "tows" }, frames: [{ attributes: { taut: true } }] }];
const common = { format_version: "0.1", image_attributes: { weather: "rain" } };

const bitmap = { segmentation_bitmap: { url: "https://example.com/label.png" } };

const imageSegmentation: Json = { ...common, annotations: [object, { id: 2, category_id: 7 }], ...bitmap };

const imageSegmentationSequence: Json = {
  ...common,
  frames: [
    { ...common, timestamp: 1, annotations: [track], ...bitmap },
    { annotations: [], segmentation_bitmap: null },
  ],
};

const imageVector: Json = {
  ...common,
  annotations: [bbox, polygon, polyline, point].map((shape, index) => ({ ...object, ...shape, id: index + 1 })),
  links,
};

const imageVectorSequence: Json = {
  ...common,
  frames: [
    {
      ...common,
      timestamp: "2",
      annotations: [
        { ...track, ...bbox },
        { ...track, ...point, id: 2, track_id: 2 },
      ],
    },
    { annotations: [{ ...track, ...bbox, is_keyframe: false }] },
  ],
  links,
};

const pointcloudCuboid: Json = {
  ...common,
  annotations: [
    { ...object, ...cuboid },
    { id: 2, category_id: 2, ...cuboid, type: "cuboid-sync", rotation: null },
  ],
  links,
};

const pointcloudCuboidSequence: Json = {
  ...common,
  frames: [
    { ...common, timestamp: 1532402927647951000, annotations: [{ ...track, ...cuboid }] },
    { annotations: [{ ...track, ...cuboid, id: 2, track_id: 2 }] },
  ],
  links,
};

const pointcloudVector: Json = {
  ...common,
  annotations: [
    { ...object, ...polygon3d },
    { ...object, ...cuboid, id: 2 },
  ],
  links,
};

const pointcloudVectorSequence: Json = {
  ...common,
  frames: [
    {
      annotations: [
        { ...track, ...polygon3d },
        { ...track, ...cuboid, id: 2, track_id: 2 },
      ],
    },
  ],
  links,
};

const pointcloudSegmentation: Json = { ...common, annotations: [object], point_annotations: [0, 1, 1, 0] };

const pointcloudSegmentationSequence: Json = {
  ...common,
  frames: [{ annotations: [track], point_annotations: [0, 1], timestamp: null }],
};

const multisensorSample: Json = {
  sensors: [
    { name: "lidar", task_type: "pointcloud-cuboid-sequence", attributes: pointcloudSequenceSample },
    { name: "front", task_type: "image-vector-sequence", attributes: imageSequenceSample },
    { name: "rear", task_type: "image-segmentation-sequence", attributes: imageSequenceSample },
  ],
};

const multisensor: Json = {
  sensors: [
    { name: "lidar", task_type: "pointcloud-cuboid-sequence", attributes: pointcloudCuboidSequence },
    { name: "front", task_type: "image-vector-sequence", attributes: imageVectorSequence },
    { name: "rear", task_type: "image-segmentation-sequence", attributes: [] },
  ],
  links,
};

const text: Json = {
  annotations: [
    { start: 0, end: 11, category_id: 1 },
    { start: 24, end: 30, category_id: 2 },
  ],
};

export const EXAMPLES: Readonly<Record<TaskType, { sample: Json; label: Json }>> = {
  "segmentation-bitmap": { sample: imageSample, label: imageSegmentation },
  "segmentation-bitmap-highres": { sample: imageSample, label: imageSegmentation },
  "image-segmentation-sequence": { sample: imageSequenceSample, label: imageSegmentationSequence },
  bboxes: { sample: imageSample, label: { ...common, annotations: [{ ...object, ...bbox }] } },
  vector: { sample: imageSample, label: imageVector },
  "image-vector-sequence": { sample: imageSequenceSample, label: imageVectorSequence },
  keypoints: { sample: imageSample, label: { ...common, annotations: [{ ...object, ...point }] } },
  "pointcloud-cuboid": { sample: pointcloudSample, label: pointcloudCuboid },
  "pointcloud-cuboid-sequence": { sample: pointcloudSequenceSample, label: pointcloudCuboidSequence },
  "pointcloud-segmentation": { sample: pointcloudSample, label: pointcloudSegmentation },
  "pointcloud-segmentation-sequence": { sample: pointcloudSequenceSample, label: pointcloudSegmentationSequence },
  "pointcloud-vector": { sample: pointcloudSample, label: pointcloudVector },
  "pointcloud-vector-sequence": { sample: pointcloudSequenceSample, label: pointcloudVectorSequence },
  "multisensor-sequence": { sample: multisensorSample, label: multisensor },
  "text-named-entities": { sample: textSample, label: text },
  "text-span-categorization": { sample: textSample, label: text },
};

/** A copy of `value` with one place changed; `undefined` removes it. `withChange(label, "annotations.0.id", 5)`. */
export function withChange(value: Json, path: string, replacement: unknown): Json {
  // Not structuredClone, which would keep what the examples share shared.
  const copy = JSON.parse(JSON.stringify(value)) as Json;
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let target = copy;
  for (const key of keys) target = target[key] as Json;
  if (replacement === undefined) delete target[last];
  else target[last] = replacement;
  return copy;
}

/** Numbers that JSON.parse makes of texts that are too large, and that a value built in memory may hold. */
export const NOT_FINITE = [Infinity, -Infinity, Number.NaN];
