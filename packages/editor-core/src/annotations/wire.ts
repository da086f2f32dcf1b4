import { isJsonObject, type JsonObject, omitKeys } from "../json.js";
import type { AnnotationKind, KindRegistry } from "./kind.js";
import type { AnnotationRecord, Place } from "./records.js";

const SHARED_KEYS = ["id", "track_id", "category_id", "attributes"];

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
      extra: omitKeys(wire, keysOf(kind)),
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
  const { objectId, trackId = objectId, categoryId, attributes, geometry, extra } = record;
  return {
    ...extra,
    id: objectId,
    track_id: trackId,
    category_id: categoryId,
    ...kinds.get(record.kind).write(geometry),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

/**
 * A record of the store from what was read.
 *
 * @example annotationRecord(fields, { id: "annotation:1", place: {}, order: 1 })
 */
export function annotationRecord(
  fields: WireFields,
  { id, place, order }: { id: string; place: Place; order: number },
): AnnotationRecord {
  return { ...fields, id, typeName: "annotation", place, order };
}

function attributesOf({ attributes }: JsonObject): Pick<AnnotationRecord, "attributes"> {
  return attributes === null || isJsonObject(attributes) ? { attributes } : {};
}

function keysOf<Point>(kind: AnnotationKind<unknown, Point>): ReadonlySet<string> {
  return new Set([...SHARED_KEYS, ...kind.wireKeys]);
}

function integerOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}
