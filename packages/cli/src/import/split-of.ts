import { knownSplit } from "@tessera/exchange";
import { normalPath, stem } from "./find-image.js";
import type { FoundSample } from "./merge-imports.js";
import type { ImportFormat } from "./read-parts.js";

export interface FoundSplit {
  /** `train`, `val` or `test`, or the name that the format gives. */
  readonly name: string;
  readonly isKnown: boolean;
}

/** `instances_val2017.json` and the like of COCO. */
const COCO_FILE = /^(?:instances|person_keypoints|captions|panoptic|stuff|image_info)_(.+)$/;

/**
 * The split that a sample is in: by its format, the folders of its picture (`val2017/a.jpg`), those of its annotation file, or that
 * file's name. Folders of other names say nothing of a split.
 */
export function splitOf(found: FoundSample, file: string | undefined, format: ImportFormat): FoundSplit | undefined {
  if (found.split !== undefined && !isDefault(found.split)) return named(found.split);
  const from = normalPath(found.from);
  const folders = [...foldersOf(normalPath(file ?? found.name)), ...foldersOf(from)];
  const known = folders.flatMap((folder) => knownSplit(folder) ?? [])[0];
  if (known !== undefined) return { name: known, isKnown: true };
  const subset = subsetOf(from, format);
  return subset === undefined || isDefault(subset) ? undefined : named(subset);
}

function named(text: string): FoundSplit {
  const known = knownSplit(text);
  return { name: known ?? text, isKnown: known !== undefined };
}

/** What CVAT and Datumaro call the only part of a dataset. */
function isDefault(subset: string): boolean {
  return subset.toLowerCase() === "default";
}

/** The innermost first. */
function foldersOf(path: string): string[] {
  return path.split("/").slice(0, -1).reverse();
}

function subsetOf(from: string, format: ImportFormat): string | undefined {
  if (format === "coco") return COCO_FILE.exec(stem(from))?.[1] ?? knownSplit(stem(from));
  if (format !== "datumaro") return undefined;
  return /(?:^|\/)annotations\/[^/]+$/.test(from) ? stem(from) : knownSplit(stem(from));
}
