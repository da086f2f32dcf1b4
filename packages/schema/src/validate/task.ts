import { compileCheck } from "../check/compile.js";
import { type Fault, Report } from "../check/report.js";
import { type TaskAttributes, TaskAttributesSchema } from "../formats/task-attributes.js";
import { quoteForMessage } from "../quote.js";
import type { TaskType } from "../task-types.js";

const checkShape = compileCheck(TaskAttributesSchema);

/**
 * What is wrong with a dataset's task attributes; an empty list when nothing is. Never throws on a JSON value, stops
 * after 20 faults. Keys that are not known are custom data and never at fault.
 *
 * @param _taskType all task types take the same task attributes today
 * @example
 * validateTaskAttributes("vector", { format_version: "0.1", categories: [] });
 * // [{ path: "categories", message: "must have at least 1 item, not 0" }]
 */
export function validateTaskAttributes(_taskType: TaskType, value: unknown): Fault[] {
  const report = new Report();
  checkShape(value, report);
  if (report.faults.length > 0) return report.faults;
  const ids = new Set<number>();
  const names = new Set<string>();
  report.each("categories", (value as TaskAttributes).categories, ({ id, name }) => {
    if (ids.has(id)) report.add(`repeats the id ${id} of another category`, "id");
    if (names.has(name)) report.add(`repeats the name ${quoteForMessage(name)} of another category`, "name");
    ids.add(id);
    names.add(name);
  });
  return report.faults;
}
