import type { ToolOverlay } from "../overlay.js";
import { ToolState } from "../tool.js";
import type { SelectTool } from "./select-tool.js";

/** Pressed where no object is: a click selects the link whose arrow is there. */
export class PointingEmpty<Point> extends ToolState<Point, SelectTool<Point>> {
  readonly name = "pointing-empty";

  override onPointerMove(): void {
    if (this.editor.input.isDragging) this.tool.become(new Marquee(this.tool));
  }

  override onPointerUp(): void {
    const { input, links, selection } = this.editor;
    const link = input.current && links.at(input.current.point);
    if (link) links.select(link.key);
    else if (!input.modifiers.isShift) selection.clear();
    this.tool.reset();
  }

  override onCancel(): void {
    this.tool.reset();
  }
}

/** Selects what lies in a rectangle; Shift adds to what was selected. */
class Marquee<Point> extends ToolState<Point, SelectTool<Point>> {
  readonly name = "marquee";
  readonly #before = this.editor.selection.keys;

  override overlay(): readonly ToolOverlay<Point>[] {
    const { origin, current } = this.editor.input;
    return origin && current ? [{ type: "marquee", from: origin.point, to: current.point }] : [];
  }

  override onEnter(): void {
    this.onPointerMove();
  }

  override onPointerMove(): void {
    const { input, selection } = this.editor;
    if (!input.origin || !input.current) return;
    const found = this.editor.within(input.origin.point, input.current.point);
    selection.set(found, { beside: input.modifiers.isShift ? this.#before : [] });
  }

  override onPointerUp(): void {
    this.tool.reset();
  }

  override onCancel(): void {
    this.editor.selection.set([], { beside: this.#before });
    this.tool.reset();
  }
}
