import type { DatasetData } from "@tessera/sdk";
import type { Difference } from "../session/index.js";

/** What a difference is about: "Object 7". */
export function differenceName({ kind, name }: Pick<Difference, "kind" | "name">): string {
  switch (kind) {
    case "object":
      return `Object ${name}`;
    case "attribute":
      return `Image: ${name}`;
    case "link":
      return `Link ${name}`;
    case "raster":
      return "Painted pixels";
    case "other":
      return name;
  }
}

/** What one side did to it. */
export function changeText(difference: Difference, side: "mine" | "theirs"): string {
  const { base, changedBy } = difference;
  const own = difference[side];
  const isUntouched = changedBy === (side === "mine" ? "them" : "me");
  if (isUntouched) return own === undefined ? "not there" : "unchanged";
  if (own === undefined) return base === undefined ? "not there" : "removed";
  return base === undefined ? "added" : "changed";
}

/** The category of the object that a difference is about, or an empty text. */
export function categoryOf(difference: Difference, { task_attributes }: Pick<DatasetData, "task_attributes">): string {
  const unit = difference.mine ?? difference.theirs ?? difference.base;
  const [part] = unit?.parts.values() ?? [];
  const [item]: readonly unknown[] = Array.isArray(part?.value) ? part.value : [];
  const id: unknown = typeof item === "object" && item !== null ? Reflect.get(item, "category_id") : undefined;
  return task_attributes?.categories.find((category) => category.id === id)?.name ?? "";
}
