import { type AnnotationRecord, annotationId, type Place } from "../annotations/records.js";
import type { StoreRecord } from "../store/record.js";
import { lastAtOrBefore } from "./state-at.js";
import { eventsByTrack } from "./track-changes.js";
import { type DeriveOptions, deriveAt } from "./tracks.js";

/**
 * The objects of a label of frames that is looked at and not edited, such as an earlier version.
 *
 * @example new LoadedTracks(records, { times, interpolates: true, findKind }).inPlace({ frame: 3 })
 */
export class LoadedTracks {
  readonly #tracks: ReturnType<typeof eventsByTrack>;
  readonly #options: DeriveOptions;

  /** @param records annotations and removals; others are left alone */
  constructor(records: readonly StoreRecord[], options: DeriveOptions) {
    this.#tracks = eventsByTrack(records);
    this.#options = options;
  }

  /** What is seen in a frame: stated, or derived from keyframes. */
  inPlace(place: Place): readonly AnnotationRecord[] {
    const { frame = 0 } = place;
    return [...this.#tracks].flatMap(([key, events]) => {
      const last = events[lastAtOrBefore(events, frame)];
      if (last?.frame === frame && last.keyframe) return last.keyframe;
      // Annotations that are no keyframes, as scripts upload them, are seen in their own frames only.
      const keyframes = events.filter(({ keyframe }) => keyframe === undefined || keyframe.isKeyframe === true);
      return deriveAt(keyframes, { id: annotationId(place, key), place }, this.#options)?.record ?? [];
    });
  }
}
