import { ImportError, type PaintedBitmap } from "@tessera/exchange";
import { encodeBitmap } from "@tessera/exchange/node";
import {
  BulkError,
  inParallel,
  type LabelPutParams,
  type LabelStatus,
  type Metadata,
  type SampleCreateParams,
  type TaskType,
  type TesseraClient,
} from "@tessera/sdk";
import { isRefusal, reportOf } from "../errors.js";
import { readBytes, type SourceFile } from "../files/source-file.js";
import type { UploadJournal } from "../upload/journal.js";
import { type CloudType, cloudTypeOf } from "../upload/media.js";
import { type Fit, fittedBitmap } from "./fit-picture.js";
import type { FoundSample, Note } from "./merge-imports.js";
import { placeObjects } from "./place-objects.js";
import { comparedWith, type PresentSample } from "./same-picture.js";

/** A sample of an import with what it is to be on the server. */
export interface ImportItem {
  readonly name: string;
  readonly found: FoundSample;
  /** Its image or cloud: a file to be uploaded, or where it is already. */
  readonly media: SourceFile | string;
}

export interface StoreOptions {
  readonly client: TesseraClient;
  readonly dataset: string;
  readonly taskType: TaskType;
  readonly labelset: string;
  readonly labelStatus: LabelStatus;
  readonly isCloud: boolean;
  readonly cloudType: CloudType | undefined;
  /** Category name → id in the dataset. */
  readonly categories: ReadonlyMap<string, number>;
  /** The samples that are there, by name. */
  readonly present: ReadonlyMap<string, PresentSample>;
  /** Whether labels that are there are replaced. */
  readonly replaces: boolean;
  /** Whether the format holds labels at all. */
  readonly hasLabels: boolean;
  readonly journal: UploadJournal;
  readonly parallel: number;
  readonly signal: AbortSignal;
  readonly onSample: () => void;
}

export interface StoreResult {
  readonly added: number;
  readonly labels: number;
  readonly objects: number;
  /** Samples that had a label, which stayed. */
  readonly keptLabels: number;
  readonly skipped: readonly Note[];
  /** What was stored, but not as the format has it. */
  readonly changed: readonly Note[];
  readonly failed: readonly Note[];
}

/** So many samples are on their way together: their images, then the samples, then their labels. */
const BATCH = 100;
/** Of pictures that get no label, so many bytes are compared: an import that goes on need not read the whole dataset. */
const COMPARED_BYTES = 64 << 10;
/** Smaller files of zip archives are held while they are sent, so that a broken connection can be tried again. */
const MAX_HELD_BYTES = 64 << 20;

/** Uploads images, adds samples and sets labels. What fails is listed; a refused key stops everything. */
export async function storeImport(items: readonly ImportItem[], options: StoreOptions): Promise<StoreResult> {
  const store = new ImportStore(options);
  for (let start = 0; start < items.length; start += BATCH) await store.add(items.slice(start, start + BATCH));
  return store.result();
}

/** Uploads a file, unless a run before this one has. */
export async function uploadMedia(
  { client, journal }: Pick<StoreOptions, "client" | "journal">,
  file: SourceFile,
  signal: AbortSignal,
): Promise<string> {
  const entry = { ...file, path: file.path ?? "" };
  const known = journal.urlOf(entry);
  if (known !== undefined) return known;
  const filename = file.name.slice(file.name.lastIndexOf("/") + 1);
  const { sizeBytes } = file;
  const source =
    file.path !== undefined
      ? { path: file.path }
      : sizeBytes <= MAX_HELD_BYTES
        ? await readBytes(file, sizeBytes)
        : await file.open();
  const { url } = await client.assets.upload(source, { filename, sizeBytes, signal });
  await journal.add(entry, url);
  return url;
}

/** Task types that take one shape only. */
const ONLY_SHAPE: Partial<Record<TaskType, string>> = { bboxes: "bbox", keypoints: "point" };

