import { decodeIdBitmap, type IdBitmap, type ImageSize, readImageSize } from "@tessera/codecs";
import { at, listAt } from "@tessera/json";
import { mapOrdered } from "../assets/map-ordered.js";
import type { ReleaseReader } from "../release/open-release.js";
import type { ReleaseEntry } from "../release/release-types.js";
import type { ExportOptions } from "./export-options.js";
import type { ReportBuilder } from "./export-report.js";
import { splitExtension, UniqueNames } from "./file-names.js";
import { type LabelObject, readObject } from "./labels.js";
import { type EncodedMask, encodeMasks } from "./mask-encoder.js";

/** A labeled sample, ready to be exported. */
export interface LoadedEntry {
  readonly index: number;
  readonly name: string;
  /** As the Python package names the image: the sample's name with the url's extension, numbered where that is another's. Null without an image. */
  readonly fileName: string | null;
  readonly size: ImageSize | undefined;
  readonly bitmap: IdBitmap | undefined;
  /** Of the bitmap's objects by id, when they are wanted in place of its pixels. */
  readonly masks: ReadonlyMap<number, EncodedMask> | undefined;
  readonly objects: readonly LabelObject[];
  readonly entry: ReleaseEntry;
}

export interface LoadOptions {
  readonly wantsSize: boolean;
  readonly wantsBitmap: boolean;
  readonly wantsMasks?: boolean;
}

/** Loads the labeled samples of a release ahead, in order; those without a label, or whose files do not load, are reported. */
export async function* loadEntries(
  release: ReleaseReader,
  options: ExportOptions,
  report: ReportBuilder,
  wants: LoadOptions,
): AsyncGenerator<LoadedEntry> {
  const loaded = mapOrdered(release, Math.max(1, options.concurrency ?? 4), (entry) => load(entry, options, wants));
  const names = new UniqueNames();
  for await (const { result, notes } of loaded) {
    options.signal?.throwIfAborted();
    for (const note of notes) note(report);
    if (result === undefined) continue;
    if (result.fileName === null) yield result;
    else {
      const { name, isChanged } = names.take(...splitExtension(result.fileName));
      if (isChanged) report.lose("name of the image, which another sample has: it is numbered", result.name);
      yield { ...result, fileName: name };
    }
  }
}

type Note = (report: ReportBuilder) => void;

async function load(
  entry: ReleaseEntry,
  options: ExportOptions,
  wants: LoadOptions,
): Promise<{ readonly result: LoadedEntry | undefined; readonly notes: readonly Note[] }> {
  const { name } = entry.sample;
  const skip =
    (reason: string): Note =>
    (report) =>
      report.skip({ sample: name, reason });
  const annotations = listAt(entry.label, "attributes", "annotations");
  if (annotations === undefined) return { result: undefined, notes: [skip("it has no label")] };
  const notes: Note[] = [];
  const objects: LabelObject[] = [];
  for (const [place, value] of annotations.entries()) {
    const object = readObject(value);
    if (typeof object === "string") notes.push(skip(`annotation ${place}: ${object}`));
    else objects.push(object);
  }
  const imageUrl = at(entry.sample, "attributes", "image", "url");
  const bitmapUrl = at(entry.label, "attributes", "segmentation_bitmap", "url");
  const wantsPng = wants.wantsBitmap || wants.wantsMasks === true;
  if (wantsPng && (typeof bitmapUrl !== "string" || bitmapUrl === "")) {
    return { result: undefined, notes: [...notes, skip("its label has no segmentation bitmap")] };
  }
  const [size, bitmap] = await Promise.allSettled([
    wants.wantsSize ? loadSize(imageUrl, options) : undefined,
    wantsPng ? loadBitmap(String(bitmapUrl), options, wants) : undefined,
  ]);
  options.signal?.throwIfAborted();
  if (bitmap.status === "rejected") {
    return {
      result: undefined,
      notes: [...notes, skip(`its segmentation bitmap cannot be read: ${reasonOf(bitmap)}`)],
    };
  }
  if (size.status === "rejected") {
    const reason = reasonOf(size);
    notes.push((report) => report.lose(`size of the image, which cannot be read (${reason})`, name));
  }
  const result: LoadedEntry = {
    index: entry.index,
    name,
    fileName: typeof imageUrl === "string" ? `${splitExtension(name)[0]}${urlExtension(imageUrl)}` : null,
    size: size.status === "fulfilled" ? size.value : undefined,
    bitmap: bitmap.value?.bitmap,
    masks: bitmap.value?.masks,
    objects,
    entry,
  };
  return { result, notes };
}

/** The size of an image stands in its first bytes. */
const HEADER_BYTES = 64 * 1024;

export async function loadSize(url: unknown, { assets, signal }: ExportOptions): Promise<ImageSize> {
  if (typeof url !== "string" || url === "") throw new Error("the sample has no image");
  const start = await assets(url, { signal, firstBytes: HEADER_BYTES });
  // A large preview in EXIF stands before the size.
  const size =
    readImageSize(start) ?? (start.length < HEADER_BYTES ? undefined : readImageSize(await assets(url, { signal })));
  if (size === undefined) throw new Error("it is no image whose size can be read");
  return size;
}

interface LoadedBitmap {
  readonly bitmap?: IdBitmap;
  readonly masks?: ReadonlyMap<number, EncodedMask>;
}

async function loadBitmap(url: string, options: ExportOptions, { wantsMasks }: LoadOptions): Promise<LoadedBitmap> {
  const png = await options.assets(url, { signal: options.signal });
  if (wantsMasks !== true) return { bitmap: decodeIdBitmap(png) };
  return { masks: options.encodeMasks === undefined ? encodeMasks(png) : await options.encodeMasks(png) };
}

function reasonOf({ reason }: PromiseRejectedResult): string {
  return reason instanceof Error ? reason.message : String(reason);
}

/** The extension of the path of a url, without its query. */
function urlExtension(url: string): string {
  const path = url.replace(/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?#]*/, "").replace(/[?#].*$/s, "");
  return splitExtension(path)[1];
}
