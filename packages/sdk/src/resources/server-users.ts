import { type Api, as } from "../http/api.js";
import { toWire } from "../http/params.js";
import { path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { PageList } from "../page.js";
import type { PasswordResetParams, ServerUserListParams, ServerUserUpdateParams } from "../params.js";
import type { ApiKey, ServerUser, Session } from "../wire.js";

/** `client.server.users`, for server administrators. */
export class ServerUsers {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** The users of the server by name, disabled ones included. */
  list(params: ServerUserListParams = {}, options?: RequestOptions) {
    const query = { search: params.search };
    const request = { path: path`/server/users/`, query, params, convert: as<ServerUser> };
    return new PageList<ServerUser>(this.#api, request, options);
  }

  /** A user of the server. */
  get(username: string, options?: RequestOptions) {
    return this.#api.get(path`/server/users/${username}/`, as<ServerUser>, options);
  }

  /** Disables or enables a user, or changes who administrates the server; what is absent stays. */
  update(username: string, params: ServerUserUpdateParams, options?: RequestOptions) {
    return this.#api.patch(path`/server/users/${username}/`, toWire(params), as<ServerUser>, options);
  }

  /** Replaces a user's password by a random one, which is shown this once. Their sessions end. */
  resetPassword(username: string, params: PasswordResetParams = {}, options?: RequestOptions) {
    const url = path`/server/users/${username}/password/`;
    return this.#api.post(url, toWire(params), as<{ password: string }>, options);
  }

  /** A user's API keys, without the keys themselves. */
  listApiKeys(username: string, options?: RequestOptions) {
    return this.#api.get(path`/server/users/${username}/api_keys/`, as<ApiKey[]>, options);
  }

  /** Revokes a user's API key. */
  deleteApiKey(username: string, uuid: string, options?: RequestOptions) {
    return this.#api.delete(path`/server/users/${username}/api_keys/${uuid}/`, options);
  }

  /** A user's sessions, the one that was used last first. */
  listSessions(username: string, options?: RequestOptions) {
    return this.#api.get(path`/server/users/${username}/sessions/`, as<Session[]>, options);
  }

  /** Ends all sessions of a user. */
  deleteSessions(username: string, options?: RequestOptions) {
    return this.#api.delete(path`/server/users/${username}/sessions/`, options);
  }
}
