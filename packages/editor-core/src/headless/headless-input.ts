import type { Editor } from "../editor/editor.js";
import type { Modifiers, PointerButton, PointerInput, PointerType, ScreenPoint } from "../input/events.js";

/** Modifiers as a test writes them. */
export interface HeldKeys {
  readonly shift?: boolean;
  readonly alt?: boolean;
  readonly mod?: boolean;
}

function modifiersOf({ shift = false, alt = false, mod = false }: HeldKeys): Modifiers {
  return { isShift: shift, isAlt: alt, isMod: mod };
}

/** Long enough that two clicks are two clicks. */
const BETWEEN_CLICKS_MS = 1000;

/**
 * Moves a pointer and presses keys over an editor without a screen. Time passes by counts, not by a clock.
 *
 * @example new HeadlessInput(editor, ([x, y]) => ({ x, y })).drag([[0, 0], [50, 50]]).key("Enter");
 */
export class HeadlessInput<Point> {
  readonly editor: Editor<Point>;
  pointerType: PointerType = "mouse";
  readonly #toScreen: (point: Point) => ScreenPoint;
  readonly #deliver: (event: PointerInput<Point>) => void;
  #timeMs = 0;

  /** `deliver` is for a surface that looks at pointer events before the editor does. */
  constructor(
    editor: Editor<Point>,
    toScreen: (point: Point) => ScreenPoint,
    deliver: (event: PointerInput<Point>) => void = (event) => editor.pointer(event),
  ) {
    this.editor = editor;
    this.#toScreen = toScreen;
    this.#deliver = deliver;
  }

  down(point: Point, keys: HeldKeys = {}, button: PointerButton = 0): this {
    this.#deliver({ type: "down", button, ...this.#fields(point, keys) });
    return this;
  }

  move(point: Point, keys: HeldKeys = {}): this {
    this.#deliver({ type: "move", ...this.#fields(point, keys) });
    return this;
  }

  up(point: Point, keys: HeldKeys = {}, button: PointerButton = 0): this {
    this.#deliver({ type: "up", button, ...this.#fields(point, keys) });
    return this;
  }

  click(point: Point, keys: HeldKeys = {}): this {
    this.#timeMs += BETWEEN_CLICKS_MS;
    return this.move(point, keys).down(point, keys).up(point, keys);
  }

  doubleClick(point: Point, keys: HeldKeys = {}): this {
    return this.click(point, keys).down(point, keys).up(point, keys);
  }

  /** Presses at the first place, moves over the others, lets go at the last. */
  drag(points: readonly Point[], keys: HeldKeys = {}): this {
    this.#timeMs += BETWEEN_CLICKS_MS;
    const [first, ...others] = points;
    if (first === undefined) throw new Error("A drag has a place where it begins");
    this.move(first, keys).down(first, keys);
    for (const point of others) this.move(point, keys);
    return this.up(others.at(-1) ?? first, keys);
  }

  cancel(): this {
    this.#deliver({ type: "cancel" });
    return this;
  }

  /** Presses and lets go of a key: `"Enter"`, `"b"`, `"1"`. Returns whether it meant something. */
  key(key: string, keys: HeldKeys = {}): boolean {
    const isTaken = this.keyDown(key, keys);
    this.keyUp(key, keys);
    return isTaken;
  }

  keyDown(key: string, keys: HeldKeys = {}, { isRepeat = false } = {}): boolean {
    return this.editor.keyDown({ key, code: codeOf(key), modifiers: modifiersOf(keys), isRepeat });
  }

  keyUp(key: string, keys: HeldKeys = {}): void {
    this.editor.keyUp({ key, code: codeOf(key), modifiers: modifiersOf(keys), isRepeat: false });
  }

  #fields(point: Point, keys: HeldKeys) {
    this.#timeMs += 1;
    return {
      point,
      screen: this.#toScreen(point),
      modifiers: modifiersOf(keys),
      pointerType: this.pointerType,
      timeMs: this.#timeMs,
    };
  }
}

function codeOf(key: string): string {
  if (/^[a-z]$/i.test(key)) return `Key${key.toUpperCase()}`;
  if (/^\d$/.test(key)) return `Digit${key}`;
  return key === " " ? "Space" : key;
}
