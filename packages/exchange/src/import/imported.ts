import type { IdBitmap, ImageSize } from "@tessera/codecs";

/** A file that cannot be imported at all: truncated, or of another format. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}

/** An object as labels hold it. */
export interface ImportedObject {
  readonly id: number;
  readonly category_id: number;
  readonly [key: string]: unknown;
}

/** A bitmap with the ids of objects of which others cover every pixel. */
export interface PaintedBitmap {
  readonly bitmap: IdBitmap;
  readonly hiddenIds: readonly number[];
  /** Why they have no pixel; others cover them unless told. */
  readonly hiddenReason?: string | undefined;
  /** Of these, objects that are there a second time with the same pixels: nothing is lost without them. */
  readonly duplicateIds?: readonly number[] | undefined;
  /** Ids of pixels that no object has. */
  readonly unlistedIds?: readonly number[] | undefined;
}

export interface ImportedSample {
  /** The image's or cloud's file name as the format gives it; for a file per image, that file's name without its extension. */
  readonly name: string;
  readonly size: ImageSize | undefined;
  /** Other names that the format may mean the same file by, the likeliest first. */
  readonly aliases?: readonly string[] | undefined;
  /** Of a frame of a video: its number there, and its place among the `count` frames that the format counts. */
  readonly frame?: { readonly number: number; readonly index: number; readonly count: number } | undefined;
  readonly annotations: readonly ImportedObject[];
  /** Whether what the format says of its objects cannot be used, so that it is not known to be without any: then it gets no label. */
  readonly isUnlabeled?: boolean | undefined;
  /** Of formats whose numbers are parts of the picture's sides: the objects on a picture of this size, as it is shown. */
  readonly objectsOn?: ((size: ImageSize) => readonly ImportedObject[]) | undefined;
  /** Objects that only `objectsOn` has, because the format does not give the picture's size. */
  readonly unplaced?: readonly SkippedImport[] | undefined;
  /** Where the format says that the image is on the web. */
  readonly url?: string | undefined;
  /** The part of the dataset that the format has it in, such as `train`. */
  readonly split?: string | undefined;
  /** What else the format says of the picture. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Of a segmentation whose pixels are in a file of their own: see {@link paintSegments}. */
  readonly segments?: ImportedSegments | undefined;
  /** Of a segmentation: makes its bitmap, which is not held. */
  readonly paint?: (() => PaintedBitmap) | undefined;
}

/** A PNG that has the pixels of a sample's objects. */
export interface ImportedSegments {
  readonly fileName: string;
  /** The object of each id that a pixel may have. */
  readonly objectOf: ReadonlyMap<number, number>;
}

/** An object, a part of one, or an image that is not in the import, and why. */
export interface SkippedImport {
  /** Where: the file or image, and the annotation. */
  readonly place: string;
  /** The same text for the same kind of fault, so that faults can be counted. */
  readonly reason: string;
}

type Corner = readonly [x: number, y: number];

/** The upper left and lower right corner of a box, whichever corners it was written with; undefined when it has no area. */
export function boxOf([x1, y1]: Corner, [x2, y2]: Corner): [number[], number[]] | undefined {
  if (!(x1 !== x2 && y1 !== y2)) return undefined;
  return [
    [Math.min(x1, x2), Math.min(y1, y2)],
    [Math.max(x1, x2), Math.max(y1, y2)],
  ];
}

export const EMPTY_BOX = "its box is empty";

/** What an importer read, in the shape of labels. It holds all annotations in memory, but no pixels. */
export interface ImportResult {
  readonly taskType: string;
  /** With what else the format says of them, such as names of keypoints. */
  readonly categories: readonly { readonly id: number; readonly name: string; readonly [key: string]: unknown }[];
  readonly samples: readonly ImportedSample[];
  readonly skipped: readonly SkippedImport[];
  /** What is in the import, but not as the format has it. */
  readonly changed?: readonly SkippedImport[] | undefined;
}

/** One of several files of a format, such as YOLO's. */
export interface ImportFile {
  readonly name: string;
  readonly text: string;
}

export function parseJson(text: string, format: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ImportError(`${format}: the file is no JSON, or is truncated (${reason})`, { cause });
  }
}

/** Gives categories ids in order of appearance, for formats that name them only. */
export class CategoryList {
  readonly #ids = new Map<string, number>();

  idOf(name: string): number {
    const id = this.#ids.get(name) ?? this.#ids.size + 1;
    this.#ids.set(name, id);
    return id;
  }

  list(): { id: number; name: string }[] {
    return [...this.#ids].map(([name, id]) => ({ id, name }));
  }
}

/** Categories are told apart by their names: those that share one become one. */
export function sameNames(categories: Iterable<readonly [id: string, name: string]>): SkippedImport[] {
  const names = new Set<string>();
  const changed: SkippedImport[] = [];
  for (const [id, name] of categories) {
    if (names.has(name))
      changed.push({ place: `category ${id} (${name})`, reason: "another category has its name: they are one" });
    names.add(name);
  }
  return changed;
}

/** A sample that lost all its objects is not one without objects. */
export function withoutLabel(annotations: readonly ImportedObject[], lost: number): { readonly isUnlabeled?: true } {
  return annotations.length === 0 && lost > 0 ? { isUnlabeled: true } : {};
}

/** An address of the web, or nothing. */
export function webUrl(value: unknown): string | undefined {
  return typeof value === "string" && /^https?:\/\/[^/]/i.test(value) ? value : undefined;
}

export function stemOf(fileName: string): string {
  return fileName.slice(fileName.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
}

export function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** The texts, numbers and flags of an object, as metadata; undefined when there are none. */
export function metadataOf(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> | undefined {
  const plain = [...entries].filter(([, value]) => ["string", "number", "boolean"].includes(typeof value));
  return plain.length === 0 ? undefined : Object.fromEntries(plain);
}
