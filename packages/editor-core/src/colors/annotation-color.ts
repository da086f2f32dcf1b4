import { type AnnotationRecord, objectNumber } from "../annotations/records.js";
import { assertNever } from "../assert-never.js";
import { hasValue } from "../attributes/attributes.js";
import type { Task } from "../document/task.js";
import type { ColorBy } from "../document/view-state-records.js";
import { colorOfCategory, hashText, paletteColor, type Rgb } from "./palette.js";

/** What has no value to be colored by. */
const NO_VALUE: Rgb = [160, 160, 160];

/**
 * The color of one of the dataset's categories: see {@link colorOfCategory}.
 *
 * @example categoryColor(editor.task, category.id) // [230, 159, 0]
 */
export function categoryColor(task: Task, categoryId: number): Rgb {
  return colorOfCategory(task.findCategory(categoryId) ?? { id: categoryId });
}

/**
 * The color of an object, as the person has chosen to see them.
 *
 * @example annotationColor(editor.task, record, { by: "category" })
 */
export function annotationColor(task: Task, record: AnnotationRecord, colorBy: ColorBy): Rgb {
  switch (colorBy.by) {
    case "category":
      return categoryColor(task, record.categoryId);
    case "instance":
      return paletteColor(objectNumber(record) - 1);
    case "attribute": {
      const value = record.attributes?.[colorBy.name];
      return hasValue(value) || value === false ? paletteColor(hashText(JSON.stringify(value))) : NO_VALUE;
    }
    default:
      return assertNever(colorBy);
  }
}
