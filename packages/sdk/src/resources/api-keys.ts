import { type Api, as } from "../http/api.js";
import { path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import type { ApiKeyCreateParams } from "../params.js";
import type { ApiKey } from "../wire.js";

/** `client.apiKeys` */
export class ApiKeys {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Your keys, without the keys themselves. */
  list(options?: RequestOptions) {
    return this.#api.get(path`/user/api_keys/`, as<ApiKey[]>, options);
  }

  /** Makes a key. `key` of the answer is shown this once. */
  create(params: ApiKeyCreateParams, options?: RequestOptions) {
    return this.#api.post(path`/user/api_keys/`, { name: params.name }, as<ApiKey>, options);
  }

  /** Revokes a key. */
  delete(uuid: string, options?: RequestOptions) {
    return this.#api.delete(path`/user/api_keys/${uuid}/`, options);
  }
}
