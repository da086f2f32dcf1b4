import {
  openRelease,
  type ReleaseCategory,
  ReleaseError,
  type ReleaseReader,
  type ReleaseSample,
} from "@tessera/exchange";
import {
  BulkError,
  type Dataset,
  inParallel,
  type LabelPutParams,
  type LabelStatus,
  type SampleCreateParams,
  type TaskType,
  type TesseraClient,
} from "@tessera/sdk";
import { CliError, isRefusal, reportOf, usageError } from "../errors.js";
import type { FileSet, SourceFile } from "../files/source-file.js";
import type { Run } from "../shell.js";
import { LABEL_STATUSES, TASK_TYPES } from "../words.js";
import type { ImportedCategory, Note } from "./merge-imports.js";
import { addCategories, createDataset, fillDataset } from "./prepare-dataset.js";
import { withCategories } from "./release-categories.js";
import { comparedSamples } from "./same-picture.js";
import type { StoreResult } from "./store-import.js";

export interface ReleaseImport {
  readonly client: TesseraClient;
  /** The dataset with its owner. */
  readonly name: string;
  readonly existing: Dataset | undefined;
  readonly set: FileSet;
  /** The only labelset whose labels are read; all unless told. */
  readonly labelset: string | undefined;
  /** Of all labels; as the release has it unless told. */
  readonly status: LabelStatus | undefined;
  readonly addsCategories: boolean;
  readonly replaces: boolean;
  readonly parallel: number;
}

export interface ReleaseImported {
  readonly dataset: Dataset;
  readonly result: StoreResult;
  readonly skipped: readonly Note[];
  /** Files beside the release. */
  readonly unused: readonly Note[];
}

/** So many samples are held at once. */
const BATCH = 100;
/** Files of one length that begin with the same bytes are the same. */
const COMPARED_BYTES = 64 << 10;

/**
 * Imports a release file as it is: samples with their attributes, metadata and priority, and the labels of every labelset with their
 * statuses. Images, clouds and masks stay where their urls say. Samples are read one after the other, so the file may have any size.
 */
export async function importRelease(run: Run, options: ReleaseImport): Promise<ReleaseImported> {
  const { file, others } = releaseFile(options.set);
  try {
    const release = await open(file, options.labelset);
    const dataset = await prepare(run, release, options);
    const attempt = { client: options.client, dataset, isNew: options.existing === undefined };
    const result = await fillDataset(run, attempt, async () => {
      const store = new ReleaseStore(run, { ...options, release, dataset });
      await store.addAll();
      return store.result();
    });
    return { dataset, result, skipped: options.set.passedOver, unused: others };
  } catch (error) {
    if (error instanceof ReleaseError) throw new CliError(`${file.name}: ${error.message}.`, { cause: error });
    throw error;
  }
}

function releaseFile({ files }: FileSet): { file: SourceFile; others: Note[] } {
  const found = files.filter(({ name }) => /\.json(?:\.gz)?$/i.test(name));
  const [file] = found;
  if (file === undefined)
    throw new CliError(`There is no release file (.json or .json.gz) among ${files.length} files.`);
  if (found.length > 1)
    throw usageError(
      `There are ${found.length} JSON files: name the release itself.`,
      `tessera import release ${file.name} …`,
    );
  const others = files.filter((one) => one !== file);
  return { file, others: others.map(({ name }) => ({ place: name, reason: "it is no release file" })) };
}

/** A release is read with a labelset, which it has to have. */
async function open(file: SourceFile, labelset: string | undefined): Promise<ReleaseReader> {
  const source = () => file.open();
  return openRelease(source, { exactIntegers: true, ...(labelset !== undefined && { labelset }) });
}

async function prepare(run: Run, { header }: ReleaseReader, options: ReleaseImport): Promise<Dataset> {
  const { client, name, existing, addsCategories } = options;
  const { task_type, task_attributes, description } = header.dataset;
  if (existing === undefined) {
    if (!TASK_TYPES.includes(task_type as TaskType)) throw new CliError(`There is no task type ${task_type}.`);
    const taskAttributes = { format_version: "0.1", ...task_attributes } as NonNullable<Dataset["task_attributes"]>;
    const taskType = task_type as TaskType;
    return createDataset(run, {
      ...{ client, name, taskType, taskAttributes },
      ...(typeof description === "string" && { description }),
    });
  }
  if (existing.task_type !== task_type)
    throw usageError(`The release is of type ${task_type}, and the dataset is for ${existing.task_type}.`);
  if (!addsCategories) return existing;
  const found = new Map(task_attributes.categories.map((one) => [one.name, one as ImportedCategory]));
  return addCategories(run, { client, existing, found });
}

