import type { Handle } from "../annotations/kind.js";
import type { AnnotationRecord } from "../annotations/records.js";
import type { Editor } from "./editor.js";

/** A handle, and the object that it changes. */
export interface HandleHit<Point> {
  readonly record: AnnotationRecord;
  readonly handle: Handle<Point>;
}

/**
 * The handles of the selected object: which there are, which one is under a place, and the node that is selected. The select tool
 * shows those of any object, a drawing tool those of its own kinds.
 *
 * @example editor.handles.at(point)?.handle.id // "node:3"
 */
export class Handles<Point> {
  readonly #editor: Editor<Point>;
  /** Records never change, so their handles do not either: hovering makes none anew. */
  readonly #lists = new WeakMap<AnnotationRecord, readonly Handle<Point>[]>();
  #node: { readonly record: AnnotationRecord; readonly handleId: string } | undefined;
  #hovered: HandleHit<Point> | undefined;

  constructor(editor: Editor<Point>) {
    this.#editor = editor;
  }

  /** The object whose handles are shown. */
  get record(): AnnotationRecord | undefined {
    const { annotations, objectStates, selection, tools } = this.#editor;
    const record = selection.onlyId === undefined ? undefined : annotations.find(selection.onlyId);
    if (!record || !tools.current.editsKind(record.kind)) return undefined;
    return this.#editor.canEdit(record) && !objectStates.isHidden(record) ? record : undefined;
  }

  /** Those that are shown: of the one selected object, where it may be changed and the tool in use edits its kind. */
  list(): readonly Handle<Point>[] {
    const { record } = this;
    if (!record) return [];
    const kept = this.#lists.get(record);
    if (kept) return kept;
    const handles = this.#editor.annotations.kinds.get(record.kind).handles?.list(record.geometry) ?? [];
    this.#lists.set(record, handles);
    return handles;
  }

  /**
   * The nearest handle within reach; nodes and corners go before edges and midpoints. Where handles crowd on a small
   * shape they reach half-way to one another, so that its inside stays free to drag it.
   */
  at(place: Point): HandleHit<Point> | undefined {
    const { record } = this;
    if (!record) return undefined;
    const { surface } = this.#editor;
    const tolerance = surface.tolerance();
    // Only a neighbour within twice the tolerance of a near handle can shorten its reach.
    const around: Measured<Point>[] = [];
    for (const handle of this.list()) {
      const distance = surface.distance(place, handle.at);
      if (distance <= 3 * tolerance) around.push({ handle, distance });
    }
    const near = around.filter(({ distance }) => distance <= tolerance);
    near.sort((a, b) => rank(a.handle) - rank(b.handle) || a.distance - b.distance);
    const found = near.find((each) => this.#reaches(each, around));
    return found && { record, handle: found.handle };
  }

  /** The handle under the pointer, as the tool in use has last said. */
  get hovered(): HandleHit<Point> | undefined {
    return this.#hovered;
  }

  /** Looks what is under a place; nothing where there is none. */
  hover(place: Point | undefined): HandleHit<Point> | undefined {
    this.#hovered = place === undefined ? undefined : this.at(place);
    return this.#hovered;
  }

  /** The id of the node that was pressed last, while its shape is as it was left. */
  get selectedNode(): string | undefined {
    const node = this.#node;
    return node !== undefined && this.record === node.record ? node.handleId : undefined;
  }

  /** Selects a node, so that Delete removes it; other handles select none. */
  selectNode(hit: HandleHit<Point> | undefined): void {
    this.#node = hit?.handle.type === "node" ? { record: hit.record, handleId: hit.handle.id } : undefined;
  }

  /** Removes the selected node; a shape that cannot do without it stays, and the person is told. Returns whether one was selected. */
  deleteNode(): boolean {
    const { annotations, objects } = this.#editor;
    const handleId = this.selectedNode;
    const { record } = this;
    const kind = record && annotations.kinds.get(record.kind);
    if (handleId === undefined || !record || !kind?.handles?.removeNode) return false;
    this.#node = undefined;
    const result = kind.handles.removeNode(record.geometry, handleId);
    if ("reason" in result) this.#editor.notify(result.reason);
    else objects.setShape(record.id, { kind: kind.id, geometry: result.geometry }, "Remove node");
    return true;
  }

  #reaches({ handle, distance }: Measured<Point>, around: readonly Measured<Point>[]): boolean {
    const { surface } = this.#editor;
    return around.every(
      ({ handle: other }) =>
        other === handle || rank(other) !== rank(handle) || distance <= surface.distance(handle.at, other.at) / 2,
    );
  }
}

/** A handle, and how far it is from a place. */
interface Measured<Point> {
  readonly handle: Handle<Point>;
  readonly distance: number;
}

function rank({ type, rank }: Handle<unknown>): number {
  return rank ?? (type === "node" || type === "corner" ? 0 : 1);
}
