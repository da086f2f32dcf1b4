/** A sequence to be: a folder, and its files in the order in which they are frames. */
export interface SequenceFolder<File> {
  readonly name: string;
  readonly frames: readonly SequenceFrame<File>[];
}

export interface SequenceFrame<File> {
  readonly file: File;
  /** The file's name without its folder. */
  readonly name: string;
  /** By the digits of the name; a bigint beyond 2^53. */
  readonly timestamp?: number | bigint;
}

const NATURAL = new Intl.Collator("en", { numeric: true });

/**
 * Compares names by their numbers: frame-2 comes before frame-10. Names that are equal to the collator still get an order.
 *
 * @example ["f10.png", "f2.png"].sort(compareNaturally) // ["f2.png", "f10.png"]
 */
export function compareNaturally(a: string, b: string): number {
  return NATURAL.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/**
 * Makes a sequence of each folder of files: its frames are in the natural order of their names. Frames have timestamps where the
 * name of every file of the folder holds one number of 10 to 19 digits that does not begin with 0, and these rise.
 *
 * @param rootName the name of the sequence of files that stand in no folder
 * @example
 * const files = [{ name: "drive/10.png" }, { name: "drive/9.png" }];
 * sequenceFolders(files, "photos")[0]?.frames.map(({ name }) => name) // ["9.png", "10.png"]
 */
export function sequenceFolders<File extends { readonly name: string }>(
  files: Iterable<File>,
  rootName: string,
): SequenceFolder<File>[] {
  const folders = new Map<string, File[]>();
  for (const file of files) {
    const slash = file.name.lastIndexOf("/");
    const folder = slash < 0 ? rootName : file.name.slice(0, slash);
    const inFolder = folders.get(folder);
    if (inFolder === undefined) folders.set(folder, [file]);
    else inFolder.push(file);
  }
  return [...folders]
    .map(([name, inFolder]) => ({ name, frames: framesOf(inFolder) }))
    .sort((a, b) => compareNaturally(a.name, b.name));
}

function framesOf<File extends { readonly name: string }>(files: readonly File[]): SequenceFrame<File>[] {
  const sorted = files.toSorted((a, b) => compareNaturally(a.name, b.name));
  const names = sorted.map(({ name }) => name.slice(name.lastIndexOf("/") + 1));
  const timestamps = timestampsOf(names);
  return sorted.map((file, at) => {
    const timestamp = timestamps?.[at];
    return { file, name: names[at] ?? "", ...(timestamp !== undefined && { timestamp }) };
  });
}

/** Counters that are padded with zeros are no timestamps, and neither is a number that stands beside another long one. */
const TIMESTAMP = /(?<!\d)[1-9]\d{9,18}(?!\d)/g;

function timestampsOf(names: readonly string[]): (number | bigint)[] | undefined {
  const times: bigint[] = [];
  for (const name of names) {
    const found = name.replace(/\.[^.]*$/, "").match(TIMESTAMP);
    const [digits] = found ?? [];
    if (digits === undefined || found?.length !== 1) return undefined;
    const time = BigInt(digits);
    const last = times.at(-1);
    if (last !== undefined && time <= last) return undefined;
    times.push(time);
  }
  return times.map((time) => (time > Number.MAX_SAFE_INTEGER ? time : Number(time)));
}
