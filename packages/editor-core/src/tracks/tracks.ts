import type { AnnotationKind } from "../annotations/kind.js";
import {
  type AnnotationRecord,
  AnnotationType,
  annotationId,
  type ObjectKey,
  objectKey,
  objectKeyOf,
  objectNumber,
  type Place,
  placeOfId,
} from "../annotations/records.js";
import type { DerivedShapes } from "../document/derived-shapes.js";
import type { LabelDocument } from "../document/label-document.js";
import type { Unsubscribe } from "../store/emitter.js";
import type { StoreRecord } from "../store/record.js";
import type { Store } from "../store/store.js";
import type { FrameTimes } from "./frame-times.js";
import { type RemovalRecord, RemovalType, removalId, removalRecord } from "./removal.js";
import { lastAtOrBefore, stateAt, type TrackEvent, type TrackState } from "./state-at.js";

/** What decides how a shape is derived from the keyframes around it. */
export interface DeriveOptions {
  readonly times: FrameTimes;
  findKind(kind: string): Pick<AnnotationKind<unknown, unknown>, "interpolate"> | undefined;
  /** False: objects are seen in their own frames only. */
  readonly interpolates: boolean;
  /** Present: behind its last two keyframes an object moves on, as long as this holds. */
  readonly staysInView?: ((record: AnnotationRecord) => boolean) | undefined;
}

/** How the tracks of a document are read. */
export interface TracksOptions extends Omit<DeriveOptions, "times"> {
  /** The frames of a sensor. */
  timesOf(sensor: string | undefined): FrameTimes;
}

/** A shape that no record states, and the keyframes that it follows from. */
export interface DerivedShape {
  readonly record: AnnotationRecord;
  readonly ends: readonly AnnotationRecord[];
}

/**
 * What the events of a track make of it in a place; undefined where it is absent there, or a keyframe.
 *
 * @param at names the object and the place
 */
export function deriveAt(
  events: readonly TrackEvent[],
  { id, place }: Pick<AnnotationRecord, "id" | "place">,
  { times, findKind, interpolates, staysInView }: DeriveOptions,
): DerivedShape | undefined {
  const frame = place.frame ?? 0;
  const state = stateAt(events, frame);
  if (state.type === "absent" || state.type === "keyframe" || !interpolates) return undefined;
  const from = state.type === "beyond" ? state.to : state.from;
  const record: AnnotationRecord = { ...from, id, place, isKeyframe: false, objectId: objectNumber(from) };
  const isHeld = state.type === "held" || (state.type === "beyond" && !staysInView);
  if (isHeld) return { record, ends: [from] };
  // Where a kind cannot say what lies between, or the object has become another, it stays as it was.
  const kind = state.from.kind === state.to.kind ? findKind(from.kind) : undefined;
  const share = times.share(...state.ends, frame);
  const geometry = kind?.interpolate?.(state.from.geometry, state.to.geometry, share) ?? from.geometry;
  const moved = { ...record, geometry };
  const isSeen = state.type === "between" || staysInView?.(moved);
  return isSeen ? { record: moved, ends: [state.from, state.to] } : undefined;
}

/** Of so many frames the derived shapes of a track are kept: 200,000 of them took 300 MB, and deriving 200 anew takes a millisecond. */
const KEPT_FRAMES = 16;

/** The events of one object on one sensor. */
class Track {
  readonly #keyframes = new Map<number, AnnotationRecord>();
  readonly #removals = new Set<number>();
  readonly #derived = new Map<number, DerivedShape | undefined>();
  #events: readonly TrackEvent[] | undefined;

  get isEmpty(): boolean {
    return this.#keyframes.size === 0 && this.#removals.size === 0;
  }

  /** By frame; where both are said of one, the keyframe counts. */
  get events(): readonly TrackEvent[] {
    this.#events ??= [...new Set([...this.#keyframes.keys(), ...this.#removals])]
      .sort((a, b) => a - b)
      .map((frame) => {
        const keyframe = this.#keyframes.get(frame);
        return keyframe ? { frame, keyframe } : { frame };
      });
    return this.#events;
  }

  set({ frame, keyframe }: TrackEvent): void {
    if (keyframe) this.#keyframes.set(frame, keyframe);
    else this.#removals.add(frame);
    this.#change();
  }

