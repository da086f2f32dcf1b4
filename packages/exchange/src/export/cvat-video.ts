import { isJsonObject } from "@tessera/json";
import type { ReleaseReader } from "../release/open-release.js";
import type { NamedShape } from "./category-names.js";
import { cvatHead, cvatShape } from "./cvat.js";
import type { ExportReport, ReportBuilder } from "./export-report.js";
import { exportSequences, type LabeledSequence, trackIdOf, type WriteSequence } from "./sequences.js";
import type { StandardOptions } from "./standard-images.js";
import { xmlText } from "./xml-text.js";

/** CVAT writes coordinates with two digits; what differs by less is the same shape. */
const SAME_PX = 0.01;

/**
 * CVAT for video 1.1: a file for each sequence, `<sample>.xml`, with a track for each object. A frame is a keyframe where the label says
 * so, and where even interpolation between keyframes, which is CVAT's, gives another shape. The frame after the last one of a run is `outside`.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportCvatVideo(release, { sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportCvatVideo(release: ReleaseReader, options: StandardOptions): Promise<ExportReport> {
  const write: WriteSequence = async (sequence, stem, report) => {
    const name = `${stem}.xml`;
    const file = await options.sink.openText(name);
    try {
      await file.write(cvatHead(release, metaOf(sequence)));
      for (const track of tracksOf(sequence, report)) await file.write(trackElement(track, sequence, report));
      await file.write("</annotations>\n");
    } finally {
      await file.close();
    }
    report.addFile(name);
  };
  return exportSequences(release, options, { format: "cvat-video", noun: "file", write });
}

function metaOf({ name, frames, size }: LabeledSequence): string {
  const { widthPx = 0, heightPx = 0 } = size ?? {};
  const range = `<size>${frames.length}</size><mode>interpolation</mode><overlap>0</overlap>`;
  const ends = `<start_frame>0</start_frame><stop_frame>${Math.max(0, frames.length - 1)}</stop_frame><frame_filter/>`;
  const picture = `<original_size><width>${widthPx}</width><height>${heightPx}</height></original_size>`;
  return `<name>${xmlText(name)}</name>${range}${ends}${picture}`;
}

/** Objects of one track, category and kind, by their frames. */
interface Track {
  readonly id: number;
  readonly category: string;
  readonly shapes: ReadonlyMap<number, NamedShape>;
}

function tracksOf({ name: sample, frames }: LabeledSequence, report: ReportBuilder): Track[] {
  const tracks = new Map<string, { id: number; category: string; shapes: Map<number, NamedShape> }>();
  const kinds = new Map<number, string>();
  for (const [frame, { shapes }] of frames.entries()) {
    for (const shape of shapes) {
      const id = trackIdOf(shape.object);
      const kind = `${shape.category} ${shape.type}`;
      // A track of CVAT has one label, and shapes of one kind.
      const key = `${id} ${kind}`;
      const track = tracks.get(key) ?? { id, category: shape.category, shapes: new Map<number, NamedShape>() };
      if (track.shapes.has(frame)) {
        const reason = `the frame has another object of track ${id}`;
        report.skip({ sample, frame, objectId: shape.object.id, reason });
        continue;
      }
      if ((kinds.get(id) ?? kind) !== kind)
        report.lose("tracks of several categories or kinds: they become several", sample);
      kinds.set(id, kind);
      tracks.set(key, track);
      track.shapes.set(frame, shape);
      if (shape.object.id !== id) report.lose("ids of objects", sample);
      report.objects += 1;
    }
  }
  return withOwnIds([...tracks.values()]);
}

/** Of tracks that share an id, because they became several, the first keeps it. */
function withOwnIds(tracks: readonly Track[]): Track[] {
  const taken = new Set<number>();
  let last = tracks.reduce((largest, { id }) => Math.max(largest, id), 0);
  return tracks.map((track) => {
    const isFree = !taken.has(track.id);
    taken.add(track.id);
    if (isFree) return track;
    last += 1;
    return { ...track, id: last };
  });
}

function trackElement(
  { id, category, shapes }: Track,
  { name: sample, frames }: LabeledSequence,
  report: ReportBuilder,
): string {
  const lose = (what: string) => report.lose(what, sample);
  const lines = [`  <track id="${id}" label="${xmlText(category)}" source="manual">\n`];
  const keyframes = keyframesOf(shapes);
  for (const [frame, shape] of shapes) {
    const isKeyframe = keyframes.has(frame);
    if (isKeyframe !== (shape.object.raw.is_keyframe === true)) lose("which frames are keyframes");
    lines.push(cvatShape(shape, `frame="${frame}" keyframe="${isKeyframe ? 1 : 0}" outside="0"`, lose));
    const isLast = !shapes.has(frame + 1) && frame + 1 < frames.length;
    if (isLast) lines.push(cvatShape(shape, `frame="${frame + 1}" keyframe="1" outside="1"`, () => undefined));
  }
  lines.push("  </track>\n");
  return lines.join("");
}

/**
 * The frames that CVAT must be given: the first and the last of each run, the label's keyframes, those where attributes change, and as many
 * between them as even interpolation needs to give the shapes.
 */
function keyframesOf(shapes: ReadonlyMap<number, NamedShape>): ReadonlySet<number> {
  const frames = [...shapes.keys()].sort((a, b) => a - b);
  const keyframes = new Set(
    frames.filter((frame) => {
      const [shape, before] = [shapes.get(frame), shapes.get(frame - 1)];
      if (shape === undefined || before === undefined || !shapes.has(frame + 1)) return true;
      if (shape.object.raw.is_keyframe === true) return true;
      return attributesText(shape) !== attributesText(before);
    }),
  );
  const given = [...keyframes];
  for (const [at, from] of given.entries()) {
    const to = given[at + 1];
    if (to !== undefined && shapes.has(from + 1)) addBetween(from, to, shapes, keyframes);
  }
  return keyframes;
}

/** Where a shape is off the line between two keyframes, the farthest becomes one (Douglas and Peucker). */
function addBetween(start: number, end: number, shapes: ReadonlyMap<number, NamedShape>, keyframes: Set<number>): void {
  const spans: [from: number, to: number][] = [[start, end]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span;
    let farthest = { frame: from, errorPx: SAME_PX };
    for (let frame = from + 1; frame < to; frame++) {
      const errorPx = errorOf(frame, from, to, shapes);
      if (errorPx > farthest.errorPx) farthest = { frame, errorPx };
    }
    if (farthest.frame === from) continue;
    keyframes.add(farthest.frame);
    spans.push([from, farthest.frame], [farthest.frame, to]);
  }
}

/** How far the shape of a frame is from the one between two others; infinite where their nodes are not the same number. */
function errorOf(frame: number, from: number, to: number, shapes: ReadonlyMap<number, NamedShape>): number {
  const [shape, a, b] = [shapes.get(frame), shapes.get(from), shapes.get(to)].map((each) => each?.points);
  if (shape === undefined || a?.length !== shape.length || b?.length !== shape.length) return Number.POSITIVE_INFINITY;
  const part = (frame - from) / (to - from);
  let largest = 0;
  for (const [node, point] of shape.entries()) {
    for (const axis of [0, 1] as const) {
      const [start = 0, end = 0] = [a[node]?.[axis], b[node]?.[axis]];
      largest = Math.max(largest, Math.abs(point[axis] - (start + (end - start) * part)));
    }
  }
  return largest;
}

function attributesText({ object }: NamedShape): string {
  const { attributes } = object.raw;
  return isJsonObject(attributes) ? JSON.stringify(attributes) : "";
}
