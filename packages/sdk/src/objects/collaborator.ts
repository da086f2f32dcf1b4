import type { TesseraClient } from "../client.js";
import type { RequestOptions } from "../http/request.js";
import type { CollaboratorUpdateParams } from "../params.js";
import type { CollaboratorData } from "../wire.js";

/** What a collaborator can do. */
export class CollaboratorMethods {
  readonly #client: TesseraClient;
  readonly #dataset: string;
  readonly #username: string;

  constructor(client: TesseraClient, ids: { readonly dataset: string; readonly username: string }) {
    this.#client = client;
    this.#dataset = ids.dataset;
    this.#username = ids.username;
  }

  /** The dataset that they work on. */
  getDataset(options?: RequestOptions) {
    return this.#client.datasets.get(this.#dataset, options);
  }

  /** Changes the role. */
  update(params: CollaboratorUpdateParams, options?: RequestOptions) {
    return this.#client.collaborators.update(this.#dataset, this.#username, params, options);
  }

  /** Takes them off the dataset. */
  delete(options?: RequestOptions) {
    return this.#client.collaborators.remove(this.#dataset, this.#username, options);
  }
}

/**
 * Somebody who works on a dataset, and as what.
 *
 * @example
 * const collaborator: Collaborator = await client.collaborators.add("jane/flowers", { username: "john" });
 * console.log(collaborator.user.username, collaborator.role); // john labeler
 * await collaborator.update({ role: "reviewer" });
 */
export type Collaborator = CollaboratorData & CollaboratorMethods;

/** Data → object. */
export function collaboratorOf(client: TesseraClient, dataset: string) {
  return (value: unknown): Collaborator => {
    const data = value as CollaboratorData;
    return Object.assign(new CollaboratorMethods(client, { dataset, username: data.user.username }), data);
  };
}
