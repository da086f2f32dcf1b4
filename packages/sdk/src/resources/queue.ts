import type { TesseraClient } from "../client.js";
import { type Api, as } from "../http/api.js";
import { DatasetName, path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { queueBackSampleOf, queueSampleOf } from "../objects/sample.js";
import type { QueueBackParams, QueueNextParams } from "../params.js";
import type { Lease, QueueCounts, TaskType } from "../wire.js";

/** `client.queue` */
export class Queue {
  readonly #api: Api;
  readonly #client: TesseraClient;

  constructor(api: Api, client: TesseraClient) {
    this.#api = api;
    this.#client = client;
  }

  /** The next sample to label or to review, held for you by a lease; all null when there is none. */
  next<Task extends TaskType = TaskType>(dataset: string, params: QueueNextParams, options?: RequestOptions) {
    const { workType, ...body } = params;
    const queue = path`/datasets/${new DatasetName(dataset)}/queue/${workType}/`;
    // Asked twice, the queue gives what it gave: the tab's own lease.
    const request = { method: "POST", path: queue, body, options, isKeyless: true } as const;
    return this.#api.send(request, queueSampleOf<Task>(this.#client));
  }

  /** The sample that you did last, or before the one that is open, held once more while nobody else has it; else null. */
  back<Task extends TaskType = TaskType>(dataset: string, params: QueueBackParams, options?: RequestOptions) {
    const { workType, ...body } = params;
    const queue = path`/datasets/${new DatasetName(dataset)}/queue/${workType}/back/`;
    const request = { method: "POST", path: queue, body, options, isKeyless: true } as const;
    return this.#api.send(request, queueBackSampleOf<Task>(this.#client));
  }

  /** Holds a sample for longer; a `NotFoundError` when the lease is lost. */
  keepAlive(leaseUuid: string, options?: RequestOptions) {
    return this.#api.put(path`/leases/${leaseUuid}/`, {}, as<Lease>, options);
  }

  /** Gives a sample back to its queue. */
  release(leaseUuid: string, options?: RequestOptions) {
    return this.#api.delete(path`/leases/${leaseUuid}/`, options);
  }

  /** How many samples each queue has for you, counted up to 1000. */
  counts(dataset: string, options?: RequestOptions) {
    return this.#api.get(path`/datasets/${new DatasetName(dataset)}/queue/`, as<QueueCounts>, options);
  }
}
