import { type AnnotationRecord, type ObjectKey, objectNumber, type TrackEvent } from "@tessera/editor-core";
import type { TimelineSource } from "./timeline-source.js";

/** A stretch of frames in which an object is seen. */
export interface TrackSpan {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** On the way to another keyframe, or as in the last one. */
  readonly type: "moving" | "held";
}

/** Something that stands in one frame of a track. */
export interface TrackMark {
  readonly frame: number;
  /** `stated`: a record that is no keyframe, as scripts upload them. */
  readonly type: "keyframe" | "removal" | "stated";
}

/** One object through the frames. */
export interface TimelineRow {
  readonly key: ObjectKey;
  readonly number: number;
  /** A record of it, for its category and color. */
  readonly record: AnnotationRecord;
  readonly spans: readonly TrackSpan[];
  readonly marks: readonly TrackMark[];
}

/**
 * Where a track is seen, by its events.
 *
 * @example spansOf([{ frame: 0, keyframe }, { frame: 4 }], { frameCount: 9, interpolates: true }) // [{ from: 0, to: 4, type: "held" }]
 */
export function spansOf(events: readonly TrackEvent[], frameCount: number): TrackSpan[] {
  return events.flatMap(({ frame, keyframe }, index): TrackSpan[] => {
    if (!keyframe) return [];
    const next = events[index + 1];
    const to = next?.frame ?? frameCount;
    return [{ from: frame, to, type: next?.keyframe ? "moving" : "held" }];
  });
}

/** The objects of the sensor, by their numbers. */
export function rowKeys({ editor }: TimelineSource): ObjectKey[] {
  const numberOf = (key: ObjectKey) => Number.parseInt(key, 10);
  return editor.annotations.objectKeys().sort((a, b) => numberOf(a) - numberOf(b));
}

/** One row; undefined for an object that is gone. */
export function rowOf({ editor, tracks, times }: TimelineSource, key: ObjectKey): TimelineRow | undefined {
  const stated = editor.annotations.ofObject(key);
  const [record] = stated;
  if (record === undefined) return undefined;
  const events = tracks.eventsOf(editor.place.sensor, key);
  const marks: TrackMark[] = [
    ...events.map(({ frame, keyframe }): TrackMark => ({ frame, type: keyframe ? "keyframe" : "removal" })),
    ...stated.flatMap(({ isKeyframe, place }): TrackMark[] =>
      isKeyframe || place.frame === undefined ? [] : [{ frame: place.frame, type: "stated" }],
    ),
  ];
  return {
    ...{ key, record, number: objectNumber(record) },
    spans: spansOf(events, times.count),
    marks: marks.sort((a, b) => a.frame - b.frame),
  };
}
