import { isJsonObject, isSameJson, type JsonObject, listOf } from "@tessera/json";
import type { Unit, UnitPart } from "./label-units.js";

/** Fields of an object that name it: they are the same on both sides. */
const NAMES: ReadonlySet<string> = new Set(["id", "track_id"]);

/**
 * An object that two people changed in different fields: one moved it to another category, the other one dragged it. Undefined where they
 * changed the same field, or where fields do not go together: a category's attributes are its own. The shape is one field, over all frames:
 * half of a drag and half of another are neither.
 */
export function mergeObject(base: Unit, mine: Unit, theirs: Unit): Unit | undefined {
  const [b, m, t] = [itemsOf(base), itemsOf(mine), itemsOf(theirs)];
  if (b === undefined || m === undefined || t === undefined) return undefined;
  const byMe = changedFields(b, m);
  const byThem = changedFields(b, t);
  for (const field of byMe) if (byThem.has(field)) return undefined;
  const isMoved = (fields: ReadonlySet<string>) => fields.has("category");
  const hasValues = (fields: ReadonlySet<string>) => [...fields].some((field) => field.startsWith("attribute "));
  if ((isMoved(byMe) && hasValues(byThem)) || (isMoved(byThem) && hasValues(byMe))) return undefined;
  // Start from the side that changed the shape; put the other side's changed fields into it.
  const [into, from, fields] = byThem.has("shape") ? [theirs, m, byMe] : [mine, t, byThem];
  const parts = [...into.parts].map(([at, part]): [string, UnitPart] => {
    const item = from.get(at) ?? from.values().next().value;
    const [own] = listOf(part.value);
    if (item === undefined || !isJsonObject(own)) return [at, part];
    return [at, { ...part, value: [withFields(own, item, fields)] }];
  });
  return { ...into, parts: new Map(parts) };
}

type Items = ReadonlyMap<string, JsonObject>;

/** The object in each place; undefined where it stands twice in one. */
function itemsOf(unit: Unit): Items | undefined {
  const items = new Map<string, JsonObject>();
  for (const [at, { value }] of unit.parts) {
    const [item, ...others] = listOf(value);
    if (!isJsonObject(item) || others.length > 0) return undefined;
    items.set(at, item);
  }
  return items;
}

function changedFields(before: Items, after: Items): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const at of new Set([...before.keys(), ...after.keys()])) {
    const [a, b] = [before.get(at), after.get(at)];
    if (a === undefined || b === undefined) {
      changed.add("shape");
      continue;
    }
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (NAMES.has(key) || isSameJson(a[key], b[key])) continue;
      if (key !== "attributes") changed.add(key === "category_id" ? "category" : "shape");
      else for (const name of changedNames(a[key], b[key])) changed.add(`attribute ${name}`);
    }
  }
  return changed;
}

function changedNames(before: unknown, after: unknown): string[] {
  const [a, b] = [valuesOf(before), valuesOf(after)];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => !isSameJson(a[name], b[name]));
}

function valuesOf(attributes: unknown): JsonObject {
  return isJsonObject(attributes) ? attributes : {};
}

function withFields(item: JsonObject, from: JsonObject, fields: ReadonlySet<string>): JsonObject {
  const result: Record<string, unknown> = { ...item };
  if (fields.has("category")) result.category_id = from.category_id;
  const names = [...fields].flatMap((field) => (field.startsWith("attribute ") ? [field.slice(10)] : []));
  if (names.length === 0) return result;
  const values: Record<string, unknown> = { ...valuesOf(item.attributes) };
  for (const name of names) {
    const value = valuesOf(from.attributes)[name];
    if (value === undefined) delete values[name];
    else values[name] = value;
  }
  result.attributes = values;
  return result;
}
