import { sequenceFolders } from "@tessera/exchange";
import { inParallel, type LabelPutParams, type SampleCreateParams } from "@tessera/sdk";
import { isRefusal, reportOf } from "../errors.js";
import { baseName, normalPath } from "./find-image.js";
import type { Note } from "./merge-imports.js";
import { placeObjects } from "./place-objects.js";
import { comparedWith } from "./same-picture.js";
import { type ImportItem, type StoreOptions, type StoreResult, uploadMedia } from "./store-import.js";

/** The frames of one annotation file, in order. */
interface Sequence {
  readonly name: string;
  readonly frames: readonly ImportItem[];
}

/** Of a sequence's first frame, so many bytes are compared with the dataset's. */
const COMPARED_BYTES = 64 << 10;

/** Adds a sample for each annotation file, whose frames are its pictures, and sets its label. What fails is listed. */
export async function storeSequences(items: readonly ImportItem[], options: StoreOptions): Promise<StoreResult> {
  const store = new SequenceStore(options);
  for (const sequence of sequencesOf(items)) await store.add(sequence);
  return store.result();
}

function sequencesOf(items: readonly ImportItem[]): Sequence[] {
  const byFile = new Map<string, ImportItem[]>();
  for (const item of items) byFile.set(item.found.from, [...(byFile.get(item.found.from) ?? []), item]);
  return [...byFile].map(([from, frames]) => ({
    name: sequenceName(from, frames),
    frames: frames.toSorted((a, b) => (a.found.frame?.index ?? 0) - (b.found.frame?.index ?? 0)),
  }));
}

/** The annotation file's name, but for the names that every sequence has; then the folder of the pictures. */
function sequenceName(from: string, [first]: readonly ImportItem[]): string {
  const own = normalPath(from).replace(/\.[^/.]*$/, "");
  const name = own.replace(/(?:^|\/)(?:gt\/gt|gt|det\/det|annotations)$/, "");
  if (name !== "") return name;
  const picture = first === undefined || typeof first.media === "string" ? "" : first.media.name;
  const folder = picture.slice(0, Math.max(0, picture.lastIndexOf("/")));
  return folder.replace(/(?:^|\/)(?:img1|images)$/, "") || "sequence";
}

