import type { TesseraClient } from "../client.js";
import { type Api, as } from "../http/api.js";
import { toWire } from "../http/params.js";
import { path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { datasetOf } from "../objects/dataset.js";
import type { ExampleCreateParams } from "../params.js";
import type { Example } from "../wire.js";

/** `client.examples` */
export class Examples {
  readonly #api: Api;
  readonly #client: TesseraClient;

  constructor(api: Api, client: TesseraClient) {
    this.#api = api;
    this.#client = client;
  }

  /** The datasets that come with the server, to try things on. */
  list(options?: RequestOptions) {
    return this.#api.get(path`/examples/`, as<Example[]>, options);
  }

  /** Makes a dataset of your own from an example, with images and labels. */
  create(params: ExampleCreateParams, options?: RequestOptions) {
    return this.#api.post(path`/user/examples/`, toWire(params), datasetOf(this.#client), options);
  }
}
