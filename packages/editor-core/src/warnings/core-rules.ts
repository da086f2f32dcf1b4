import { objectKey, objectNumber, placeKey } from "../annotations/records.js";
import { missingAttributes } from "../attributes/attributes.js";
import type { WarningRule } from "./rule.js";

/** The rules that a label breaks when something mandatory is missing. */
export const MANDATORY_RULES: ReadonlySet<string> = new Set(["mandatory-attribute", "mandatory-scene-attribute"]);

/**
 * The rules that hold on every surface.
 *
 * @example new Warnings(editor, [...coreRules<Point>(), ...ownRules])
 */
export function coreRules<Point>(): readonly WarningRule<Point>[] {
  return [
    {
      type: "annotation",
      id: "mandatory-attribute",
      group: "Missing attributes",
      severity: "warning",
      check(record, { task }) {
        const missing = missingAttributes(task.attributesOf(record.categoryId), record.attributes);
        return missing.length === 0 ? undefined : `${nameList(missing.map((attribute) => attribute.name))} not set`;
      },
    },
    {
      type: "scene",
      id: "mandatory-scene-attribute",
      group: "Missing attributes",
      severity: "warning",
      check(scene, { task }) {
        const missing = missingAttributes(task.sceneAttributes, scene?.attributes);
        return missing.length === 0 ? undefined : `${nameList(missing.map((attribute) => attribute.name))} not set`;
      },
    },
    {
      type: "annotation",
      id: "unknown-category",
      group: "Unknown categories",
      severity: "warning",
      check(record, { task }) {
        const { categoryId } = record;
        if (task.isRemoved(categoryId)) return `The category ${task.categoryName(categoryId)} was removed`;
        return task.findCategory(categoryId) ? undefined : `The dataset has no category ${categoryId}`;
      },
    },
    {
      type: "annotation",
      id: "invalid-shape",
      group: "Invalid shapes",
      severity: "error",
      check: (record, { annotations }) => annotations.kinds.get(record.kind).validate(record.geometry),
    },
    {
      type: "annotation",
      id: "duplicate-number",
      group: "Duplicate numbers",
      severity: "error",
      check: (record) =>
        objectKey(record).includes("#") ? `Another object here has the number ${objectNumber(record)} too` : undefined,
    },
    {
      type: "same-key",
      id: "duplicate-object",
      group: "Duplicate objects",
      severity: "warning",
      keyOf({ place, kind: id, categoryId, geometry }, { annotations }) {
        const kind = annotations.kinds.get(id);
        // Pixels, points of a cloud and mere marks lie elsewhere: what is written of them says nothing.
        if (!kind.shape) return undefined;
        return `${placeKey(place)} ${id} ${categoryId} ${JSON.stringify(kind.write(geometry))}`;
      },
      message: () => "Another object has the same category and shape",
    },
  ];
}

function nameList(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
