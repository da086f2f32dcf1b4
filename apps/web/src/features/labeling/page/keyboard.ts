import { keyInput } from "@tessera/editor-2d";
import { isModifierKey } from "@tessera/editor-core";
import { CANVAS_ID } from "./canvas-focus.js";
import { Picks } from "./picks.js";
import type { Workbench } from "./workbench.js";

/** Keys that a button, a list or a link has a use for itself. */
const CONTROL_KEYS: ReadonlySet<string> = new Set([
  "Tab",
  " ",
  "Enter",
  "ArrowUp",
  "ArrowDown",
  "ArrowLeft",
  "ArrowRight",
  "Home",
  "End",
  "PageUp",
  "PageDown",
]);

/** Passes keys on to the editor, except those that are meant for a field, a dialog or a control. Returns the function that stops it. */
export function listenToKeys(workbench: Workbench): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  const picks = new Picks();
  picks.listen(signal);
  const onKeyDown = (event: KeyboardEvent) => {
    workbench.session.noteInput();
    if (workbench.values.keyDown(event)) {
      event.preventDefault();
      return;
    }
    const end = picks.endBy(event);
    if (end !== "none" && !event.ctrlKey && !event.metaKey) event.preventDefault();
    if (end === "consumed" || (end === "none" && event.defaultPrevented)) return;
    const { key, ctrlKey, metaKey } = event;
    const target = end === "done" ? document.body : event.target;
    const editor = workbench.shown?.editor;
    if (editor === undefined || event.isComposing || !isForEditor({ key, target, ctrlKey, metaKey })) return;
    // Ctrl+Enter and its like are no sign that the person has seen the sample.
    if (!ctrlKey && !metaKey && !isModifierKey(keyInput(event))) workbench.settling.end();
    if (isPasteKey(event)) {
      workbench.expectPaste();
      return;
    }
    // What is being typed belongs to what is saved: a field keeps its text when the focus leaves it.
    if (isTextField(target) && target instanceof HTMLElement) target.blur();
    if (editor.keyDown(keyInput(event))) event.preventDefault();
  };
  window.addEventListener("keydown", onKeyDown, { signal });
  // Let go anywhere: what was held must not stay held.
  window.addEventListener("keyup", (event) => workbench.shown?.editor.keyUp(keyInput(event)), { signal });
  window.addEventListener(
    "paste",
    (event) => {
      if (isTextField(event.target) || hasDialog()) return;
      workbench.paste(event.clipboardData?.getData("text/plain") ?? "");
    },
    { signal },
  );
  const onPointerDown = ({ target }: PointerEvent) => {
    if (target instanceof Element && target.closest(`#${CANVAS_ID}`)) {
      workbench.settling.end();
      workbench.values.end();
    }
  };
  window.addEventListener("pointerdown", onPointerDown, { signal, passive: true });
  for (const type of ["pointerdown", "pointermove", "wheel"] as const) {
    window.addEventListener(type, () => workbench.session.noteInput(), { signal, passive: true });
  }
  return () => abort.abort();
}

/** Whether a key is the editor's: nobody types, no dialog is open, and the control that has the focus has no use for it. */
export function isForEditor(event: Pick<KeyboardEvent, "key" | "target" | "ctrlKey" | "metaKey">): boolean {
  if (hasDialog()) return isSaveKey(event) && !isTextField(event.target);
  if (isTextField(event.target)) return isSaveKey(event);
  const target = event.target instanceof HTMLElement ? event.target : null;
  const isFree = target === null || target === document.body || target.id === CANVAS_ID;
  // A button that was pressed keeps the focus, and has no pages.
  const isPage = (event.key === "PageUp" || event.key === "PageDown") && target?.matches("button, a");
  return isFree || isPage || !CONTROL_KEYS.has(event.key) || event.ctrlKey || event.metaKey;
}

/** The browser's own "save page" helps nobody here. */
function isSaveKey({ key, ctrlKey, metaKey }: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">): boolean {
  return (ctrlKey || metaKey) && key.toLowerCase() === "s";
}

function isPasteKey({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === "v";
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range", "submit"].includes(target.type)
  );
}

function hasDialog(): boolean {
  const dialogs = [...document.querySelectorAll('[role="dialog"], [role="alertdialog"], [role="menu"]')];
  // One that waits behind a version that is looked at is there, but not shown.
  return dialogs.some((dialog) => dialog.checkVisibility?.() ?? true);
}
