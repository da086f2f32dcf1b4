/** The element that takes pointers, and keys while nothing else has the focus. */
export const CANVAS_ID = "canvas";

/** From now on keys mean the canvas. */
export function focusCanvas(): void {
  document.getElementById(CANVAS_ID)?.focus({ preventScroll: true });
}