class SequenceStore {
  readonly #options: StoreOptions;
  readonly #skipped: Note[] = [];
  readonly #changed: Note[] = [];
  readonly #failed: Note[] = [];
  #added = 0;
  #labels = 0;
  #objects = 0;
  #keptLabels = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  result(): StoreResult {
    return {
      ...{ added: this.#added, labels: this.#labels, objects: this.#objects, keptLabels: this.#keptLabels },
      ...{ skipped: this.#skipped, changed: this.#changed, failed: this.#failed },
    };
  }

  async add(sequence: Sequence): Promise<void> {
    try {
      const uuid = await this.#sampleOf(sequence);
      if (uuid !== undefined) await this.#label(sequence, uuid);
    } catch (error) {
      this.#options.signal.throwIfAborted();
      if (isRefusal(error)) throw error;
      this.#failed.push({ place: sequence.name, reason: reportOf(error).error });
    }
  }

  /** Undefined where the dataset has another sequence of this name. */
  async #sampleOf({ name, frames }: Sequence): Promise<string | undefined> {
    const { client, dataset, present, signal, parallel, onSample } = this.#options;
    const known = present.get(name);
    if (known !== undefined) {
      for (const _ of frames) onSample();
      const [first] = frames;
      const compared = first && (await comparedWith(known, first.media, { maxBytes: COMPARED_BYTES, signal }));
      if (compared !== "different") return known.uuid;
      this.#skipped.push({ place: name, reason: "the dataset has another sequence of this name" });
      return undefined;
    }
    const urls = await inParallel(
      frames,
      async ({ media }) => {
        const url = typeof media === "string" ? media : await uploadMedia(this.#options, media, signal);
        onSample();
        return url;
      },
      { concurrency: parallel, signal },
    );
    const params = { name, attributes: { frames: framesOf(frames, urls) } } as SampleCreateParams;
    const sample = await client.samples.create(dataset, params, { signal });
    this.#added += 1;
    return sample.uuid;
  }

  async #label({ name, frames }: Sequence, uuid: string): Promise<void> {
    const { client, labelset, labelStatus, present, replaces, signal } = this.#options;
    if (present.get(name)?.isLabeled === true && !replaces) {
      this.#keptLabels += 1;
      return;
    }
    const tracks = new Tracks(frames);
    const labeled: { annotations: readonly object[] }[] = [];
    for (const item of frames) labeled.push({ annotations: await this.#objectsOf(item, tracks) });
    const count = labeled.reduce((sum, { annotations }) => sum + annotations.length, 0);
    if (count === 0 && frames.some(({ found }) => found.annotations.length > 0)) {
      this.#changed.push({ place: name, reason: "none of its objects could be imported: it gets no label" });
      return;
    }
    const attributes = { frames: labeled } as unknown as LabelPutParams["attributes"];
    await client.labels.put(uuid, { labelset, labelStatus, attributes }, { signal });
    this.#labels += 1;
    this.#objects += count;
  }

  async #objectsOf(item: ImportItem, tracks: Tracks): Promise<object[]> {
    const { name, found, media } = item;
    const { objects, skipped = [], changed = [] } = await placeObjects(name, found, media);
    this.#skipped.push(...skipped);
    this.#changed.push(...changed);
    const taken = new Set<number>();
    return objects.flatMap((object) => {
      const category = found.categoryOf.get(object.category_id) ?? "";
      const categoryId = this.#options.categories.get(category);
      if (categoryId === undefined) {
        const reason = `the dataset has no category ${JSON.stringify(category)}`;
        this.#skipped.push({ place: `${name}, object ${object.id}`, reason });
        return [];
      }
      const trackId = tracks.idOf(object.track_id);
      // Several points of one track are objects of their own.
      const id = taken.has(trackId) ? tracks.newId() : trackId;
      taken.add(id);
      return [{ ...object, id, track_id: id, category_id: categoryId }];
    });
  }
}

/** Numbers of tracks, from 1: those of the file where it has such, and new ones for all else. */
class Tracks {
  readonly #ids = new Map<unknown, number>();
  /** CVAT counts tracks from 0. */
  readonly #shift: number;
  #last: number;

  constructor(frames: readonly ImportItem[]) {
    const given = frames
      .flatMap(({ found }) => found.annotations.map(({ track_id }) => track_id))
      .filter(isTrackNumber);
    this.#shift = given.includes(0) ? 1 : 0;
    this.#last = given.reduce((largest, id) => Math.max(largest, id), 0) + this.#shift;
  }

  idOf(track: unknown): number {
    if (isTrackNumber(track)) return track + this.#shift;
    if (track === undefined) return this.newId();
    const id = this.#ids.get(track) ?? this.newId();
    this.#ids.set(track, id);
    return id;
  }

  newId(): number {
    this.#last += 1;
    return this.#last;
  }
}

function isTrackNumber(track: unknown): track is number {
  return typeof track === "number" && Number.isSafeInteger(track) && track >= 0;
}

/** With the names and timestamps of the pictures' files, in the order of the annotations. */
function framesOf(items: readonly ImportItem[], urls: readonly string[]): object[] {
  const files = items.map(({ media }, index) => ({ name: typeof media === "string" ? "" : media.name, index }));
  const timestamps = new Map<number, number | bigint>();
  for (const { frames } of sequenceFolders(files, "")) {
    for (const { file, timestamp } of frames) if (timestamp !== undefined) timestamps.set(file.index, timestamp);
  }
  return items.map(({ media }, index) => {
    const name = typeof media === "string" ? undefined : baseName(media.name);
    const timestamp = timestamps.size === items.length ? timestamps.get(index) : undefined;
    return {
      image: { url: urls[index] ?? "" },
      ...(name !== undefined && { name }),
      ...(timestamp !== undefined && { timestamp }),
    };
  });
}
