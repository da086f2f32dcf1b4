import type { AnnotationRecord } from "../../annotations/records.js";
import type { Gesture } from "../../document/gesture.js";
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
    const records = objects.editable(selection.ids);
    const gesture = records.length === 0 ? undefined : this.editor.beginGesture("Move");
    if (gesture) this.tool.become(new DraggingObjects(this.tool, records, gesture));
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
  readonly #records: readonly AnnotationRecord[];
  readonly #gesture: Gesture;

  constructor(tool: SelectTool<Point>, records: readonly AnnotationRecord[], gesture: Gesture) {
    super(tool);
    this.#records = records;
    this.#gesture = gesture;
  }

  override get cursor(): string {
    return "move";
  }

  override onEnter(): void {
    this.onPointerMove();
  }

  override onPointerMove(): void {
    const { annotations, input, surface } = this.editor;
    if (!input.origin || !input.current) return;
    const { kinds } = annotations;
    const from = input.origin.point;
    const extents = this.#records.map((record) => kinds.get(record.kind).extent(record.geometry));
    const to = surface.clampMove(extents, from, input.current.point);
    this.#gesture.update(() => {
      for (const { id, kind, geometry } of this.#records) {
        annotations.update(id, (now) => ({ ...now, geometry: kinds.get(kind).translate(geometry, from, to) }));
      }
    });
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
