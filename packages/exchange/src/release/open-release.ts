import { at, fromJson, isJsonObject, isSameJson, type JsonObject } from "@tessera/json";
import { isReopenable, type ReleaseSource, readBytes } from "./byte-source.js";
import { ReleaseError } from "./release-error.js";
import type { ReleaseCategory, ReleaseEntry, ReleaseHeader, ReleaseLabel, ReleaseSample } from "./release-types.js";
import { type ReleasePiece, ReleaseScanner, type ScanOptions } from "./scan-release.js";

export interface OpenReleaseOptions {
  /** Whose labels are read; `ground-truth` unless told. */
  readonly labelset?: string | undefined;
  /** Keeps samples whose label has one of these statuses, in any case; `UNLABELED` keeps those without a label. */
  readonly filterBy?: string | readonly string[] | undefined;
  /** Keeps samples whose metadata has all of these values. */
  readonly filterByMetadata?: { readonly [key: string]: unknown } | undefined;
  /** Bytes of one sample above which the file is refused; 256 MiB unless told. */
  readonly maxSampleBytes?: number | undefined;
  /** Whether integers of samples that a number cannot hold, such as 19-digit timestamps, are `bigint`s; rounded unless told. */
  readonly exactIntegers?: boolean | undefined;
}

/** A release whose samples are read one at a time; `for await` over it gives those that pass the filters. */
export interface ReleaseReader extends AsyncIterable<ReleaseEntry> {
  readonly header: ReleaseHeader;
  readonly labelset: string;
  readonly taskType: string;
  readonly categories: readonly ReleaseCategory[];
  /** `owner_name`, as it stands in the names of exported files. */
  readonly datasetIdentifier: string;
}

const REQUIRED = ["name", "owner", "task_type", "task_attributes", "labelsets"] as const;

/**
 * Opens a release file of any size. Its header is read at once, its samples while they are iterated: memory grows with the largest
 * sample only. The header may stand before the samples or after them; in the second case the source is read twice, so it must be one
 * that can be: anything but a bare stream. Gzip is inflated on the way.
 *
 * @throws ReleaseError when the file is truncated, damaged, or no release, or has no such labelset; while iterating, too.
 * @example
 * const release = await openRelease(blob, { filterBy: ["REVIEWED", "LABELED"] });
 * for await (const { sample, label } of release) console.log(sample.name, label?.label_status);
 */
export async function openRelease(source: ReleaseSource, options: OpenReleaseOptions = {}): Promise<ReleaseReader> {
  const maxValueBytes = options.maxSampleBytes ?? 2 ** 28;
  const pieces = scan(source, { maxValueBytes });
  const { header: early, firstSample } = await readHeader(pieces);
  let header = early;
  let opened: AsyncGenerator<ReleasePiece> | undefined = rejoin(firstSample, pieces);
  if (firstSample !== undefined && !isComplete(early)) {
    await pieces.return(undefined);
    if (!isReopenable(source)) {
      throw new ReleaseError(
        "",
        "its header stands after the samples, so it cannot be read from a stream that opens once",
      );
    }
    opened = undefined;
    header = await readWholeHeader(scan(source, { maxValueBytes, skipsSamples: true }));
  }
  let checked: ReleaseHeader;
  const labelset = options.labelset ?? "ground-truth";
  try {
    checked = checkHeader(header);
    checkLabelset(checked, labelset);
  } catch (error) {
    await pieces.return(undefined);
    throw error;
  }
  const passes = makeFilter(options);
  let isUsed = false;

  async function* entries(): AsyncGenerator<ReleaseEntry> {
    if (isUsed && !isReopenable(source)) throw new ReleaseError("", "its stream has been read already");
    isUsed = true;
    const current = opened ?? scan(source, { maxValueBytes });
    opened = undefined;
    let index = 0;
    for await (const piece of current) {
      if (piece.of !== "sample") continue;
      const sample = parseSample(piece, options);
      const label = labelOf(sample, labelset, piece.index);
      if (!passes(sample, label)) continue;
      yield { index, fileIndex: piece.index, sample, text: piece.text, label };
      index += 1;
    }
  }

  return {
    header: checked,
    labelset,
    taskType: checked.dataset.task_type,
    categories: checked.dataset.task_attributes.categories,
    datasetIdentifier: `${checked.dataset.owner}_${checked.dataset.name}`,
    [Symbol.asyncIterator]: entries,
  };
}

async function* scan(source: ReleaseSource, options: ScanOptions): AsyncGenerator<ReleasePiece> {
  const scanner = new ReleaseScanner(options);
  for await (const chunk of readBytes(source)) yield* scanner.push(chunk);
  scanner.finish();
}

