import {
  boxOf,
  CategoryList,
  EMPTY_BOX,
  ImportError,
  type ImportedObject,
  type ImportResult,
  type SkippedImport,
} from "./imported.js";

export interface ImportMotOptions {
  /** The text of `labels.txt`, a class a line; the classes of MOT16 to MOT20 unless told. */
  readonly labels?: string | undefined;
  /** The text of `seqinfo.ini`, which says how many frames there are, and their size. */
  readonly info?: string | undefined;
}

/** Of MOT16, MOT17 and MOT20, from 1 (arXiv:1603.00831, table 2). */
const MOT_CLASSES = [
  ...["Pedestrian", "Person on vehicle", "Car", "Bicycle", "Motorbike", "Non motorized vehicle", "Static person"],
  ...["Distractor", "Occluder", "Occluder on the ground", "Occluder full", "Reflection"],
];

/** Of results of trackers and detectors, which name no class. */
const NO_CLASS = "object";
const MAX_FRAMES = 5_000_000;

/**
 * Imports a sequence of MOT Challenge, from the text of its `gt.txt`, or of a tracker's results: a sample for each frame, whose boxes have
 * `track_id` and, below 1, the attribute `visibility`. Rows that are marked as not to be considered are skipped and listed.
 *
 * @throws ImportError when the file is no such table.
 * @example importMot("1,3,10,20,30,40,1,1,1").samples[0]?.annotations[0]?.track_id // 3
 */
export function importMot(text: string, { labels, info }: ImportMotOptions = {}): ImportResult {
  const names = labels === undefined ? MOT_CLASSES : labels.split(/\r?\n/).map((name) => name.trim());
  const categories = new CategoryList();
  if (labels !== undefined) for (const name of names) if (name !== "") categories.idOf(name);
  const skipped: SkippedImport[] = [];
  const frames = new Map<number, ImportedObject[]>();
  let [rows, last] = [0, numberIn(info, "seqLength") ?? 0];
  for (const [line, content] of text.split(/\r?\n/).entries()) {
    if (content.trim() === "") continue;
    const row = readRow(content, names);
    if (typeof row === "string") {
      skipped.push({ place: `line ${line + 1}`, reason: row });
      continue;
    }
    rows += 1;
    const { frame, category, ...object } = row;
    last = Math.max(last, frame);
    const objects = frames.get(frame) ?? [];
    frames.set(frame, objects);
    if (object.track_id !== undefined && objects.some(({ track_id }) => track_id === object.track_id)) {
      skipped.push({ place: `line ${line + 1}`, reason: "its frame has another box of this track" });
      continue;
    }
    objects.push({ id: objects.length + 1, category_id: categories.idOf(category), ...object });
  }
  if (rows === 0 && skipped.length > 0) throw new ImportError(`MOT: no line is a row of MOT (${skipped[0]?.reason})`);
  if (last > MAX_FRAMES) throw new ImportError(`MOT: the sequence has more than ${MAX_FRAMES} frames`);
  const [widthPx, heightPx] = [numberIn(info, "imWidth") ?? 0, numberIn(info, "imHeight") ?? 0];
  const size = widthPx > 0 && heightPx > 0 ? { widthPx, heightPx } : undefined;
  const samples = Array.from({ length: last }, (_, index) => ({
    name: String(index + 1).padStart(6, "0"),
    size,
    annotations: frames.get(index + 1) ?? [],
    frame: { number: index + 1, index, count: last },
  }));
  return { taskType: "image-vector-sequence", categories: categories.list(), samples, skipped };
}

interface Row {
  readonly frame: number;
  readonly category: string;
  readonly type: "bbox";
  readonly points: readonly (readonly number[])[];
  readonly track_id?: number;
  readonly is_keyframe: true;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** Frame, track, left, top, width, height, confidence, class, visibility; of results the last three are -1, or absent. */
function readRow(line: string, names: readonly string[]): Row | string {
  const values = line
    .split(/[,\s]+/)
    .filter((text) => text !== "")
    .map(Number);
  const [frame = 0, track = -1, left = 0, top = 0, width = 0, height = 0, confidence = 1, label = -1, visibility = 1] =
    values;
  if (values.length < 6 || !values.every(Number.isFinite)) return "it is no row of six to ten numbers";
  if (!Number.isInteger(frame) || frame < 1) return "frames count from 1";
  if (confidence === 0) return "it is marked as not to be considered";
  const points =
    width > 0 && height > 0 ? boxOf([left, top], [rounded(left + width), rounded(top + height)]) : undefined;
  if (points === undefined) return EMPTY_BOX;
  const isLabeled = values.length >= 8 && label > 0;
  const category = isLabeled ? names[label - 1] : NO_CLASS;
  if (category === undefined || category === "") return `the list of classes has no class ${label}`;
  const hasVisibility = visibility >= 0 && visibility < 1;
  return {
    ...{ frame, category, type: "bbox", points, is_keyframe: true },
    ...(Number.isInteger(track) && track > 0 && { track_id: track }),
    ...(hasVisibility && { attributes: { visibility } }),
  };
}

/** Sums such as 0.1 + 0.2 have digits that nobody wrote. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function numberIn(info: string | undefined, key: string): number | undefined {
  const value = new RegExp(`^\\s*${key}\\s*=\\s*(\\d{1,9})\\s*$`, "mi").exec(info ?? "")?.[1];
  return value === undefined ? undefined : Number(value);
}
