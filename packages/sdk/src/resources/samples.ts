import type { TesseraClient } from "../client.js";
import { type ChunkOptions, createInChunks, MAX_CHUNK_ITEMS } from "../create-many.js";
import { type Api, as } from "../http/api.js";
import { toWire } from "../http/params.js";
import { DatasetName, path } from "../http/path.js";
import type { Query, RequestOptions } from "../http/request.js";
import { type Sample, sampleOf } from "../objects/sample.js";
import { PageList } from "../page.js";
import { type ParallelOptions, runParallel } from "../parallel.js";
import type {
  SampleCreateParams,
  SampleGetParams,
  SampleListParams,
  SampleNeighboursParams,
  SampleUpdateParams,
} from "../params.js";
import type { SampleNeighbours, TaskType } from "../wire.js";

/**
 * Options of `samples.createMany`.
 *
 * @example
 * const options: CreateManyOptions = { chunkSize: 500, onProgress: ({ done }) => console.log(`${done} samples`) };
 * const attributes = { image: { url: "https://example.com/rose.jpg" } };
 * const samples = Array.from({ length: 1200 }, (_, i) => ({ name: `rose-${i}.jpg`, attributes }));
 * console.log((await client.samples.createMany("jane/flowers", samples, options)).length); // 1200
 */
export type CreateManyOptions = ChunkOptions & Omit<RequestOptions, "idempotencyKey">;

/**
 * Options of `samples.deleteMany`.
 *
 * @example
 * const options: DeleteManyOptions = { concurrency: 2 };
 * console.log(await client.samples.deleteMany("jane/flowers", [sample.uuid], options)); // { deleted_count: 1 }
 */
export type DeleteManyOptions = ParallelOptions & Omit<RequestOptions, "idempotencyKey">;

/** `client.samples` */
export class Samples {
  readonly #api: Api;
  readonly #client: TesseraClient;

  constructor(api: Api, client: TesseraClient) {
    this.#api = api;
    this.#client = client;
  }

  /** The samples of a dataset. `for await` pages by cursor: equally fast at any depth. */
  list<Task extends TaskType = TaskType>(
    dataset: string,
    params: SampleListParams = {},
    options?: RequestOptions,
  ): PageList<Sample<Task>> {
    const request = { path: samples(dataset), query: sampleQuery(params), params, hasCursor: true };
    return new PageList(this.#api, { ...request, convert: sampleOf<Task>(this.#client) }, options);
  }

  /** One sample. */
  get<Task extends TaskType = TaskType>(uuid: string, params: SampleGetParams = {}, options?: RequestOptions) {
    const query = { labelset: params.labelset, include_signed_urls: params.includeSignedUrl ? 1 : undefined };
    return this.#api.get(path`/samples/${uuid}/`, sampleOf<Task>(this.#client), options, query);
  }

  /** The previous and the next sample in the list of `samples.list`, also for one that the filter no longer lets through. */
  neighbours(uuid: string, params: SampleNeighboursParams = {}, options?: RequestOptions) {
    return this.#api.get(path`/samples/${uuid}/neighbours/`, as<SampleNeighbours>, options, sampleQuery(params));
  }

  /** Adds a sample to a dataset. */
  create<Task extends TaskType = TaskType>(
    dataset: string,
    params: SampleCreateParams<Task>,
    options?: RequestOptions,
  ) {
    return this.#api.post(samples(dataset), toWire(params), sampleOf<Task>(this.#client), options);
  }

  /**
   * Adds many samples, of any iterable: 1,000 a request, several requests at a time; in the order of the input. A name that
   * exists already is no error: its sample comes back unchanged, so that an upload that broke off can be repeated.
   *
   * @throws {BulkError} when some failed: which, why, and the samples that were added.
   */
  createMany<Task extends TaskType = TaskType>(
    dataset: string,
    items: Iterable<SampleCreateParams<Task>> | AsyncIterable<SampleCreateParams<Task>>,
    options: CreateManyOptions = {},
  ): Promise<Sample<Task>[]> {
    const convert = (value: unknown) => (value as unknown[]).map(sampleOf<Task>(this.#client));
    return createInChunks(
      items,
      (body, signal) =>
        this.#api.send(
          { method: "POST", path: bulk(dataset), body, isKeyless: true, options: { ...options, signal } },
          convert,
        ),
      options,
    );
  }

  /** Changes a sample; what is absent stays, a null assignee clears it. */
  update<Task extends TaskType = TaskType>(uuid: string, params: SampleUpdateParams<Task>, options?: RequestOptions) {
    return this.#api.patch(path`/samples/${uuid}/`, toWire(params), sampleOf<Task>(this.#client), options);
  }

  /** Deletes a sample with its labels and issues. */
  delete(uuid: string, options?: RequestOptions) {
    return this.#api.delete(path`/samples/${uuid}/`, options);
  }

  /** Deletes many samples, 1,000 a request; unknown ones are skipped. */
  async deleteMany(
    dataset: string,
    uuids: Iterable<string>,
    options: DeleteManyOptions = {},
  ): Promise<{ deleted_count: number }> {
    const all = [...uuids];
    let deleted = 0;
    let done = 0;
    const work = async (chunk: string[], { signal }: { readonly signal: AbortSignal }) => {
      const request = { method: "DELETE", path: bulk(dataset), body: { uuids: chunk } } as const;
      const count = await this.#api.send({ ...request, options: { ...options, signal } }, deletedCount);
      deleted += count;
      done += chunk.length;
      options.onProgress?.({ done, total: all.length });
    };
    await runParallel(chunks(all), work, options);
    return { deleted_count: deleted };
  }
}

const samples = (dataset: string) => path`/datasets/${new DatasetName(dataset)}/samples/`;
const bulk = (dataset: string) => path`/datasets/${new DatasetName(dataset)}/samples_bulk/`;
const deletedCount = (value: unknown) => (value as { deleted_count: number }).deleted_count;

function* chunks(items: readonly string[]): Generator<string[], void, undefined> {
  for (let start = 0; start < items.length; start += MAX_CHUNK_ITEMS) yield items.slice(start, start + MAX_CHUNK_ITEMS);
}

function sampleQuery(params: SampleListParams): Query {
  const { labelset, name, labelStatus, metadata, sort = "name", direction, includeFullLabel } = params;
  return {
    labelset,
    include_full_label: labelset !== undefined && includeFullLabel ? 1 : undefined,
    name__contains: name,
    filters: metadata,
    label_status: labelStatus,
    sort: direction === "desc" ? `-${sort}` : sort,
  };
}
