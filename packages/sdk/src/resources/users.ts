import { type Api, as } from "../http/api.js";
import { toWire } from "../http/params.js";
import { path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import type { PasswordUpdateParams, UserUpdateParams } from "../params.js";
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

  /** Changes your own account; what is absent stays. */
  update(params: UserUpdateParams, options?: RequestOptions) {
    return this.#api.patch(path`/user/`, toWire(params), as<User>, options);
  }

  /** Changes your password; all your other sessions end. `revokeKeys` also revokes all your API keys. */
  updatePassword(params: PasswordUpdateParams, options?: RequestOptions) {
    const request = { method: "PUT", path: path`/user/password/`, body: toWire(params), options } as const;
    // Once it is changed, the present one is wrong.
    return this.#api.send({ ...request, isRepeatable: false, answer: "nothing" }, () => undefined);
  }
}
