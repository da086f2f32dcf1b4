import { focusCanvas } from "./canvas-focus.js";

/**
 * Gives the focus back to the canvas once a control is done with, so that the next key is a hotkey. Whoever walks
 * through the controls by `Tab` and arrows stays in them.
 */
export class Picks {
  /** The last input was a pointer's. While a select's list is open, its keys do not reach the page. */
  #isByPointer = false;
  /** The select that the pointer opened. */
  #pointed: EventTarget | null = null;

  listen(signal: AbortSignal): void {
    const onPointerDown = ({ target }: PointerEvent) => {
      this.#isByPointer = true;
      this.#pointed = target instanceof HTMLSelectElement ? target : null;
    };
    window.addEventListener("pointerdown", onPointerDown, { signal, capture: true });
    const onChange = ({ target }: Event) => {
      if (this.#isByPointer && isPicker(target) && !isInDialog(target)) focusCanvas();
    };
    window.addEventListener("change", onChange, { signal });
  }

  /**
   * Whether a key shows that its control is done with: any key but Tab in a select that the pointer opened (picking
   * what was picked already is no change), Enter and Escape in one that was reached by keys. The focus is on the canvas
   * then.
   */
  endBy({ key, target }: Pick<KeyboardEvent, "key" | "target">): "none" | "done" | "consumed" {
    const isPointed = target !== null && target === this.#pointed;
    this.#isByPointer = false;
    this.#pointed = null;
    if (!(target instanceof HTMLSelectElement) || isInDialog(target)) return "none";
    const isEnd = key === "Enter" || key === "Escape";
    if (!isEnd && (!isPointed || key === "Tab")) return "none";
    focusCanvas();
    return isPointed ? "done" : "consumed";
  }
}

function isPicker(target: EventTarget | null): target is HTMLElement {
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && ["radio", "checkbox", "range"].includes(target.type);
}

function isInDialog(target: HTMLElement): boolean {
  return target.closest('[role="dialog"], [role="alertdialog"]') !== null;
}
