import type { TesseraClient } from "../client.js";
import type { RequestOptions } from "../http/request.js";
import type { PageParams } from "../page.js";
import type {
  CollaboratorAddParams,
  DatasetCloneParams,
  DatasetUpdateParams,
  IssueListParams,
  NamedParams,
  SampleCreateParams,
  SampleListParams,
  WorkunitListParams,
} from "../params.js";
import type { CreateManyOptions, DeleteManyOptions } from "../resources/samples.js";
import type { DatasetData } from "../types.js";
import type { TaskType } from "../wire.js";

/** What a dataset can do. The methods are on the prototype: the data stays plain data. */
export class DatasetMethods<Task extends TaskType = TaskType> {
  readonly #client: TesseraClient;
  readonly #name: string;

  constructor(client: TesseraClient, fullName: string) {
    this.#client = client;
    this.#name = fullName;
  }

  /** Reads it again. */
  refresh(options?: RequestOptions) {
    return this.#client.datasets.get<Task>(this.#name, options);
  }

  /** Changes it; what is absent stays. Answers with the dataset as it is then. */
  update(params: DatasetUpdateParams, options?: RequestOptions) {
    return this.#client.datasets.update(this.#name, params, options);
  }

  /** Deletes it with all that is in it. */
  delete(options?: RequestOptions) {
    return this.#client.datasets.delete(this.#name, options);
  }

  /** Copies it with its samples. */
  clone(params?: DatasetCloneParams, options?: RequestOptions) {
    return this.#client.datasets.clone(this.#name, params, options);
  }

  /** Adds a sample. */
  addSample(params: SampleCreateParams<Task>, options?: RequestOptions) {
    return this.#client.samples.create<Task>(this.#name, params, options);
  }

  /** Adds many samples: see `client.samples.createMany`. */
  addSamples(
    samples: Iterable<SampleCreateParams<Task>> | AsyncIterable<SampleCreateParams<Task>>,
    options?: CreateManyOptions,
  ) {
    return this.#client.samples.createMany<Task>(this.#name, samples, options);
  }

  /** Its samples. */
  getSamples(params?: SampleListParams, options?: RequestOptions) {
    return this.#client.samples.list<Task>(this.#name, params, options);
  }

  /** Deletes many samples; unknown ones are skipped. */
  deleteSamples(uuids: Iterable<string>, options?: DeleteManyOptions) {
    return this.#client.samples.deleteMany(this.#name, uuids, options);
  }

  /** Who works on it. */
  getCollaborators(params?: PageParams, options?: RequestOptions) {
    return this.#client.collaborators.list(this.#name, params, options);
  }

  /** One of those who work on it. */
  getCollaborator(username: string, options?: RequestOptions) {
    return this.#client.collaborators.get(this.#name, username, options);
  }

  /** Lets somebody work on it. */
  addCollaborator(params: CollaboratorAddParams, options?: RequestOptions) {
    return this.#client.collaborators.add(this.#name, params, options);
  }

  /** Its labelsets. */
  getLabelsets(params?: PageParams, options?: RequestOptions) {
    return this.#client.labelsets.list(this.#name, params, options);
  }

  /** One of its labelsets. */
  getLabelset(name: string, options?: RequestOptions) {
    return this.#client.labelsets.get(this.#name, name, options);
  }

  /** Adds a labelset. */
  addLabelset(params: NamedParams, options?: RequestOptions) {
    return this.#client.labelsets.create(this.#name, params, options);
  }

  /** The issues of all its samples. */
  getIssues(params?: IssueListParams, options?: RequestOptions) {
    return this.#client.issues.list(this.#name, params, options);
  }

  /** Its releases. */
  getReleases(params?: PageParams, options?: RequestOptions) {
    return this.#client.releases.list(this.#name, params, options);
  }

  /** One of its releases. */
  getRelease(name: string, options?: RequestOptions) {
    return this.#client.releases.get(this.#name, name, options);
  }

  /** Takes a snapshot of it. */
  addRelease(params: NamedParams, options?: RequestOptions) {
    return this.#client.releases.create(this.#name, params, options);
  }

  /** The work that was done on it. */
  getWorkunits(params?: WorkunitListParams, options?: RequestOptions) {
    return this.#client.workunits.list(this.#name, params, options);
  }
}

/**
 * A dataset: the server's data under the server's names, and what can be done with it.
 *
 * @example
 * const dataset: Dataset<"vector"> = await client.datasets.get<"vector">("jane/flowers");
 * console.log(dataset.full_name, dataset.samples_count, JSON.stringify(dataset));
 * await dataset.addSample({ name: "rose.jpg", attributes: { image: { url: "https://example.com/rose.jpg" } } });
 */
export type Dataset<Task extends TaskType = TaskType> = DatasetData<Task> & DatasetMethods<Task>;

/** Data → object. */
export function datasetOf<Task extends TaskType>(client: TesseraClient) {
  return (value: unknown): Dataset<Task> => {
    const data = value as DatasetData<Task>;
    return Object.assign(new DatasetMethods<Task>(client, data.full_name), data);
  };
}
