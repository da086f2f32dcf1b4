import { type ObjectKey, type Place, placeKey } from "../annotations/records.js";
import { defineRecordType, type StoreRecord } from "../store/record.js";

/** From this place on an object is gone, until its next keyframe. */
export interface RemovalRecord extends StoreRecord {
  readonly typeName: "removal";
  readonly key: ObjectKey;
  readonly place: Place;
}

/**
 * See {@link RemovalRecord}. It is not on the wire: where an object is absent, frames have no annotation of it.
 *
 * @example document.store.find(RemovalType, removalId({ frame: 5 }, "7"))
 */
export const RemovalType = defineRecordType<RemovalRecord>("removal", { scope: "document" });

/**
 * The id of an object's removal in a place.
 *
 * @example removalId({ frame: 5 }, "7") // "removal:/5/7"
 */
export function removalId(place: Place, key: ObjectKey): string {
  return `removal:${placeKey(place)}/${key}`;
}

/**
 * A removal, for the store.
 *
 * @example store.put(removalRecord({ frame: 5 }, "7"))
 */
export function removalRecord(place: Place, key: ObjectKey): RemovalRecord {
  return { id: removalId(place, key), typeName: "removal", key, place };
}
