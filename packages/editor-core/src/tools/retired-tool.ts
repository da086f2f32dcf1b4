import { Tool, ToolState } from "./tool.js";

/** In the hand of an editor that is closed: takes every event, and does nothing. */
export class RetiredTool<Point> extends Tool<Point> {
  readonly id = "retired";
  readonly label = "None";

  override get isEditing(): boolean {
    return false;
  }

  initial(): ToolState<Point> {
    return new Resting(this);
  }
}

class Resting<Point> extends ToolState<Point> {
  readonly name = "resting";

  override get isResting(): boolean {
    return true;
  }
}
