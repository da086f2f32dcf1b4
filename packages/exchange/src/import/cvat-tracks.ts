import { type CvatGeometry, type CvatShape, geometryOf, placedShapes, shapesOf } from "./cvat-shapes.js";
import { ImportError, type SkippedImport } from "./imported.js";
import { childrenOf, childText, type XmlElement } from "./read-xml.js";

/** The frames of a video that CVAT counts, in numbers of the video. */
export interface FrameRange {
  readonly first: number;
  readonly last: number;
  /** Every so many frames of the video is one of the task's. */
  readonly step: number;
}

/** An object of one frame. */
export interface TrackedShape extends CvatShape {
  readonly frame: number;
  readonly label: string;
  readonly trackId: number | string;
  /** Whether the file gives the shape as a keyframe. */
  readonly isKeyframe: boolean;
}

interface Keyed {
  readonly frame: number;
  readonly element: XmlElement;
  readonly isOutside: boolean;
}

/** Frames or shapes without end would fill the memory; a day of video has 2.6 million frames at 30 a second. */
const MAX_FRAMES = 5_000_000;

/** The range that the meta element of a CVAT file gives, at least as far as its tracks go. */
export function frameRangeOf(root: XmlElement): FrameRange {
  const owner = childrenOf(root, "meta").flatMap(({ children }) =>
    children.filter(({ name }) => name === "task" || name === "job"),
  )[0];
  const numberOf = (name: string): number | undefined => {
    const text = childText(owner, name);
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const step = Number(/step\s*=\s*(\d+)/.exec(childText(owner, "frame_filter") ?? "")?.[1] ?? 1) || 1;
  const first = numberOf("start_frame") ?? 0;
  const size = numberOf("size");
  const given = numberOf("stop_frame") ?? (size === undefined ? undefined : first + (size - 1) * step);
  const frames = childrenOf(root, "track").flatMap(({ children }) => children.map(frameOf).filter(Number.isFinite));
  const last = frames.reduce((largest, frame) => Math.max(largest, frame), given ?? 0);
  if (last - first > MAX_FRAMES) throw new ImportError(`CVAT: the video has more than ${MAX_FRAMES} frames`);
  return { first, step, last };
}

/**
 * The objects of a track, frame by frame. Frames between two that the file has are interpolated; the last shape holds until the end
 * unless it is outside.
 */
export function shapesOfTrack(track: XmlElement, range: FrameRange, skipped: SkippedImport[]): TrackedShape[] {
  const label = track.attributes.get("label") ?? "";
  const id = track.attributes.get("id") ?? "";
  const place = `track ${id || "?"}${label === "" ? "" : ` (${label})`}`;
  if (label === "") {
    skipped.push({ place, reason: "it has no label" });
    return [];
  }
  const keys = track.children
    .map((element) => ({ element, frame: frameOf(element), isOutside: element.attributes.get("outside") === "1" }))
    .filter(({ element, frame }) => {
      if (!Number.isFinite(frame)) skipped.push({ place: `${place}, <${element.name}>`, reason: "it has no frame" });
      return Number.isFinite(frame);
    })
    .sort((a, b) => a.frame - b.frame);
  const shapes: TrackedShape[] = [];
  const add = (frame: number, found: CvatShape[] | string, isKeyframe: boolean): void => {
    if (typeof found === "string") skipped.push({ place: `${place}, frame ${frame}`, reason: found });
    else for (const shape of found) shapes.push({ ...shape, frame, label, trackId: trackId(id), isKeyframe });
    if (shapes.length > MAX_FRAMES) throw new ImportError(`CVAT: a track has more than ${MAX_FRAMES} shapes`);
  };
  for (const [at, key] of keys.entries()) {
    if (key.isOutside) continue;
    const element = labeled(key.element, label, track.attributes.get("group_id") ?? "0");
    add(key.frame, shapesOf(element, at + 1), element.attributes.get("keyframe") !== "0");
    const next = keys[at + 1];
    const end = next?.frame ?? range.last + range.step;
    for (let frame = key.frame + range.step; frame < end; frame += range.step)
      add(frame, next === undefined ? shapesOf(element, at + 1) : between({ ...key, element }, next, frame), false);
  }
  return shapes;
}

/** The shape at a frame between two that the file has: its numbers change evenly. */
function between(from: Keyed, to: Keyed, frame: number): CvatShape[] | string {
  const [a, b] = [geometryOf(from.element), geometryOf(to.element)];
  const isAlike = from.element.name === to.element.name && typeof a === "object" && typeof b === "object";
  if (!isAlike || from.element.name === "skeleton" || a.points.length !== b.points.length)
    return "its shape is not given, and cannot be interpolated";
  const part = (frame - from.frame) / (to.frame - from.frame);
  return placedShapes(from.element, mixed(a, b, part));
}

function mixed(a: CvatGeometry, b: CvatGeometry, part: number): CvatGeometry {
  const mix = (from: number, to: number): number => from + (to - from) * part;
  const points = a.points.map((point, index) =>
    point.map((value, axis) => mix(value, b.points[index]?.[axis] ?? value)),
  );
  // Boxes turn the short way round.
  const turn = ((((b.rotationDegrees - a.rotationDegrees + 180) % 360) + 360) % 360) - 180;
  return { points, rotationDegrees: mix(a.rotationDegrees, a.rotationDegrees + turn) };
}

/** The shapes of a track have the track's label and group. */
function labeled(element: XmlElement, label: string, group: string): XmlElement {
  return { ...element, attributes: new Map([...element.attributes, ["label", label], ["group_id", group]]) };
}

function trackId(id: string): number | string {
  return /^\d{1,15}$/.test(id) ? Number(id) : id;
}

function frameOf({ attributes }: XmlElement): number {
  const text = attributes.get("frame") ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
