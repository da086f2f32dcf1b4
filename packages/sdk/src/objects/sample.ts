import type { TesseraClient } from "../client.js";
import type { RequestOptions } from "../http/request.js";
import type {
  IssueCreateParams,
  LabelDeleteParams,
  LabelGetParams,
  LabelPutParams,
  LabelUpdateParams,
  SampleUpdateParams,
} from "../params.js";
import type { LabelData, SampleData } from "../types.js";
import type { Lease, QueueReason, TaskType } from "../wire.js";
import type { Issue } from "./issue.js";

/** What a sample can do. */
export class SampleMethods<Task extends TaskType = TaskType> {
  readonly #client: TesseraClient;
  readonly #uuid: string;
  readonly #dataset: string;

  constructor(client: TesseraClient, ids: { readonly uuid: string; readonly dataset: string }) {
    this.#client = client;
    this.#uuid = ids.uuid;
    this.#dataset = ids.dataset;
  }

  /** The dataset that it is in. */
  getDataset(options?: RequestOptions) {
    return this.#client.datasets.get<Task>(this.#dataset, options);
  }

  /** Changes it; what is absent stays. Answers with the sample as it is then. */
  update(params: SampleUpdateParams<Task>, options?: RequestOptions) {
    return this.#client.samples.update<Task>(this.#uuid, params, options);
  }

  /** Deletes it with its labels and issues. */
  delete(options?: RequestOptions) {
    return this.#client.samples.delete(this.#uuid, options);
  }

  /** Its label; a `NotFoundError` when it is unlabeled. */
  getLabel(params?: LabelGetParams, options?: RequestOptions) {
    return this.#client.labels.get<Task>(this.#uuid, params, options);
  }

  /** Creates or replaces its label. */
  addLabel(params: LabelPutParams<Task>, options?: RequestOptions) {
    return this.#client.labels.put<Task>(this.#uuid, params, options);
  }

  /** Changes its label; what is absent stays. */
  updateLabel(params: LabelUpdateParams<Task>, options?: RequestOptions) {
    return this.#client.labels.update<Task>(this.#uuid, params, options);
  }

  /** Deletes its label in one labelset. */
  deleteLabel(params: LabelDeleteParams, options?: RequestOptions) {
    return this.#client.labels.delete(this.#uuid, params, options);
  }

  /** Raises an issue on it. */
  addIssue(params: IssueCreateParams, options?: RequestOptions) {
    return this.#client.issues.create(this.#uuid, params, options);
  }

  /** The issues that were raised on it. */
  async getIssues(options?: RequestOptions): Promise<Issue[]> {
    const issues = await this.#client.issues.list(this.#dataset, {}, options).all();
    return issues.filter((issue) => issue.sample_uuid === this.#uuid);
  }
}

/**
 * A sample: the server's data under the server's names, and what can be done with it.
 *
 * @example
 * const copy: Sample = await client.samples.get(sample.uuid);
 * console.log(copy.name, copy.metadata, structuredClone(copy.attributes));
 * await copy.update({ priority: 10 });
 */
export type Sample<Task extends TaskType = TaskType> = SampleData<Task> & SampleMethods<Task>;

/** Data → object. */
export function sampleOf<Task extends TaskType>(client: TesseraClient) {
  return (value: unknown): Sample<Task> => {
    const data = value as SampleData<Task>;
    return Object.assign(new SampleMethods<Task>(client, { uuid: data.uuid, dataset: data.dataset_full_name }), data);
  };
}

/**
 * What a queue gave: a sample with its whole ground-truth label (null: none), the lease that holds it for you, and why it
 * comes now; all null when the queue has none for you.
 *
 * @example
 * const tab = "a-random-name-of-this-tab";
 * const given: QueueSample = await client.queue.next("jane/flowers", { workType: "review", client: tab });
 * if (given.sample !== null) console.log(given.sample.name, given.reason, given.lease.expires_at);
 */
export type QueueSample<Task extends TaskType = TaskType> =
  | {
      readonly sample: Sample<Task> & { label: LabelData<Task> | null };
      readonly lease: Lease;
      readonly reason: QueueReason;
    }
  | { readonly sample: null; readonly lease: null; readonly reason: null };

/** Data → object. */
export function queueSampleOf<Task extends TaskType>(client: TesseraClient) {
  return (value: unknown): QueueSample<Task> => {
    const data = value as QueueSample<Task>;
    const sample = data.sample === null ? null : sampleOf<Task>(client)(data.sample);
    return { ...data, sample } as QueueSample<Task>;
  };
}

/**
 * What `queue.back` gave: a sample that you did, with its whole ground-truth label, and the lease that holds it; both null
 * when there is none, or somebody else has it.
 *
 * @example
 * const tab = "a-random-name-of-this-tab";
 * const given: QueueBackSample = await client.queue.back("jane/flowers", { workType: "label", client: tab });
 * console.log(given.sample?.name, given.lease?.expires_at);
 */
export type QueueBackSample<Task extends TaskType = TaskType> =
  | { readonly sample: Sample<Task> & { label: LabelData<Task> | null }; readonly lease: Lease }
  | { readonly sample: null; readonly lease: null };

/** Data → object. */
export function queueBackSampleOf<Task extends TaskType>(client: TesseraClient) {
  return (value: unknown): QueueBackSample<Task> => {
    const data = value as QueueBackSample<Task>;
    const sample = data.sample === null ? null : sampleOf<Task>(client)(data.sample);
    return { ...data, sample } as QueueBackSample<Task>;
  };
}
