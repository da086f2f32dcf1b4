import type { Api } from "../http/api.js";
import { ServerUsers } from "./server-users.js";

/** `client.server`, for server administrators. */
export class Server {
  readonly users: ServerUsers;

  constructor(api: Api) {
    this.users = new ServerUsers(api);
  }
}
