import type {
  ImageSampleAttributes,
  ImageSequenceSampleAttributes,
  ImageVectorAnnotation,
  LabelAttributesByType,
  MultisensorSampleAttributes,
  PointcloudSampleAttributes,
  PointcloudSequenceSampleAttributes,
  TaskAttributes,
  TaskType,
  TextSampleAttributes,
  Dataset as WireDataset,
  Label as WireLabel,
  LabelSummary as WireLabelSummary,
  Labelset as WireLabelset,
  Sample as WireSample,
} from "@tessera/schema";

/**
 * What `attributes` of a sample hold, by the dataset's task type.
 *
 * @example
 * const attributes: SampleAttributesByTask["vector"] = { image: { url: "https://example.com/daisy.jpg" } };
 * await client.samples.create<"vector">("jane/flowers", { name: "daisy.jpg", attributes });
 */
export interface SampleAttributesByTask {
  "segmentation-bitmap": ImageSampleAttributes;
  "segmentation-bitmap-highres": ImageSampleAttributes;
  "image-segmentation-sequence": ImageSequenceSampleAttributes;
  bboxes: ImageSampleAttributes;
  vector: ImageSampleAttributes;
  "image-vector-sequence": ImageSequenceSampleAttributes;
  keypoints: ImageSampleAttributes;
  "pointcloud-cuboid": PointcloudSampleAttributes;
  "pointcloud-cuboid-sequence": PointcloudSequenceSampleAttributes;
  "pointcloud-segmentation": PointcloudSampleAttributes;
  "pointcloud-segmentation-sequence": PointcloudSequenceSampleAttributes;
  "pointcloud-vector": PointcloudSampleAttributes;
  "pointcloud-vector-sequence": PointcloudSequenceSampleAttributes;
  "multisensor-sequence": MultisensorSampleAttributes;
  "text-named-entities": TextSampleAttributes;
  "text-span-categorization": TextSampleAttributes;
}

type VectorOnly<Kind extends ImageVectorAnnotation["type"]> = Omit<
  LabelAttributesByType["image-vector"],
  "annotations"
> & { annotations: Extract<ImageVectorAnnotation, { type: Kind }>[] };

/**
 * What `attributes` of a label hold, by its task type.
 *
 * @example
 * const attributes: LabelAttributesByTask["vector"] = {
 *   annotations: [{ id: 1, category_id: 1, type: "point", points: [[10, 20]] }],
 * };
 * await client.labels.put<"vector">(sample.uuid, { attributes });
 */
export interface LabelAttributesByTask {
  "segmentation-bitmap": LabelAttributesByType["image-segmentation"];
  "segmentation-bitmap-highres": LabelAttributesByType["image-segmentation"];
  "image-segmentation-sequence": LabelAttributesByType["image-segmentation-sequence"];
  bboxes: VectorOnly<"bbox">;
  vector: LabelAttributesByType["image-vector"];
  "image-vector-sequence": LabelAttributesByType["image-vector-sequence"];
  keypoints: VectorOnly<"point">;
  "pointcloud-cuboid": LabelAttributesByType["pointcloud-cuboid"];
  "pointcloud-cuboid-sequence": LabelAttributesByType["pointcloud-cuboid-sequence"];
  "pointcloud-segmentation": LabelAttributesByType["pointcloud-segmentation"];
  "pointcloud-segmentation-sequence": LabelAttributesByType["pointcloud-segmentation-sequence"];
  "pointcloud-vector": LabelAttributesByType["pointcloud-vector"];
  "pointcloud-vector-sequence": LabelAttributesByType["pointcloud-vector-sequence"];
  "multisensor-sequence": LabelAttributesByType["multisensor-sequence"];
  "text-named-entities": LabelAttributesByType["text"];
  "text-span-categorization": LabelAttributesByType["text"];
}

/**
 * The attributes of a sample; without a task type, of any sample.
 *
 * @example
 * const attributes: SampleAttributes<"text-named-entities"> = { text: "Marie Curie was born in Warsaw." };
 * console.log(attributes.text.length);
 */