  delete({ frame, keyframe }: TrackEvent): void {
    if (keyframe) this.#keyframes.delete(frame);
    else this.#removals.delete(frame);
    this.#change();
  }

  derived(frame: number, derive: () => DerivedShape | undefined): DerivedShape | undefined {
    if (this.#derived.has(frame)) return this.#derived.get(frame);
    const shape = derive();
    const [oldest] = this.#derived.keys();
    if (this.#derived.size >= KEPT_FRAMES && oldest !== undefined) this.#derived.delete(oldest);
    this.#derived.set(frame, shape);
    return shape;
  }

  #change(): void {
    this.#events = undefined;
    this.#derived.clear();
  }
}

/**
 * The objects of a document through its frames: where they have keyframes, where they are gone, and what lies between. What follows from
 * the keyframes is seen, hit and edited as any other shape, and no record states it.
 *
 * @example new LabelDocument({ …, recordTypes: [RemovalType], derive: (document) => new Tracks(document, options) })
 */
export class Tracks implements DerivedShapes {
  /** Whether a new object is there until it is removed; else in its frame only. */
  newObjectsLast = true;
  readonly #document: LabelDocument;
  readonly #store: Store;
  readonly #options: TracksOptions;
  readonly #bySensor = new Map<string | undefined, Map<ObjectKey, Track>>();
  readonly #stop: Unsubscribe;

  constructor(document: LabelDocument, options: TracksOptions) {
    const { store } = document;
    this.#document = document;
    this.#store = store;
    this.#options = options;
    for (const record of store.all(AnnotationType)) this.#follow(undefined, record);
    for (const record of store.all(RemovalType)) this.#follow(undefined, record);
    this.#stop = store.onWrite((from, to) => this.#follow(from, to));
  }

  /** How many frames a sensor has. */
  frameCount(sensor: string | undefined): number {
    return this.#options.timesOf(sensor).count;
  }

  /** The keyframes and removals of an object, by frame. */
  eventsOf(sensor: string | undefined, key: ObjectKey): readonly TrackEvent[] {
    return this.#bySensor.get(sensor)?.get(key)?.events ?? [];
  }

  /** The objects of a sensor that have keyframes. */
  keysOf(sensor: string | undefined): Iterable<ObjectKey> {
    return this.#bySensor.get(sensor)?.keys() ?? [];
  }

