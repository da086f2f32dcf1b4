import type { ImportedSample, ImportNote, ImportResult, PaintedBitmap } from "@tessera/exchange";
import type { SourceFile } from "../files/source-file.js";

/** A sample of an import with the name of each object's category, its image, and its name in the dataset. */
export interface FoundSample extends Omit<ImportedSample, "paint"> {
  /** Of a segmentation: makes its bitmap, perhaps of a file. */
  readonly paint?: (() => PaintedBitmap | Promise<PaintedBitmap>) | undefined;
  /** The path of the annotation file. */
  readonly from: string;
  readonly categoryOf: ReadonlyMap<number, string>;
  /** Its file, where the reader has found it already. */
  readonly file?: SourceFile | undefined;
}

export type ImportedCategory = ImportResult["categories"][number];

export interface MergedImport {
  readonly taskType: string;
  /** By name, in order of appearance. */
  readonly categories: ReadonlyMap<string, ImportedCategory>;
  readonly samples: readonly FoundSample[];
  readonly skipped: readonly Note[];
  readonly changed: readonly Note[];
  /** Files of pixels: they are no pictures. */
  readonly maskFiles?: ReadonlySet<SourceFile> | undefined;
}

export type Note = ImportNote;

export interface ImportPart {
  readonly from: SourceFile | undefined;
  /** The file of its one sample. */
  readonly file?: SourceFile | undefined;
  readonly result: ImportResult;
}

/** One import of several files, each of which counts its categories for itself: a category is the same where the name is. */
export function mergeImports(taskType: string, parts: Iterable<ImportPart>): MergedImport {
  const categories = new Map<string, ImportedCategory>();
  const samples: FoundSample[] = [];
  const skipped: Note[] = [];
  const changed: Note[] = [];
  for (const { from, file, result } of parts) {
    const categoryOf = new Map(result.categories.map(({ id, name }) => [id, name]));
    for (const category of result.categories)
      if (!categories.has(category.name)) categories.set(category.name, category);
    const prefix = from === undefined ? "" : `${from.name}: `;
    const placed = (note: Note): Note =>
      note.place.startsWith(from?.name ?? "\0") ? note : { ...note, place: prefix + note.place };
    for (const sample of result.samples)
      samples.push({ ...sample, ...provisional(sample, placed), from: from?.name ?? "", categoryOf, file });
    skipped.push(...result.skipped.map(placed));
    changed.push(...(result.changed ?? []).map(placed));
  }
  return { taskType, categories, samples, skipped, changed };
}

/** Objects that need their picture's size count as labels from here on: they stand in percents until the picture is known. */
function provisional({ unplaced = [], objectsOn }: ImportedSample, placed: (note: Note) => Note) {
  if (objectsOn === undefined || unplaced.length === 0) return {};
  return { annotations: objectsOn({ widthPx: 100, heightPx: 100 }), unplaced: unplaced.map(placed) };
}
