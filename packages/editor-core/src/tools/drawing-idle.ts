import { PointingHandle } from "./select/handle-states.js";
import { type Tool, ToolState } from "./tool.js";

/**
 * A drawing tool at rest. The handles of the selected object work where the tool draws its kind, so that a shape is set right without
 * another tool; a press elsewhere begins the next one.
 *
 * @example class Idle extends DrawingIdle<Point, DotTool> { begin(at: Point) { this.tool.become(new Placing(this.tool, at)); } }
 */
export abstract class DrawingIdle<Point, T extends Tool<Point> = Tool<Point>> extends ToolState<Point, T> {
  readonly name = "idle";

  /** Pressed at a place, where no handle is. */
  abstract begin(at: Point): void;

  override get isResting(): boolean {
    return true;
  }

  override get cursor(): string | undefined {
    const { hovered } = this.editor.handles;
    return hovered && (hovered.handle.cursor ?? "crosshair");
  }

  override onPointerMove(): void {
    const { handles, input, snapping } = this.editor;
    const at = input.current?.point;
    if (at === undefined) return;
    if (handles.hover(at)) snapping.clear();
    else snapping.place(at);
  }

  override onPointerDown(): void {
    const { handles, input, snapping } = this.editor;
    const at = input.current?.point;
    if (input.button !== 0 || at === undefined) return;
    const handle = handles.at(at);
    handles.selectNode(undefined);
    if (handle) this.tool.become(new PointingHandle(this.tool, handle));
    else this.begin(snapping.place(at));
  }

  override onDelete(): boolean {
    return this.editor.handles.deleteNode();
  }

  override onPointerLeave(): void {
    this.editor.handles.hover(undefined);
    this.editor.snapping.clear();
  }

  override onExit(): void {
    this.editor.handles.hover(undefined);
    this.editor.snapping.clear();
  }
}
