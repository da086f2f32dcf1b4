import { isSameJson, type JsonObject, listOf, omitKeys } from "@tessera/json";
import type { KindRegistry } from "../annotations/kind.js";
import { type AnnotationRecord, type ObjectKey, objectKey, type Place } from "../annotations/records.js";
import { readPlace, writeWire } from "../annotations/wire.js";
import type { AnnotationIndex } from "../document/annotation-index.js";
import { type RemovalRecord, removalRecord } from "./removal.js";
import type { TrackEvent } from "./state-at.js";
import { type DeriveOptions, deriveAt } from "./tracks.js";

/** How far a saved shape may lie from what is derived, in units of its surface, and still be derived. */
const NEAR = 0.01;

/** A saved annotation that is derived again, and the keyframes that it is derived from. */
interface DerivedWire {
  readonly wire: JsonObject;
  readonly order: number;
  readonly ends: readonly AnnotationRecord[];
}

/** Saved annotations that no record states: they are written again as they were while their keyframes stay. By record id. */
export type DerivedWires = ReadonlyMap<string, DerivedWire>;

/** What the frames of a label hold. */
export interface FrameRecords {
  readonly annotations: readonly AnnotationRecord[];
  readonly removals: readonly RemovalRecord[];
  readonly derived: DerivedWires;
  /** By frame: what no kind could read. */
  readonly unread: readonly (readonly unknown[])[];
}

/** How frames are read. */
export interface ReadFramesOptions extends DeriveOptions {
  readonly sensor?: string | undefined;
}

/**
 * The records of a sequence's annotations. Of a track with keyframes, what follows from them is no record; of one without (as uploads
 * by scripts are) every annotation is. Where an object is absent behind a frame that has it, it is removed there.
 *
 * @param frames the annotations of each frame, as they are on the wire
 */
export function readFrames<Point>(
  kinds: KindRegistry<Point>,
  frames: readonly unknown[],
  options: ReadFramesOptions,
): FrameRecords {
  const { sensor, times } = options;
  const tracks = new Map<ObjectKey, AnnotationRecord[]>();
  const wires = new Map<string, JsonObject>();
  const unread = frames.map((annotations, frame) => {
    const place: Place = { ...(sensor !== undefined && { sensor }), frame };
    const items = listOf(annotations) as readonly JsonObject[];
    const read = readPlace(kinds, items, { place, firstOrder: 1 });
    const left = new Set(read.unread);
    const known = items.filter((item) => !left.has(item));
    for (const [index, record] of read.records.entries()) {
      const key = objectKey(record);
      const track = tracks.get(key);
      if (track) track.push(record);
      else tracks.set(key, [record]);
      wires.set(record.id, known[index] ?? {});
    }
    return read.unread;
  });
  const annotations: AnnotationRecord[] = [];
  const removals: RemovalRecord[] = [];
  const derived = new Map<string, DerivedWire>();
  for (const [key, records] of tracks) {
    const gone = absences(records, times.count);
    removals.push(...gone.map((frame) => removalRecord({ ...(sensor !== undefined && { sensor }), frame }, key)));
    const events = eventsOf(records, gone);
    for (const record of records) {
      const shape = record.isKeyframe ? undefined : deriveAt(events, record, options);
      const wire = wires.get(record.id);
      if (shape && wire && isNearRecord(shape.record, record))
        derived.set(record.id, { wire, order: record.order, ends: shape.ends });
      else annotations.push(record);
    }
  }
  return { annotations, removals, derived, unread };
}

/**
 * The annotations of a frame as they are to be saved, in their order; what is derived is not a keyframe.
 *
 * @param derived of the label as it was loaded
 */
export function writeFrame<Point>(
  kinds: KindRegistry<Point>,
  place: Place,
  { annotations, derived }: { readonly annotations: AnnotationIndex; readonly derived: DerivedWires },
): JsonObject[] {
  const items = annotations.inPlace(place).map((record) => {
    if (annotations.isStated(record.id)) return { order: record.order, wire: writeWire(kinds, record) };
    const before = derived.get(record.id);
    const ends = annotations.derived?.endsOf?.(record) ?? [];
    const isAsBefore = before?.ends.length === ends.length && before.ends.every((end, at) => isSameJson(end, ends[at]));
    if (before && isAsBefore) return before;
    return { order: before?.order ?? record.order, wire: writeWire(kinds, record) };
  });
  return items.sort((a, b) => a.order - b.order).map(({ wire }) => wire);
}

/** The first frames without the object behind frames with it. */
function absences(records: readonly AnnotationRecord[], count: number): number[] {
  const present = new Set(records.map(({ place }) => place.frame ?? 0));
  return [...present].map((frame) => frame + 1).filter((frame) => frame < count && !present.has(frame));
}

function eventsOf(records: readonly AnnotationRecord[], gone: readonly number[]): TrackEvent[] {
  const keyframes = records.filter(({ isKeyframe }) => isKeyframe);
  const events: TrackEvent[] = [
    ...keyframes.map((keyframe) => ({ frame: keyframe.place.frame ?? 0, keyframe })),
    ...gone.map((frame) => ({ frame })),
  ];
  return events.sort((a, b) => a.frame - b.frame);
}

/** The place of an annotation among those of its frame is no part of what it says. */
const OF_FRAME: ReadonlySet<string> = new Set(["index"]);

function isNearRecord(a: AnnotationRecord, b: AnnotationRecord): boolean {
  return (
    a.kind === b.kind &&
    a.categoryId === b.categoryId &&
    isSameJson(a.attributes, b.attributes) &&
    isSameJson(omitKeys(a.extra, OF_FRAME), omitKeys(b.extra, OF_FRAME)) &&
    isNear(a.geometry, b.geometry)
  );
}

function isNear(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= NEAR;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isNear(item, b[index]));
  return isSameJson(a, b);
}