class ImportStore {
  readonly #options: StoreOptions;
  readonly #skipped: Note[] = [];
  readonly #changed: Note[] = [];
  readonly #failed: Note[] = [];
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #added = 0;
  #labels = 0;
  #objects = 0;
  #keptLabels = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#stop.signal]);
  }

  async add(items: readonly ImportItem[]): Promise<void> {
    const { present, parallel: concurrency } = this.#options;
    const missing = items.filter(({ name }) => !present.has(name));
    const there = items.filter(({ name }) => present.has(name));
    const uuids = new Map<string, string>();
    await this.#each(there, (item) => this.#recognize(item, uuids), concurrency);
    const params = await this.#each(missing, (item) => this.#paramsOf(item), concurrency);
    await this.#create(missing, params, uuids);
    await this.#each(items, (item) => this.#label(item, uuids.get(item.name)), concurrency);
  }

  /** A sample of this name may be of another picture: then it is not the one that the labels are of. */
  async #recognize({ name, media }: ImportItem, uuids: Map<string, string>): Promise<void> {
    const { present, replaces, hasLabels } = this.#options;
    const sample = present.get(name);
    if (sample === undefined) return;
    const willLabel = hasLabels && (replaces || !sample.isLabeled);
    const result = await comparedWith(sample, media, {
      maxBytes: willLabel ? undefined : COMPARED_BYTES,
      signal: this.#signal,
    });
    if (result === "different") {
      this.#skipped.push({ place: name, reason: "the dataset has another picture of this name" });
      return;
    }
    if (result === "unknown" && willLabel)
      this.#changed.push({ place: name, reason: "its picture could not be compared with the dataset's" });
    uuids.set(name, sample.uuid);
  }

  result(): StoreResult {
    return {
      ...{ added: this.#added, labels: this.#labels, objects: this.#objects, keptLabels: this.#keptLabels },
      ...{ skipped: this.#skipped, changed: this.#changed, failed: this.#failed },
    };
  }

  /** Does something with each item; undefined where it failed, which is noted. */
  async #each<Result>(
    items: readonly ImportItem[],
    work: (item: ImportItem) => Promise<Result>,
    concurrency: number,
  ): Promise<(Result | undefined)[]> {
    const guarded = async (item: ImportItem): Promise<Result | undefined> => {
      try {
        return await work(item);
      } catch (error) {
        this.#note(item.name, error);
        return undefined;
      }
    };
    try {
      return await inParallel(items, guarded, { concurrency, signal: this.#signal });
    } catch (error) {
      throw this.#stop.signal.aborted ? this.#stop.signal.reason : error;
    }
  }

  #note(place: string, error: unknown): void {
    if (this.#options.signal.aborted) throw error;
    if (isRefusal(error)) this.#stop.abort(error);
    this.#stop.signal.throwIfAborted();
    this.#failed.push({ place, reason: reportOf(error).error });
  }

  async #paramsOf({ name, found, media }: ImportItem): Promise<SampleCreateParams> {
    const { isCloud, cloudType } = this.#options;
    const url = typeof media === "string" ? media : await uploadMedia(this.#options, media, this.#signal);
    const type = cloudType ?? cloudTypeOf(typeof media === "string" ? media : media.name) ?? "pcd";
    const attributes = isCloud ? { pcd: { url, type } } : { image: { url } };
    const { metadata } = found;
    return { name, attributes, ...(metadata !== undefined && { metadata: metadata as Metadata }) };
  }

  async #create(
    items: readonly ImportItem[],
    params: readonly (SampleCreateParams | undefined)[],
    uuids: Map<string, string>,
  ): Promise<void> {
    const { client, dataset } = this.#options;
    const ready = params.filter((one) => one !== undefined);
    if (ready.length === 0) return;
    const samples = await client.samples
      .createMany(dataset, ready, { signal: this.#signal })
      .catch((error: unknown) => {
        if (!(error instanceof BulkError)) throw error;
        for (const { index, error: reason } of error.failures)
          this.#note(ready[index]?.name ?? items[index]?.name ?? "", reason);
        return error.results as readonly ({ readonly name: string; readonly uuid: string } | undefined)[];
      });
    for (const sample of samples) {
      if (sample === undefined) continue;
      uuids.set(sample.name, sample.uuid);
      this.#added += 1;
    }
  }

  async #label(item: ImportItem, uuid: string | undefined): Promise<void> {
    const { client, labelset, labelStatus, present, replaces, hasLabels, onSample } = this.#options;
    onSample();
    if (uuid === undefined || !hasLabels) return;
    if (present.get(item.name)?.isLabeled === true && !replaces) {
      this.#keptLabels += 1;
      return;
    }
    const attributes = await this.#attributesOf(item);
    if (attributes === undefined || this.#hasLostAll(item, attributes.annotations)) return;
    const label = { labelset, labelStatus, attributes: attributes as unknown as LabelPutParams["attributes"] };
    await client.labels.put(uuid, label, { signal: this.#signal });
    this.#labels += 1;
    this.#objects += attributes.annotations.length;
  }

  /** A label without objects says that there are none, which is not known when all were left out. */
  #hasLostAll({ name, found }: ImportItem, stored: readonly object[]): boolean {
    if (stored.length > 0) return false;
    const isLost = found.annotations.length > 0 || (found.unplaced ?? []).length > 0;
    if (isLost) this.#changed.push({ place: name, reason: "none of its objects could be imported: it gets no label" });
    return isLost || found.isUnlabeled === true;
  }

  /** The label with the dataset's category ids; undefined when there is nothing to be said. */
  async #attributesOf({
    name,
    found,
    media,
  }: ImportItem): Promise<{ readonly annotations: readonly object[] } | undefined> {
    const { categories, taskType, isCloud } = this.#options;
    const only = ONLY_SHAPE[taskType];
    const { objects, fit, skipped = [], changed = [] } = await placeObjects(name, found, isCloud ? undefined : media);
    this.#skipped.push(...skipped);
    this.#changed.push(...changed);
    const bitmap = found.paint === undefined ? undefined : await this.#bitmapOf(name, found.paint, fit);
    if (found.paint !== undefined && bitmap === undefined) return undefined;
    const annotations = objects.flatMap((object) => {
      const category = found.categoryOf.get(object.category_id) ?? "";
      const id = categories.get(category);
      const isHidden = bitmap?.hiddenIds.has(object.id) === true;
      const place = `${name}, object ${object.id}`;
      if (id === undefined)
        this.#skipped.push({ place, reason: `the dataset has no category ${JSON.stringify(category)}` });
      if (isHidden && bitmap?.lostIds.has(object.id) !== true)
        this.#skipped.push({ place, reason: bitmap?.hiddenReason ?? "others cover all of its pixels" });
      const isOther = only !== undefined && object.type !== only;
      if (isOther)
        this.#skipped.push({ place, reason: `a dataset of ${taskType} has no place for a ${String(object.type)}` });
      if (id === undefined || isHidden || isOther) return [];
      return [{ ...object, category_id: id }];
    });
    if (bitmap === undefined) return { annotations };
    const { url } = await this.#options.client.assets.upload(bitmap.png, {
      filename: "label.png",
      signal: this.#signal,
    });
    return { annotations, segmentation_bitmap: { url } } as { annotations: readonly object[] };
  }

  /** Undefined when a file of pixels cannot be used: then the sample gets no label. */
  async #painted(name: string, paint: NonNullable<FoundSample["paint"]>): Promise<PaintedBitmap | undefined> {
    try {
      return await paint();
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      this.#skipped.push({ place: name, reason: error.message });
      return undefined;
    }
  }

  async #bitmapOf(name: string, paint: NonNullable<FoundSample["paint"]>, fit: Fit | undefined) {
    if (fit !== undefined && fit.orientation === undefined) return undefined;
    const painted = await this.#painted(name, paint);
    if (painted === undefined) return undefined;
    const { bitmap, hiddenIds, hiddenReason, duplicateIds = [], unlistedIds = [] } = painted;
    for (const id of unlistedIds)
      this.#skipped.push({
        place: `${name}, segment ${id}`,
        reason: "pixels of it are there, and no annotation lists it",
      });
    const resized = fit === undefined ? bitmap : fittedBitmap(bitmap, fit);
    const kept = new Set(fit === undefined ? [] : resized.ids);
    const lost = fit === undefined ? [] : [...new Set(bitmap.ids)].filter((id) => id !== 0 && !kept.has(id));
    for (const id of lost)
      this.#skipped.push({ place: `${name}, object ${id}`, reason: "it has no pixel left at its picture's size" });
    return {
      png: encodeBitmap(resized),
      hiddenIds: new Set([...hiddenIds, ...lost]),
      hiddenReason,
      lostIds: new Set([...lost, ...duplicateIds]),
    };
  }
}
