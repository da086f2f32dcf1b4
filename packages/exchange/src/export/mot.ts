import type { ReleaseReader } from "../release/open-release.js";
import { cornersOf } from "./category-names.js";
import type { ExportReport, ReportBuilder } from "./export-report.js";
import { splitExtension } from "./file-names.js";
import { hasAttributes } from "./labels.js";
import { exportSequences, type LabeledSequence, trackIdOf, type WriteSequence } from "./sequences.js";
import { extentOf } from "./shapes.js";
import type { StandardOptions } from "./standard-images.js";

const FRAMES_PER_SECOND = 30;
const NANOSECONDS = 1e9;

/**
 * MOT Challenge: a folder for each sequence with `gt/gt.txt`, a row for each box of a frame (frame from 1, track, left, top, width, height, 1,
 * class from 1, visibility), `gt/labels.txt` with the classes, as CVAT and Datumaro write and read it, `seqinfo.ini`, and the frames in `img1`
 * when images are copied. Other shapes become their boxes.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportMot(release, { sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportMot(release: ReleaseReader, options: StandardOptions): Promise<ExportReport> {
  const classes = new Map(release.categories.map(({ name }, place) => [name, place + 1]));
  const write: WriteSequence = async (sequence, folder, report) => {
    const writeText = async (name: string, text: string): Promise<void> => {
      await options.sink.writeFile(name, new TextEncoder().encode(text));
      report.addFile(name);
    };
    await writeText(`${folder}/gt/gt.txt`, rowsOf(sequence, classes, report));
    await writeText(`${folder}/gt/labels.txt`, [...classes.keys()].map((name) => `${oneLine(name)}\n`).join(""));
    await writeText(`${folder}/seqinfo.ini`, infoOf(sequence, folder));
    if (options.withImages === true) await copyFrames(sequence, folder, options, report);
  };
  return exportSequences(release, options, { format: "mot", noun: "folder", write });
}

function rowsOf(
  { name: sample, frames }: LabeledSequence,
  classes: ReadonlyMap<string, number>,
  report: ReportBuilder,
): string {
  const lines = frames.flatMap(({ shapes }, frame) => {
    const taken = new Set<number>();
    return shapes.flatMap((shape) => {
      const { object, category, type } = shape;
      const track = trackIdOf(object);
      const [left, top, right, bottom] = type === "bbox" ? cornersOf(shape) : extentOf(shape.points);
      const skip = (reason: string): string[] => {
        report.skip({ sample, frame, objectId: object.id, reason });
        return [];
      };
      if (!(right > left && bottom > top)) return skip(`a ${type} of no area has no box`);
      if (taken.has(track)) return skip(`the frame has another object of track ${track}`);
      taken.add(track);
      if (type !== "bbox") report.lose("shapes that are no boxes: they become their boxes", sample);
      if (hasAttributes(object)) report.lose("attributes of objects", sample);
      if (object.id !== track) report.lose("ids of objects", sample);
      if (object.raw.is_keyframe === true) report.lose("which frames are keyframes", sample);
      report.objects += 1;
      const box = [left, top, right - left, bottom - top].map(written);
      return [`${frame + 1},${track},${box.join(",")},1,${classes.get(category) ?? 0},1\n`];
    });
  });
  return lines.join("");
}

/** A difference such as 0.3 - 0.1 has digits that nobody wrote. */
function written(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}

function infoOf({ frames, size }: LabeledSequence, folder: string): string {
  const { widthPx = 0, heightPx = 0 } = size ?? {};
  const lines = [
    "[Sequence]",
    `name=${folder.slice(folder.lastIndexOf("/") + 1)}`,
    "imDir=img1",
    `frameRate=${frameRateOf(frames)}`,
    `seqLength=${frames.length}`,
    `imWidth=${widthPx}`,
    `imHeight=${heightPx}`,
    `imExt=${extensionOf(frames[0]?.url)}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** By timestamps where they are nanoseconds; 30, as MOT's own sequences have it, where they are not. */
function frameRateOf(frames: LabeledSequence["frames"]): number {
  const [first, last] = [frames[0]?.timestamp, frames.at(-1)?.timestamp].map(Number);
  const seconds = ((last ?? Number.NaN) - (first ?? Number.NaN)) / NANOSECONDS;
  const rate = (frames.length - 1) / seconds;
  return Number.isFinite(rate) && rate >= 0.1 && rate <= 1000 ? Math.round(rate * 100) / 100 : FRAMES_PER_SECOND;
}

function extensionOf(url: unknown): string {
  const path = typeof url === "string" ? url.replace(/[?#].*$/s, "") : "";
  const [, extension] = splitExtension(path.slice(path.lastIndexOf("/") + 1));
  return /^\.[a-z0-9]{1,5}$/i.test(extension) ? extension : ".jpg";
}

async function copyFrames(
  { name: sample, frames }: LabeledSequence,
  folder: string,
  { sink, assets, signal }: StandardOptions,
  report: ReportBuilder,
): Promise<void> {
  for (const [frame, { url }] of frames.entries()) {
    signal?.throwIfAborted();
    try {
      if (typeof url !== "string" || url === "") throw new Error("it has no picture");
      const name = `${folder}/img1/${String(frame + 1).padStart(6, "0")}${extensionOf(url)}`;
      await sink.writeFile(name, await assets(url, { signal }));
      report.addFile(name);
    } catch (error) {
      signal?.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      report.skip({ sample, frame, reason: `its picture was not copied: ${reason}` });
    }
  }
}
