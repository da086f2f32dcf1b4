import { DrawingIdle, type KeyCombo, Tool, type ToolOverlay, ToolState } from "@tessera/editor-core";
import { bboxKind, boxFrom } from "../kinds/bbox.js";
import type { Point } from "../view/rect.js";

/** Draws boxes by a drag from corner to corner, or by two clicks. */
export class BoxTool extends Tool<Point> {
  readonly id = "box";
  readonly label = "Box";

  override get defaultKeys(): readonly KeyCombo[] {
    return ["b"];
  }

  override get cursor(): string {
    return "crosshair";
  }

  initial(): ToolState<Point> {
    return new Idle(this);
  }

  override editsKind(kind: string): boolean {
    return kind === bboxKind.id;
  }

  /** Keeps the box over two corners, if it is one, and is ready for the next. */
  finish(from: Point, to: Point): void {
    const result = this.editor.objects.create({ kind: bboxKind.id, geometry: boxFrom(from, to) });
    if ("reason" in result) this.editor.notify(result.reason);
    this.reset();
  }
}

class Idle extends DrawingIdle<Point, BoxTool> {
  override begin(at: Point): void {
    this.tool.become(new Sizing(this.tool, at));
  }
}

/** The first corner stands. A drag ends where it is let go; after a click, the next click ends it. */
class Sizing extends ToolState<Point, BoxTool> {
  readonly name = "sizing";
  readonly #from: Point;
  #to: Point;
  #isSecondClick = false;

  constructor(tool: BoxTool, from: Point) {
    super(tool);
    this.#from = from;
    this.#to = from;
  }

  /** What was drawn before is done with: a category that is picked now is the new one's. */
  override onEnter(): void {
    this.editor.selection.clear();
  }

  override overlay(): readonly ToolOverlay<Point>[] {
    return [{ type: "preview", kind: bboxKind.id, geometry: boxFrom(this.#from, this.#to) }];
  }

  override onPointerMove(): void {
    const { input, snapping } = this.editor;
    if (!input.current) return;
    const to = snapping.place(input.current.point);
    this.#to = input.modifiers.isShift ? this.#squareTo(to) : to;
  }

  override onPointerDown(): void {
    if (this.editor.input.button !== 0) return;
    this.#isSecondClick = true;
    this.onPointerMove();
  }

  override onPointerUp(): void {
    const { wasDragging } = this.editor.input;
    if (!wasDragging && !this.#isSecondClick) return;
    this.onPointerMove();
    this.tool.finish(this.#from, this.#to);
  }

  override onComplete(): boolean {
    this.tool.finish(this.#from, this.#to);
    return true;
  }

  override onUndo(): boolean {
    this.tool.reset();
    return true;
  }

  override onDelete(): boolean {
    this.tool.reset();
    return true;
  }

  override onCancel(): void {
    this.tool.reset();
  }

  override onExit(): void {
    this.editor.snapping.clear();
  }

  /** Shift makes a square, as large as the shorter way to the pointer. */
  #squareTo([x, y]: Point): Point {
    const [dx, dy] = [x - this.#from[0], y - this.#from[1]];
    const side = Math.min(Math.abs(dx), Math.abs(dy));
    return [this.#from[0] + Math.sign(dx) * side, this.#from[1] + Math.sign(dy) * side];
  }
}
