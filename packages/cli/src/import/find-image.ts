import type { SourceFile } from "../files/source-file.js";

export interface FindOptions {
  /** The path of the annotation file: it tells pictures of one name apart. */
  readonly near?: string | undefined;
  /** `stem`: the name is that of an annotation file without its extension, and the picture lies in the matching folder. */
  readonly as?: "name" | "stem" | undefined;
  /** Whether the annotation file is of this picture alone: then its folder must agree with the picture's, too. */
  readonly isOwn?: boolean | undefined;
}

/** Why no picture is found. `detail` holds what differs from name to name, so that reasons can be counted. */
export interface NotFound {
  readonly reason: string;
  readonly detail?: string;
}

export interface Found {
  readonly file: SourceFile;
  /** Whether the whole name is the picture's, with its extension. */
  readonly isWhole: boolean;
  /** The path that the file was looked up by; a video's frame has none. */
  readonly path?: string | undefined;
}

/** Folders that say what a file is, not which part of a dataset it belongs to. */
const ROLES =
  /^(?:labels?|images?|imgs?|annotations?|annots?|anns?|jpegimages|photos?|pictures?|pics|data|datasets?|obj_\w*data|xmls?|txts?|frames?|files|media|velodyne|label_\d|default|gt|ground[-_ ]?truth|bbox(?:es)?|\.|)$/i;
const SPLITS: Readonly<Record<string, string>> = {
  ...{ train: "train", training: "train", test: "test", testing: "test" },
  ...{ val: "val", valid: "val", validation: "val", dev: "val" },
};
const IMAGE_ENDING = /\.(?:jpe?g|png|bmp|webp|avif|tiff?|gif)$/i;
const NONE: NotFound = { reason: "its file is not among those given" };

/**
 * Finds the file that a format means by a name. The whole name comes first; a name without its extension counts only where exactly one
 * file has it. Folders must agree: a label of `train/a.jpg` never lands on `val/a.jpg`. Names are compared in Unicode's NFC.
 */
export class FileFinder {
  readonly #byPath = new Map<string, SourceFile>();
  readonly #byName = new Map<string, SourceFile[]>();
  readonly #byStem = new Map<string, SourceFile[]>();

  readonly files: readonly SourceFile[];

