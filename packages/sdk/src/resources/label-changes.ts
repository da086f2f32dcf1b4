import { TesseraError, TimeoutError } from "../errors.js";
import { type Api, as } from "../http/api.js";
import { toWire } from "../http/params.js";
import { DatasetName, path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { sleep } from "../http/retry.js";
import { PageList, type PageParams } from "../page.js";
import type { LabelChangeParams } from "../params.js";
import type { TaskAttributesChange } from "../wire.js";

const FIRST_POLL_MS = 100;
const MAX_POLL_MS = 5_000;

/** `client.datasets.labelChanges` */
export class LabelChanges {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** What moved or deleted the objects, attributes and choices of a dataset's labels, the newest first. */
  list(dataset: string, params: PageParams = {}, options?: RequestOptions) {
    const request = { path: changes(dataset), params, convert: as<TaskAttributesChange> };
    return new PageList<TaskAttributesChange>(this.#api, request, options);
  }

  /** One change, and how far it is. */
  get(dataset: string, uuid: string, options?: RequestOptions) {
    return this.#api.get(
      path`/datasets/${new DatasetName(dataset)}/task_attributes/changes/${uuid}/`,
      as<TaskAttributesChange>,
      options,
    );
  }

  /** Moves or deletes what labels have for categories, attributes and choices. It goes on after this answers: see `waitFor`. */
  create(dataset: string, params: LabelChangeParams, options?: RequestOptions) {
    return this.#api.post(changes(dataset), toWire(params), as<TaskAttributesChange>, options);
  }

  /**
   * Waits until every label is changed.
   *
   * @throws {TimeoutError} after `maxWaitMs`.
   * @throws {TesseraError} when it failed.
   */
  async waitFor(
    dataset: string,
    uuid: string,
    options: RequestOptions & {
      readonly maxWaitMs?: number | undefined;
      readonly onPoll?: ((change: TaskAttributesChange) => void) | undefined;
    } = {},
  ): Promise<TaskAttributesChange> {
    const endMs = Date.now() + (options.maxWaitMs ?? Number.POSITIVE_INFINITY);
    for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(MAX_POLL_MS, pauseMs * 1.5)) {
      const change = await this.get(dataset, uuid, options);
      options.onPoll?.(change);
      if (change.status === "SUCCEEDED") return change;
      if (change.status === "FAILED") throw new TesseraError("The change failed. The server's log says why.");
      const leftMs = endMs - Date.now();
      if (leftMs <= 0) throw new TimeoutError(`The labels are not changed after ${options.maxWaitMs} ms`);
      await sleep(Math.min(pauseMs, leftMs), options.signal);
    }
  }
}

const changes = (dataset: string) => path`/datasets/${new DatasetName(dataset)}/task_attributes/changes/`;
