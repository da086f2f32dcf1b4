import { DrawingIdle, type KeyCombo, Tool, type ToolOverlay, ToolState } from "@tessera/editor-core";
import { keypointKind } from "../kinds/keypoint.js";
import { roundPoint } from "../kinds/points.js";
import type { Point } from "../view/rect.js";

/** Sets keypoints: pressed, the point follows the pointer; it stays where it is let go. */
export class KeypointTool extends Tool<Point> {
  readonly id = "keypoint";
  readonly label = "Keypoint";

  override get defaultKeys(): readonly KeyCombo[] {
    return ["k"];
  }

  override get cursor(): string {
    return "crosshair";
  }

  initial(): ToolState<Point> {
    return new Idle(this);
  }

  override editsKind(kind: string): boolean {
    return kind === keypointKind.id;
  }

  /** Where the pointer is, on a node or inside the image. */
  place(): Point | undefined {
    const { input, snapping } = this.editor;
    return input.current ? roundPoint(snapping.place(input.current.point)) : undefined;
  }
}

class Idle extends DrawingIdle<Point, KeypointTool> {
  override begin(): void {
    this.tool.become(new Placing(this.tool));
  }
}

class Placing extends ToolState<Point, KeypointTool> {
  readonly name = "placing";

  override onEnter(): void {
    this.editor.selection.clear();
  }

  override overlay(): readonly ToolOverlay<Point>[] {
    const place = this.tool.place();
    return place ? [{ type: "preview", kind: keypointKind.id, geometry: [place] }] : [];
  }

  override onPointerUp(): void {
    const place = this.tool.place();
    if (place) this.editor.objects.create({ kind: keypointKind.id, geometry: [place] });
    this.tool.reset();
  }

  override onUndo(): boolean {
    this.tool.reset();
    return true;
  }

  override onCancel(): void {
    this.tool.reset();
  }

  override onExit(): void {
    this.editor.snapping.clear();
  }
}
