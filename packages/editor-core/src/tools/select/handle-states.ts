import type { Handle } from "../../annotations/kind.js";
import type { Gesture } from "../../document/gesture.js";
import type { HandleHit } from "../../editor/handles.js";
import { type Tool, ToolState } from "../tool.js";

/** Pressed on a handle: a click selects its node, a drag moves it. Of the select tool, and of tools that draw the kind. */
export class PointingHandle<Point> extends ToolState<Point> {
  readonly name = "pointing-handle";
  readonly #hit: HandleHit<Point>;
  readonly #onAltClick: (() => void) | undefined;

  /** `onAltClick`: in place of the node's selection, where Alt is for more than dragging. */
  constructor(tool: Tool<Point>, hit: HandleHit<Point>, onAltClick?: () => void) {
    super(tool);
    this.#hit = hit;
    this.#onAltClick = onAltClick;
  }

  override onEnter(): void {
    this.editor.handles.selectNode(this.#hit);
  }

  override onPointerMove(): void {
    if (!this.editor.input.isDragging) return;
    const gesture = this.editor.beginGesture(gestureOf(this.#hit.handle));
    if (gesture) this.tool.become(new DraggingHandle(this.tool, this.#hit, gesture));
  }

  override onPointerUp(): void {
    const { modifiers, wasDragging } = this.editor.input;
    if (modifiers.isAlt && !wasDragging) this.#onAltClick?.();
    this.tool.reset();
  }

  override onCancel(): void {
    this.tool.reset();
  }
}

const GESTURES: Readonly<Record<string, string>> = {
  node: "Move node",
  corner: "Resize",
  edge: "Resize",
  midpoint: "Add node",
};

function gestureOf({ gesture, type }: Handle<unknown>): string {
  return gesture ?? GESTURES[type] ?? "Change shape";
}

/** Changes one object by one of its handles, computed from its geometry when the drag began. */
export class DraggingHandle<Point> extends ToolState<Point> {
  readonly name = "dragging-handle";
  readonly hit: HandleHit<Point>;
  readonly #gesture: Gesture;

  constructor(tool: Tool<Point>, hit: HandleHit<Point>, gesture: Gesture) {
    super(tool);
    this.hit = hit;
    this.#gesture = gesture;
  }

  override get cursor(): string | undefined {
    return this.hit.handle.cursor ?? "crosshair";
  }

  override onEnter(): void {
    this.onPointerMove();
  }

  override onPointerMove(): void {
    const { annotations, input, snapping } = this.editor;
    if (!input.current) return;
    const { record, handle } = this.hit;
    const kind = annotations.kinds.get(record.kind);
    const to = snapping.place(input.current.point, { exclude: record.id });
    const options = { keepsRatio: input.modifiers.isShift, isCentered: input.modifiers.isAlt };
    const geometry = kind.handles?.move(record.geometry, handle.id, to, options);
    this.#gesture.update(() => annotations.update(record.id, (now) => ({ ...now, geometry })));
  }

  override onPointerUp(): void {
    const { annotations } = this.editor;
    const record = annotations.get(this.hit.record.id);
    const reason = annotations.kinds.get(record.kind).validate(record.geometry);
    if (reason === undefined) {
      this.#gesture.finish();
      this.editor.handles.selectNode({ ...this.hit, record });
    } else {
      this.#gesture.cancel();
      this.editor.notify(reason);
    }
    this.tool.reset();
  }

  override onCancel(): void {
    this.#gesture.cancel();
    this.tool.reset();
  }

  override onExit(): void {
    this.#gesture.cancel();
    this.editor.snapping.clear();
  }
}
