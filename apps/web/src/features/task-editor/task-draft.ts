import { PALETTE } from "@tessera/editor-core";
import { isJsonObject } from "@tessera/json";
import type { TaskAttribute, TaskAttributes, TaskCategory } from "@tessera/schema";
import { categoryColor, toHex } from "../../domain/label-palette.js";

export type InputType = TaskAttribute["input_type"];

export const INPUT_TYPES = [
  { value: "select", label: "Select one" },
  { value: "multiselect", label: "Select several" },
  { value: "text", label: "Text" },
  { value: "number", label: "Number" },
  { value: "checkbox", label: "Checkbox" },
  { value: "vector3", label: "3D vector" },
  { value: "quaternion", label: "Quaternion" },
  { value: "points", label: "Points" },
] as const satisfies readonly { value: InputType; label: string }[];

/** Replaces one item. */
export function replaceAt<T>(items: readonly T[], index: number, item: T): T[] {
  return items.with(index, item);
}

export function removeAt<T>(items: readonly T[], index: number): T[] {
  return items.toSpliced(index, 1);
}

/** Moves an item to another place; the others close up. */
export function moveItem<T>(items: readonly T[], from: number, to: number): T[] {
  const [item] = items.slice(from, from + 1);
  if (item === undefined || to < 0 || to >= items.length) return [...items];
  return items.toSpliced(from, 1).toSpliced(to, 0, item);
}

/**
 * A new category: an id that no category has or had, and the first color that no other has.
 *
 * @param takenIds ids of saved and of removed categories, which labels may refer to
 */
export function newCategory(categories: readonly TaskCategory[], takenIds: readonly number[] = []): TaskCategory {
  const id = [...categories.map((category) => category.id), ...takenIds].reduce((a, b) => Math.max(a, b), 0) + 1;
  const used = new Set(categories.map(categoryColor));
  const color = PALETTE.find((candidate) => !used.has(toHex(candidate))) ?? PALETTE[id % PALETTE.length];
  return { id, name: "", ...(color !== undefined && { color: [...color] }) };
}

export function newAttribute(): TaskAttribute {
  return { name: "", input_type: "select", values: [] };
}

/** Fields that belong to one input type and mean nothing in another. */
const TYPED_FIELDS = ["values", "default_value", "min", "max", "step"];

/** The attribute as another input type: its name, its flags and custom data stay; choices stay between the two that have them. */
export function withInputType(attribute: TaskAttribute, type: InputType): TaskAttribute {
  const kept = Object.fromEntries(Object.entries(attribute).filter(([field]) => !TYPED_FIELDS.includes(field)));
  const hasValues = type === "select" || type === "multiselect";
  const values = "values" in attribute ? attribute.values : [];
  return { ...kept, input_type: type, ...(hasValues && { values }) } as TaskAttribute;
}

/** The same without fields that are undefined: what is not set is not there. */
export function withField<T extends object>(object: T, field: string, value: unknown): T {
  const rest = Object.fromEntries(Object.entries(object).filter(([name]) => name !== field));
  return (value === undefined ? rest : { ...object, [field]: value }) as T;
}

/** Reads what was typed as JSON; the fault in words when it is none. */
export function parseTaskJson(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether the form can show a value: anything else is left to the JSON view, which says what is wrong. */
export function isFormShaped(value: unknown): value is TaskAttributes {
  if (!isJsonObject(value) || !Array.isArray(value.categories)) return false;
  const lists = [
    value.image_attributes,
    ...value.categories.map((category) => isJsonObject(category) && category.attributes),
  ];
  return (
    value.categories.every(
      (category) => isJsonObject(category) && typeof category.name === "string" && Number.isInteger(category.id),
    ) &&
    lists.every((list) => list === undefined || list === null || (Array.isArray(list) && list.every(isFormAttribute)))
  );
}

function isFormAttribute(value: unknown): boolean {
  if (!isJsonObject(value) || typeof value.name !== "string") return false;
  if (!INPUT_TYPES.some(({ value: type }) => type === value.input_type)) return false;
  const { values } = value;
  return values === undefined || (Array.isArray(values) && values.every((item) => typeof item === "string"));
}

/** `categories[2].attributes[0].name` → `Category 3, attribute 1, name`. */
export function pathInWords(path: string): string {
  const words = path
    .replace(/^categories\[(\d+)\]/, (_, index) => `Category ${Number(index) + 1}`)
    .replace(/^image_attributes\[(\d+)\]/, (_, index) => `Scene attribute ${Number(index) + 1}`)
    .replace(/\.attributes\[(\d+)\]/, (_, index) => `, attribute ${Number(index) + 1}`)
    .replace(/\.(\w+)/g, ", $1");
  return words === "" ? "The whole" : words.charAt(0).toUpperCase() + words.slice(1);
}
