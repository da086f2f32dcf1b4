import { type Api, as } from "../http/api.js";
import { path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import type { SessionCreateParams } from "../params.js";
import type { Session, User } from "../wire.js";

/** `client.sessions`: signing in and out, in browsers, which keep the session's cookie. */
export class Sessions {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Signs in. After too many failures an `APILimitError` says in `retryAfterMs` when to try again; this does not wait. */
  create(params: SessionCreateParams, options?: RequestOptions) {
    const body = { username: params.username, password: params.password };
    return this.#api.post(path`/sessions/`, body, as<User>, { maxRetries: 0, ...options });
  }

  /** Your sessions, the one that was used last first. */
  list(options?: RequestOptions) {
    return this.#api.get(path`/user/sessions/`, as<Session[]>, options);
  }

  /** Ends one of your sessions; without a uuid signs out, which ends the one that this request comes with. */
  delete(uuid?: string, options?: RequestOptions) {
    const session = uuid === undefined ? path`/sessions/current/` : path`/user/sessions/${uuid}/`;
    return this.#api.delete(session, options);
  }
}
