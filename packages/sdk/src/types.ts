import type {
  AnyDataset,
  AnyLabel,
  AnySample,
  LabelAttributesByTask,
  LabelSummary,
  LabelsetData,
  LabelVersion,
  SampleAttributesByTask,
  TaskAttributes,
  TaskType,
} from "./wire.js";

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
export type DatasetData<Task extends TaskType = TaskType> = Omit<AnyDataset, "task_type"> & { task_type: Task };

/**
 * A sample as the server sends it; `label` is there when a labelset was asked for.
 *
 * @example
 * const data: SampleData = JSON.parse(JSON.stringify(sample));
 * console.log(data.name); // violet.jpg
 */
export type SampleData<Task extends TaskType = TaskType> = Omit<AnySample, "attributes" | "label"> & {
  attributes: SampleAttributes<Task>;
  label?: LabelData<Task> | LabelSummary | null;
};

/**
 * A label as the server sends it: `label_type` tells what its `attributes` are.
 *
 * @example
 * const data: LabelData<"vector"> = structuredClone(await client.labels.get<"vector">(sample.uuid));
 * console.log(data.attributes.annotations.length); // 1
 */
export type LabelData<Task extends TaskType = TaskType> = Task extends TaskType
  ? Omit<AnyLabel, "label_type" | "attributes"> & { label_type: Task; attributes: LabelAttributes<Task> }
  : never;

/**
 * One write of a label, with the attributes as they were; null for a deletion.
 *
 * @example
 * const first: LabelVersionContent<"vector"> = await client.labels.versions.get<"vector">(sample.uuid, "ground-truth", 1);
 * console.log(first.saved_by, first.attributes?.annotations.length); // jane 1
 */
export type LabelVersionContent<Task extends TaskType = TaskType> = LabelVersion & {
  attributes: LabelAttributes<Task> | null;
};

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
    labelsets: LabelsetData[];
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
  AnyLabel,
  "label_status" | "score" | "created_at" | "created_by"
> & { attributes: LabelAttributes<Task> };
