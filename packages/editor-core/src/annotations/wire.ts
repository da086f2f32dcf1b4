import { isJsonObject, type JsonObject, omitKeys } from "@tessera/json";
import type { AnnotationKind, KindRegistry } from "./kind.js";
import {
  type AnnotationRecord,
  annotationId,
  freeObjectKey,
  type ObjectKey,
  objectNumber,
  type Place,
} from "./records.js";

const SHARED_KEYS = ["id", "track_id", "category_id", "attributes"];
const FRAME_KEYS = ["is_keyframe"];

/** What of an annotation comes from its wire object. */
export type WireFields = Omit<AnnotationRecord, "id" | "typeName" | "place" | "order">;

/**
 * Reads a wire object by the first kind that takes it; undefined where none does, or where ids are missing.
 *
 * @example readWire(kinds, { id: 1, category_id: 2, type: "point", points: [[3, 4]] })?.kind // "point"
 */
export function readWire<Point>(kinds: KindRegistry<Point>, wire: unknown): WireFields | undefined {
  if (!isJsonObject(wire)) return undefined;
  const id = integerOf(wire.id) ?? integerOf(wire.track_id);
  const categoryId = integerOf(wire.category_id);
  if (id === undefined || categoryId === undefined) return undefined;
  for (const kind of kinds.all) {
    const geometry = kind.read(wire);
    if (geometry === undefined) continue;
    return {
      kind: kind.id,
      objectId: id,
      trackId: integerOf(wire.track_id) ?? id,
      categoryId,
      ...attributesOf(wire),
      geometry,
      ...(typeof wire.is_keyframe === "boolean" && { isKeyframe: wire.is_keyframe }),
      extra: omitKeys(wire, keysOf(kind, wire)),
    };
  }
  return undefined;
}

/**
 * The wire object of an annotation: `id` and `track_id` are both there.
 *
 * @example writeWire(kinds, record) // { id: 1, track_id: 1, category_id: 2, type: "point", points: [[3, 4]] }
 */
export function writeWire<Point>(kinds: KindRegistry<Point>, record: AnnotationRecord): JsonObject {
  const { objectId, trackId = objectId, categoryId, attributes, geometry, isKeyframe, extra } = record;
  return {
    ...extra,
    id: objectId,
    track_id: trackId,
    category_id: categoryId,
    ...kinds.get(record.kind).write(geometry),
    ...(attributes === undefined ? {} : { attributes }),
    ...(isKeyframe === undefined ? {} : { is_keyframe: isKeyframe }),
  };
}

/**
 * A record of the store from what was read.
 *
 * @example annotationRecord(fields, { key: "1", place: {}, order: 1 }).id // "annotation:1"
 */
export function annotationRecord(
  fields: WireFields,
  { key, place, order }: { key: ObjectKey; place: Place; order: number },
): AnnotationRecord {
  return { ...fields, id: annotationId(place, key), typeName: "annotation", place, order };
}

/**
 * The records of all wire objects of a place, in their order, and what no kind could read.
 *
 * @param firstOrder the order of the first record
 * @example readPlace(kinds, label.annotations, { place: { frame: 3 }, firstOrder: 1 }).records
 */
export function readPlace<Point>(
  kinds: KindRegistry<Point>,
  wires: readonly unknown[],
  { place, firstOrder }: { readonly place: Place; readonly firstOrder: number },
): { readonly records: readonly AnnotationRecord[]; readonly unread: readonly unknown[] } {
  const records: AnnotationRecord[] = [];
  const unread: unknown[] = [];
  const taken = new Set<ObjectKey>();
  for (const wire of wires) {
    const fields = readWire(kinds, wire);
    if (!fields) {
      unread.push(wire);
      continue;
    }
    const key = freeObjectKey(objectNumber(fields), (each) => taken.has(each));
    taken.add(key);
    records.push(annotationRecord(fields, { key, place, order: firstOrder + records.length }));
  }
  return { records, unread };
}

function attributesOf({ attributes }: JsonObject): Pick<AnnotationRecord, "attributes"> {
  return attributes === null || isJsonObject(attributes) ? { attributes } : {};
}

function keysOf<Point>(kind: AnnotationKind<unknown, Point>, wire: JsonObject): ReadonlySet<string> {
  // What is no answer to whether it is a keyframe stays as it is.
  const isAsked = typeof wire.is_keyframe === "boolean";
  return new Set([...SHARED_KEYS, ...kind.wireKeys, ...(isAsked ? FRAME_KEYS : [])]);
}

function integerOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}
