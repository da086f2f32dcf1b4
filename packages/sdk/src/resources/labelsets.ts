import type { TesseraClient } from "../client.js";
import type { Api } from "../http/api.js";
import { toWire } from "../http/params.js";
import { DatasetName, path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { type Labelset, labelsetOf } from "../objects/labelset.js";
import { PageList, type PageParams } from "../page.js";
import type { NamedParams } from "../params.js";

/** `client.labelsets` */
export class Labelsets {
  readonly #api: Api;
  readonly #client: TesseraClient;

  constructor(api: Api, client: TesseraClient) {
    this.#api = api;
    this.#client = client;
  }

  /** The labelsets of a dataset; `ground-truth` is always there. */
  list(dataset: string, params: PageParams = {}, options?: RequestOptions): PageList<Labelset> {
    const convert = labelsetOf(this.#client, dataset);
    return new PageList(this.#api, { path: labelsets(dataset), params, convert }, options);
  }

  /** One labelset. */
  get(dataset: string, name: string, options?: RequestOptions) {
    return this.#api.get(labelset(dataset, name), labelsetOf(this.#client, dataset), options);
  }

  /** Adds a labelset to a dataset. */
  create(dataset: string, params: NamedParams, options?: RequestOptions) {
    return this.#api.post(labelsets(dataset), toWire(params), labelsetOf(this.#client, dataset), options);
  }

  /** Deletes a labelset with its labels; `ground-truth` cannot be deleted. */
  delete(dataset: string, name: string, options?: RequestOptions) {
    return this.#api.delete(labelset(dataset, name), options);
  }
}

const labelsets = (dataset: string) => path`/datasets/${new DatasetName(dataset)}/labelsets/`;
const labelset = (dataset: string, name: string) => path`/datasets/${new DatasetName(dataset)}/labelsets/${name}/`;
