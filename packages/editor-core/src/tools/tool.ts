import type { Editor } from "../editor/editor.js";
import type { KeyCombo } from "../hotkeys/key-combo.js";
import type { KeyInput, WheelInput } from "../input/events.js";
import type { ToolOverlay } from "./overlay.js";

/**
 * One state of a tool: idle, pointing, dragging. A class of a few lines that answers the events that matter in it and
 * goes on to another state. A state that draws a gesture takes a snapshot when it is entered and computes f(snapshot,
 * pointer): nothing accumulates.
 *
 * @example class Idle extends ToolState<Point, DotTool> { readonly name = "idle"; override onPointerUp() { this.tool.draw(); } }
 */
export abstract class ToolState<Point, T extends Tool<Point> = Tool<Point>> {
  abstract readonly name: string;
  readonly tool: T;

  constructor(tool: T) {
    this.tool = tool;
  }

  get editor(): Editor<Point> {
    return this.tool.editor;
  }

  /** A CSS cursor, where it differs from the tool's. */
  get cursor(): string | undefined {
    return undefined;
  }

  /** Whether nothing is going on: Escape then leads back to the first tool. */
  get isResting(): boolean {
    return false;
  }

  /** What to show above the shapes. */
  overlay(): readonly ToolOverlay<Point>[] {
    return [];
  }

  onEnter(): void {}
  /** However the state ends. */
  onExit(): void {}
  onPointerDown(): void {}
  /** Also called when a modifier changes while the pointer rests. */
  onPointerMove(): void {}
  onPointerUp(): void {}
  /** After the second release of a double click, instead of `onPointerUp`. */
  onDoubleClick(): void {
    this.onPointerUp();
  }
  onPointerLeave(): void {}
  /** Returns whether the wheel is taken, as by a brush for its size: then the view neither zooms nor pans. */
  onWheel(_wheel: WheelInput<Point>): boolean {
    return false;
  }
  /** Returns whether the key is taken: then no hotkey sees it. */
  onKeyDown(_key: KeyInput): boolean {
    return false;
  }
  onKeyUp(_key: KeyInput): void {}
  /** Escape, another tool: give up what is going on. */
  onCancel(): void {}
  /** The editor closes or gets another label: ends as by a cancel, but keeps what a draft holds. */
  onSuspend(): void {
    this.onCancel();
  }
  /**
   * The end of a press was lost (pointercancel, blur). Gives up all, unless a state can keep what was there before the
   * press.
   */
  onPointerCancel(): void {
    this.onCancel();
  }
  /** Enter or Space: finish what is going on. Returns whether there was something. */
  onComplete(): boolean {
    return false;
  }
  /** Undo while something is going on that is not in the history yet. Returns whether there was something. */
  onUndo(): boolean {
    return false;
  }
  /** Redo, where {@link onUndo} took something back. Returns whether there was something. */
  onRedo(): boolean {
    return false;
  }
  /** Backspace or Delete, before the selection is deleted. Returns whether there was something. */
  onDelete(): boolean {
    return false;
  }
  /** Time passed, while the surface animates. */
  onTick(_elapsedMs: number): void {}
}

/**
 * A tool names its states and begins in one of them.
 *
 * @example class DotTool extends Tool<Point> { readonly id = "dot"; readonly label = "Dot"; initial() { return new Idle(this); } }
 */
export abstract class Tool<Point> {
  abstract readonly id: string;
  abstract readonly label: string;
  readonly editor: Editor<Point>;
  #state: ToolState<Point> | undefined;

  constructor(editor: Editor<Point>) {
    this.editor = editor;
  }

  /** Keys that take the tool up. */
  get defaultKeys(): readonly KeyCombo[] {
    return [];
  }

  /** The state in which the tool begins and to which it comes back. */
  abstract initial(): ToolState<Point>;

  /** The state that goes on with a path of these nodes; undefined where the tool draws none. */
  resume(_nodes: readonly unknown[]): ToolState<Point> | undefined {
    return undefined;
  }

  /** A CSS cursor. */
  get cursor(): string {
    return "default";
  }

  /** Whether the tool changes the label: refused in a read-only editor. */
  get isEditing(): boolean {
    return true;
  }

  /** Whether a category that is picked goes to what is selected too, or to what is drawn next alone. */
  get recategorizes(): boolean {
    return !this.isEditing;
  }

  /** Whether handles of the selected object are shown and work in this tool: those of the kind that it draws. */
  editsKind(_kind: string): boolean {
    return false;
  }

  get state(): ToolState<Point> {
    if (!this.#state) throw new Error(`The tool ${this.id} is not in use`);
    return this.#state;
  }

  get isInUse(): boolean {
    return this.#state !== undefined;
  }

  enter(): void {
    this.#state = this.initial();
    this.#state.onEnter();
  }

  exit(): void {
    this.#state?.onExit();
    this.#state = undefined;
  }

  /** Goes on to another state. */
  become(state: ToolState<Point>): void {
    this.#state?.onExit();
    this.#state = state;
    state.onEnter();
    this.editor.tools.stateChanged();
  }

  /** Back to the beginning. */
  reset(): void {
    this.become(this.initial());
  }
}

/** Makes a tool for an editor. */
export type ToolFactory<Point> = (editor: Editor<Point>) => Tool<Point>;