export type SampleAttributes<Task extends TaskType = TaskType> = SampleAttributesByTask[Task];

/**
 * The attributes of a label; without a task type, of any label.
 *
 * @example
 * const attributes: LabelAttributes<"text-named-entities"> = { annotations: [{ start: 0, end: 11, category_id: 1 }] };
 * console.log(attributes.annotations.length);
 */
export type LabelAttributes<Task extends TaskType = TaskType> = LabelAttributesByTask[Task];

/**
 * The same where a `bigint` may stand for a number: on the way to the server it becomes an integer with all its digits.
 *
 * @example
 * const frame: WithBigints<{ timestamp: number }> = { timestamp: 1700000000123456789n };
 * console.log(toJson(frame)); // {"timestamp":1700000000123456789}
 */
export type WithBigints<T> = T extends number
  ? T | bigint
  : T extends object
    ? { [K in keyof T]: WithBigints<T[K]> }
    : T;

/**
 * A dataset as the server sends it.
 *
 * @example
 * const data: DatasetData = { ...(await client.datasets.get("jane/flowers")) };
 * console.log(data.full_name); // jane/flowers
 */
export type DatasetData<Task extends TaskType = TaskType> = Omit<WireDataset, "task_type"> & { task_type: Task };

/**
 * A sample as the server sends it; `label` is there when a labelset was asked for.
 *
 * @example
 * const data: SampleData = JSON.parse(JSON.stringify(sample));
 * console.log(data.name); // violet.jpg
 */
export type SampleData<Task extends TaskType = TaskType> = Omit<WireSample, "attributes" | "label"> & {
  attributes: SampleAttributes<Task>;
  label?: LabelData<Task> | WireLabelSummary | null;
};

/**
 * A label as the server sends it: `label_type` tells what its `attributes` are.
 *
 * @example
 * const data: LabelData<"vector"> = structuredClone(await client.labels.get<"vector">(sample.uuid));
 * console.log(data.attributes.annotations.length); // 1
 */
export type LabelData<Task extends TaskType = TaskType> = Task extends TaskType
  ? Omit<WireLabel, "label_type" | "attributes"> & { label_type: Task; attributes: LabelAttributes<Task> }
  : never;

/**
 * The file of a release.
 *
 * @example
 * const release = await (await client.releases.create("jane/flowers", { name: "v0.2" })).wait();
 * const file: ReleaseFile = await release.download();
 * for (const { name, labels } of file.dataset.samples) console.log(name, labels["ground-truth"]?.label_status);
 */
export interface ReleaseFile<Task extends TaskType = TaskType> {
  name: string;
  description: string;
  created_at: string;
  dataset: {
    name: string;
    owner: string;
    task_type: Task;
    task_attributes: TaskAttributes;
    labelsets: WireLabelset[];
    samples: ReleaseSample<Task>[];
  };
}

/**
 * A sample of a release, with its label in each labelset.
 *
 * @example
 * const release = await (await client.releases.create("jane/flowers", { name: "v0.4" })).wait();
 * const samples: ReleaseSample[] = (await release.download()).dataset.samples;
 * console.log(samples.map(({ name }) => name)); // [ 'violet.jpg' ]
 */
export type ReleaseSample<Task extends TaskType = TaskType> = Pick<
  SampleData<Task>,
  "uuid" | "name" | "attributes" | "metadata" | "priority" | "created_at"
> & { labels: Record<string, ReleaseLabel<Task> | null> };

/**
 * A label of a release.
 *
 * @example
 * const release = await (await client.releases.create("jane/flowers", { name: "v0.5" })).wait();
 * const [first] = (await release.download()).dataset.samples;
 * const label: ReleaseLabel | null | undefined = first?.labels["ground-truth"];
 * console.log(label?.label_status); // LABELED
 */
export type ReleaseLabel<Task extends TaskType = TaskType> = Pick<
  WireLabel,
  "label_status" | "score" | "created_at" | "created_by"
> & { attributes: LabelAttributes<Task> };
