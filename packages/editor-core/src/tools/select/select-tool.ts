import type { KeyCombo } from "../../hotkeys/key-combo.js";
import { Tool, type ToolState } from "../tool.js";
import { Idle } from "./idle.js";

/**
 * Selects and edits by the pointer, on any surface: click, Shift+click for several, Alt+click for the one below, drag
 * over the ground, drag of shapes and of their handles, Shift+click on an outline adds a node and on a node removes it.
 *
 * @example new Editor({ ...options, tools: [(editor) => new SelectTool(editor)] })
 */
export class SelectTool<Point> extends Tool<Point> {
  readonly id = "select";
  readonly label = "Select";

  override get defaultKeys(): readonly KeyCombo[] {
    return ["v"];
  }

  override get isEditing(): boolean {
    return false;
  }

  override editsKind(): boolean {
    return true;
  }

  override exit(): void {
    this.editor.selection.hover(null);
    super.exit();
  }

  initial(): ToolState<Point> {
    return new Idle(this);
  }

  /** The object at a place. With Alt the one below the selected one, so that all of a pile can be reached. */
  objectAt(at: Point): string | undefined {
    const { input, selection } = this.editor;
    const hits = this.editor.hitTest(at);
    if (!input.modifiers.isAlt) return hits[0];
    const top = hits.findIndex((id) => selection.has(id));
    return hits[(top + 1) % Math.max(1, hits.length)];
  }

  /** Selects the object below the selected one. */
  selectBelow(at: Point): void {
    const id = this.objectAt(at);
    if (id !== undefined) this.editor.selection.set([id]);
  }
}
