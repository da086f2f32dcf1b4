import { type Editor, type KeyCombo, Tool, type ToolOverlay, ToolState } from "@tessera/editor-core";
import type { ImageSurface } from "../editor/image-surface.js";
import { distancePx, rectOf } from "../kinds/points.js";
import { type Camera, panBy } from "../view/camera.js";
import type { Point } from "../view/rect.js";

/** Moves the image under the pointer. Also held: Ctrl+drag, or the middle button. */
export class HandTool extends Tool<Point> {
  readonly id = "hand";
  readonly label = "Pan";
  readonly surface: ImageSurface;

  constructor(editor: Editor<Point>, surface: ImageSurface) {
    super(editor);
    this.surface = surface;
  }

  override get defaultKeys(): readonly KeyCombo[] {
    return ["m"];
  }

  override get cursor(): string {
    return "grab";
  }

  override get isEditing(): boolean {
    return false;
  }

  initial(): ToolState<Point> {
    return new HandIdle(this);
  }
}

class HandIdle extends ToolState<Point, HandTool> {
  readonly name = "idle";

  override get isResting(): boolean {
    return true;
  }

  override onPointerDown(): void {
    this.tool.become(new Panning(this.tool));
  }
}

/** The camera follows from where it was when the press began, so that nothing drifts. */
class Panning extends ToolState<Point, HandTool> {
  readonly name = "panning";
  readonly #start: Camera = this.tool.surface.viewport.camera;

  override get cursor(): string {
    return "grabbing";
  }

  override onPointerMove(): void {
    const { origin, current } = this.editor.input;
    if (!origin || !current) return;
    const [dx, dy] = [current.screen.x - origin.screen.x, current.screen.y - origin.screen.y];
    this.tool.surface.viewport.setCamera(panBy(this.#start, dx, dy));
  }

  override onPointerUp(): void {
    this.tool.reset();
  }

  override onCancel(): void {
    this.tool.reset();
  }
}

/** A click zooms in twice, with Alt out; a drag shows what it frames. */
export class ZoomTool extends Tool<Point> {
  readonly id = "zoom";
  readonly label = "Zoom";
  readonly surface: ImageSurface;

  constructor(editor: Editor<Point>, surface: ImageSurface) {
    super(editor);
    this.surface = surface;
  }

  override get defaultKeys(): readonly KeyCombo[] {
    return ["Shift+Z"];
  }

  override get cursor(): string {
    return this.editor.input.modifiers.isAlt ? "zoom-out" : "zoom-in";
  }

  override get isEditing(): boolean {
    return false;
  }

  initial(): ToolState<Point> {
    return new ZoomIdle(this);
  }
}

class ZoomIdle extends ToolState<Point, ZoomTool> {
  readonly name = "idle";

  override get isResting(): boolean {
    return true;
  }

  override onPointerDown(): void {
    if (this.editor.input.button === 0) this.tool.become(new Framing(this.tool));
  }
}

class Framing extends ToolState<Point, ZoomTool> {
  readonly name = "framing";

  override overlay(): readonly ToolOverlay<Point>[] {
    const { origin, current, isDragging } = this.editor.input;
    return isDragging && origin && current ? [{ type: "marquee", from: origin.point, to: current.point }] : [];
  }

  override onPointerUp(): void {
    const { origin, current, modifiers, wasDragging } = this.editor.input;
    const { viewport } = this.tool.surface;
    if (origin && current) {
      const isFramed = wasDragging && distancePx(origin.point, current.point) > 0;
      if (isFramed) viewport.fitTo(rectOf(origin.point, current.point));
      else viewport.zoomAt([current.screen.x, current.screen.y], modifiers.isAlt ? 0.5 : 2);
    }
    this.tool.reset();
  }

  override onCancel(): void {
    this.tool.reset();
  }
}
