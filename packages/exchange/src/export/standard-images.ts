import type { ImageSize } from "@tessera/codecs";
import { at, listAt } from "@tessera/json";
import { mapOrdered } from "../assets/map-ordered.js";
import type { ReleaseReader } from "../release/open-release.js";
import type { ReleaseEntry } from "../release/release-types.js";
import { ExportError, type ExportOptions, SEGMENTATION_TYPES } from "./export-options.js";
import type { ReportBuilder } from "./export-report.js";
import type { ImageNames } from "./image-names.js";
import { type LabelObject, readObject, UNLISTED_PIXELS } from "./labels.js";
import { loadSize } from "./load-entries.js";
import { type EncodedMask, encodeMasks } from "./mask-encoder.js";
import { expectedSplits, SPLITS, type Split, type SplitRule, splitOf } from "./splits.js";

/** Options of the standard formats of images. */
export interface StandardOptions extends ExportOptions {
  /** Copies the images beside the labels. */
  readonly withImages?: boolean | undefined;
  /** Only objects of these categories, by name. */
  readonly categories?: readonly string[] | undefined;
  /** Divides the samples into training, validation and test; no split unless told. */
  readonly splits?: SplitRule | undefined;
}

/** Task types whose labels lie on images, alone or as frames. */
export const IMAGE_TYPES = [
  ...SEGMENTATION_TYPES,
  "vector",
  "bboxes",
  "keypoints",
  "image-vector-sequence",
  "image-segmentation-sequence",
] as const;

/** A labeled image, or a labeled frame of a sequence. */
export interface StandardImage {
  readonly sample: string;
  readonly frame: number | undefined;
  readonly name: string;
  /** Undefined when there are no splits. */
  readonly split: Split | undefined;
  readonly url: unknown;
  readonly size: ImageSize;
  /** The image itself, when images are copied. */
  readonly bytes: Uint8Array | undefined;
  /** The PNG of a segmentation. */
  readonly bitmap: Uint8Array | undefined;
  readonly objects: readonly LabelObject[];
  /** The ids of all annotations, of categories that are not wanted, too. */
  readonly listedIds: ReadonlySet<unknown>;
}

/** Of the report's items: which sample, and which frame of it. */
export function placeOf({ sample, frame }: Pick<StandardImage, "sample" | "frame">) {
  return { sample, ...(frame === undefined ? {} : { frame }) };
}

interface Listed {
  readonly sample: string;
  readonly frame: number | undefined;
  readonly name: string;
  readonly split: Split | undefined;
  readonly url: unknown;
  readonly label: unknown;
}

/**
 * The labeled images of a release, in order, with unique names; what has no label or cannot be read is reported, and so are changed names.
 *
 * @param names undefined where the format has no files of images: their names are those of the samples.
 */
export async function* standardImages(
  release: ReleaseReader,
  options: StandardOptions,
  names: ImageNames | undefined,
  report: ReportBuilder,
): AsyncGenerator<StandardImage> {
  const images = mapOrdered(
    listImages(release, options, names, report),
    Math.max(1, options.concurrency ?? 4),
    (image) => load(release, image, options),
  );
  for await (const { image, loaded } of images) {
    options.signal?.throwIfAborted();
    if (typeof loaded === "string") report.skip({ ...placeOf(image), reason: loaded });
    else
      yield {
        ...{ ...image, ...loaded, objects: objectsOf(image, release, options, report) },
        listedIds: new Set((listAt(image.label, "annotations") ?? []).map((annotation) => at(annotation, "id"))),
      };
  }
}

/** Each has a file that is open until the end; a key with more values is none of splits. */
const MAX_OWN_SPLITS = 50;

async function* listImages(
  release: ReleaseReader,
  { splits }: StandardOptions,
  names: ImageNames | undefined,
  report: ReportBuilder,
): AsyncGenerator<Listed> {
  const own = new Set<string>();
  for (const split of splits === undefined ? [] : expectedSplits(splits)) report.addToSplit(split, 0);
  for await (const entry of release) {
    const parts = partsOf(entry);
    if (parts === undefined) {
      report.skip({ sample: entry.sample.name, reason: "it has no label" });
      continue;
    }
    report.samples += 1;
    const found = splits === undefined ? undefined : splitOf(entry.sample, splits);
    if (found !== undefined && !SPLITS.some((one) => one === found)) {
      own.add(found);
      if (own.size > MAX_OWN_SPLITS)
        throw new ExportError(`the metadata names more than ${MAX_OWN_SPLITS} splits beside train, val and test`);
      report.lose("splits that are none of train, val and test: they keep their names", entry.sample.name);
    }
    if (splits !== undefined && found === undefined)
      report.lose("samples whose metadata names no split: they are in train", entry.sample.name);
    const split = splits === undefined ? undefined : (found ?? "train");
    if (split !== undefined) report.addToSplit(split, 1);
    for (const { frame, path, url, label } of parts) {
      const { name, isChanged } = names?.take(path, url) ?? { name: path, isChanged: false };
      if (isChanged)
        report.lose("names that no file can have as they are: the image's name differs", entry.sample.name);
      yield { sample: entry.sample.name, frame, name, split, url, label };
    }
  }
}

