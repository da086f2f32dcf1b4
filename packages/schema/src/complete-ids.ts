import { isJsonObject, listOf } from "./check/json.js";
import { isSequence, labelTypeOf, type TaskType } from "./task-types.js";

/** Whether the annotations of a label have both an `id` and a `track_id` on the way out. */
function hasBothIds(taskType: TaskType): boolean {
  const type = labelTypeOf(taskType);
  return (
    isSequence(taskType) || type === "image-vector" || type === "pointcloud-cuboid" || type === "pointcloud-vector"
  );
}

function lacksAnId(frame: unknown): boolean {
  const annotations = isJsonObject(frame) ? listOf(frame.annotations) : [];
  return annotations.some(
    (annotation) =>
      isJsonObject(annotation) && Object.hasOwn(annotation, "id") !== Object.hasOwn(annotation, "track_id"),
  );
}

/**
 * Whether any annotation of valid label attributes has only one of `id` and `track_id` where both must be there
 * (vector, cuboid and sequence labels), so that {@link withCompletedIds} has something to do.
 *
 * @example completeLabelIds("vector", { annotations: [{ id: 1, ... }] }) // true: there is no track_id
 */
export function completeLabelIds(taskType: TaskType, value: unknown): boolean {
  if (!hasBothIds(taskType) || !isJsonObject(value)) return false;
  if (taskType === "multisensor-sequence") {
    return listOf(value.sensors).some(
      (sensor) => isJsonObject(sensor) && isJsonObject(sensor.attributes) && anyFrameLacksAnId(sensor.attributes),
    );
  }
  return isSequence(taskType) ? anyFrameLacksAnId(value) : lacksAnId(value);
}

function anyFrameLacksAnId(label: Readonly<Record<string, unknown>>): boolean {
  return listOf(label.frames).some(lacksAnId);
}

/**
 * The places of a label's JSON on the way to its annotations. Each names what its items (of a list) or its properties
 * (of an object) are; everything that is not named is passed over.
 */
type Place =
  | "multisensor"
  | "sensorList"
  | "sensor"
  | "sequence"
  | "frameList"
  | "frame"
  | "annotationList"
  | "annotation";

const ITEMS: Readonly<Partial<Record<Place, Place>>> = {
  sensorList: "sensor",
  frameList: "frame",
  annotationList: "annotation",
};

const PROPERTIES: Readonly<Partial<Record<Place, Readonly<Record<string, Place>>>>> = {
  multisensor: { sensors: "sensorList" },
  sensor: { attributes: "sequence" },
  sequence: { frames: "frameList" },
  frame: { annotations: "annotationList" },
};

interface Container {
  readonly place: Place | undefined;
  readonly isList: boolean;
  /** Just behind the opening bracket. */
  readonly start: number;
  key: string | undefined;
  id: string | undefined;
  trackId: string | undefined;
}

function rootPlace(taskType: TaskType): Place {
  if (taskType === "multisensor-sequence") return "multisensor";
  return isSequence(taskType) ? "sequence" : "frame";
}

function childPlace(parent: Container | undefined, taskType: TaskType): Place | undefined {
  if (parent === undefined) return rootPlace(taskType);
  if (parent.place === undefined) return undefined;
  if (parent.isList) return ITEMS[parent.place];
  const properties = PROPERTIES[parent.place];
  return properties && parent.key !== undefined && Object.hasOwn(properties, parent.key)
    ? properties[parent.key]
    : undefined;
}

/** The index just behind the string that opens at `open`. */
function endOfString(json: string, open: number): number {
  let close = json.indexOf('"', open + 1);
  while (close >= 0) {
    let backslashes = 0;
    while (json[close - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return close + 1;
    close = json.indexOf('"', close + 1);
  }
  return json.length;
}

const NUMBER = /-?\d[\d.eE+-]*/y;

function numberAt(json: string, index: number): string | undefined {
  NUMBER.lastIndex = index;
  return NUMBER.exec(json)?.[0];
}

/** What to insert just behind the bracket of an annotation, if anything. */
function missingId({ id, trackId }: Container): string | undefined {
  if (id === undefined && trackId !== undefined) return `"id":${trackId},`;
  if (trackId === undefined && id !== undefined) return `"track_id":${id},`;
  return undefined;
}

/**
 * The JSON text of valid label attributes with the missing one of `id` and `track_id` written into each annotation. All
 * other bytes stay as they are: 19-digit integers keep their digits, numbers and white space their form. One pass,
 * without recursion.
 *
 * @param jsonText JSON whose parsed value has passed `validateLabelAttributes`
 * @example
 * withCompletedIds("vector", '{"annotations":[{"id":7}]}'); // '{"annotations":[{"track_id":7,"id":7}]}'
 */
export function withCompletedIds(taskType: TaskType, jsonText: string): string {
  if (!hasBothIds(taskType)) return jsonText;
  const insertions: { index: number; text: string }[] = [];
  const open: Container[] = [];
  let index = 0;
  while (index < jsonText.length) {
    const parent = open.at(-1);
    const character = jsonText[index];
    if (character === '"') {
      const end = endOfString(jsonText, index);
      // A string in an object that awaits a key is one; what follows the colon is a value.
      if (parent && !parent.isList && parent.key === undefined) parent.key = parseKey(jsonText.slice(index, end));
      index = end;
      continue;
    }
    if (character === "{" || character === "[") {
      const place = childPlace(parent, taskType);
      open.push({
        place,
        isList: character === "[",
        start: index + 1,
        key: undefined,
        id: undefined,
        trackId: undefined,
      });
    } else if (character === "}" || character === "]") {
      const closed = open.pop();
      const text = closed?.place === "annotation" ? missingId(closed) : undefined;
      if (closed && text !== undefined) insertions.push({ index: closed.start, text });
    } else if (character === "," && parent) {
      parent.key = undefined;
    } else if (parent?.place === "annotation" && (parent.key === "id" || parent.key === "track_id")) {
      const number = numberAt(jsonText, index);
      if (number !== undefined) {
        if (parent.key === "id") parent.id = number;
        else parent.trackId = number;
        index += number.length;
        continue;
      }
    }
    index++;
  }
  return insertAll(jsonText, insertions);
}

function parseKey(literal: string): string {
  return literal.includes("\\") ? String(JSON.parse(literal)) : literal.slice(1, -1);
}

function insertAll(text: string, insertions: { index: number; text: string }[]): string {
  // Annotations do not nest, so the brackets close in the order in which they opened.
  const pieces: string[] = [];
  let from = 0;
  for (const insertion of insertions) {
    pieces.push(text.slice(from, insertion.index), insertion.text);
    from = insertion.index;
  }
  pieces.push(text.slice(from));
  return pieces.join("");
}
