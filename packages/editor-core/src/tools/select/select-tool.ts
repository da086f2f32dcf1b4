import type { Handle } from "../../annotations/kind.js";
import type { AnnotationRecord } from "../../annotations/records.js";
import type { KeyCombo } from "../../hotkeys/key-combo.js";
import { Tool, type ToolState } from "../tool.js";
import { Idle } from "./idle.js";

/** A handle under the pointer, and the object that it changes. */
export interface HandleHit<Point> {
  readonly record: AnnotationRecord;
  readonly handle: Handle<Point>;
}

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

  override exit(): void {
    this.editor.selection.hover(null);
    super.exit();
  }

  initial(): ToolState<Point> {
    return new Idle(this);
  }

  /** The handles that are shown: those of the one selected object, if it may be changed. */
  handles(): readonly HandleHit<Point>[] {
    const { annotations, objectStates, selection } = this.editor;
    const record = selection.onlyId === undefined ? undefined : annotations.find(selection.onlyId);
    if (!record || !this.editor.canEdit(record) || objectStates.isHidden(record)) return [];
    return annotations.kinds
      .get(record.kind)
      .handles(record.geometry)
      .map((handle) => ({ record, handle }));
  }

  /**
   * The nearest handle within reach; nodes and corners go before edges and midpoints. Where handles crowd on a small
   * shape they reach half-way to one another, so that its inside stays free to drag it.
   */
  handleAt(at: Point): HandleHit<Point> | undefined {
    const { surface } = this.editor;
    const all = this.handles();
    const near = all
      .map((hit) => ({ hit, distance: surface.distance(at, hit.handle.at) }))
      .filter(({ distance }) => distance <= surface.tolerance())
      .filter(({ hit, distance }) => distance <= this.#reach(hit.handle, all));
    near.sort((a, b) => rank(a.hit.handle) - rank(b.hit.handle) || a.distance - b.distance);
    return near[0]?.hit;
  }

  /** The object at a place. With Alt the one below the selected one, so that all of a pile can be reached. */
  objectAt(at: Point): string | undefined {
    const { input, selection, surface } = this.editor;
    const hits = surface.hitTest(at, surface.tolerance());
    if (!input.modifiers.isAlt) return hits[0];
    const top = hits.findIndex((id) => selection.has(id));
    return hits[(top + 1) % Math.max(1, hits.length)];
  }

  #reach(handle: Handle<Point>, all: readonly HandleHit<Point>[]): number {
    const others = all.filter((hit) => hit.handle !== handle && rank(hit.handle) === rank(handle));
    return Math.min(...others.map((hit) => this.editor.surface.distance(handle.at, hit.handle.at) / 2), Infinity);
  }
}

function rank({ type }: Handle<unknown>): number {
  return type === "node" || type === "corner" ? 0 : 1;
}
