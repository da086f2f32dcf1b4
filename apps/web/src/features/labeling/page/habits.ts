import type { Core } from "../editors/editor-module.js";

/**
 * The tool and the category that the person works with: the next sample begins with them. While a label is read-only, as it is while it is opened
 * and saved, drawing tools are put down; they are taken up again when work goes on.
 */
export class Habits {
  #toolId = "select";
  #categoryId: number | undefined;

  /** Follows an editor for as long as it lives. */
  follow(editor: Core): void {
    const { categoryId } = this.#known(editor);
    if (categoryId !== undefined) editor.viewState.set({ categoryId });
    let wasReadOnly = true;
    const update = () => {
      const isFreed = wasReadOnly && !editor.isReadOnly;
      wasReadOnly = editor.isReadOnly;
      if (isFreed && this.#toolId !== editor.tools.current.id && editor.tools.has(this.#toolId))
        editor.tools.select(this.#toolId);
      if (wasReadOnly) return;
      const held = editor.path.split(".")[0] ?? "";
      if (held !== "hand" && held !== "zoom" && held !== "ruler") this.#toolId = held;
      this.#categoryId = editor.viewState.get().categoryId;
    };
    update();
    editor.store.listen(update, { scope: "view" });
  }

  #known({ task }: Core): { readonly categoryId: number | undefined } {
    const isThere = this.#categoryId !== undefined && task.findCategory(this.#categoryId) !== undefined;
    return { categoryId: isThere ? this.#categoryId : undefined };
  }
}
