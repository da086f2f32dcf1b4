import { isSameJson } from "@tessera/json";
import type { TaskAttribute } from "@tessera/schema";
import type { AttributeValues } from "../annotations/records.js";

/** Bounds of a number; each may be open. */
export interface NumberLimits {
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
}

/** A value that fits its attribute, or why it does not. */
export type AttributeResult = { readonly value: unknown } | { readonly reason: string };

/**
 * The limits of a number attribute. Datasets give them as numbers, as texts of numbers, or leave an empty text.
 *
 * @example numberLimits({ name: "age", input_type: "number", min: "0", max: "" }) // { min: 0 }
 */
export function numberLimits(attribute: TaskAttribute): NumberLimits {
  if (attribute.input_type !== "number") return {};
  const limits = { min: numberOf(attribute.min), max: numberOf(attribute.max), step: numberOf(attribute.step) };
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}

/**
 * The value that a new object begins with, or undefined. A checkbox without a default is unset, which is not false.
 *
 * @example defaultValue({ name: "age", input_type: "number", default_value: "3" }) // 3
 */
export function defaultValue(attribute: TaskAttribute): unknown {
  switch (attribute.input_type) {
    case "select":
    case "text":
    case "checkbox":
      return attribute.default_value ?? undefined;
    case "number":
      return numberOf(attribute.default_value);
    case "multiselect": {
      const value = attribute.default_value ?? undefined;
      return typeof value === "string" ? [value] : value;
    }
    default:
      return undefined;
  }
}

/**
 * The values of a new object of some attributes; undefined where none has a default.
 *
 * @example defaultValues([{ name: "age", input_type: "number", default_value: 3 }]) // { age: 3 }
 */
export function defaultValues(attributes: readonly TaskAttribute[]): AttributeValues | undefined {
  const entries = attributes.flatMap((attribute) => {
    const value = defaultValue(attribute);
    return value === undefined ? [] : [[attribute.name, value] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/**
 * Makes what a person entered a value of the attribute, or says why it is none. `undefined` and an empty text take a
 * value away.
 *
 * @example coerceValue({ name: "age", input_type: "number", min: "0" }, "-1") // { reason: "age is at least 0" }
 */
export function coerceValue(attribute: TaskAttribute, input: unknown): AttributeResult {
  if (input === undefined || input === null || input === "") return { value: undefined };
  switch (attribute.input_type) {
    case "number":
      return coerceNumber(attribute, input);
    case "checkbox":
      return typeof input === "boolean" ? { value: input } : { reason: `${attribute.name} is yes or no` };
    case "text":
      return typeof input === "string" ? { value: input } : { reason: `${attribute.name} is a text` };
    case "select":
      return typeof input === "string" && attribute.values.includes(input)
        ? { value: input }
        : { reason: `${attribute.name} is one of ${attribute.values.join(", ")}` };
    case "multiselect":
      return coerceList(attribute.name, attribute.values, input);
    default:
      return { value: input };
  }
}

function coerceNumber(attribute: TaskAttribute, input: unknown): AttributeResult {
  const value = numberOf(input);
  const { min, max } = numberLimits(attribute);
  if (value === undefined) return { reason: `${attribute.name} is a number` };
  if (min !== undefined && value < min) return { reason: `${attribute.name} is at least ${min}` };
  if (max !== undefined && value > max) return { reason: `${attribute.name} is at most ${max}` };
  return { value };
}

function coerceList(name: string, values: readonly string[], input: unknown): AttributeResult {
  const isFit = Array.isArray(input) && input.every((item) => values.includes(item));
  if (!isFit) return { reason: `${name} is some of ${values.join(", ")}` };
  // In the order of the dataset, so that the same choice is the same value.
  return { value: values.filter((value) => input.includes(value)) };
}

/**
 * Whether a value is there: false and 0 are, an empty text and an empty list are not.
 *
 * @example hasValue(false) // true
 */
export function hasValue(value: unknown): boolean {
  return !(value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0));
}

/**
 * The mandatory attributes that have no value.
 *
 * @example missingAttributes(task.attributesOf(record.categoryId), record.attributes)
 */
export function missingAttributes(
  attributes: readonly TaskAttribute[],
  values: AttributeValues | null | undefined,
): readonly TaskAttribute[] {
  return attributes.filter((attribute) => attribute.is_mandatory && !hasValue(values?.[attribute.name]));
}

/**
 * The values of an object whose category changes: those that the new category knows too and that fit it, else its
 * defaults. Values that neither category knows are somebody's own and stay.
 *
 * @example valuesForCategory({ color: "red", age: 3 }, { from: [color, age], to: [color] }) // { color: "red" }
 */
export function valuesForCategory(
  values: AttributeValues | null | undefined,
  { from, to }: { from: readonly TaskAttribute[]; to: readonly TaskAttribute[] },
): AttributeValues | undefined {
  const known = new Set([...from, ...to].map((attribute) => attribute.name));
  const kept = Object.entries(values ?? {}).filter(([name]) => !known.has(name));
  const fitting = to.flatMap((attribute) => {
    const value = valueFor(attribute, values?.[attribute.name]);
    return value === undefined ? [] : [[attribute.name, value] as const];
  });
  const all = [...kept, ...fitting];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

function valueFor(attribute: TaskAttribute, value: unknown): unknown {
  const result = coerceValue(attribute, value);
  return "value" in result && hasValue(result.value) ? result.value : defaultValue(attribute);
}

/** What several objects have in common for one attribute: a value, or that they differ. */
export type SharedValue = { readonly isMixed: false; readonly value: unknown } | { readonly isMixed: true };

/**
 * The value of an attribute that all have, for a panel over several selected objects.
 *
 * @example sharedValue([{ a: 1 }, { a: 2 }], "a") // { isMixed: true }
 */
export function sharedValue(all: readonly (AttributeValues | null | undefined)[], name: string): SharedValue {
  const value = all[0]?.[name];
  return all.every((values) => isSameJson(values?.[name], value)) ? { isMixed: false, value } : { isMixed: true };
}

/**
 * The values with one changed; `undefined` takes it away.
 *
 * @example withValue({ a: 1 }, "b", 2) // { a: 1, b: 2 }
 */
export function withValue(values: AttributeValues | null | undefined, name: string, value: unknown): AttributeValues {
  const others = Object.entries(values ?? {}).filter(([key]) => key !== name);
  return Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