interface StoreOptions extends ReleaseImport {
  readonly release: ReleaseReader;
  readonly dataset: Dataset;
}

interface Present {
  readonly uuid: string;
  /** Of a sample that the dataset had before: it may be of other files. */
  readonly attributes?: unknown;
  /** The labelsets that have a label of it. */
  readonly labeled: Set<string>;
}

interface Job {
  readonly sample: ReleaseSample;
  readonly uuid: string;
  readonly labelset: string;
  readonly label: {
    readonly label_status?: string | undefined;
    readonly attributes?: unknown;
    readonly score?: unknown;
    readonly rating?: unknown;
  };
}

class ReleaseStore {
  readonly #run: Run;
  readonly #options: StoreOptions;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #present = new Map<string, Present>();
  readonly #skipped: Note[] = [];
  readonly #changed: Note[] = [];
  readonly #failed: Note[] = [];
  readonly #categories: ReadonlyMap<number, number | string>;
  #labelsets: readonly string[] = [];
  #added = 0;
  #labels = 0;
  #objects = 0;
  #keptLabels = 0;

  constructor(run: Run, options: StoreOptions) {
    this.#run = run;
    this.#options = options;
    this.#signal = AbortSignal.any([run.signal, this.#stop.signal]);
    this.#categories = categoryIds(options.release.categories, options.dataset);
  }

