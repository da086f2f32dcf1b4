import type { Gesture } from "../../document/gesture.js";
import type { MovableShape } from "../../editor/editor.js";
import { ToolState } from "../tool.js";
import type { SelectTool } from "./select-tool.js";

/** Pressed on an object: a click selects it, a drag moves it. */
export class PointingObject<Point> extends ToolState<Point, SelectTool<Point>> {
  readonly name = "pointing-object";
  readonly #id: string;

  constructor(tool: SelectTool<Point>, id: string) {
    super(tool);
    this.#id = id;
  }

  override onPointerMove(): void {
    const { input, objects, selection } = this.editor;
    if (!input.isDragging) return;
    if (!selection.has(this.#id)) {
      if (input.modifiers.isShift) selection.add([this.#id]);
      else selection.set([this.#id]);
    }
    const shapes = this.editor.movable(objects.editable(selection.ids));
    const gesture = shapes.length === 0 ? undefined : this.editor.beginGesture("Move");
    if (gesture) this.tool.become(new DraggingObjects(this.tool, shapes, gesture));
  }

  /** A double click on the outline of the selected shape adds a node there. */
  override onDoubleClick(): void {
    // Quick clicks with Alt go down through a pile, one by one.
    if (this.editor.input.modifiers.isAlt) {
      this.onPointerUp();
      return;
    }
    const { annotations, input, objects, selection, surface } = this.editor;
    const record = objects.editable(selection.onlyId === undefined ? [] : [selection.onlyId])[0];
    const kind = record && annotations.kinds.get(record.kind);
    const at = input.current?.point;
    const geometry =
      record && kind && at !== undefined
        ? kind.handles?.insertNode?.(record.geometry, surface.clamp(at), surface.tolerance())
        : undefined;
    if (record && kind && geometry !== undefined) objects.setShape(record.id, { kind: kind.id, geometry }, "Add node");
    this.tool.reset();
  }

  override onPointerUp(): void {
    const { input, selection } = this.editor;
    if (!input.wasDragging) {
      if (input.modifiers.isShift) selection.toggle(this.#id);
      else selection.set([this.#id]);
    }
    this.tool.reset();
  }

  override onCancel(): void {
    this.tool.reset();
  }
}

/** Moves whole objects: each move is computed from where they were when the drag began. */
class DraggingObjects<Point> extends ToolState<Point, SelectTool<Point>> {
  readonly name = "dragging-objects";
  readonly #shapes: readonly MovableShape<Point>[];
  readonly #gesture: Gesture;

  constructor(tool: SelectTool<Point>, shapes: readonly MovableShape<Point>[], gesture: Gesture) {
    super(tool);
    this.#shapes = shapes;
    this.#gesture = gesture;
  }

  override get cursor(): string {
    return "move";
  }

  override onEnter(): void {
    this.onPointerMove();
  }

  override onPointerMove(): void {
    const { input, surface } = this.editor;
    if (!input.origin || !input.current || !surface.movement) return;
    const from = input.origin.point;
    const extents = this.#shapes.map(({ extent }) => extent);
    const to = surface.movement.clamp(extents, from, input.current.point);
    this.#gesture.update(() => this.editor.moveShapes(this.#shapes, { from, to }));
  }

  override onPointerUp(): void {
    this.#gesture.finish();
    this.tool.reset();
  }

  override onCancel(): void {
    this.#gesture.cancel();
    this.tool.reset();
  }

  override onExit(): void {
    this.#gesture.cancel();
  }
}
