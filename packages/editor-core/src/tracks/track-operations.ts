import type { Refusal } from "../annotations/kind.js";
import {
  type AnnotationRecord,
  annotationId,
  type ObjectKey,
  objectKey,
  objectNumber,
  type Place,
} from "../annotations/records.js";
import type { Editor } from "../editor/editor.js";
import { removalId, removalRecord } from "./removal.js";
import type { TrackEvent } from "./state-at.js";
import type { Tracks } from "./tracks.js";

/** How many frames a refusal names. */
const NAMED_FRAMES = 5;

const NOTHING_THERE: Refusal = { reason: "There is nothing in this frame" };

/**
 * What people do to whole tracks and their keyframes. Each is one step of undo, leaves locked objects alone, and is refused in a
 * read-only label. Frames are counted from 0; sentences count them from 1, as the timeline does.
 *
 * @example const result = operations.split("annotation:/5/1"); if (result !== true) editor.notify(result.reason);
 */
export class TrackOperations<Point> {
  readonly #editor: Editor<Point>;
  readonly #tracks: Tracks;

  constructor(editor: Editor<Point>, tracks: Tracks) {
    this.#editor = editor;
    this.#tracks = tracks;
  }

  /** States objects in the frame in view as they are seen there. */
  addKeyframes(ids: readonly string[]): boolean {
    const records = this.#editor.objects.editable(ids).filter(({ isKeyframe }) => isKeyframe !== true);
    if (records.length === 0) return false;
    return this.#editor.edit("Add keyframe", () => {
      for (const { id } of records) this.#editor.annotations.update(id, (record) => ({ ...record, isKeyframe: true }));
    });
  }

  /** Takes a keyframe or a removal out of a track; with the only keyframe the track. */
  removeEvent(key: ObjectKey, frame: number): true | Refusal {
    const event = this.#eventsOf(key).find((each) => each.frame === frame);
    if (!event) return NOTHING_THERE;
    const refusal = this.#whyNot(key);
    if (refusal) return refusal;
    return this.#edit(event.keyframe ? "Remove keyframe" : "Remove gap", () => {
      const place = this.#placeOf(frame);
      if (event.keyframe) this.#editor.annotations.remove(annotationId(place, key));
      else this.#editor.store.remove(removalId(place, key));
    });
  }

  /** Moves a keyframe or a removal to another frame, between the events beside it. */
  moveEvent(key: ObjectKey, from: number, to: number): true | Refusal {
    const events = this.#eventsOf(key);
    const at = events.findIndex((each) => each.frame === from);
    const event = events[at];
    if (!event) return NOTHING_THERE;
    const refusal = this.#whyNot(key);
    if (refusal) return refusal;
    const [before, after] = [events[at - 1]?.frame ?? -1, events[at + 1]?.frame ?? this.#frameCount];
    if (to <= before || to >= after) return { reason: "A keyframe stays between those beside it" };
    if (from === to) return true;
    return this.#edit(event.keyframe ? "Move keyframe" : "Move gap", () => {
      const [source, target] = [this.#placeOf(from), this.#placeOf(to)];
      if (event.keyframe) {
        this.#editor.store.remove(event.keyframe.id);
        this.#editor.document.annotations.stateIn(event.keyframe, target);
      } else {
        this.#editor.store.remove(removalId(source, key));
        this.#editor.store.put(removalRecord(target, key));
      }
    });
  }

  /** Removes objects from all frames. Returns how many there were. */
  removeTracks(ids: readonly string[]): number {
    const records = this.#editor.objects.editable(ids);
    if (records.length === 0) return 0;
    const isDone = this.#editor.edit(records.length === 1 ? "Delete track" : "Delete tracks", () => {
      for (const record of records) this.#tracks.removeTrack(record.place.sensor, objectKey(record));
      this.#editor.links.removeOf(records);
    });
    return isDone ? records.length : 0;
  }

  /** From the frame in view on, the object is another one. */
  split(id: string): true | Refusal {
    const { annotations, place } = this.#editor;
    const record = annotations.find(id);
    if (!record) return { reason: "The object is not in this frame" };
    const { frame = 0 } = place;
    const key = objectKey(record);
    const events = this.#eventsOf(key);
    if (!events.some((event) => event.keyframe && event.frame < frame))
      return { reason: "There is no keyframe before this frame to keep" };
    const refusal = this.#whyNot(key);
    if (refusal) return refusal;
    return this.#edit("Split track", () => {
      const number = annotations.nextObjectId();
      if (record.isKeyframe !== true) annotations.update(id, (each) => ({ ...each, isKeyframe: true }));
      this.#rename(key, number, ({ place: at }) => (at.frame ?? 0) >= frame);
      this.#editor.store.put(removalRecord(place, key));
      this.#editor.selection.set([annotationId(place, String(number))]);
    });
  }

  /**
   * Makes one track of two: the keyframes of `from` become those of `into`, with its category and values. Refused where both have a
   * keyframe in one frame.
   */
  merge(from: ObjectKey, into: ObjectKey): true | Refusal {
    if (from === into) return { reason: "These are one track already" };
    const [stated, others] = [this.#statedOf(from), this.#statedOf(into)];
    const [model] = others;
    if (!model || stated.length === 0) return { reason: "One of the objects has no keyframe here" };
    const frames = new Set(others.map(({ place }) => place.frame ?? 0));
    const common = stated.map(({ place }) => place.frame ?? 0).filter((frame) => frames.has(frame));
    if (common.length > 0) return { reason: `Both have a keyframe in ${framesInWords(common)}` };
    const refusal = this.#whyNot(from) ?? this.#whyNot(into);
    if (refusal) return refusal;
    const gone = [from, into].flatMap((key, index) => {
      const other = index === 0 ? into : from;
      const isAlone = (frame: number) => this.#tracks.stateOf(this.#placeOf(frame), other).type === "absent";
      return this.#removalsOf(key).filter(isAlone);
    });
    return this.#edit("Merge tracks", () => {
      const { annotations } = this.#editor.document;
      for (const key of [from, into])
        for (const frame of this.#removalsOf(key)) this.#editor.store.remove(removalId(this.#placeOf(frame), key));
      const number = objectNumber(model);
      for (const record of stated) {
        annotations.changeNumber(record.id, number);
        annotations.amend(annotationId(record.place, into), (each) => inheriting(each, model));
      }
      for (const frame of gone) this.#editor.store.put(removalRecord(this.#placeOf(frame), into));
      this.#editor.links.join(objectNumber(stated[0] as AnnotationRecord), number);
      const { place } = this.#editor;
      this.#editor.selection.set([annotationId(place, into)]);
    });
  }

  /** States objects in another frame as they are in this one, and goes there. */
  copyTo(ids: readonly string[], frame: number): boolean {
    if (frame < 0 || frame >= this.#frameCount) return false;
    const records = this.#editor.objects.editable(ids);
    if (records.length === 0) return false;
    const place = this.#placeOf(frame);
    const isDone = this.#editor.edit(`Copy to frame ${frame + 1}`, () => {
      for (const record of records) this.#editor.document.annotations.stateIn(record, place);
    });
    if (isDone) this.#editor.document.go(frame);
    return isDone;
  }

  #edit(label: string, write: () => void): true | Refusal {
    return this.#editor.edit(label, write) || { reason: this.#editor.refusal ?? "Nothing was changed" };
  }

  #whyNot(key: ObjectKey): Refusal | undefined {
    if (this.#editor.isReadOnly) return { reason: "This label is read-only" };
    const [record] = this.#statedOf(key);
    return record && !this.#editor.canEdit(record) ? { reason: "The object is locked" } : undefined;
  }

  #rename(key: ObjectKey, number: number, isMeant: (record: AnnotationRecord) => boolean): void {
    const { document, store } = this.#editor;
    const removals = this.#removalsOf(key);
    for (const record of this.#statedOf(key).filter(isMeant)) document.annotations.changeNumber(record.id, number);
    for (const frame of removals.filter((each) => each > (this.#editor.place.frame ?? 0))) {
      const place = this.#placeOf(frame);
      store.remove(removalId(place, key));
      store.put(removalRecord(place, String(number)));
    }
  }

  #eventsOf(key: ObjectKey): readonly TrackEvent[] {
    return this.#tracks.eventsOf(this.#editor.place.sensor, key);
  }

  #removalsOf(key: ObjectKey): number[] {
    return this.#eventsOf(key).flatMap(({ frame, keyframe }) => (keyframe ? [] : [frame]));
  }

  #statedOf(key: ObjectKey): AnnotationRecord[] {
    return this.#editor.annotations.ofObject(key);
  }

  #placeOf(frame: number): Place {
    return { ...this.#editor.place, frame };
  }

  get #frameCount(): number {
    return this.#tracks.frameCount(this.#editor.place.sensor);
  }
}

/** One track has one category, and values that hold for all of it. */
function inheriting(record: AnnotationRecord, { categoryId, attributes }: AnnotationRecord): AnnotationRecord {
  const { attributes: _, ...others } = record;
  return { ...others, categoryId, ...(attributes === undefined ? {} : { attributes }) };
}

function framesInWords(frames: readonly number[]): string {
  const named = frames.slice(0, NAMED_FRAMES).map((frame) => frame + 1);
  const left = frames.length - named.length;
  const more = left > 0 ? ` and ${left} more` : "";
  return `${frames.length === 1 ? "frame" : "frames"} ${named.join(", ")}${more}`;
}
