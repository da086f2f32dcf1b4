import type { ReleaseLabel, ReleaseSample } from "@tessera/exchange";
import { isJsonObject, isSameJson, type JsonObject } from "@tessera/json";

/** Where an object stands in a label, and what it is. */
export interface ObjectPlace {
  readonly id: number | string;
  readonly category_id?: unknown;
  readonly sensor?: string;
  readonly frame?: number;
}

export interface ChangedObject extends ObjectPlace {
  /** Names of what differs: `points`, `category_id`, `attributes`. */
  readonly fields: readonly string[];
}

export interface LabelChange {
  /** Before and after; null where there is no label. */
  readonly status?: readonly [from: string | null, to: string | null];
  readonly added: readonly ObjectPlace[];
  readonly removed: readonly ObjectPlace[];
  readonly changed: readonly ChangedObject[];
  /** What else differs in the label: `segmentation_bitmap`, `links`, `score`. */
  readonly fields: readonly string[];
}

export interface SampleChange {
  readonly change: "added" | "removed" | "changed";
  readonly uuid: string | null;
  readonly name: string;
  /** What differs in the sample itself: `name`, `attributes`, `metadata`. */
  readonly fields: readonly string[];
  /** By labelset, where something differs. */
  readonly labels: Readonly<Record<string, LabelChange>>;
}

const SAMPLE_FIELDS = ["name", "attributes", "metadata", "priority", "readme"] as const;
/** The rest of a label that people decide; times and authors change with it. */
const LABEL_FIELDS = ["score", "rating"] as const;

export interface CompareOptions {
  /** Only this labelset. */
  readonly labelset?: string | undefined;
}

/** What became of a sample; undefined when nothing did. One of both may be missing. */
export function compareSamples(
  from: ReleaseSample | undefined,
  to: ReleaseSample | undefined,
  options: CompareOptions = {},
): SampleChange | undefined {
  const shown = to ?? from;
  if (shown === undefined) return undefined;
  const fields = from === undefined || to === undefined ? [] : differing(from, to, SAMPLE_FIELDS);
  const labels: Record<string, LabelChange> = {};
  const names = new Set([...Object.keys(from?.labels ?? {}), ...Object.keys(to?.labels ?? {})]);
  for (const name of names) {
    if (options.labelset !== undefined && name !== options.labelset) continue;
    const change = compareLabels(from?.labels?.[name] ?? undefined, to?.labels?.[name] ?? undefined);
    if (change !== undefined) labels[name] = change;
  }
  const change = from === undefined ? "added" : to === undefined ? "removed" : "changed";
  if (change === "changed" && fields.length === 0 && Object.keys(labels).length === 0) return undefined;
  return { change, uuid: shown.uuid ?? null, name: shown.name, fields, labels };
}

function compareLabels(from: ReleaseLabel | undefined, to: ReleaseLabel | undefined): LabelChange | undefined {
  if (from === undefined && to === undefined) return undefined;
  const before = readLabel(from?.attributes);
  const after = readLabel(to?.attributes);
  const added: ObjectPlace[] = [];
  const removed: ObjectPlace[] = [];
  const changed: ChangedObject[] = [];
  for (const [key, { place, object }] of after.objects) {
    const old = before.objects.get(key);
    if (old === undefined) added.push(place);
    else if (!isSameJson(old.object, object)) {
      changed.push({ ...place, fields: differing(old.object, object) });
    }
  }
  for (const [key, { place }] of before.objects) if (!after.objects.has(key)) removed.push(place);
  const isOneMissing = from === undefined || to === undefined;
  const fields = isOneMissing ? [] : [...differing(before.rest, after.rest), ...differing(from, to, LABEL_FIELDS)];
  const [oldStatus, newStatus] = [from?.label_status ?? null, to?.label_status ?? null];
  const status = oldStatus === newStatus ? {} : { status: [oldStatus, newStatus] as const };
  const isSameLabel = added.length + removed.length + changed.length + fields.length === 0 && oldStatus === newStatus;
  return isSameLabel ? undefined : { ...status, added, removed, changed, fields };
}

interface ReadLabel {
  readonly objects: Map<string, { readonly place: ObjectPlace; readonly object: JsonObject }>;
  /** Everything but the objects, by a name that tells where it stands. */
  readonly rest: Record<string, unknown>;
}

/** The objects of a label with its frames and sensors, by where they stand. */
function readLabel(attributes: unknown): ReadLabel {
  const label: ReadLabel = { objects: new Map(), rest: {} };
  collect(attributes, {}, label);
  return label;
}

function collect(part: unknown, where: { readonly sensor?: string; readonly frame?: number }, label: ReadLabel): void {
  if (!isJsonObject(part)) return;
  const prefix = [where.sensor, where.frame === undefined ? undefined : `frames[${where.frame}]`]
    .filter((text) => text !== undefined)
    .map((text) => `${text}.`)
    .join("");
  for (const [name, value] of Object.entries(part)) {
    if (name === "annotations" && Array.isArray(value)) addObjects(value, where, label);
    else if (name === "frames" && Array.isArray(value)) {
      for (const [frame, one] of value.entries()) collect(one, { ...where, frame }, label);
    } else if (name === "sensors" && Array.isArray(value)) {
      for (const one of value) {
        if (isJsonObject(one)) collect(one.attributes, { sensor: String(one.name) }, label);
      }
    } else label.rest[prefix + name] = value;
  }
}

function addObjects(
  annotations: readonly unknown[],
  where: { readonly sensor?: string; readonly frame?: number },
  label: ReadLabel,
): void {
  const position = JSON.stringify([where.sensor, where.frame]);
  for (const [place, object] of annotations.entries()) {
    if (!isJsonObject(object)) continue;
    const { id = object.track_id, category_id, start, end } = object;
    // Spans of text have no ids: where they stand tells them apart.
    const name =
      typeof id === "number" || typeof id === "string" ? id : start === undefined ? `#${place}` : `${start}-${end}`;
    const isSpan = id === undefined && start !== undefined;
    const key = `${position}${JSON.stringify(isSpan ? [name, category_id] : name)}`;
    label.objects.set(key, { place: { id: name, category_id, ...where }, object });
  }
}

/** Names under which two objects differ; of all that they have unless `among` is given. */
function differing(from: JsonObject, to: JsonObject, among?: readonly string[]): string[] {
  const names = among ?? [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names.filter((name) => !isSameJson(from[name], to[name]));
}
