import type { JsonObject } from "@tessera/json";
import { defineRecordType, type StoreRecord } from "../store/record.js";

/**
 * Where in a sample something stands: nothing for single images and texts, a frame for sequences, a sensor too for
 * multi-sensor samples.
 */
export interface Place {
  readonly frame?: number;
  readonly sensor?: string;
}

/** Values of attributes by name. `null` is a value that was taken away; `false` of a checkbox is not "unset". */
export type AttributeValues = Readonly<Record<string, unknown>>;

/** An object of the label as it is drawn, in one place. `geometry` belongs to its kind alone. */
export interface AnnotationRecord extends StoreRecord {
  readonly typeName: "annotation";
  /** The id of an `AnnotationKind`. */
  readonly kind: string;
  /** `id` on the wire: unique in its place. */
  readonly objectId: number;
  /** `track_id` on the wire: the same object over frames and sensors. */
  readonly trackId?: number;
  readonly place: Place;
  readonly categoryId: number;
  /** As on the wire: absent and null come back as they were. */
  readonly attributes?: AttributeValues | null;
  readonly geometry: unknown;
  /** Of labels with frames: whether a person has stated it, or (false, absent) it was derived when it was saved. */
  readonly isKeyframe?: boolean;
  /** Lists and drawing follow it; a higher one is nearer to the eye. */
  readonly order: number;
  /** Keys that the editor does not know, kept value for value. */
  readonly extra: JsonObject;
}

/** Two objects that belong together, by their track ids (in single frames: ids). */
export interface LinkValue {
  readonly from_id: number;
  readonly to_id: number;
  readonly attributes?: AttributeValues | null;
  readonly [key: string]: unknown;
}

/** What a label says of a place as a whole (of all places: without `place`). */
export interface SceneRecord extends StoreRecord {
  readonly typeName: "scene";
  readonly place: Place;
  /** `image_attributes` on the wire. */
  readonly attributes?: AttributeValues | null;
  readonly links?: readonly LinkValue[] | null;
  /** Annotations that no kind could read: kept, and written back behind the others. */
  readonly unread?: readonly unknown[];
  /** `format_version` and keys that the editor does not know. */
  readonly extra: JsonObject;
}

/**
 * See {@link AnnotationRecord}. Surfaces may bring other types of records, such as tiles of a mask.
 *
 * @example editor.store.find(AnnotationType, id)?.categoryId
 */
export const AnnotationType = defineRecordType<AnnotationRecord>("annotation", { scope: "document" });
/**
 * See {@link SceneRecord}.
 *
 * @example editor.store.find(SceneType, sceneId({}))?.links
 */
export const SceneType = defineRecordType<SceneRecord>("scene", { scope: "document" });

/**
 * A text by which places are compared.
 *
 * @example placeKey({ frame: 3, sensor: "front" }) // "front/3"
 */
export function placeKey({ frame, sensor }: Place): string {
  return `${escapeSlashes(sensor ?? "")}/${frame ?? ""}`;
}

/** Names of sensors are people's: "a/b" in frame 1 is not "a" in frame "b/1". */
function escapeSlashes(name: string): string {
  return name.replace(/[%/]/g, (letter) => (letter === "/" ? "%2F" : "%25"));
}

function unescapeSlashes(name: string): string {
  return name.replace(/%2F|%25/g, (code) => (code === "%2F" ? "/" : "%"));
}

/**
 * The id of a place's scene record.
 *
 * @example sceneId({ frame: 3 }) // "scene:/3"
 */
export function sceneId(place: Place): string {
  return `scene:${placeKey(place)}`;
}

/**
 * Names an object over all frames and sensors: its number, and `#2` behind it for a second one of that number in one
 * place, which no label should have but some do. What selection, hover, hiding and locking go by.
 */
export type ObjectKey = string;

const ANNOTATION_PREFIX = "annotation:";

/**
 * The id of an annotation's record: from what it names, so that it is the same after each load, and known for places where
 * no record of the object stands.
 *
 * @example annotationId({ sensor: "front", frame: 3 }, "7") // "annotation:front/3/7"
 */
export function annotationId(place: Place, key: ObjectKey): string {
  const at = placeKey(place);
  return at === "/" ? `${ANNOTATION_PREFIX}${key}` : `${ANNOTATION_PREFIX}${at}/${key}`;
}

/**
 * The object that an annotation's id names.
 *
 * @example objectKeyOf("annotation:front/3/7#2") // "7#2"
 */
export function objectKeyOf(annotationId: string): ObjectKey {
  return annotationId.slice(Math.max(annotationId.lastIndexOf("/"), ANNOTATION_PREFIX.length - 1) + 1);
}

/**
 * The place that an annotation's id names.
 *
 * @example placeOfId("annotation:front/3/7") // { sensor: "front", frame: 3 }
 */
export function placeOfId(annotationId: string): Place {
  const [sensor, frame] = annotationId.slice(ANNOTATION_PREFIX.length).split("/").slice(0, -1);
  return {
    ...(sensor ? { sensor: unescapeSlashes(sensor) } : {}),
    ...(frame ? { frame: Number(frame) } : {}),
  };
}

/**
 * The object of which a record is one place.
 *
 * @example objectKey({ ...record, objectId: 3, trackId: 7 }) // "7"
 */
export function objectKey({ id }: AnnotationRecord): ObjectKey {
  return objectKeyOf(id);
}

/**
 * The number that people see and links name: `track_id`, else `id`.
 *
 * @example objectNumber({ ...record, objectId: 3, trackId: 7 }) // 7
 */
export function objectNumber({ trackId, objectId }: Pick<AnnotationRecord, "trackId" | "objectId">): number {
  return trackId ?? objectId;
}

/**
 * The key of an object that comes into a place: its number, with `#2` and so on where `isTaken`.
 *
 * @example freeObjectKey(7, (key) => key === "7") // "7#2"
 */
export function freeObjectKey(number: number, isTaken: (key: ObjectKey) => boolean): ObjectKey {
  let key = String(number);
  for (let count = 2; isTaken(key); count++) key = `${number}#${count}`;
  return key;
}
