import type { TesseraClient } from "../client.js";
import type { Api } from "../http/api.js";
import { DatasetName, path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { type Collaborator, collaboratorOf } from "../objects/collaborator.js";
import { PageList, type PageParams } from "../page.js";
import type { CollaboratorAddParams, CollaboratorUpdateParams } from "../params.js";

/** `client.collaborators` */
export class Collaborators {
  readonly #api: Api;
  readonly #client: TesseraClient;

  constructor(api: Api, client: TesseraClient) {
    this.#api = api;
    this.#client = client;
  }

  /** Who works on a dataset. */
  list(dataset: string, params: PageParams = {}, options?: RequestOptions): PageList<Collaborator> {
    const convert = collaboratorOf(this.#client, dataset);
    return new PageList(this.#api, { path: collaborators(dataset), params, convert }, options);
  }

  /** One of those who work on a dataset. */
  get(dataset: string, username: string, options?: RequestOptions) {
    return this.#api.get(collaborator(dataset, username), collaboratorOf(this.#client, dataset), options);
  }

  /** Lets somebody work on a dataset. */
  add(dataset: string, params: CollaboratorAddParams, options?: RequestOptions) {
    const { username, role } = params;
    const body = { user: username, role: role ?? "labeler" };
    return this.#api.post(collaborators(dataset), body, collaboratorOf(this.#client, dataset), options);
  }

  /** Changes somebody's role. */
  update(dataset: string, username: string, params: CollaboratorUpdateParams, options?: RequestOptions) {
    const convert = collaboratorOf(this.#client, dataset);
    return this.#api.patch(collaborator(dataset, username), { role: params.role }, convert, options);
  }

  /** Takes somebody off a dataset. */
  remove(dataset: string, username: string, options?: RequestOptions) {
    return this.#api.delete(collaborator(dataset, username), options);
  }
}

const collaborators = (dataset: string) => path`/datasets/${new DatasetName(dataset)}/collaborators/`;
const collaborator = (dataset: string, username: string) =>
  path`/datasets/${new DatasetName(dataset)}/collaborators/${username}/`;
