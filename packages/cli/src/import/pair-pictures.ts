import type { SourceFile } from "../files/source-file.js";
import { FrameFinder } from "./find-frame.js";
import {
  compareRanks,
  type FileFinder,
  type Found,
  fitOfFolders,
  type NotFound,
  normalPath,
  pathWithoutRoles,
  push,
  stem,
} from "./find-image.js";
import { canJoin, joinSamples } from "./join-samples.js";
import type { FoundSample, Note } from "./merge-imports.js";
import type { ImportFormat } from "./read-parts.js";
import { type FoundSplit, splitOf } from "./split-of.js";
import type { ImportItem } from "./store-import.js";

export interface PairOptions {
  readonly format: ImportFormat;
  /** Whether each annotation file is of one picture. */
  readonly isPerPicture: boolean;
  /** Whether pictures that the annotations do not name are listed: no fault, a folder may hold more than the file is about. */
  readonly listsRest: boolean;
}

export interface PairedPictures {
  readonly items: readonly ImportItem[];
  readonly skipped: readonly Note[];
  /** Pictures that no annotation names. */
  readonly unnamed: readonly Note[];
  readonly changed: readonly Note[];
}

interface Paired {
  readonly found: FoundSample;
  readonly file: SourceFile | undefined;
  readonly url: string | undefined;
}

/**
 * Pairs samples with their pictures. A picture is of one sample: the one that names it best, with the labels of all documents that do.
 * Where several name it equally well, none gets it. Samples keep the name that the format gives, with folder and extension; where two
 * would have the same name, where it has no extension, or where several are absolute paths of another machine, they are called as their file.
 */
export function pairPictures(samples: readonly FoundSample[], media: FileFinder, options: PairOptions): PairedPictures {
  const skipped: Note[] = [];
  const frames = new FrameFinder(media.files);
  const looked = samples.map((found) => ({ found, result: look(found, media, frames, options) }));
  const groups = new Map<SourceFile | string, Looked[]>();
  for (const one of looked) {
    const media = "file" in one.result ? one.result.file : one.found.url;
    if (media !== undefined) push(groups, media, one);
    else if (!("file" in one.result)) skipped.push({ place: one.found.name, ...one.result });
  }
  const paired = [...groups].flatMap(([media, sharing]): Paired[] => {
    const found = shared(sharing, options, skipped);
    if (found === undefined) return [];
    return [
      typeof media === "string" ? { found, file: undefined, url: media } : { found, file: media, url: undefined },
    ];
  });
  const names = named(paired);
  const items: ImportItem[] = [];
  const changed: Note[] = [];
  const taken = new Set<string>();
  for (const [index, { found, file, url }] of paired.entries()) {
    const name = names[index] ?? found.name;
    const where = file ?? url;
    if (where === undefined || taken.has(name)) skipped.push({ place: name, reason: "another sample has its name" });
    else {
      taken.add(name);
      const split = found.metadata?.split === undefined ? splitOf(found, file?.name, options.format) : undefined;
      items.push({ name, found: withSplit(found, split), media: where });
      if (split?.isKnown === false) changed.push({ place: name, reason: OWN_SPLIT, detail: split.name });
    }
  }
  const rest = options.listsRest ? media.files.filter((file) => !groups.has(file)) : [];
  const unnamed = rest.map(({ name }) => ({ place: name, reason: "the annotations do not name this picture" }));
  return { items, skipped, unnamed, changed };
}

const OWN_SPLIT = "its split is none of train, val and test: its metadata keep it as it is";

function withSplit(found: FoundSample, split: FoundSplit | undefined): FoundSample {
  return split === undefined ? found : { ...found, metadata: { ...found.metadata, split: split.name } };
}

interface Looked {
  readonly found: FoundSample;
  readonly result: Found | NotFound;
}

