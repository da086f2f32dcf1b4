import { ToolState } from "../tool.js";
import { PointingHandle } from "./handle-states.js";
import { PointingEmpty } from "./marquee.js";
import { PointingObject } from "./object-states.js";
import type { SelectTool } from "./select-tool.js";

/** Nothing is pressed: shows what is under the pointer. */
export class Idle<Point> extends ToolState<Point, SelectTool<Point>> {
  readonly name = "idle";

  override get isResting(): boolean {
    return true;
  }

  override get cursor(): string | undefined {
    const { hovered } = this.editor.handles;
    if (hovered) return hovered.handle.cursor ?? "crosshair";
    return this.editor.selection.hoveredId === null ? undefined : "pointer";
  }

  override onPointerMove(): void {
    const at = this.editor.input.current?.point;
    if (at === undefined) return;
    const hovered = this.editor.handles.hover(at);
    this.editor.selection.hover(hovered ? hovered.record.id : (this.tool.objectAt(at) ?? null));
  }

  override onDelete(): boolean {
    return this.editor.handles.deleteNode();
  }

  override onExit(): void {
    this.editor.handles.hover(undefined);
  }

  override onPointerLeave(): void {
    this.editor.handles.hover(undefined);
    this.editor.selection.hover(null);
  }

  override onPointerDown(): void {
    const { input } = this.editor;
    const at = input.current?.point;
    if (at === undefined || input.button !== 0) return;
    if (input.modifiers.isShift && this.#changeNodes(at)) return;
    this.tool.become(this.#stateFor(at));
  }

  override onCancel(): void {
    this.editor.selection.clear();
  }

  #stateFor(at: Point): ToolState<Point> {
    const handle = this.editor.handles.at(at);
    this.editor.handles.selectNode(undefined);
    if (handle) return new PointingHandle(this.tool, handle, () => this.tool.selectBelow(at));
    const id = this.tool.objectAt(at);
    return id === undefined ? new PointingEmpty(this.tool) : new PointingObject(this.tool, id);
  }

  /** Shift+click on a node of the selected shape removes it, on its outline adds one. */
  #changeNodes(at: Point): boolean {
    const { annotations, objects, selection, surface } = this.editor;
    const record = objects.editable(selection.onlyId === undefined ? [] : [selection.onlyId])[0];
    if (!record) return false;
    const kind = annotations.kinds.get(record.kind);
    const hit = this.editor.handles.at(at);
    if (hit?.handle.type === "node" && kind.handles?.removeNode) {
      const result = kind.handles.removeNode(record.geometry, hit.handle.id);
      if ("reason" in result) this.editor.notify(result.reason);
      else objects.setShape(record.id, { kind: kind.id, geometry: result.geometry }, "Remove node");
      return true;
    }
    const inserted = kind.handles?.insertNode?.(record.geometry, surface.clamp(at), surface.tolerance());
    if (inserted === undefined) return false;
    objects.setShape(record.id, { kind: kind.id, geometry: inserted }, "Add node");
    return true;
  }
}