  result(): StoreResult {
    return {
      ...{ added: this.#added, labels: this.#labels, objects: this.#objects, keptLabels: this.#keptLabels },
      ...{ skipped: this.#skipped, changed: this.#changed, failed: this.#failed },
    };
  }

  async addAll(): Promise<void> {
    await this.#prepareLabelsets();
    const bar = this.#run.progress({ title: "Importing", unit: "samples", total: undefined });
    try {
      let batch: ReleaseSample[] = [];
      for await (const { sample } of this.#options.release) {
        batch.push(sample);
        if (batch.length < BATCH) continue;
        await this.#add(batch);
        for (const _ of batch) bar.add();
        batch = [];
      }
      await this.#add(batch);
      for (const _ of batch) bar.add();
    } finally {
      bar.end();
    }
  }

  /** Makes the labelsets that the dataset lacks, and learns what it has. */
  async #prepareLabelsets(): Promise<void> {
    const { client, dataset, release, labelset } = this.#options;
    const options = { signal: this.#signal };
    const wanted = labelset === undefined ? release.header.dataset.labelsets.map(({ name }) => name) : [labelset];
    const known = new Set<string>();
    for await (const { name } of client.labelsets.list(dataset.full_name, {}, options)) known.add(name);
    for (const name of wanted) {
      if (!known.has(name)) await client.labelsets.create(dataset.full_name, { name }, options);
      for await (const sample of client.samples.list(dataset.full_name, { labelset: name }, options)) {
        const present = this.#present.get(sample.name) ?? {
          ...{ uuid: sample.uuid, attributes: sample.attributes },
          labeled: new Set<string>(),
        };
        if (sample.label !== null && sample.label !== undefined) present.labeled.add(name);
        this.#present.set(sample.name, present);
      }
    }
    this.#labelsets = wanted;
  }

  async #add(samples: readonly ReleaseSample[]): Promise<void> {
    const names = new Set<string>();
    const fresh = samples.filter(({ name }) => {
      const isTwice = names.has(name);
      names.add(name);
      if (isTwice) this.#skipped.push({ place: name, reason: "another sample has its name" });
      return !isTwice;
    });
    await this.#create(fresh.filter(({ name }) => !this.#present.has(name)));
    const others = new Set<string>();
    const compare = async (sample: ReleaseSample) => {
      if (await this.#isOther(sample)) others.add(sample.name);
    };
    await inParallel(fresh, compare, { concurrency: this.#options.parallel, signal: this.#signal });
    const jobs = fresh.filter(({ name }) => !others.has(name)).flatMap((sample) => this.#jobsOf(sample));
    const guarded = async (job: Job): Promise<void> => {
      try {
        await this.#label(job);
      } catch (error) {
        this.#note(`${job.sample.name}, ${job.labelset}`, error);
      }
    };
    try {
      await inParallel(jobs, guarded, { concurrency: this.#options.parallel, signal: this.#signal });
    } catch (error) {
      throw this.#stop.signal.aborted ? this.#stop.signal.reason : error;
    }
  }

  /** Whether the dataset's sample of this name is another one: then the labels are not of it. */
  async #isOther(sample: ReleaseSample): Promise<boolean> {
    const attributes = this.#present.get(sample.name)?.attributes;
    if (attributes === undefined) return false;
    const options = { maxBytes: COMPARED_BYTES, signal: this.#signal };
    const result = await comparedSamples(sample.attributes, attributes, options);
    if (result === "different")
      this.#skipped.push({ place: sample.name, reason: "the dataset has another picture of this name" });
    if (result === "unknown")
      this.#changed.push({ place: sample.name, reason: "its picture could not be compared with the dataset's" });
    return result === "different";
  }

  async #create(samples: readonly ReleaseSample[]): Promise<void> {
    if (samples.length === 0) return;
    const { client, dataset } = this.#options;
    const params = samples.map((sample) => this.#paramsOf(sample));
    const made = await client.samples
      .createMany(dataset.full_name, params, { signal: this.#signal })
      .catch((error: unknown) => {
        if (!(error instanceof BulkError)) throw error;
        for (const { index, error: reason } of error.failures) this.#note(samples[index]?.name ?? "", reason);
        return error.results as readonly ({ readonly name: string; readonly uuid: string } | undefined)[];
      });
    for (const sample of made) {
      if (sample === undefined) continue;
      this.#present.set(sample.name, { uuid: sample.uuid, labeled: new Set() });
      this.#added += 1;
    }
  }

  #paramsOf({ name, attributes, metadata, priority, readme, assigned_labeler, assigned_reviewer }: ReleaseSample) {
    if (typeof assigned_labeler === "string" || typeof assigned_reviewer === "string")
      this.#changed.push({ place: name, reason: "who is to label or review it is left out" });
    return {
      ...{ name, attributes: attributes as SampleCreateParams["attributes"] },
      ...(metadata !== undefined &&
        metadata !== null && { metadata: metadata as NonNullable<SampleCreateParams["metadata"]> }),
      ...(typeof priority === "number" && { priority }),
      ...(typeof readme === "string" && readme !== "" && { readme }),
    };
  }

  #jobsOf(sample: ReleaseSample): Job[] {
    const present = this.#present.get(sample.name);
    if (present === undefined) return [];
    return Object.entries(sample.labels ?? {}).flatMap(([labelset, label]): Job[] => {
      if (label === null) return [];
      if (!this.#labelsets.includes(labelset)) {
        this.#skipped.push({ place: sample.name, reason: `its label in the labelset ${labelset} is not asked for` });
        return [];
      }
      if (present.labeled.has(labelset) && !this.#options.replaces) {
        this.#keptLabels += 1;
        return [];
      }
      return [{ sample, uuid: present.uuid, labelset, label }];
    });
  }

  async #label({ sample, uuid, labelset, label }: Job): Promise<void> {
    const { status } = this.#options;
    const lost = new Map<string, number>();
    const { value, objects } = withCategories(label.attributes, this.#categories, (reason) =>
      lost.set(reason, (lost.get(reason) ?? 0) + 1),
    );
    for (const [reason, count] of lost)
      for (let at = 0; at < count; at++) this.#skipped.push({ place: `${sample.name}, ${labelset}`, reason });
    const own = LABEL_STATUSES.find((one) => one === label.label_status);
    const params: LabelPutParams = {
      ...{ labelset, attributes: value as LabelPutParams["attributes"] },
      ...(typeof label.score === "number" && { score: label.score }),
      labelStatus: status ?? own ?? "PRELABELED",
    };
    const { labels } = this.#options.client;
    await labels.put(uuid, params, { signal: this.#signal });
    if (typeof label.rating === "number")
      await labels.update(uuid, { labelset, rating: label.rating }, { signal: this.#signal });
    this.#labels += 1;
    this.#objects += objects;
  }

  #note(place: string, error: unknown): void {
    if (this.#run.signal.aborted) throw error;
    if (isRefusal(error)) this.#stop.abort(error);
    this.#stop.signal.throwIfAborted();
    this.#failed.push({ place, reason: reportOf(error).error });
  }
}

/** The dataset's id of each category of the release, by name; the name itself where the dataset has none. */
function categoryIds(categories: readonly ReleaseCategory[], dataset: Dataset): Map<number, number | string> {
  const own = new Map((dataset.task_attributes?.categories ?? []).map(({ id, name }) => [name, id]));
  return new Map(categories.map(({ id, name }) => [id, own.get(name) ?? name]));
}
