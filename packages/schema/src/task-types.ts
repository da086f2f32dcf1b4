/** The sixteen task types, in the order in which menus list them. */
export const TASK_TYPES = [
  "segmentation-bitmap",
  "segmentation-bitmap-highres",
  "image-segmentation-sequence",
  "bboxes",
  "vector",
  "image-vector-sequence",
  "keypoints",
  "pointcloud-cuboid",
  "pointcloud-cuboid-sequence",
  "pointcloud-segmentation",
  "pointcloud-segmentation-sequence",
  "pointcloud-vector",
  "pointcloud-vector-sequence",
  "multisensor-sequence",
  "text-named-entities",
  "text-span-categorization",
] as const;

/** What a dataset's labelers draw or mark; also the `label_type` of every label in it. */
export type TaskType = (typeof TASK_TYPES)[number];

/** Task types that one sensor of a multi-sensor sample can have. */
export const SENSOR_TASK_TYPES = [
  "image-segmentation-sequence",
  "image-vector-sequence",
  "pointcloud-cuboid-sequence",
  "pointcloud-segmentation-sequence",
  "pointcloud-vector-sequence",
] as const satisfies readonly TaskType[];

/** One of {@link SENSOR_TASK_TYPES}. */
export type SensorTaskType = (typeof SENSOR_TASK_TYPES)[number];

/** The kinds of sample `attributes`. */
export const SAMPLE_TYPES = [
  "image",
  "image-sequence",
  "pointcloud",
  "pointcloud-sequence",
  "multisensor-sequence",
  "text",
] as const;

/** One of {@link SAMPLE_TYPES}. */
export type SampleType = (typeof SAMPLE_TYPES)[number];

/** The kinds of label `attributes`; task types of one kind share one shape and one editor. */
export const LABEL_TYPES = [
  "image-segmentation",
  "image-segmentation-sequence",
  "image-vector",
  "image-vector-sequence",
  "pointcloud-cuboid",
  "pointcloud-cuboid-sequence",
  "pointcloud-segmentation",
  "pointcloud-segmentation-sequence",
  "pointcloud-vector",
  "pointcloud-vector-sequence",
  "multisensor-sequence",
  "text",
] as const;

/** One of {@link LABEL_TYPES}. */
export type LabelType = (typeof LABEL_TYPES)[number];

const TYPES_BY_TASK: Readonly<Record<TaskType, { sample: SampleType; label: LabelType }>> = {
  "segmentation-bitmap": { sample: "image", label: "image-segmentation" },
  "segmentation-bitmap-highres": { sample: "image", label: "image-segmentation" },
  "image-segmentation-sequence": { sample: "image-sequence", label: "image-segmentation-sequence" },
  bboxes: { sample: "image", label: "image-vector" },
  vector: { sample: "image", label: "image-vector" },
  "image-vector-sequence": { sample: "image-sequence", label: "image-vector-sequence" },
  keypoints: { sample: "image", label: "image-vector" },
  "pointcloud-cuboid": { sample: "pointcloud", label: "pointcloud-cuboid" },
  "pointcloud-cuboid-sequence": { sample: "pointcloud-sequence", label: "pointcloud-cuboid-sequence" },
  "pointcloud-segmentation": { sample: "pointcloud", label: "pointcloud-segmentation" },
  "pointcloud-segmentation-sequence": { sample: "pointcloud-sequence", label: "pointcloud-segmentation-sequence" },
  "pointcloud-vector": { sample: "pointcloud", label: "pointcloud-vector" },
  "pointcloud-vector-sequence": { sample: "pointcloud-sequence", label: "pointcloud-vector-sequence" },
  "multisensor-sequence": { sample: "multisensor-sequence", label: "multisensor-sequence" },
  "text-named-entities": { sample: "text", label: "text" },
  "text-span-categorization": { sample: "text", label: "text" },
};

/** Names that older clients still send, and what they mean now. */
const OLD_NAMES: ReadonlyMap<unknown, TaskType> = new Map([["pointcloud-detection", "pointcloud-cuboid"]]);

const KNOWN: ReadonlySet<unknown> = new Set(TASK_TYPES);

/** Whether `value` is one of the sixteen current names. */
export function isTaskType(value: unknown): value is TaskType {
  return KNOWN.has(value);
}

/**
 * The current name of a task type, or `undefined` for anything that is no task type.
 *
 * @example normalizeTaskType("pointcloud-detection") // "pointcloud-cuboid"
 */
export function normalizeTaskType(value: unknown): TaskType | undefined {
  return isTaskType(value) ? value : OLD_NAMES.get(value);
}

/**
 * What the samples of a dataset hold.
 *
 * @example sampleTypeOf("bboxes") // "image"
 */
export function sampleTypeOf(taskType: TaskType): SampleType {
  return TYPES_BY_TASK[taskType].sample;
}

/**
 * What the labels of a dataset hold. Narrower rules of a task type (`bboxes` takes boxes only) come on top.
 *
 * @example labelTypeOf("keypoints") // "image-vector"
 */
export function labelTypeOf(taskType: TaskType): LabelType {
  return TYPES_BY_TASK[taskType].label;
}

/** Whether the samples of a dataset have frames, so that its annotations have tracks and keyframes. */
export function isSequence(taskType: TaskType): boolean {
  return taskType.endsWith("-sequence");
}

/** For each task type, the others of which every label is a valid label there as well. */
const LABELS_ALSO_VALID_IN: Readonly<Partial<Record<TaskType, readonly TaskType[]>>> = {
  "segmentation-bitmap": ["segmentation-bitmap-highres"],
  "segmentation-bitmap-highres": ["segmentation-bitmap"],
  bboxes: ["vector"],
  keypoints: ["vector"],
  "pointcloud-cuboid": ["pointcloud-vector"],
  "pointcloud-cuboid-sequence": ["pointcloud-vector-sequence"],
  "text-named-entities": ["text-span-categorization"],
};

/**
 * What of a dataset can be taken along when it is cloned to another task type: its samples when both types read the
 * same kind of sample, its labels when every label of `from` is a valid label of `to`.
 *
 * @example canCloneTo("bboxes", "vector") // { samples: true, labels: true }
 * @example canCloneTo("vector", "bboxes") // { samples: true, labels: false }
 */
export function canCloneTo(from: TaskType, to: TaskType): { samples: boolean; labels: boolean } {
  return {
    samples: sampleTypeOf(from) === sampleTypeOf(to),
    labels: from === to || (LABELS_ALSO_VALID_IN[from]?.includes(to) ?? false),
  };
}
