import { type KeyCombo, Tool, type ToolOverlay, ToolState } from "@tessera/editor-core";
import type { Point } from "../view/rect.js";

/** Measures distances in image pixels, by a drag or two clicks. Nothing is saved; also for those who may only look. */
export class RulerTool extends Tool<Point> {
  readonly id = "ruler";
  readonly label = "Ruler";

  override get defaultKeys(): readonly KeyCombo[] {
    return ["z"];
  }

  override get cursor(): string {
    return "crosshair";
  }

  override get isEditing(): boolean {
    return false;
  }

  initial(): ToolState<Point> {
    return new Idle(this, undefined);
  }
}

interface Measure {
  readonly from: Point;
  readonly to: Point;
}

/** Shows what was measured last. */
class Idle extends ToolState<Point, RulerTool> {
  readonly name = "idle";
  readonly #last: Measure | undefined;

  constructor(tool: RulerTool, last: Measure | undefined) {
    super(tool);
    this.#last = last;
  }

  override get isResting(): boolean {
    return true;
  }

  override overlay(): readonly ToolOverlay<Point>[] {
    return this.#last ? [{ type: "measure", ...this.#last }] : [];
  }

  override onPointerDown(): void {
    const { input } = this.editor;
    if (input.button === 0 && input.current) this.tool.become(new Measuring(this.tool, input.current.point));
  }
}

class Measuring extends ToolState<Point, RulerTool> {
  readonly name = "measuring";
  readonly #from: Point;
  #isSecondClick = false;

  constructor(tool: RulerTool, from: Point) {
    super(tool);
    this.#from = from;
  }

  override overlay(): readonly ToolOverlay<Point>[] {
    return [{ type: "measure", ...this.#measure() }];
  }

  override onPointerDown(): void {
    this.#isSecondClick = true;
  }

  override onPointerUp(): void {
    if (this.editor.input.wasDragging || this.#isSecondClick) this.tool.become(new Idle(this.tool, this.#measure()));
  }

  override onUndo(): boolean {
    this.tool.reset();
    return true;
  }

  override onCancel(): void {
    this.tool.reset();
  }

  #measure(): Measure {
    return { from: this.#from, to: this.editor.input.current?.point ?? this.#from };
  }
}
