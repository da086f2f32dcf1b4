import type { ImageSize } from "@tessera/codecs";
import { at, listAt } from "@tessera/json";
import type { ReleaseReader } from "../release/open-release.js";
import { categoryNames, type NamedShape, namedShapes } from "./category-names.js";
import { checkTaskType } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { ImageNames } from "./image-names.js";
import { type LabelObject, readObject } from "./labels.js";
import { loadSize } from "./load-entries.js";
import type { StandardOptions } from "./standard-images.js";

/** A labeled sequence of images. */
export interface LabeledSequence {
  readonly name: string;
  /** Of the first frame whose picture can be read. */
  readonly size: ImageSize | undefined;
  readonly frames: readonly LabeledFrame[];
}

export interface LabeledFrame {
  readonly url: unknown;
  /** As the sample names it. */
  readonly name: string | undefined;
  readonly timestamp: unknown;
  readonly shapes: readonly NamedShape[];
}

/** What one sequence becomes: its files, under a name that no other has. */
export type WriteSequence = (sequence: LabeledSequence, name: string, report: ReportBuilder) => Promise<void>;

/**
 * Exports a release of image sequences one by one, to a format that has no places for names and timestamps of frames.
 *
 * @param as `noun`: what is named after a sequence, "file" or "folder"
 * @throws ExportError when the release is of another task type.
 */
export async function exportSequences(
  release: ReleaseReader,
  options: StandardOptions,
  as: { readonly format: string; readonly noun: "file" | "folder"; readonly write: WriteSequence },
): Promise<ExportReport> {
  checkTaskType(release, as.format, ["image-vector-sequence"]);
  const report = new ReportBuilder();
  const names = new ImageNames();
  for await (const sequence of labeledSequences(release, options, report)) {
    const { name, isChanged } = names.take(sequence.name, undefined);
    if (isChanged) report.lose(`names that no ${as.noun} can have as they are`, sequence.name);
    await as.write(sequence, name, report);
    loseOfFrames(sequence, report);
  }
  return report.build();
}

/** Reports the names and timestamps of a sequence's frames. */
function loseOfFrames({ name, frames }: LabeledSequence, report: ReportBuilder): void {
  if (frames.some((frame) => frame.name !== undefined)) report.lose("names of frames: they are numbered", name);
  if (frames.some(({ timestamp }) => timestamp !== undefined && timestamp !== null))
    report.lose("timestamps of frames", name);
}

/** The labeled sequences of a release, in order, with the objects of the wanted categories; what cannot be read is reported. */
async function* labeledSequences(
  release: ReleaseReader,
  options: StandardOptions,
  report: ReportBuilder,
): AsyncGenerator<LabeledSequence> {
  const names = categoryNames(release);
  const wanted = options.categories === undefined ? undefined : new Set(options.categories);
  for await (const { sample, label } of release) {
    options.signal?.throwIfAborted();
    const labeled = listAt(label, "attributes", "frames");
    if (labeled === undefined) {
      report.skip({ sample: sample.name, reason: "it has no label" });
      continue;
    }
    const sources = listAt(sample, "attributes", "frames") ?? [];
    const frames = labeled.map((frame, place): LabeledFrame => {
      const objects = objectsOf(frame, { sample: sample.name, frame: place }, report);
      const shapes = namedShapes({ sample: sample.name, frame: place, objects }, names, report);
      const given = at(sources[place], "name");
      return {
        url: at(sources[place], "image", "url"),
        name: given === undefined || given === null ? undefined : String(given),
        timestamp: at(sources[place], "timestamp"),
        shapes: wanted === undefined ? shapes : shapes.filter(({ category }) => wanted.has(category)),
      };
    });
    report.samples += 1;
    yield { name: sample.name, size: await firstSize(frames, options), frames };
  }
}

function objectsOf(
  frame: unknown,
  place: { readonly sample: string; readonly frame: number },
  report: ReportBuilder,
): LabelObject[] {
  return (listAt(frame, "annotations") ?? []).flatMap((value, index): LabelObject[] => {
    const object = readObject(value);
    if (typeof object !== "string") return [object];
    report.skip({ ...place, reason: `annotation ${index}: ${object}` });
    return [];
  });
}

async function firstSize(frames: readonly LabeledFrame[], options: StandardOptions): Promise<ImageSize | undefined> {
  for (const { url } of frames) {
    const size = await loadSize(url, options).catch(() => undefined);
    options.signal?.throwIfAborted();
    if (size !== undefined) return size;
  }
  return undefined;
}

/** The track of an object; an object without one is alone in its track of its id. */
export function trackIdOf({ id, raw }: LabelObject): number {
  return typeof raw.track_id === "number" ? raw.track_id : id;
}
