import { type AnnotationRecord, objectKeyOf } from "../annotations/records.js";
import type { KeyCombo } from "../hotkeys/key-combo.js";
import type { ToolOverlay } from "./overlay.js";
import { Tool, ToolState } from "./tool.js";

/**
 * Links objects on any surface: a click picks the one from which the link goes, the next click the one to which. Escape gives the first up.
 *
 * @example new Editor({ ...options, tools: [...tools, (editor) => new LinkTool(editor)] })
 */
export class LinkTool<Point> extends Tool<Point> {
  readonly id = "link";
  readonly label = "Link";

  override get defaultKeys(): readonly KeyCombo[] {
    return ["Mod+L"];
  }

  override exit(): void {
    this.editor.selection.hover(null);
    super.exit();
  }

  initial(): ToolState<Point> {
    return new PickingFrom(this);
  }

  /** Shows and returns the object under the pointer. */
  look(): AnnotationRecord | undefined {
    const { annotations, input, selection } = this.editor;
    const [id] = input.current === undefined ? [] : this.editor.hitTest(input.current.point);
    selection.hover(id ?? null);
    return id === undefined ? undefined : annotations.find(id);
  }
}

class PickingFrom<Point> extends ToolState<Point, LinkTool<Point>> {
  readonly name = "idle";

  override get isResting(): boolean {
    return true;
  }

  override get cursor(): string {
    return this.editor.selection.hoveredId === null ? "default" : "pointer";
  }

  override onPointerMove(): void {
    this.tool.look();
  }

  override onPointerDown(): void {
    const from = this.editor.input.button === 0 ? this.tool.look() : undefined;
    if (from) this.tool.become(new PickingTo(this.tool, from));
  }

  override onPointerLeave(): void {
    this.editor.selection.hover(null);
  }
}

class PickingTo<Point> extends ToolState<Point, LinkTool<Point>> {
  readonly name = "picking-to";
  readonly #from: AnnotationRecord;

  constructor(tool: LinkTool<Point>, from: AnnotationRecord) {
    super(tool);
    this.#from = from;
  }

  override get cursor(): string {
    return this.editor.selection.hoveredId === null ? "default" : "pointer";
  }

  override overlay(): readonly ToolOverlay<Point>[] {
    const { input, selection } = this.editor;
    const { hoveredId } = selection;
    const toKey = hoveredId === null || hoveredId === this.#from.id ? undefined : objectKeyOf(hoveredId);
    const at = input.current?.point;
    return at === undefined ? [] : [{ type: "link", fromKey: objectKeyOf(this.#from.id), toKey, at }];
  }

  override onEnter(): void {
    this.editor.selection.set([this.#from.id]);
  }

  override onPointerMove(): void {
    this.tool.look();
  }

  override onPointerDown(): void {
    if (this.editor.input.button === 0) this.#pick();
  }

  /** A drag from one object to another links them too. */
  override onPointerUp(): void {
    if (this.editor.input.wasDragging) this.#pick();
  }

  override onDelete(): boolean {
    this.onCancel();
    return true;
  }

  override onUndo(): boolean {
    this.onCancel();
    return true;
  }

  override onCancel(): void {
    this.editor.selection.clear();
    this.tool.reset();
  }

  /** A press beside all objects, or on the first one, asks again. */
  #pick(): void {
    const to = this.tool.look();
    if (to === undefined || to.id === this.#from.id || !this.editor.annotations.find(this.#from.id)) return;
    const result = this.editor.links.add(this.#from.id, to.id);
    if (result !== true) {
      this.editor.notify(result.reason);
      this.onCancel();
      return;
    }
    this.tool.reset();
  }
}