type Part = Pick<Listed, "frame" | "url" | "label"> & { readonly path: string };

function partsOf({ sample, label }: ReleaseEntry): Part[] | undefined {
  const frames = listAt(label, "attributes", "frames");
  if (frames === undefined) {
    if (listAt(label, "attributes", "annotations") === undefined) return undefined;
    const url = at(sample, "attributes", "image", "url");
    return [{ frame: undefined, path: sample.name, url, label: label?.attributes }];
  }
  return frames.map((frame, index) => {
    const source = at(sample, "attributes", "frames", index);
    const given = at(source, "name");
    const name = given === undefined || given === null ? String(index + 1).padStart(5, "0") : String(given);
    return { frame: index, path: `${sample.name}/${name}`, url: at(source, "image", "url"), label: frame };
  });
}

async function load(release: ReleaseReader, image: Listed, options: StandardOptions) {
  const loaded = await loadFiles(release, image, options).catch((error: unknown) => {
    options.signal?.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  });
  return { image, loaded };
}

async function loadFiles(release: ReleaseReader, { url, label }: Listed, options: StandardOptions) {
  const readPng = async () => {
    if (!release.taskType.includes("segmentation")) return undefined;
    const bitmapUrl = at(label, "segmentation_bitmap", "url");
    const hasBitmap = typeof bitmapUrl === "string" && bitmapUrl !== "";
    if (hasBitmap) return options.assets(bitmapUrl, { signal: options.signal });
    if (listAt(label, "annotations")?.length === 0) return undefined;
    throw new Error("its label has no segmentation bitmap");
  };
  const [size, bytes, bitmap] = await Promise.all([
    loadSize(url, options).catch((error: unknown) => {
      throw new Error(`the size of its image is not known: ${error instanceof Error ? error.message : error}`);
    }),
    options.withImages ? options.assets(String(url), { signal: options.signal }) : undefined,
    readPng(),
  ]);
  return { size, bytes, bitmap };
}

function objectsOf(
  image: Listed,
  { categories }: ReleaseReader,
  options: StandardOptions,
  report: ReportBuilder,
): LabelObject[] {
  const wanted = options.categories === undefined ? undefined : new Set(options.categories);
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const objects: LabelObject[] = [];
  for (const [place, value] of (listAt(image.label, "annotations") ?? []).entries()) {
    const object = readObject(value);
    if (typeof object === "string") {
      report.skip({ ...placeOf(image), reason: `annotation ${place}: ${object}` });
      continue;
    }
    const name = names.get(object.categoryId);
    if (name === undefined) {
      const reason = `the dataset has no category ${object.categoryId}`;
      report.skip({ ...placeOf(image), objectId: object.id, reason });
    } else if (wanted === undefined || wanted.has(name)) objects.push(object);
  }
  return objects;
}

/** Pixels of a bitmap are of no object when no annotation has their id. */
export function skipUnlisted(image: StandardImage, ids: Iterable<number>, report: ReportBuilder): void {
  for (const objectId of ids) {
    if (!image.listedIds.has(objectId)) report.skip({ ...placeOf(image), objectId, reason: UNLISTED_PIXELS });
  }
}

/** The objects of an image that have pixels, with these encoded; the others are skipped. */
export async function maskedObjects(
  image: StandardImage,
  options: StandardOptions,
  report: ReportBuilder,
): Promise<readonly { readonly object: LabelObject; readonly mask: EncodedMask }[]> {
  const masks = image.bitmap === undefined ? undefined : await (options.encodeMasks ?? encodeMasks)(image.bitmap);
  skipUnlisted(image, masks?.keys() ?? [], report);
  return image.objects.flatMap((object) => {
    const mask = masks?.get(object.id);
    if (mask !== undefined) return [{ object, mask }];
    report.skip({ ...placeOf(image), objectId: object.id, reason: "it has no pixels" });
    return [];
  });
}
