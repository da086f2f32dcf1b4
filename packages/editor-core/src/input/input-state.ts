import {
  type Modifiers,
  NO_MODIFIERS,
  type PointerButton,
  type PointerInput,
  type PointerType,
  type ScreenPoint,
} from "./events.js";

/** How far a press may stray and still be a click, in screen pixels. */
const DRAG_THRESHOLD_PX: Readonly<Record<PointerType, number>> = { mouse: 4, pen: 6, touch: 10 };

/**
 * Two presses within this time and distance are a double click. A hand that means one hardly moves a mouse, while nodes
 * of a small outline are set a few pixels apart.
 */
const DOUBLE_CLICK_MS = 450;
const DOUBLE_CLICK_PX: Readonly<Record<PointerType, number>> = { mouse: 3, pen: 3, touch: 8 };

/** A place in both coordinates. */
export interface PointerPosition<Point> {
  readonly point: Point;
  readonly screen: ScreenPoint;
}

/**
 * The one state of all input: where the pointer is, where it was pressed, which buttons and modifiers are held. Tools
 * read it; only the editor writes it.
 *
 * @example const { origin, current, isDragging } = editor.input;
 */
export class InputState<Point> {
  #current: PointerPosition<Point> | undefined;
  #previous: PointerPosition<Point> | undefined;
  #origin: PointerPosition<Point> | undefined;
  #modifiers: Modifiers = NO_MODIFIERS;
  #pointerType: PointerType = "mouse";
  #button: PointerButton | undefined;
  #isDragging = false;
  #wasDragging = false;
  #clickCount = 0;
  #pressCount = 0;
  #lastDown: { readonly screen: ScreenPoint; readonly timeMs: number; readonly button: PointerButton } | undefined;

  /** Undefined until the pointer has been over the surface, and after it left. */
  get current(): PointerPosition<Point> | undefined {
    return this.#current;
  }

  /** Before the last move. */
  get previous(): PointerPosition<Point> | undefined {
    return this.#previous;
  }

  /** Where the button was pressed, or was pressed last. */
  get origin(): PointerPosition<Point> | undefined {
    return this.#origin;
  }

  get modifiers(): Modifiers {
    return this.#modifiers;
  }

  get pointerType(): PointerType {
    return this.#pointerType;
  }

  /** The pressed button. */
  get button(): PointerButton | undefined {
    return this.#button;
  }

  /** Whether the pressed pointer has left the threshold of a click. */
  get isDragging(): boolean {
    return this.#isDragging;
  }

  /** Whether the press that has just ended was a drag. */
  get wasDragging(): boolean {
    return this.#wasDragging;
  }

  /** 1 for a click, 2 for the second of a double click, and on. */
  get clickCount(): number {
    return this.#clickCount;
  }

  /** Counts the presses of buttons: whether there was one since some moment. */
  get pressCount(): number {
    return this.#pressCount;
  }

  /** Takes an event in. */
  apply(event: PointerInput<Point>): void {
    if (event.type === "cancel") {
      this.#release();
      this.#clickCount = 0;
      this.#lastDown = undefined;
      return;
    }
    if (event.type === "leave") {
      if (this.#button === undefined) this.#current = undefined;
      return;
    }
    this.#previous = this.#current;
    this.#current = { point: event.point, screen: event.screen };
    this.#modifiers = event.modifiers;
    this.#pointerType = event.pointerType;
    if (event.type === "down") this.#press(event.button, event.timeMs);
    else if (event.type === "up") this.#release();
    else if (event.type === "move") this.#stray();
  }

  /** A modifier was pressed or let go without the pointer moving. */
  setModifiers(modifiers: Modifiers): void {
    this.#modifiers = modifiers;
  }

  #press(button: PointerButton, timeMs: number): void {
    this.#pressCount++;
    const screen = this.#current?.screen;
    if (!screen) return;
    const last = this.#lastDown;
    const isRepeated =
      last !== undefined &&
      last.button === button &&
      timeMs - last.timeMs <= DOUBLE_CLICK_MS &&
      distance(last.screen, screen) <= DOUBLE_CLICK_PX[this.#pointerType];
    this.#clickCount = isRepeated ? this.#clickCount + 1 : 1;
    this.#lastDown = { screen, timeMs, button };
    this.#origin = this.#current;
    this.#button = button;
    this.#isDragging = false;
  }

  #release(): void {
    // A drag is no half of a double click.
    if (this.#isDragging) this.#lastDown = undefined;
    this.#wasDragging = this.#isDragging;
    this.#button = undefined;
    this.#isDragging = false;
  }

  #stray(): void {
    if (this.#button === undefined || this.#isDragging || !this.#origin || !this.#current) return;
    this.#isDragging = distance(this.#origin.screen, this.#current.screen) > DRAG_THRESHOLD_PX[this.#pointerType];
  }
}

function distance(a: ScreenPoint, b: ScreenPoint): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