async function* rejoin(
  first: ReleasePiece | undefined,
  rest: AsyncGenerator<ReleasePiece>,
): AsyncGenerator<ReleasePiece> {
  try {
    if (first !== undefined) yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

interface LooseHeader {
  readonly root: Record<string, unknown>;
  readonly dataset: Record<string, unknown>;
}

/** Reads up to the first sample, or to the end when there is none. */
async function readHeader(
  pieces: AsyncGenerator<ReleasePiece>,
): Promise<{ header: LooseHeader; firstSample: ReleasePiece | undefined }> {
  const header: LooseHeader = { root: {}, dataset: {} };
  for (;;) {
    const { done, value } = await pieces.next();
    if (done === true) return { header, firstSample: undefined };
    if (value.of === "sample") return { header, firstSample: value };
    take(header, value);
  }
}

async function readWholeHeader(pieces: AsyncGenerator<ReleasePiece>): Promise<LooseHeader> {
  const header: LooseHeader = { root: {}, dataset: {} };
  for await (const piece of pieces) if (piece.of !== "sample") take(header, piece);
  return header;
}

function take(header: LooseHeader, piece: ReleasePiece): void {
  const target = piece.of === "root" ? header.root : header.dataset;
  const path = piece.of === "root" ? piece.key : `dataset.${piece.key}`;
  // Defined, not assigned: a key `__proto__` stays a plain key.
  Object.defineProperty(target, piece.key, {
    value: parse(piece, path),
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

function isComplete({ root, dataset }: LooseHeader): boolean {
  return Object.hasOwn(root, "name") && REQUIRED.every((key) => Object.hasOwn(dataset, key));
}

function checkHeader({ root, dataset }: LooseHeader): ReleaseHeader {
  const { name } = root;
  const { owner, name: datasetName, task_type, labelsets, task_attributes } = dataset;
  const problem = (path: string, what: string): never => {
    throw new ReleaseError(path, `${what}; this is no release file`);
  };
  const text = (value: unknown, path: string): string =>
    typeof value === "string" ? value : problem(path, value === undefined ? "it is missing" : "it is no text");
  if (!Array.isArray(labelsets) || !labelsets.every(isNamed)) {
    return problem("dataset.labelsets", "it is no list of labelsets");
  }
  if (!isJsonObject(task_attributes)) return problem("dataset.task_attributes", "it is no object");
  const categories = at(task_attributes, "categories") ?? [];
  if (!Array.isArray(categories) || !categories.every(isCategory)) {
    return problem("dataset.task_attributes.categories", "it is no list of categories with an id and a name");
  }
  return {
    ...root,
    name: text(name, "name"),
    dataset: {
      ...dataset,
      name: text(datasetName, "dataset.name"),
      owner: text(owner, "dataset.owner"),
      task_type: text(task_type, "dataset.task_type"),
      labelsets,
      task_attributes: { ...task_attributes, categories },
    },
  };
}

function isNamed(value: unknown): value is JsonObject & { readonly name: string } {
  return isJsonObject(value) && typeof value.name === "string";
}

function isCategory(value: unknown): value is ReleaseCategory {
  return isNamed(value) && typeof value.id === "number";
}

function checkLabelset(header: ReleaseHeader, labelset: string): void {
  const names = header.dataset.labelsets.map(({ name }) => name);
  if (names.includes(labelset)) return;
  const known = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
  throw new ReleaseError("dataset.labelsets", `There is no labelset with name \`${labelset}\`; ${known}`);
}

function parse(piece: ReleasePiece, path: string, { exactIntegers }: OpenReleaseOptions = {}): unknown {
  try {
    return exactIntegers === true ? fromJson(piece.text) : JSON.parse(piece.text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ReleaseError(path, `it is not JSON (${reason})`, { byteOffset: piece.byteOffset, cause });
  }
}

function parseSample(piece: ReleasePiece, options: OpenReleaseOptions): ReleaseSample {
  const path = `dataset.samples[${piece.index}]`;
  const value = parse(piece, path, options);
  if (!isNamed(value)) {
    throw new ReleaseError(path, "it is no object with a name", { byteOffset: piece.byteOffset });
  }
  return value as ReleaseSample;
}

function labelOf(sample: ReleaseSample, labelset: string, index: number): ReleaseLabel | undefined {
  const label = at(sample.labels, labelset);
  if (label === undefined || label === null) return undefined;
  if (!isJsonObject(label)) {
    throw new ReleaseError(`dataset.samples[${index}].labels[${JSON.stringify(labelset)}]`, "it is no label");
  }
  return label;
}

function makeFilter(options: OpenReleaseOptions): (sample: ReleaseSample, label: ReleaseLabel | undefined) => boolean {
  const { filterBy, filterByMetadata } = options;
  const list = filterBy === undefined ? [] : typeof filterBy === "string" ? [filterBy] : filterBy;
  const statuses = new Set(list.filter((status) => status !== "").map((status) => status.toUpperCase()));
  const wanted = Object.entries(filterByMetadata ?? {});
  return (sample, label) =>
    (statuses.size === 0 || statuses.has(label?.label_status ?? "UNLABELED")) &&
    wanted.every(([key, value]) => {
      const found = at(sample.metadata, key);
      return found !== undefined && isSameJson(found, value);
    });
}
