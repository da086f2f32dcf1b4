import type { TaskType } from "@tessera/schema";
import type { EditorModule } from "./editor-module.js";

type Load = () => Promise<EditorModule>;

const vector: Load = async () => (await import("./vector/module.js")).vectorModule;

/** Which editor labels which task type: the only place of the page that names task types. */
const MODULES: Partial<Record<TaskType, Load>> = {
  vector,
  bboxes: vector,
  keypoints: vector,
  "image-vector-sequence": vector,
};

/**
 * How the editor of a task type is loaded; undefined where the browser has none yet.
 *
 * @example const module = await findModule("vector")?.();
 */
export function findModule(taskType: TaskType): Load | undefined {
  return MODULES[taskType];
}
