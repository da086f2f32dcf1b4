import { VectorEditor, type VectorTaskType } from "@tessera/editor-2d";
import type { DatasetData } from "@tessera/sdk";

/** The task type, if the vector editor labels it. */
export function vectorTaskType(taskType: string): VectorTaskType | undefined {
  return taskType === "bboxes" || taskType === "vector" || taskType === "keypoints" ? taskType : undefined;
}

/** A label that is only looked at. */
export function previewEditor(options: {
  readonly dataset: Pick<DatasetData, "task_type" | "task_attributes" | "removed_categories">;
  readonly documentKey: string;
  readonly label: unknown;
}): VectorEditor {
  const { dataset, documentKey, label } = options;
  const taskType = vectorTaskType(dataset.task_type);
  if (taskType === undefined) throw new Error(`There is no vector editor for ${dataset.task_type}`);
  const taskAttributes = dataset.task_attributes ?? { categories: [{ id: 1, name: "object" }] };
  return new VectorEditor({
    ...{ taskType, taskAttributes, documentKey, label, isReadOnly: true },
    removedCategories: dataset.removed_categories,
  });
}

/**
 * The tool and the category that the person works with: the next sample begins with them. While a label is read-only, as it is while it is opened
 * and saved, drawing tools are put down; they are taken up again when work goes on.
 */
export class Habits {
  #toolId = "select";
  #categoryId: number | undefined;

  /** Follows an editor for as long as it lives. */
  follow({ editor }: VectorEditor): void {
    const { categoryId } = this.#known(editor);
    if (categoryId !== undefined) editor.session.set({ categoryId });
    let wasReadOnly = true;
    const update = () => {
      const isFreed = wasReadOnly && !editor.isReadOnly;
      wasReadOnly = editor.isReadOnly;
      if (isFreed && this.#toolId !== editor.tools.current.id && editor.tools.has(this.#toolId))
        editor.tools.select(this.#toolId);
      if (wasReadOnly) return;
      const held = editor.path.split(".")[0] ?? "";
      if (held !== "hand" && held !== "zoom" && held !== "ruler") this.#toolId = held;
      this.#categoryId = editor.session.get().categoryId;
    };
    update();
    editor.store.listen(update, { scope: "session" });
  }

  #known({ task }: VectorEditor["editor"]): { readonly categoryId: number | undefined } {
    const isThere = this.#categoryId !== undefined && task.findCategory(this.#categoryId) !== undefined;
    return { categoryId: isThere ? this.#categoryId : undefined };
  }
}
