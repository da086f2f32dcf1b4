import { isJsonObject, type JsonObject, listAt } from "@tessera/json";

/** An object of a label with what every exporter needs. */
export interface LabelObject {
  readonly id: number;
  readonly categoryId: number;
  readonly raw: JsonObject;
}

/** An object, or what is wrong with it. */
export function readObject(value: unknown): LabelObject | string {
  if (!isJsonObject(value)) return "it is no object";
  const { id, category_id: categoryId } = value;
  if (typeof id !== "number") return "it has no id";
  if (typeof categoryId !== "number") return "it has no category_id";
  return { id, categoryId, raw: value };
}

/** The corners of an object; undefined when they are no list of at least `least` pairs of numbers. */
export function readPoints(object: LabelObject, least: number): readonly (readonly [number, number])[] | undefined {
  const list = listAt(object.raw, "points");
  if (list === undefined || list.length < least || !list.every(isPoint)) return undefined;
  return list;
}

function isPoint(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && typeof value[0] === "number" && typeof value[1] === "number";
}

/** What reports say of tracks: of frames, and of single images. */
export const TRACKS = "tracks: frames stand alone";
export const TRACK_IDS = "track ids of objects";
/** What reports say of attributes where a format has texts only. */
export const NO_VALUES = "attributes of objects that have no value (null)";
/** What reports say of pixels of no object. */
export const UNLISTED_PIXELS = "the bitmap has its pixels, and no annotation lists it";
export const TYPES_LOST = "types of attributes: they become text";

/** Whether an object has a track beside its id: labels of images have the id as the track, too. */
export function hasTrack({ id, raw }: LabelObject): boolean {
  return raw.track_id !== undefined && raw.track_id !== null && raw.track_id !== id;
}

export function hasAttributes(object: LabelObject): boolean {
  const attributes = object.raw.attributes;
  return isJsonObject(attributes) && Object.keys(attributes).length > 0;
}
