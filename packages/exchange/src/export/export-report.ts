/** A part of a release that an export left out, and why. */
export interface SkippedItem {
  /** The sample's name. */
  readonly sample: string;
  /** The object's id, when one object is meant and not the sample. */
  readonly objectId?: number | undefined;
  /** The frame's place in a sequence, from 0. */
  readonly frame?: number | undefined;
  readonly reason: string;
}

/** Something that the format has no place for. */
export interface LostInformation {
  /** A sentence's worth: `attributes of objects`. */
  readonly what: string;
  /** How many objects, samples or labels lose it. */
  readonly count: number;
  /** The first sample that loses it. */
  readonly firstSample: string;
}

/**
 * What an export wrote and what it could not.
 *
 * @example
 * const report = await exportRelease(release, { format: "yolo", sink, assets });
 * for (const { what, count } of report.lost) console.warn(`${count} × ${what}`);
 */
export interface ExportReport {
  /** Names of the written files, in order; of more than {@link MAX_LISTED}, the first. */
  readonly files: readonly string[];
  readonly fileCount: number;
  /** Samples that are in the export. */
  readonly samples: number;
  /** Objects that are in the export. */
  readonly objects: number;
  /** Samples and objects that are not in it; of more than {@link MAX_LISTED}, the first. */
  readonly skipped: readonly SkippedItem[];
  readonly skippedCount: number;
  readonly lost: readonly LostInformation[];
  /** How many samples each split has, where the export has splits; 0 for one whose share no sample fell into. */
  readonly splits?: Readonly<Record<string, number>> | undefined;
}

/** So many files and skipped items are listed; of the others there is the count, as memory must not grow with the release. */
export const MAX_LISTED = 1000;

/** Counts while an exporter runs. */
export class ReportBuilder {
  readonly #files: string[] = [];
  #fileCount = 0;
  samples = 0;
  objects = 0;
  readonly #skipped: SkippedItem[] = [];
  #skippedCount = 0;
  readonly #splits = new Map<string, number>();
  readonly #lost = new Map<string, { count: number; readonly firstSample: string }>();

  addFile(name: string): void {
    this.#fileCount += 1;
    if (this.#files.length < MAX_LISTED) this.#files.push(name);
  }

  skip(item: SkippedItem): void {
    this.#skippedCount += 1;
    if (this.#skipped.length < MAX_LISTED) this.#skipped.push(item);
  }

  lose(what: string, sample: string): void {
    const known = this.#lost.get(what);
    if (known === undefined) this.#lost.set(what, { count: 1, firstSample: sample });
    else known.count += 1;
  }

  /** Counts samples of a split; with 0 it is listed, if it stays empty. */
  addToSplit(split: string, samples: number): void {
    this.#splits.set(split, (this.#splits.get(split) ?? 0) + samples);
  }

  build(): ExportReport {
    return {
      files: this.#files,
      fileCount: this.#fileCount,
      samples: this.samples,
      objects: this.objects,
      skipped: this.#skipped,
      skippedCount: this.#skippedCount,
      lost: [...this.#lost].map(([what, { count, firstSample }]) => ({ what, count, firstSample })),
      ...(this.#splits.size > 0 && { splits: Object.fromEntries(this.#splits) }),
    };
  }
}