  inPlace(place: Place): readonly AnnotationRecord[] {
    const tracks = this.#bySensor.get(place.sensor) ?? new Map<ObjectKey, Track>();
    return [...tracks].flatMap(([key, track]) => this.#derivedIn(track, key, place)?.record ?? []);
  }

  find(id: string): AnnotationRecord | undefined {
    const place = placeOfId(id);
    const key = objectKeyOf(id);
    const track = this.#bySensor.get(place.sensor)?.get(key);
    return track && this.#derivedIn(track, key, place)?.record;
  }

  endsOf(record: AnnotationRecord): readonly AnnotationRecord[] {
    const key = objectKey(record);
    const track = this.#bySensor.get(record.place.sensor)?.get(key);
    return (track && this.#derivedIn(track, key, record.place)?.ends) ?? [];
  }

  /** How an object is seen in a frame, and why. */
  stateOf(place: Place, key: ObjectKey): TrackState {
    return stateAt(this.eventsOf(place.sensor, key), place.frame ?? 0);
  }

  /**
   * Takes an object out of a frame. On a keyframe that keyframe goes, with the last one of them the whole track; elsewhere the object is
   * gone from here until its next keyframe.
   */
  remove(record: AnnotationRecord): void {
    const key = objectKey(record);
    const { place } = record;
    const { sensor, frame = 0 } = place;
    const events = this.eventsOf(sensor, key);
    const keyframes = events.filter((event) => event.keyframe !== undefined);
    const isOnKeyframe = keyframes.some((event) => event.frame === frame);
    if (isOnKeyframe && keyframes.length === 1) {
      this.removeTrack(sensor, key);
      return;
    }
    if (isOnKeyframe) {
      this.#store.remove(record.id);
      return;
    }
    const next = events[lastAtOrBefore(events, frame) + 1]?.frame ?? Number.POSITIVE_INFINITY;
    for (const other of this.#statedOf(sensor, key)) {
      const at = other.place.frame ?? 0;
      if (at >= frame && at < next) this.#store.remove(other.id);
    }
    this.#store.put(removalRecord(place, key));
  }

  /** Takes an object out of all frames of a sensor. */
  removeTrack(sensor: string | undefined, key: ObjectKey): void {
    for (const { id } of this.#statedOf(sensor, key)) this.#store.remove(id);
    for (const { frame } of [...this.eventsOf(sensor, key)]) this.#store.remove(removalId(placeOf(sensor, frame), key));
  }

  stated(record: AnnotationRecord): void {
    this.#store.remove(removalId(record.place, objectKey(record)));
  }

  added(record: AnnotationRecord): void {
    const { place } = record;
    const { sensor, frame } = place;
    if (this.newObjectsLast || frame === undefined || frame + 1 >= this.frameCount(sensor)) return;
    const key = objectKey(record);
    const isNew = this.eventsOf(sensor, key).length === 1;
    if (isNew) this.#store.put(removalRecord({ ...place, frame: frame + 1 }, key));
  }

  changeKey(from: ObjectKey, to: ObjectKey): void {
    for (const [sensor, tracks] of this.#bySensor) {
      for (const { frame, keyframe } of [...(tracks.get(from)?.events ?? [])]) {
        if (keyframe) continue;
        const place = placeOf(sensor, frame);
        this.#store.remove(removalId(place, from));
        this.#store.put(removalRecord(place, to));
      }
    }
  }

  dispose(): void {
    this.#stop();
  }

  #derivedIn(track: Track, key: ObjectKey, place: Place): DerivedShape | undefined {
    const { frame } = place;
    if (frame === undefined || frame >= this.#options.timesOf(place.sensor).count) return undefined;
    const id = annotationId(place, key);
    if (this.#store.find(AnnotationType, id)) return undefined;
    return track.derived(frame, () => deriveAt(track.events, { id, place }, this.#optionsOf(place.sensor)));
  }

  #optionsOf(sensor: string | undefined): DeriveOptions {
    return { ...this.#options, times: this.#options.timesOf(sensor) };
  }

  #statedOf(sensor: string | undefined, key: ObjectKey): AnnotationRecord[] {
    return this.#document.annotations.ofObject(key).filter((record) => record.place.sensor === sensor);
  }

  #follow(from: StoreRecord | undefined, to: StoreRecord | undefined): void {
    const [before, after] = [eventOf(from), eventOf(to)];
    if (before && !(after && isSameSlot(before, after))) {
      const track = this.#bySensor.get(before.sensor)?.get(before.key);
      track?.delete(before);
      if (track?.isEmpty) this.#bySensor.get(before.sensor)?.delete(before.key);
    }
    if (after) this.#open(after.sensor, after.key).set(after);
  }

  #open(sensor: string | undefined, key: ObjectKey): Track {
    const tracks = this.#bySensor.get(sensor) ?? new Map<ObjectKey, Track>();
    this.#bySensor.set(sensor, tracks);
    const track = tracks.get(key) ?? new Track();
    tracks.set(key, track);
    return track;
  }
}

interface PlacedEvent extends TrackEvent {
  readonly sensor: string | undefined;
  readonly key: ObjectKey;
}

function eventOf(record: StoreRecord | undefined): PlacedEvent | undefined {
  if (record === undefined) return undefined;
  if (AnnotationType.is(record) && record.isKeyframe && record.place.frame !== undefined) {
    const { frame, sensor } = record.place;
    return { sensor, key: objectKey(record), frame, keyframe: record };
  }
  return RemovalType.is(record) ? removalEvent(record) : undefined;
}

function removalEvent({ key, place: { sensor, frame = 0 } }: RemovalRecord): PlacedEvent {
  return { sensor, key, frame };
}

function isSameSlot(a: PlacedEvent, b: PlacedEvent): boolean {
  return a.sensor === b.sensor && a.key === b.key && a.frame === b.frame && !a.keyframe === !b.keyframe;
}

function placeOf(sensor: string | undefined, frame: number): Place {
  return sensor === undefined ? { frame } : { sensor, frame };
}
