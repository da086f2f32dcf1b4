import { type Api, as } from "../http/api.js";
import { path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import type { User } from "../wire.js";

/** `client.users` */
export class Users {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** A user; without a name, the one whose key it is. */
  get(username?: string, options?: RequestOptions) {
    return this.#api.get(username === undefined ? path`/user` : path`/users/${username}/`, as<User>, options);
  }
}
