import type { SourceFile } from "../files/source-file.js";
import { FrameFinder } from "./find-frame.js";
import { type FileFinder, type Found, type NotFound, normalPath, push } from "./find-image.js";
import { canJoin, joinSamples } from "./join-samples.js";
import type { FoundSample, Note } from "./merge-imports.js";
import type { ImportItem } from "./store-import.js";

export interface PairOptions {
  /** Whether each annotation file is of one picture. */
  readonly isPerPicture: boolean;
  /** Whether pictures that the annotations do not name are listed: no fault, a folder may hold more than the file is about. */
  readonly listsRest: boolean;
}

interface Paired {
  readonly found: FoundSample;
  readonly file: SourceFile | undefined;
  readonly url: string | undefined;
}

/**
 * Pairs samples with their pictures. A picture is of one sample: the one that names it whole, with the labels of all documents that do. Samples keep the name that the format
 * gives, with folder and extension; where two would have the same name, or where it has no extension, they are called as their file.
 */
export function pairPictures(
  samples: readonly FoundSample[],
  media: FileFinder,
  options: PairOptions,
): { items: ImportItem[]; skipped: Note[]; unnamed: Note[] } {
  const skipped: Note[] = [];
  const frames = new FrameFinder(media.files);
  const looked = samples.map((found) => ({ found, result: look(found, media, frames, options) }));
  const groups = new Map<SourceFile | string, Looked[]>();
  for (const one of looked) {
    const media = "file" in one.result ? one.result.file : one.found.url;
    if (media !== undefined) push(groups, media, one);
    else if (!("file" in one.result)) skipped.push({ place: one.found.name, ...one.result });
  }
  const paired = [...groups].map(([media, sharing]): Paired => {
    const found = shared(sharing, options, skipped);
    return typeof media === "string" ? { found, file: undefined, url: media } : { found, file: media, url: undefined };
  });
  const names = named(paired);
  const items: ImportItem[] = [];
  const taken = new Set<string>();
  for (const [index, { found, file, url }] of paired.entries()) {
    const name = names[index] ?? found.name;
    const where = file ?? url;
    if (where === undefined || taken.has(name)) skipped.push({ place: name, reason: "another sample has its name" });
    else {
      taken.add(name);
      items.push({ name, found, media: where });
    }
  }
  const rest = options.listsRest ? media.files.filter((file) => !groups.has(file)) : [];
  const unnamed = rest.map(({ name }) => ({ place: name, reason: "the annotations do not name this picture" }));
  return { items, skipped, unnamed };
}

interface Looked {
  readonly found: FoundSample;
  readonly result: Found | NotFound;
}

/** The sample of a picture that several may name: the one that names it whole, with what other documents say of it. */
function shared(sharing: readonly Looked[], { isPerPicture }: PairOptions, skipped: Note[]): FoundSample {
  const rank = ({ found, result }: Looked): number => wholeness(result) * 2 + (found.annotations.length > 0 ? 1 : 0);
  const [owner, ...others] = [...sharing].sort((a, b) => rank(b) - rank(a));
  if (owner === undefined) throw new Error("A picture without a sample");
  const joined = [owner.found];
  for (const { found, result } of others) {
    const isOf = !isPerPicture && wholeness(result) === wholeness(owner.result);
    if (isOf && canJoin(owner.found, found) && found.annotations.length > 0) joined.push(found);
    else if (!isOf || found.annotations.length > 0) {
      const detail = "file" in result ? result.file.name : found.url;
      skipped.push({ place: found.name, reason: "its picture is that of another sample", detail });
    }
  }
  return joined.length > 1 ? joinSamples(joined) : owner.found;
}

function look(
  found: FoundSample,
  media: FileFinder,
  frames: FrameFinder,
  { isPerPicture }: PairOptions,
): Found | NotFound {
  if (found.file !== undefined) return { file: found.file, isWhole: true };
  if (found.frame !== undefined) return frames.find(found.name, found.frame, found.from);
  const names = [found.name, ...(found.aliases ?? [])];
  const results = names.map((name) => media.find(name, { near: found.from, isOwn: isPerPicture }));
  return results.find((result) => "file" in result) ?? results[0] ?? { reason: "it has no name" };
}

function wholeness(result: Found | NotFound): number {
  return "file" in result && result.isWhole ? 1 : 0;
}

function named(paired: readonly Paired[]): string[] {
  const own = paired.map(({ found, file }) =>
    file !== undefined && (!/\.[^/.]+$/.test(found.name) || isAlias(found, file)) ? file.name : found.name,
  );
  const counts = new Map<string, number>();
  for (const name of own) counts.set(name, (counts.get(name) ?? 0) + 1);
  return own.map((name, index) => ((counts.get(name) ?? 0) > 1 ? (paired[index]?.file?.name ?? name) : name));
}

/** Whether the file was found by another name than the first. */
function isAlias({ name, aliases }: FoundSample, file: SourceFile): boolean {
  return aliases !== undefined && !`/${normalPath(file.name)}`.endsWith(`/${normalPath(name)}`);
}
