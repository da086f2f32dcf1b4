import { type Api, as } from "../http/api.js";
import { toWire } from "../http/params.js";
import { path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import type { SetupParams } from "../params.js";

/** `client.setup`: the first account of a server, by the link that it prints at its first start. */
export class Setup {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Whether the link's token still works; throws a `TesseraError` of status 410 when it does not. */
  check(token: string, options?: RequestOptions) {
    return this.#api.get(path`/setup/token/`, as<{ is_valid: boolean }>, options, { token });
  }

  /** Whether the server has an account already. */
  status(options?: RequestOptions) {
    return this.#api.get(path`/setup/status/`, as<{ is_done: boolean }>, options);
  }

  /** Creates the first account, and signs it in. `key` of the answer is shown this once; there is none with `createKey: false`. */
  create(params: SetupParams, options?: RequestOptions) {
    return this.#api.post(path`/setup/`, toWire(params), as<{ username: string; key?: string }>, options);
  }
}