/** The sample of a picture that several may name: the one that names it best, with what other documents say of it. */
function shared(sharing: readonly Looked[], options: PairOptions, skipped: Note[]): FoundSample | undefined {
  const ranked = sharing.map((one) => ({ ...one, rank: rankOf(one, options) })).sort((a, b) => order(a, b));
  const [owner, ...others] = ranked;
  if (owner === undefined) throw new Error("A picture without a sample");
  const rivals = others.filter(({ rank }) => compareRanks(rank, owner.rank) === 0);
  if (rivals.some((one) => !isSamePicture(one, owner, options))) {
    for (const one of ranked) skipped.push(lost(one, "several annotations name its picture equally well", options));
    return undefined;
  }
  const joined = [owner.found];
  for (const one of others) {
    const isOf = !options.isPerPicture && isSamePicture(one, owner, options);
    if (isOf && canJoin(owner.found, one.found) && one.found.annotations.length > 0) joined.push(one.found);
    else if (!isOf || one.found.annotations.length > 0)
      skipped.push(lost(one, "its picture is that of another sample", options));
  }
  const sample = joined.length > 1 ? joinSamples(joined) : owner.found;
  // What one document lost is not known to be absent because another has nothing either.
  return ranked.some(({ found }) => found.isUnlabeled === true) ? { ...sample, isUnlabeled: true } : sample;
}

interface Ranked extends Looked {
  readonly rank: readonly number[];
}

/** The best name first; of the same name, the sample that has labels. */
function order(a: Ranked, b: Ranked): number {
  const labeled = ({ found }: Looked): number => Number(found.annotations.length > 0);
  return compareRanks(a.rank, b.rank) || labeled(b) - labeled(a);
}

/** How well a sample names its picture. The names of annotation files break ties. */
function rankOf({ found, result }: Looked, { isPerPicture }: PairOptions): number[] {
  if (!("file" in result)) return [];
  const { file, path, isWhole } = result;
  if (path === undefined) return [Number(isWhole)];
  const { isSame, tail, isSameRaw, rawTail } = fitOfFolders(path, normalPath(file.name));
  const isNamesake = isPerPicture && stem(normalPath(found.from)) === stem(normalPath(file.name));
  const fit = [isWhole, isSame, tail, !isAlias(found, file), isNamesake, isSameRaw, rawTail];
  return fit.map(Number);
}

/** Whether two samples mean the same picture: one document by the same name, several by names with the same folders but for `images` and the like. */
function isSamePicture(a: Looked, b: Looked, { isPerPicture }: PairOptions): boolean {
  if (!("file" in a.result) || !("file" in b.result)) return true;
  const { path, isWhole } = a.result;
  const other = b.result.path;
  if (isWhole !== b.result.isWhole) return false;
  if (path === undefined || other === undefined) return path === other;
  if (isPerPicture) return a.found.from === b.found.from;
  if (a.found.from !== b.found.from) return pathWithoutRoles(path) === pathWithoutRoles(other);
  return path === other && a.found.name === b.found.name;
}

function lost({ found, result }: Looked, reason: string, { isPerPicture }: PairOptions): Note {
  const place = isPerPicture && found.from !== "" ? found.from : found.name;
  return { place, reason, detail: "file" in result ? result.file.name : found.url };
}

function look(
  found: FoundSample,
  media: FileFinder,
  frames: FrameFinder,
  { isPerPicture }: PairOptions,
): Found | NotFound {
  if (found.file !== undefined)
    return { file: found.file, isWhole: true, path: normalPath(found.from).replace(/\.[^/.]*$/, "") };
  if (found.frame !== undefined) return frames.find(found.name, found.frame, found.from);
  const names = [found.name, ...(found.aliases ?? [])];
  const results = names.map((name) => media.find(name, { near: found.from, isOwn: isPerPicture }));
  return results.find((result) => "file" in result) ?? results[0] ?? { reason: "it has no name" };
}

function named(paired: readonly Paired[]): string[] {
  // One path of another machine is a name as good as any; the folders of several are of no use here.
  const hasPaths = paired.filter(({ found }) => isAbsolute(found.name)).length > 1;
  const own = paired.map(({ found, file }) =>
    file !== undefined &&
    (!/\.[^/.]+$/.test(found.name) || (hasPaths && isAbsolute(found.name)) || isAlias(found, file))
      ? file.name
      : found.name,
  );
  const counts = new Map<string, number>();
  for (const name of own) counts.set(name, (counts.get(name) ?? 0) + 1);
  return own.map((name, index) => ((counts.get(name) ?? 0) > 1 ? (paired[index]?.file?.name ?? name) : name));
}

/** A path of the machine that the annotations come from. */
function isAbsolute(name: string): boolean {
  return normalPath(name).startsWith("/");
}

/** Whether the file was found by another name than the first. */
function isAlias({ name, aliases }: FoundSample, file: SourceFile): boolean {
  return aliases !== undefined && !`/${normalPath(file.name)}`.endsWith(`/${normalPath(name)}`);
}