  constructor(files: readonly SourceFile[]) {
    this.files = files;
    for (const file of files) {
      const path = normalPath(file.name);
      const name = baseName(path);
      if (!this.#byPath.has(path)) this.#byPath.set(path, file);
      push(this.#byName, name, file);
      push(this.#byStem, stem(name), file);
    }
  }

  find(name: string, { near = "", as = "name", isOwn = false }: FindOptions = {}): Found | NotFound {
    const own = isOwn && !/[\\/]/.test(name) ? `${normalPath(near).replace(/[^/]*$/, "")}${name}` : name;
    const path = normalPath(own);
    const base = baseName(path);
    if (as === "stem") return this.#choose(this.#byStem.get(base) ?? [], path, near, false);
    const exact = this.#byPath.get(path);
    if (exact !== undefined && (path.includes("/") || this.#byName.get(base)?.length === 1))
      return this.#choose([exact], path, near, true);
    const named = this.#byName.get(base) ?? [];
    if (named.length > 0) return this.#choose(named, path, near, true);
    const stemmed = this.#byStem.get(base) ?? [];
    if (stemmed.length > 0) return this.#choose(stemmed, path, near, false);
    const bare = IMAGE_ENDING.test(base) ? (this.#byStem.get(stem(base)) ?? []) : [];
    return this.#choose(bare, path, near, false);
  }

  #choose(candidates: readonly SourceFile[], path: string, near: string, isWhole: boolean): Found | NotFound {
    const [some] = candidates;
    if (some === undefined) return NONE;
    const agreeing = candidates.filter((file) => agrees(path, normalPath(file.name), near));
    if (agreeing.length === 0) {
      return { reason: "a file has its name, but lies in another folder", detail: some.name };
    }
    const best = closest(agreeing, path, near);
    const [file, other] = best;
    if (file === undefined) return NONE;
    if (other === undefined) return { file, isWhole, path };
    return { reason: "several files have its name", detail: `${file.name}, ${other.name}` };
  }
}

/** With forward slashes, no `.` and `..`, in NFC. A drive or a leading slash stays as an empty first folder. */
export function normalPath(name: string): string {
  const slashed = name.normalize("NFC").replaceAll("\\", "/");
  const isAbsolute = /^(?:[a-z]:)?\//i.test(slashed);
  const parts: string[] = [];
  for (const part of slashed.replace(/^[a-z]:\//i, "/").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return (isAbsolute ? "/" : "") + parts.join("/");
}

/** Whether the folders of a name and of a file can be the same place. */
function agrees(path: string, file: string, near: string): boolean {
  if (path === file) return true;
  const named = foldersOf(path);
  const held = foldersOf(file);
  const splits = splitsOf(named.length > 0 ? named.join("/") : near);
  const fileSplits = splitsOf(held.join("/"));
  if (splits.size > 0 && fileSplits.size > 0 && ![...splits].some((split) => fileSplits.has(split))) return false;
  // An absolute path comes from another machine: its folders say nothing here but the split.
  return path.startsWith("/") || isEnd(named, held) || isEnd(held, named);
}

/** The folders of a path that tell parts of a dataset apart. */
function foldersOf(path: string): string[] {
  return path
    .split("/")
    .slice(0, -1)
    .filter((part) => !ROLES.test(part))
    .map((part) => SPLITS[part.toLowerCase()] ?? part);
}

/** The splits that a path names, such as `val` of `annotations/instances_val2017.json`. */
function splitsOf(path: string): Set<string> {
  const words = path.toLowerCase().split(/[^a-z]+/);
  return new Set(words.flatMap((word) => SPLITS[word] ?? []));
}

function isEnd(whole: readonly string[], end: readonly string[]): boolean {
  return end.every((part, index) => whole[whole.length - end.length + index] === part);
}

/** Those whose folders fit the name best; of these, those that share most folders and splits with the annotation file. */
function closest(files: readonly SourceFile[], path: string, near: string): SourceFile[] {
  if (files.length === 1) return [...files];
  const folders = new Set(foldersOf(`${normalPath(near)}`));
  const splits = splitsOf(near);
  const scored = files.map((file) => {
    const held = foldersOf(normalPath(file.name));
    const shared = held.filter((part) => folders.has(part) || splits.has(part)).length - held.length / 1000;
    const { tail, rawTail } = fitOfFolders(path, normalPath(file.name));
    return { file, rank: [tail, rawTail, shared] };
  });
  const [best] = scored.toSorted((a, b) => compareRanks(a.rank, b.rank));
  return scored.filter(({ rank }) => best !== undefined && compareRanks(rank, best.rank) === 0).map(({ file }) => file);
}

interface FolderFit {
  /** Whether the folders that tell parts of a dataset apart are the same. */
  readonly isSame: boolean;
  /** How many of these agree, counted from the end. */
  readonly tail: number;
  /** The same for all folders, such as `images`. */
  readonly isSameRaw: boolean;
  readonly rawTail: number;
}

/** How well the folders of a name fit those of a file. */
export function fitOfFolders(path: string, file: string): FolderFit {
  const fit = (named: readonly string[], held: readonly string[]) => {
    const differs = held.findIndex((_, index) => named.at(-1 - index) !== held.at(-1 - index));
    const tail = differs < 0 ? held.length : differs;
    return { isSame: tail === held.length && tail === named.length, tail };
  };
  const raw = fit(path.split("/").slice(0, -1), file.split("/").slice(0, -1));
  return { ...fit(foldersOf(path), foldersOf(file)), isSameRaw: raw.isSame, rawTail: raw.tail };
}

/** The higher rank first. */
export function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (b[at] ?? 0) - (a[at] ?? 0);
}

/** A path by which two documents mean the same picture: without folders such as `images`. */
export function pathWithoutRoles(path: string): string {
  return [...foldersOf(path), baseName(path)].join("/");
}

export function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

export function stem(name: string): string {
  return baseName(name).replace(/\.[^.]*$/, "");
}

/** Adds a value to the list of a key. */
export function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
