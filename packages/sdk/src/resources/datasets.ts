import type { TesseraClient } from "../client.js";
import { type Api, as } from "../http/api.js";
import { toWire } from "../http/params.js";
import { DatasetName, path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { type Dataset, datasetOf } from "../objects/dataset.js";
import { PageList } from "../page.js";
import type { DatasetCloneParams, DatasetCreateParams, DatasetListParams, DatasetUpdateParams } from "../params.js";
import type { AttributeUsage, CategoryUsage, TaskType } from "../wire.js";
import { LabelChanges } from "./label-changes.js";

/** `client.datasets` */
export class Datasets {
  readonly #api: Api;
  readonly #client: TesseraClient;
  readonly labelChanges: LabelChanges;

  constructor(api: Api, client: TesseraClient) {
    this.#api = api;
    this.#client = client;
    this.labelChanges = new LabelChanges(api);
  }

  /** The datasets that you see. A list may leave out `readme` and `task_attributes`. */
  list(params: DatasetListParams = {}, options?: RequestOptions): PageList<Dataset> {
    const { user } = params;
    const list = user === undefined ? path`/user/datasets/` : path`/users/${user}/datasets/`;
    return new PageList(this.#api, { path: list, params, convert: datasetOf(this.#client) }, options);
  }

  /** One dataset, by `owner/name`. */
  get<Task extends TaskType = TaskType>(dataset: string, options?: RequestOptions) {
    return this.#api.get(path`/datasets/${new DatasetName(dataset)}/`, datasetOf<Task>(this.#client), options);
  }

  /** Creates a dataset. */
  create(params: DatasetCreateParams, options?: RequestOptions) {
    const { organization, ...body } = params;
    const owner = organization === undefined ? path`/user/datasets/` : path`/organizations/${organization}/datasets/`;
    return this.#api.post(owner, toWire(body), datasetOf(this.#client), options);
  }

  /** Changes a dataset; what is absent stays. */
  update(dataset: string, params: DatasetUpdateParams, options?: RequestOptions) {
    return this.#api.patch(
      path`/datasets/${new DatasetName(dataset)}/`,
      toWire(params),
      datasetOf(this.#client),
      options,
    );
  }

  /** Deletes a dataset with all that is in it. */
  delete(dataset: string, options?: RequestOptions) {
    return this.#api.delete(path`/datasets/${new DatasetName(dataset)}/`, options);
  }

  /** How many objects, in how many samples, each category has in the current labels. */
  categoryUsage(dataset: string, options?: RequestOptions) {
    return this.#api.get(
      path`/datasets/${new DatasetName(dataset)}/task_attributes/usage/`,
      as<CategoryUsage[]>,
      options,
    );
  }

  /** How many objects or scenes have a value for each attribute, and for each choice of the selects. */
  attributeUsage(dataset: string, options?: RequestOptions) {
    return this.#api.get(
      path`/datasets/${new DatasetName(dataset)}/task_attributes/attribute_usage/`,
      as<AttributeUsage[]>,
      options,
    );
  }

  /** Copies a dataset with its samples. Large ones are still copied when this answers: see `is_cloning`. */
  clone(dataset: string, params: DatasetCloneParams = {}, options?: RequestOptions) {
    const { newName, newTaskType, newPublic, organization, cloneLabels } = params;
    const body = { name: newName, taskType: newTaskType, public: newPublic, owner: organization, cloneLabels };
    const clone = path`/datasets/${new DatasetName(dataset)}/clone/`;
    return this.#api.post(clone, toWire(body), datasetOf(this.#client), options);
  }
}
