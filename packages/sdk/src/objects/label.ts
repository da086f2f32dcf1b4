import type { TesseraClient } from "../client.js";
import type { RequestOptions } from "../http/request.js";
import type { LabelUpdateParams } from "../params.js";
import type { LabelData } from "../types.js";
import type { TaskType, Workunit } from "../wire.js";

/** What a label can do. */
export class LabelMethods<Task extends TaskType = TaskType> {
  readonly #client: TesseraClient;
  readonly #sample: string;
  readonly #labelset: string;

  constructor(client: TesseraClient, ids: { readonly sample: string; readonly labelset: string }) {
    this.#client = client;
    this.#sample = ids.sample;
    this.#labelset = ids.labelset;
  }

  /** The sample that it is on. */
  getSample(options?: RequestOptions) {
    return this.#client.samples.get<Task>(this.#sample, {}, options);
  }

  /** Changes it; what is absent stays. Answers with the label as it is then. */
  update(params: Omit<LabelUpdateParams<Task>, "labelset">, options?: RequestOptions) {
    return this.#client.labels.update<Task>(this.#sample, { ...params, labelset: this.#labelset }, options);
  }

  /** Deletes it: the sample is unlabeled in this labelset. */
  delete(options?: RequestOptions) {
    return this.#client.labels.delete(this.#sample, { labelset: this.#labelset }, options);
  }
}

/**
 * A label: the server's data under the server's names, and what can be done with it. `label_type` tells the kinds apart.
 *
 * @example
 * const label: Label = await client.labels.get(sample.uuid);
 * if (label.label_type === "pointcloud-cuboid") console.log(label.attributes.annotations[0]?.position);
 * if (label.label_type === "vector") console.log(label.attributes.annotations[0]?.points);
 * await label.update({ labelStatus: "REVIEWED" });
 */
export type Label<Task extends TaskType = TaskType> = Task extends TaskType
  ? LabelData<Task> & LabelMethods<Task>
  : never;

/** Data → object. */
export function labelOf<Task extends TaskType>(client: TesseraClient) {
  return (value: unknown): Label<Task> => {
    const data = value as LabelData;
    const methods = new LabelMethods<Task>(client, { sample: data.sample_uuid, labelset: data.labelset });
    return Object.assign(methods, data) as unknown as Label<Task>;
  };
}

/**
 * What `labels.work` answers: the label as it is now, and the workunit that was written with it.
 *
 * @example
 * const params: LabelWorkParams = { workType: "normal", action: "edit", version: 1, time: 4200, inactiveTime: 0 };
 * const result: WorkResult = await client.labels.work(sample.uuid, "ground-truth", params);
 * console.log(result.label.version, result.workunit.time); // 2 4200
 */
export interface WorkResult<Task extends TaskType = TaskType> {
  readonly label: Label<Task>;
  readonly workunit: Workunit;
}

/** Data → object. */
export function workResultOf<Task extends TaskType>(client: TesseraClient) {
  return (value: unknown): WorkResult<Task> => {
    const data = value as WorkResult<Task>;
    return { ...data, label: labelOf<Task>(client)(data.label) };
  };
}
