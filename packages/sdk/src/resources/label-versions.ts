import type { TesseraClient } from "../client.js";
import { type Api, as } from "../http/api.js";
import { path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { labelOf } from "../objects/label.js";
import { PageList, type PageParams } from "../page.js";
import type { LabelRestoreParams } from "../params.js";
import type { LabelVersionContent } from "../types.js";
import type { LabelVersion, TaskType } from "../wire.js";

/** `client.labels.versions` */
export class LabelVersions {
  readonly #api: Api;
  readonly #client: TesseraClient;

  constructor(api: Api, client: TesseraClient) {
    this.#api = api;
    this.#client = client;
  }

  /** Every write of a label, newest first, the deletions too. */
  list(sampleUuid: string, labelset: string, params: PageParams = {}, options?: RequestOptions) {
    const request = { path: path`/labels/${sampleUuid}/${labelset}/versions/`, params, convert: as<LabelVersion> };
    return new PageList<LabelVersion>(this.#api, request, options);
  }

  /** One write of a label, with the attributes as they were. */
  get<Task extends TaskType = TaskType>(
    sampleUuid: string,
    labelset: string,
    version: number,
    options?: RequestOptions,
  ) {
    const address = path`/labels/${sampleUuid}/${labelset}/versions/${String(version)}/`;
    return this.#api.get(address, as<LabelVersionContent<Task>>, options);
  }

  /** Brings a version back as a new one. */
  restore<Task extends TaskType = TaskType>(
    sampleUuid: string,
    labelset: string,
    version: number,
    params: LabelRestoreParams,
    options?: RequestOptions,
  ) {
    const address = path`/labels/${sampleUuid}/${labelset}/versions/${String(version)}/restore/`;
    return this.#api.post(address, { version: params.version }, labelOf<Task>(this.#client), options);
  }
}
