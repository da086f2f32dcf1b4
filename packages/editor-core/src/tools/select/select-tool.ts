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
  /** Records never change, so their handles do not either: hovering makes none anew. */
  readonly #handles = new WeakMap<AnnotationRecord, readonly HandleHit<Point>[]>();

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
    const kept = this.#handles.get(record);
    if (kept) return kept;
    const handles = annotations.kinds.get(record.kind).handles?.list(record.geometry) ?? [];
    const hits = handles.map((handle) => ({ record, handle }));
    this.#handles.set(record, hits);
    return hits;
  }

  /**
   * The nearest handle within reach; nodes and corners go before edges and midpoints. Where handles crowd on a small
   * shape they reach half-way to one another, so that its inside stays free to drag it.
   */
  handleAt(at: Point): HandleHit<Point> | undefined {
    const { surface } = this.editor;
    const tolerance = surface.tolerance();
    const measured = this.handles().map((hit) => ({ hit, distance: surface.distance(at, hit.handle.at) }));
    // Only a neighbour within twice the tolerance of a near handle can shorten its reach.
    const around = measured.filter(({ distance }) => distance <= 3 * tolerance).map(({ hit }) => hit);
    const near = measured.filter(({ distance }) => distance <= tolerance);
    near.sort((a, b) => rank(a.hit.handle) - rank(b.hit.handle) || a.distance - b.distance);
    return near.find(({ hit, distance }) => this.#reaches(hit.handle, distance, around))?.hit;
  }

  /** The object at a place. With Alt the one below the selected one, so that all of a pile can be reached. */
  objectAt(at: Point): string | undefined {
    const { input, selection } = this.editor;
    const hits = this.editor.hitTest(at);
    if (!input.modifiers.isAlt) return hits[0];
    const top = hits.findIndex((id) => selection.has(id));
    return hits[(top + 1) % Math.max(1, hits.length)];
  }

  #reaches(handle: Handle<Point>, distance: number, around: readonly HandleHit<Point>[]): boolean {
    const { surface } = this.editor;
    return around.every(
      ({ handle: other }) =>
        other === handle || rank(other) !== rank(handle) || distance <= surface.distance(handle.at, other.at) / 2,
    );
  }
}

function rank({ type, rank }: Handle<unknown>): number {
  return rank ?? (type === "node" || type === "corner" ? 0 : 1);
}
