import { kindOfChange, type ObjectChange, valueChanges } from "../annotations/changes.js";
import {
  type AnnotationRecord,
  AnnotationType,
  annotationId,
  type ObjectKey,
  objectKey,
} from "../annotations/records.js";
import type { StoreRecord } from "../store/record.js";
import { RemovalType } from "./removal.js";
import type { TrackEvent } from "./state-at.js";

/** What records state of each object, by frame: annotations (keyframes or not) and removals. */
export function eventsByTrack(records: Iterable<StoreRecord>): ReadonlyMap<ObjectKey, readonly TrackEvent[]> {
  const tracks = new Map<ObjectKey, Map<number, TrackEvent>>();
  const open = (key: ObjectKey) => {
    const track = tracks.get(key) ?? new Map<number, TrackEvent>();
    tracks.set(key, track);
    return track;
  };
  for (const record of records) {
    if (AnnotationType.is(record)) {
      const { frame = 0 } = record.place;
      open(objectKey(record)).set(frame, { frame, keyframe: record });
    } else if (RemovalType.is(record)) {
      const { frame = 0 } = record.place;
      const track = open(record.key);
      if (!track.has(frame)) track.set(frame, { frame });
    }
  }
  return new Map([...tracks].map(([key, track]) => [key, [...track.values()].sort((a, b) => a.frame - b.frame)]));
}

/**
 * What differs between two versions of a label of frames: one change an object, at the first frame where it differs. A keyframe or a
 * removal that has come or gone moves the object.
 *
 * @example trackChanges(lastReviewed.records, now).map(({ record }) => record.place.frame)
 */
export function trackChanges(before: Iterable<StoreRecord>, now: Iterable<StoreRecord>): readonly ObjectChange[] {
  const [old, present] = [eventsByTrack(before), eventsByTrack(now)];
  const removed = [...old].flatMap(([key, events]): ObjectChange[] => {
    const record = firstOf(events);
    return record && firstOf(present.get(key)) === undefined ? [{ kind: "removed", record, before: record }] : [];
  });
  const others = [...present].flatMap(([key, events]): ObjectChange[] => {
    const record = firstOf(events);
    if (record === undefined) return [];
    const from = old.get(key);
    if (firstOf(from) === undefined) return [{ kind: "added", record, before: undefined }];
    const change = firstChange(key, from ?? [], events);
    return change ? [{ ...change, ...trackValueChanges(from ?? [], events) }] : [];
  });
  return [...removed, ...others];
}

function firstChange(
  key: ObjectKey,
  before: readonly TrackEvent[],
  now: readonly TrackEvent[],
): ObjectChange | undefined {
  const [old, present] = [byFrame(before), byFrame(now)];
  const frames = [...new Set([...old.keys(), ...present.keys()])].sort((a, b) => a - b);
  let changed: ObjectChange | undefined;
  for (const frame of frames) {
    const [from, to] = [old.get(frame), present.get(frame)];
    if (from?.keyframe && to?.keyframe) {
      const kind = kindOfChange(from.keyframe, to.keyframe);
      if (kind === "moved") return { kind, record: to.keyframe, before: from.keyframe };
      if (kind !== undefined) changed ??= { kind, record: to.keyframe, before: from.keyframe };
      continue;
    }
    if (from && to && !from.keyframe && !to.keyframe) continue;
    const model = to?.keyframe ?? from?.keyframe ?? firstOf(now);
    if (model === undefined) continue;
    const place = { ...model.place, frame };
    return { kind: "moved", record: { ...model, id: annotationId(place, key), place }, before: from?.keyframe };
  }
  return changed;
}

/** In whatever frame: the category is one of the whole track, also where no keyframe is left that both have. */
function trackValueChanges(before: readonly TrackEvent[], now: readonly TrackEvent[]) {
  const old = byFrame(before);
  const pairs = now.flatMap(({ frame, keyframe }) => {
    const from = old.get(frame)?.keyframe;
    return from && keyframe ? [[from, keyframe] as const] : [];
  });
  const [first, last] = [firstOf(before), firstOf(now)];
  const isRecategorized = first !== undefined && last !== undefined && first.categoryId !== last.categoryId;
  return { ...valueChanges(pairs), ...(isRecategorized && { categoryBefore: first.categoryId }) };
}

function firstOf(events: readonly TrackEvent[] | undefined): AnnotationRecord | undefined {
  return events?.find(({ keyframe }) => keyframe !== undefined)?.keyframe;
}

function byFrame(events: readonly TrackEvent[]): ReadonlyMap<number, TrackEvent> {
  return new Map(events.map((event) => [event.frame, event]));
}
