/** A place on the screen, in CSS pixels; only for thresholds and double clicks. */
export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

/** Keys held while something happens. `isMod` is Ctrl, or Command on a Mac. */
export interface Modifiers {
  readonly isShift: boolean;
  readonly isAlt: boolean;
  readonly isMod: boolean;
}

/** No key held. */
export const NO_MODIFIERS: Modifiers = { isShift: false, isAlt: false, isMod: false };

/** What points. Fingers tremble more than mice, so they get a longer way before a press becomes a drag. */
export type PointerType = "mouse" | "pen" | "touch";

/** Which button: as in the DOM, 0 is the main one, 1 the middle, 2 the secondary. */
export type PointerButton = 0 | 1 | 2;

interface PointerFields<Point> {
  /** In the surface's own coordinates. */
  readonly point: Point;
  readonly screen: ScreenPoint;
  readonly modifiers: Modifiers;
  readonly pointerType: PointerType;
  /** Milliseconds on any steady clock: the event's own time stamp. */
  readonly timeMs: number;
}

/** One thing that a person did with a pointer. */
export type PointerInput<Point> =
  | (PointerFields<Point> & { readonly type: "down" | "up"; readonly button: PointerButton })
  | (PointerFields<Point> & { readonly type: "move" })
  /** The pointer left the surface with no button pressed. */
  | { readonly type: "leave" }
  /** The end of a gesture was lost: pointercancel, blur, a hidden tab. */
  | { readonly type: "cancel" };

/** A turn of the wheel, in pixels. */
export interface WheelInput<Point> extends PointerFields<Point> {
  readonly deltaX: number;
  readonly deltaY: number;
}

/** A key, as the DOM names it: `key` is what it types, `code` where it sits. */
export interface KeyInput {
  readonly key: string;
  readonly code: string;
  readonly modifiers: Modifiers;
  readonly isRepeat: boolean;
}
