import type { TesseraClient } from "../client.js";
import type { RequestOptions } from "../http/request.js";
import type { LabelsetData } from "../wire.js";

/** What a labelset can do. */
export class LabelsetMethods {
  readonly #client: TesseraClient;
  readonly #dataset: string;
  readonly #name: string;

  constructor(client: TesseraClient, ids: { readonly dataset: string; readonly name: string }) {
    this.#client = client;
    this.#dataset = ids.dataset;
    this.#name = ids.name;
  }

  /** The dataset that it is of. */
  getDataset(options?: RequestOptions) {
    return this.#client.datasets.get(this.#dataset, options);
  }

  /** Deletes it with its labels; `ground-truth` cannot be deleted. */
  delete(options?: RequestOptions) {
    return this.#client.labelsets.delete(this.#dataset, this.#name, options);
  }
}

/**
 * A set of labels, at most one a sample.
 *
 * @example
 * const labelset: Labelset = await client.labelsets.create("jane/flowers", { name: "model-predictions" });
 * console.log(labelset.is_groundtruth); // false
 * await labelset.delete();
 */
export type Labelset = LabelsetData & LabelsetMethods;

/** Data → object. */
export function labelsetOf(client: TesseraClient, dataset: string) {
  return (value: unknown): Labelset => {
    const data = value as LabelsetData;
    return Object.assign(new LabelsetMethods(client, { dataset, name: data.name }), data);
  };
}
