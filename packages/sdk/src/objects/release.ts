import type { TesseraClient } from "../client.js";
import type { ApiPromise } from "../http/api-promise.js";
import type { RequestOptions } from "../http/request.js";
import type { WaitOptions } from "../resources/releases.js";
import type { ReleaseFile } from "../types.js";
import type { ReleaseData } from "../wire.js";

/** What a release can do. */
export class ReleaseMethods {
  readonly #client: TesseraClient;
  readonly #dataset: string;
  readonly #name: string;
  readonly #url: string | null;

  constructor(client: TesseraClient, ids: { dataset: string; name: string; url: string | null }) {
    this.#client = client;
    this.#dataset = ids.dataset;
    this.#name = ids.name;
    this.#url = ids.url;
  }

  /** The dataset that it is of. */
  getDataset(options?: RequestOptions) {
    return this.#client.datasets.get(this.#dataset, options);
  }

  /** Waits until its file is written: see `client.releases.waitFor`. */
  wait(options?: WaitOptions) {
    return this.#client.releases.waitFor(this.#dataset, this.#name, options);
  }

  /** Its file. `.asResponse()` gives it as a stream, for releases that are too large to hold. */
  download(options?: RequestOptions): ApiPromise<ReleaseFile> {
    return this.#client.releases.download(this.#url, options);
  }

  /** Deletes it with its file. */
  delete(options?: RequestOptions) {
    return this.#client.releases.delete(this.#dataset, this.#name, options);
  }
}

/**
 * A snapshot of a dataset as one JSON file.
 *
 * @example
 * const pending: Release = await client.releases.create("jane/flowers", { name: "v0.1" });
 * const release = await pending.wait();
 * const file = await release.download();
 * console.log(release.status, file.dataset.samples.length); // SUCCEEDED 1
 */
export type Release = ReleaseData & ReleaseMethods;

/** Data → object. */
export function releaseOf(client: TesseraClient, dataset: string) {
  return (value: unknown): Release => {
    const data = value as ReleaseData;
    return Object.assign(new ReleaseMethods(client, { dataset, name: data.name, url: data.attributes.url }), data);
  };
}
