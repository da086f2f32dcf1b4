import type { ImageSize } from "@tessera/codecs";
import { at, listAt } from "@tessera/json";
import type { ReleaseReader } from "../release/open-release.js";
import { categoryNames, type NamedShape, namedShapes } from "./category-names.js";
import type { ReportBuilder } from "./export-report.js";
import { type LabelObject, readObject } from "./labels.js";
import { loadSize } from "./load-entries.js";
import type { StandardOptions } from "./standard-images.js";

/** A labeled sequence of images. */
export interface LabeledSequence {
  readonly index: number;
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

export const FRAME_NAMES = "names of frames: they are numbered";
export const FRAME_TIMES = "timestamps of frames";

/** Reports what a format without places for names, or for timestamps, does not say of a sequence's frames. */
export function loseOfFrames(
  { name, frames }: LabeledSequence,
  report: ReportBuilder,
  lost: readonly (typeof FRAME_NAMES | typeof FRAME_TIMES)[],
): void {
  const isThere = {
    [FRAME_NAMES]: frames.some((frame) => frame.name !== undefined),
    [FRAME_TIMES]: frames.some(({ timestamp }) => timestamp !== undefined && timestamp !== null),
  };
  for (const what of lost) if (isThere[what]) report.lose(what, name);
}

/** The labeled sequences of a release, in order, with the objects of the wanted categories; what cannot be read is reported. */
export async function* labeledSequences(
  release: ReleaseReader,
  options: StandardOptions,
  report: ReportBuilder,
): AsyncGenerator<LabeledSequence> {
  const names = categoryNames(release);
  const wanted = options.categories === undefined ? undefined : new Set(options.categories);
  let index = 0;
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
    yield { index, name: sample.name, size: await firstSize(frames, options), frames };
    index += 1;
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
