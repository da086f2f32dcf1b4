import { type Api, as } from "../http/api.js";
import { toWire } from "../http/params.js";
import { DatasetName, path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import type { InvitationAcceptParams, InvitationCreateParams, InvitationTarget } from "../params.js";
import type { Invitation, InvitationOffer, User } from "../wire.js";

/** `client.invitations`: links by which people join a dataset or an organization. */
export class Invitations {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** The invitations to a dataset or an organization that can still be accepted. */
  list(target: InvitationTarget, options?: RequestOptions) {
    return this.#api.get(invitations(target), as<Invitation[]>, options);
  }

  /** Invites somebody. `url` of the answer is shown this once; it works for one person, for seven days. */
  create(params: InvitationCreateParams, options?: RequestOptions) {
    const { dataset: _, organization: __, ...body } = { dataset: undefined, organization: undefined, ...params };
    return this.#api.post(invitations(params), toWire(body), as<Invitation>, options);
  }

  /** Revokes an invitation. */
  delete(uuid: string, options?: RequestOptions) {
    return this.#api.delete(path`/invitations/${uuid}/`, options);
  }

  /** What an invitation offers, by the token at the end of its link; a `NotFoundError` once it is used or over. */
  get(token: string, options?: RequestOptions) {
    return this.#api.get(path`/invitations/${token}/`, as<InvitationOffer>, options);
  }

  /** Joins; with the data of a new account where nobody is signed in, which is signed in then. */
  accept(token: string, params: InvitationAcceptParams = {}, options?: RequestOptions) {
    return this.#api.post(path`/invitations/${token}/accept/`, toWire(params), as<User>, options);
  }
}

const invitations = (target: InvitationTarget) =>
  target.organization === undefined
    ? path`/datasets/${new DatasetName(target.dataset)}/invitations/`
    : path`/organizations/${target.organization}/invitations/`;
