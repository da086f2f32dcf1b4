import { type AttributeValues, hasValue, type TaskAttribute } from "@tessera/editor-core";

/** What an object was given, in a few words: values in the order of the dataset, checkboxes that are on by their names. */
export function attributeSummary(
  attributes: readonly TaskAttribute[],
  values: AttributeValues | null | undefined,
): string {
  return attributes.flatMap((attribute) => wordsOf(attribute, values?.[attribute.name])).join(" · ");
}

function wordsOf({ name }: TaskAttribute, value: unknown): readonly string[] {
  if (!hasValue(value)) return [];
  if (typeof value === "boolean") return value ? [name] : [];
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  const isListOfTexts = Array.isArray(value) && value.every((item) => typeof item === "string");
  return isListOfTexts ? [value.join(", ")] : [];
}
