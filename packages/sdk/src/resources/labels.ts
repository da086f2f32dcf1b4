import type { TesseraClient } from "../client.js";
import type { Api } from "../http/api.js";
import { toWire } from "../http/params.js";
import { path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { labelOf, workResultOf } from "../objects/label.js";
import type {
  LabelDeleteParams,
  LabelGetParams,
  LabelPutParams,
  LabelUpdateParams,
  LabelWorkParams,
} from "../params.js";
import type { TaskType } from "../wire.js";
import { LabelDrafts } from "./label-drafts.js";
import { LabelVersions } from "./label-versions.js";

const GROUND_TRUTH = "ground-truth";

/** `client.labels` */
export class Labels {
  readonly #api: Api;
  readonly #client: TesseraClient;
  readonly versions: LabelVersions;
  readonly drafts: LabelDrafts;

  constructor(api: Api, client: TesseraClient) {
    this.#api = api;
    this.#client = client;
    this.versions = new LabelVersions(api, client);
    this.drafts = new LabelDrafts(api);
  }

  /** A sample's label in one labelset; a `NotFoundError` when it is unlabeled. */
  get<Task extends TaskType = TaskType>(sampleUuid: string, params: LabelGetParams = {}, options?: RequestOptions) {
    const { labelset = GROUND_TRUTH } = params;
    return this.#api.get(path`/labels/${sampleUuid}/${labelset}/`, labelOf<Task>(this.#client), options);
  }

  /** Creates or replaces a sample's label. */
  put<Task extends TaskType = TaskType>(sampleUuid: string, params: LabelPutParams<Task>, options?: RequestOptions) {
    const { labelset = GROUND_TRUTH, labelStatus = "PRELABELED", ...rest } = params;
    const body = toWire({ labelStatus, ...rest });
    return this.#api.put(path`/labels/${sampleUuid}/${labelset}/`, body, labelOf<Task>(this.#client), options);
  }

  /** Changes a label; what is absent stays. Creates none. */
  update<Task extends TaskType = TaskType>(
    sampleUuid: string,
    params: LabelUpdateParams<Task>,
    options?: RequestOptions,
  ) {
    const { labelset = GROUND_TRUTH, ...rest } = params;
    const label = path`/labels/${sampleUuid}/${labelset}/`;
    return this.#api.patch(label, toWire(rest), labelOf<Task>(this.#client), options);
  }

  /** Saves a label as a piece of work of the queues, or as a manager's edit. A `ConflictError` has what is there instead. */
  work<Task extends TaskType = TaskType>(
    sampleUuid: string,
    labelset: string,
    params: LabelWorkParams<Task>,
    options?: RequestOptions,
  ) {
    const work = path`/labels/${sampleUuid}/${labelset}/work/`;
    return this.#api.post(work, toWire(params), workResultOf<Task>(this.#client), options);
  }

  /** Deletes a label: the sample is unlabeled in this labelset. */
  delete(sampleUuid: string, params: LabelDeleteParams, options?: RequestOptions) {
    return this.#api.delete(path`/labels/${sampleUuid}/${params.labelset}/`, options);
  }
}
