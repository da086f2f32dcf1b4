import type { Editor } from "../editor/editor.js";
import type { KeyInput, PointerInput } from "../input/events.js";
import { RetiredTool } from "./retired-tool.js";
import type { Tool, ToolFactory } from "./tool.js";

/**
 * All tools of an editor, the one in use, and those that are held for a moment on top of it.
 *
 * @example editor.tools.select("box"); editor.tools.path // "box.idle"
 */
export class Toolbox<Point> {
  readonly #editor: Editor<Point>;
  readonly #tools = new Map<string, Tool<Point>>();
  readonly #held: Tool<Point>[] = [];
  #current: Tool<Point>;
  #isStopped = false;

  constructor(editor: Editor<Point>, tools: readonly ToolFactory<Point>[]) {
    this.#editor = editor;
    for (const create of tools) {
      const tool = create(editor);
      this.#tools.set(tool.id, tool);
    }
    const first = [...this.#tools.values()][0];
    if (!first) throw new Error("An editor needs a tool");
    this.#current = first;
  }

  get all(): readonly Tool<Point>[] {
    return [...this.#tools.values()];
  }

  get current(): Tool<Point> {
    return this.#current;
  }

  /** "tool.state", such as `polygon.drawing`. */
  get path(): string {
    return this.#current.isInUse ? `${this.#current.id}.${this.#current.state.name}` : this.#current.id;
  }

  /** Also while tools change hands: a listener that hears of the old one's last words may ask. */
  get cursor(): string {
    const { isInUse, cursor } = this.#current;
    return (isInUse ? this.#current.state.cursor : undefined) ?? cursor;
  }

  has(id: string): boolean {
    return this.#tools.has(id);
  }

  /** Whether the tool is there and may be used now. */
  canUse(id: string): boolean {
    const tool = this.#tools.get(id);
    return tool !== undefined && !this.#isStopped && !(tool.isEditing && this.#editor.isReadOnly);
  }

  /** Takes up a tool; what the old one was doing is cancelled. Returns whether the tool may be used. */
  select(id: string): boolean {
    const tool = this.#tools.get(id);
    if (!tool) throw new Error(`There is no tool ${id}`);
    if (this.#isStopped) return false;
    if (!this.canUse(id)) {
      this.#editor.notify("This label is read-only");
      return false;
    }
    this.#switchTo(tool);
    return true;
  }

  /** Takes up the first tool: the one to which Escape leads. */
  selectFirst(): void {
    const first = this.all.find((tool) => this.canUse(tool.id));
    if (first) this.select(first.id);
  }

  /**
   * Takes up a tool until {@link releaseHeld}; the tool in use waits. Not while the pointer is pressed: a drag is never
   * torn apart.
   */
  hold(id: string): boolean {
    const tool = this.#tools.get(id);
    if (!tool || !this.canUse(id) || tool.isInUse || this.#editor.input.button !== undefined) return false;
    this.#held.push(this.#current);
    this.#current = tool;
    tool.enter();
    this.stateChanged();
    return true;
  }

  /** Lets the held tool go; the one before goes on where it was. */
  releaseHeld(): void {
    const before = this.#held.pop();
    if (!before) return;
    this.#current.state.onCancel();
    this.#current.exit();
    this.#current = before;
    this.stateChanged();
  }

  /** Gives up what is going on. */
  cancel(): void {
    this.#current.state.onCancel();
  }

  /** Ends what is going on without a trace in the history: another label comes, or this one becomes read-only. */
  suspend(): void {
    this.releaseHeld();
    this.#current.state.onSuspend();
  }

  /** A path that undo, redo or a draft has brought back goes on in its tool; one that is gone again ends. */
  followSketch(): void {
    const { sketch } = this.#editor;
    if (!sketch.isOutOfStep) return;
    this.suspend();
    const { record } = sketch;
    const tool = record && this.canUse(record.tool) ? this.#tools.get(record.tool) : undefined;
    const state = record && tool?.resume(record.nodes);
    if (!tool || !state) return;
    if (tool !== this.#current) this.#switchTo(tool);
    sketch.resume();
    tool.become(state);
  }

  start(): void {
    this.#current.enter();
    this.stateChanged();
  }

  /** Ends all tools; the editor is closed. What comes in late, as the release of a button, means nothing any more. */
  stop(): void {
    this.#current.state.onSuspend();
    for (const tool of [this.#current, ...this.#held.splice(0)]) tool.exit();
    this.#isStopped = true;
    this.#current = new RetiredTool(this.#editor);
    this.#current.enter();
  }

  pointer(event: PointerInput<Point>): void {
    const { input } = this.#editor;
    const state = this.#current.state;
    if (event.type === "down") state.onPointerDown();
    else if (event.type === "move") state.onPointerMove();
    else if (event.type === "leave") state.onPointerLeave();
    else if (event.type === "cancel") state.onPointerCancel();
    else if (input.clickCount === 2 && !input.wasDragging) state.onDoubleClick();
    else state.onPointerUp();
  }

  keyDown(key: KeyInput): boolean {
    return this.#current.state.onKeyDown(key);
  }

  keyUp(key: KeyInput): void {
    this.#current.state.onKeyUp(key);
  }

  /** Publishes the path, so that panels and cursors follow. */
  stateChanged(): void {
    this.#editor.viewState.set({ path: this.path });
    this.#editor.overlayChanged.emit();
  }

  #switchTo(tool: Tool<Point>): void {
    for (const each of [this.#current, ...this.#held.splice(0)]) {
      each.state.onCancel();
      each.exit();
    }
    // What was just drawn is done with, unless the tool edits it.
    if (this.#current.isEditing && tool.isEditing && tool !== this.#current) this.#editor.selection.clear();
    this.#current = tool;
    tool.enter();
    this.stateChanged();
  }
}
