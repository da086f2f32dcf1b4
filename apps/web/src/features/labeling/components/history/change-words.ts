import type { LinkChange, ObjectChange, ObjectChangeKind, SceneChanges, SceneValueChange } from "@tessera/editor-core";

const KINDS: readonly ObjectChangeKind[] = ["added", "moved", "changed", "removed"];

/** Counts of changes, as words: "2 added, 1 moved, 1 link". */
export function changeCounts(
  changes: readonly Pick<ObjectChange, "kind">[],
  { links, values }: SceneChanges = { links: [], values: [] },
): string {
  const counts = KINDS.map((kind) => [changes.filter((change) => change.kind === kind).length, kind] as const);
  const words = counts.flatMap(([count, kind]) => (count === 0 ? [] : [`${count} ${kind}`]));
  if (links.length > 0) words.push(links.length === 1 ? "1 link" : `${links.length} links`);
  if (values.length > 0) words.push(values.length === 1 ? "1 image attribute" : `${values.length} image attributes`);
  return words.length === 0 ? "Nothing has changed" : words.join(", ");
}

/** What happened to an object: "car → person, moved". */
export function changeWords(change: Omit<ObjectChange, "before">, categoryName: (id: number) => string): string {
  const { kind, record, categoryBefore, hasOtherValues } = change;
  const words = [
    ...(categoryBefore === undefined ? [] : [`${categoryName(categoryBefore)} → ${categoryName(record.categoryId)}`]),
    ...(kind === "moved" ? ["moved"] : []),
    ...(hasOtherValues ? ["attributes changed"] : []),
  ];
  return words.length === 0 ? kind : words.join(", ");
}

/** What happened to a link. */
export function linkWords({ kind }: LinkChange): string {
  return kind === "changed" ? "attributes changed" : kind;
}

/** From what to what an attribute of the whole image went: "night → day". */
export function valueWords({ before, now }: Pick<SceneValueChange, "before" | "now">): string {
  return `${valueText(before)} → ${valueText(now)}`;
}

function valueText(value: unknown): string {
  if (value === undefined || value === null || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(", ") || "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
