import { type Api, as } from "../http/api.js";
import { toWire } from "../http/params.js";
import { path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import type { MemberAddParams, MemberUpdateParams, OrganizationCreateParams } from "../params.js";
import type { OrganizationMember, User } from "../wire.js";

/** `client.organizations` */
export class Organizations {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Founds an organization; you are its administrator. */
  create(params: OrganizationCreateParams, options?: RequestOptions) {
    return this.#api.post(path`/organizations/`, { name: params.name }, as<User>, options);
  }

  /** Who is in an organization. */
  listMembers(organization: string, options?: RequestOptions) {
    return this.#api.get(path`/organizations/${organization}/members/`, as<OrganizationMember[]>, options);
  }

  /** Takes somebody into an organization. */
  addMember(organization: string, params: MemberAddParams, options?: RequestOptions) {
    const { username, ...rest } = params;
    const body = { user: username, ...toWire(rest) };
    return this.#api.post(path`/organizations/${organization}/members/`, body, as<OrganizationMember>, options);
  }

  /** Changes a membership; what is absent stays. */
  updateMember(organization: string, username: string, params: MemberUpdateParams, options?: RequestOptions) {
    const member = path`/organizations/${organization}/members/${username}/`;
    return this.#api.patch(member, toWire(params), as<OrganizationMember>, options);
  }

  /** Takes somebody, or yourself, out of an organization. */
  removeMember(organization: string, username: string, options?: RequestOptions) {
    return this.#api.delete(path`/organizations/${organization}/members/${username}/`, options);
  }
}
