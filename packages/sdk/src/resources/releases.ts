import type { TesseraClient } from "../client.js";
import { TesseraError, TimeoutError } from "../errors.js";
import { type Api, as } from "../http/api.js";
import type { ApiPromise } from "../http/api-promise.js";
import { toWire } from "../http/params.js";
import { DatasetName, path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { sleep } from "../http/retry.js";
import { type Release, releaseOf } from "../objects/release.js";
import { PageList, type PageParams } from "../page.js";
import type { NamedParams } from "../params.js";
import type { ReleaseFile } from "../types.js";

/**
 * Options of `releases.waitFor`.
 *
 * @example
 * const options: WaitOptions = { maxWaitMs: 60_000, onPoll: ({ status }) => console.log(status) };
 * await client.releases.create("jane/flowers", { name: "v0.3" });
 * console.log((await client.releases.waitFor("jane/flowers", "v0.3", options)).attributes.url);
 */
export interface WaitOptions extends RequestOptions {
  /** How long to wait at most. Default: until it is there. */
  readonly maxWaitMs?: number | undefined;
  /** Called with the release whenever it was looked at. */
  readonly onPoll?: ((release: Release) => void) | undefined;
}

const FIRST_POLL_MS = 100;
const MAX_POLL_MS = 5_000;

/** `client.releases` */
export class Releases {
  readonly #api: Api;
  readonly #client: TesseraClient;

  constructor(api: Api, client: TesseraClient) {
    this.#api = api;
    this.#client = client;
  }

  /** The releases of a dataset. */
  list(dataset: string, params: PageParams = {}, options?: RequestOptions): PageList<Release> {
    const convert = releaseOf(this.#client, dataset);
    return new PageList(this.#api, { path: releases(dataset), params, convert }, options);
  }

  /** One release. */
  get(dataset: string, name: string, options?: RequestOptions) {
    return this.#api.get(release(dataset, name), releaseOf(this.#client, dataset), options);
  }

  /** Takes a snapshot of a dataset. Its file is written after this answers: see `waitFor`. */
  create(dataset: string, params: NamedParams, options?: RequestOptions) {
    return this.#api.post(releases(dataset), toWire(params), releaseOf(this.#client, dataset), options);
  }

  /** Deletes a release with its file. */
  delete(dataset: string, name: string, options?: RequestOptions) {
    return this.#api.delete(release(dataset, name), options);
  }

  /**
   * Waits until a release's file is written.
   *
   * @throws {TimeoutError} after `maxWaitMs`.
   * @throws {TesseraError} when it failed, with the server's reason.
   */
  async waitFor(dataset: string, name: string, options: WaitOptions = {}): Promise<Release> {
    const endMs = Date.now() + (options.maxWaitMs ?? Number.POSITIVE_INFINITY);
    for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(MAX_POLL_MS, pauseMs * 1.5)) {
      const current = await this.get(dataset, name, options);
      options.onPoll?.(current);
      if (current.status === "SUCCEEDED") return current;
      if (current.status === "FAILED") throw new TesseraError(`The release failed: ${current.status_info ?? ""}`);
      const leftMs = endMs - Date.now();
      if (leftMs <= 0) throw new TimeoutError(`The release is not there after ${options.maxWaitMs} ms`);
      await sleep(Math.min(pauseMs, leftMs), options.signal);
    }
  }

  /** The file of a release, from its `attributes.url`; no key goes there. `.asResponse()` gives it as a stream. */
  download(url: string | null, options?: RequestOptions): ApiPromise<ReleaseFile> {
    const file = { text: url ?? "", fault: url === null ? "the release has no file yet" : undefined };
    return this.#api.send({ method: "GET", path: file, isForeign: true, options }, as<ReleaseFile>);
  }
}

const releases = (dataset: string) => path`/datasets/${new DatasetName(dataset)}/releases/`;
const release = (dataset: string, name: string) => path`/datasets/${new DatasetName(dataset)}/releases/${name}/`;
