import { isJsonObject, listOf } from "@tessera/json";
import { scanJson } from "./check/scan-json.js";
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
 * (of an object) are; what is not named is passed over.
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

const ITEMS: ReadonlyMap<Place, Place> = new Map([
  ["sensorList", "sensor"],
  ["frameList", "frame"],
  ["annotationList", "annotation"],
]);

const PROPERTIES: ReadonlyMap<Place, readonly [key: string, Place]> = new Map([
  ["multisensor", ["sensors", "sensorList"]],
  ["sensor", ["attributes", "sequence"]],
  ["sequence", ["frames", "frameList"]],
  ["frame", ["annotations", "annotationList"]],
]);

function rootPlace(taskType: TaskType): Place {
  if (taskType === "multisensor-sequence") return "multisensor";
  return isSequence(taskType) ? "sequence" : "frame";
}

/** An object or a list that is open, with what has been seen of it. */
interface Container {
  readonly place: Place | undefined;
  /** Just behind the bracket. */
  readonly start: number;
  key?: string;
  id?: number;
  track_id?: number;
}

function childPlace({ place, key }: Container): Place | undefined {
  if (place === undefined) return undefined;
  const [name, child] = PROPERTIES.get(place) ?? [];
  return name !== undefined && name === key ? child : ITEMS.get(place);
}

/** What to insert just behind the bracket of an annotation, if anything. */
function missingId({ id, track_id }: Container): string | undefined {
  if (id === undefined && track_id !== undefined) return `"id":${track_id},`;
  if (track_id === undefined && id !== undefined) return `"track_id":${id},`;
  return undefined;
}

/**
 * The JSON text of valid label attributes with the missing one of `id` and `track_id` written into each annotation. All
 * other bytes stay as they are: 19-digit integers keep their digits, numbers and white space their form.
 *
 * @param jsonText JSON whose parsed value has passed `validateLabelAttributes`
 * @example
 * withCompletedIds("vector", '{"annotations":[{"id":7}]}'); // '{"annotations":[{"track_id":7,"id":7}]}'
 */
export function withCompletedIds(taskType: TaskType, jsonText: string): string {
  if (!hasBothIds(taskType)) return jsonText;
  const pieces: string[] = [];
  let written = 0;
  const stack: Container[] = [];
  scanJson(jsonText, {
    open: (start) => {
      const parent = stack.at(-1);
      stack.push({ place: parent ? childPlace(parent) : rootPlace(taskType), start });
    },
    key: (name) => {
      const container = stack.at(-1);
      if (container) container.key = name;
    },
    number: (literal) => {
      const container = stack.at(-1);
      if (container?.place !== "annotation") return;
      // Ids are safe integers, so this is exact; it also makes 1 of 1.0.
      if (container.key === "id" || container.key === "track_id") container[container.key] = Number(literal);
    },
    close: () => {
      const container = stack.pop();
      const insertion = container?.place === "annotation" ? missingId(container) : undefined;
      if (container === undefined || insertion === undefined) return;
      // Annotations do not nest, so they close in the order in which they opened.
      pieces.push(jsonText.slice(written, container.start), insertion);
      written = container.start;
    },
  });
  pieces.push(jsonText.slice(written));
  return pieces.join("");
}
