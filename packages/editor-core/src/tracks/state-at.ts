import type { AnnotationRecord } from "../annotations/records.js";

/** A keyframe of a track, or (without a record) the frame from which on the object is gone. */
export interface TrackEvent {
  readonly frame: number;
  readonly keyframe?: AnnotationRecord;
}

/** What the events of a track say of one frame. */
export type TrackState =
  | { readonly type: "absent" }
  | { readonly type: "keyframe"; readonly at: TrackEvent }
  /** As in the keyframe before it. */
  | { readonly type: "held"; readonly from: AnnotationRecord; readonly since: number }
  | { readonly type: "between"; readonly from: AnnotationRecord; readonly to: AnnotationRecord; readonly ends: Ends }
  /** Behind the last two keyframes, and nothing else follows. */
  | { readonly type: "beyond"; readonly from: AnnotationRecord; readonly to: AnnotationRecord; readonly ends: Ends };

/** The frames of two keyframes. */
export type Ends = readonly [from: number, to: number];

const ABSENT: TrackState = { type: "absent" };

/**
 * The state of a track in a frame: the last event at or before it decides. Behind a removal the object is absent; behind a keyframe it
 * lies on the way to the next one, and stays where it is when a removal or nothing follows.
 *
 * @param events by frame
 * @example stateAt([{ frame: 0, keyframe }, { frame: 5 }], 7).type // "absent"
 */
export function stateAt(events: readonly TrackEvent[], frame: number): TrackState {
  const index = lastAtOrBefore(events, frame);
  const event = events[index];
  if (event?.keyframe === undefined) return ABSENT;
  if (event.frame === frame) return { type: "keyframe", at: event };
  const { keyframe: from } = event;
  const next = events[index + 1];
  if (next?.keyframe) return { type: "between", from, to: next.keyframe, ends: [event.frame, next.frame] };
  const before = events[index - 1];
  if (next === undefined && before?.keyframe)
    return { type: "beyond", from: before.keyframe, to: from, ends: [before.frame, event.frame] };
  return { type: "held", from, since: event.frame };
}

/** The index of the last event at or before a frame; -1 where there is none. */
export function lastAtOrBefore(events: readonly TrackEvent[], frame: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.frame ?? 0) <= frame) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
