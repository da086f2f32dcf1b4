import type { KeyInput, Modifiers, PointerButton, PointerType, WheelHabit } from "@tessera/editor-core";
import { distancePx } from "../kinds/points.js";
import { panBy } from "../view/camera.js";
import type { Point } from "../view/rect.js";
import { Pinch } from "./pinch.js";
import type { VectorEditor } from "./vector-editor.js";
import type { EditorView } from "./viewport.js";

/** A wheel's notch of 100 zooms by about a third. */
const WHEEL_ZOOM_RATE = 1 / 350;
/** Lines and pages of wheels that do not count in pixels. */
const WHEEL_UNIT_PX = [1, 16, 400] as const;
/** A finger that has moved less may still be the first of two. */
const FINGER_REST_PX = 10;

/** How a view is attached. */
export interface AttachOptions {
  /** Asked at each turn; `auto` where absent. */
  readonly wheel?: () => WheelHabit;
}

/**
 * Connects an editor with its view: pointers and wheel of the host go in, camera, overlay, cursor and shown layers come
 * out. Keys are the page's to pass on, by {@link keyInput}, as text fields come first. Returns the function that takes
 * it apart.
 *
 * @example
 * const view = new CanvasView(host, { scene: vector.scene });
 * const detach = attachView(vector, view, host);
 * window.addEventListener("keydown", (event) => vector.editor.keyDown(keyInput(event)) && event.preventDefault());
 */
export function attachView(
  vector: VectorEditor,
  view: EditorView,
  host: HTMLElement,
  { wheel = () => "auto" }: AttachOptions = {},
): () => void {
  const { editor, surface } = vector;
  const before = surface.viewport;
  const abort = new AbortController();
  surface.viewport = view;
  const refresh = () => {
    view.setOverlay(vector.overlay());
    if (host.style.cursor !== editor.tools.cursor) host.style.cursor = editor.tools.cursor;
  };
  const showLayers = () => view.setContent(CONTENT[editor.viewState.get().onlyLayer ?? "all"]);
  listenToPointers({ vector, view, host, wheel }, abort.signal);
  const stops = [
    editor.overlayChanged.listen(refresh),
    editor.store.listen(refresh),
    editor.store.listen(showLayers, { scope: "view" }),
  ];
  refresh();
  showLayers();
  return () => {
    abort.abort();
    for (const stop of stops) stop();
    editor.blur();
    surface.viewport = before;
  };
}

const CONTENT = { all: "all", data: "image", label: "labels" } as const;

interface Attached {
  readonly vector: VectorEditor;
  readonly view: EditorView;
  readonly host: HTMLElement;
  readonly wheel: () => WheelHabit;
}

function listenToPointers({ vector, view, host, wheel }: Attached, signal: AbortSignal): void {
  host.style.touchAction = "none";
  let pressedBy: number | undefined;
  /** The press of a finger, until it moves or is lifted: a second finger makes it a pinch, which draws nothing. */
  let heldPress: PointerEvent | undefined;
  /** Where the pointer is, with fractions of pixels. */
  let lastMove: PointerEvent | undefined;
  const pinch = new Pinch(view);
  const isOther = (event: PointerEvent) => pressedBy !== undefined && event.pointerId !== pressedBy;
  const on = <Type extends keyof HTMLElementEventMap>(type: Type, run: (event: HTMLElementEventMap[Type]) => void) =>
    host.addEventListener(type, run, { signal, passive: false });

  const press = (event: PointerEvent) => {
    const button = buttonOf(event);
    heldPress = undefined;
    if (button !== undefined) vector.pointer({ type: "down", button, ...fieldsOf(view, event) });
  };
  const release = (event: PointerEvent) => {
    if (heldPress) press(heldPress);
    pressedBy = undefined;
    const { button } = vector.editor.input;
    // A press that the page has ended is let go here without a meaning.
    vector.pointer(
      button === undefined
        ? { type: "move", ...fieldsOf(view, event) }
        : { type: "up", button, ...fieldsOf(view, event) },
    );
  };

  const giveUp = () => {
    const wasPressed = pressedBy !== undefined && heldPress === undefined;
    pressedBy = undefined;
    heldPress = undefined;
    if (wasPressed) vector.pointer({ type: "cancel" });
  };
  const lift = (event: PointerEvent) => {
    const wasPinch = pinch.isOn;
    pinch.up(event.pointerId);
    return wasPinch;
  };

  on("pointerdown", (event) => {
    if (event.pointerType === "touch") pinch.down(event.pointerId, view.screenPlace(event));
    if (pinch.isOn) {
      giveUp();
      host.setPointerCapture(event.pointerId);
      return;
    }
    // A second finger or button does not tear a gesture apart.
    if (pressedBy !== undefined) return;
    const button = buttonOf(event);
    if (button === undefined) return;
    pressedBy = event.pointerId;
    host.setPointerCapture(event.pointerId);
    if (button === 1) event.preventDefault();
    if (event.pointerType === "touch") heldPress = event;
    else press(event);
  });
  on("pointermove", (event) => {
    lastMove = event;
    pinch.move(event.pointerId, view.screenPlace(event));
    if (pinch.isOn || isOther(event)) return;
    if (heldPress) {
      if (distancePx(view.screenPlace(heldPress), view.screenPlace(event)) <= FINGER_REST_PX) return;
      press(heldPress);
    }
    view.setFocus(view.screenPlace(event));
    if (pressedBy !== undefined && isButtonUp(event, vector.editor.input.button)) {
      release(event);
      return;
    }
    for (const each of pressedBy === undefined ? [event] : coalesced(event)) {
      vector.pointer({ type: "move", ...fieldsOf(view, each) });
    }
  });
  on("pointerup", (event) => {
    if (!lift(event) && event.pointerId === pressedBy) release(event);
  });
  for (const type of ["lostpointercapture", "pointercancel"] as const) {
    on(type, (event) => {
      lift(event);
      if (event.pointerId === pressedBy) giveUp();
    });
  }
  on("pointerleave", () => {
    if (pressedBy === undefined) vector.pointer({ type: "leave" });
  });
  on("contextmenu", (event) => event.preventDefault());
  on("wheel", (event) => {
    event.preventDefault();
    const { deltaX, deltaY } = event;
    const at = exactPlace(event, lastMove);
    if (!vector.editor.wheel({ deltaX, deltaY, ...fieldsOf(view, event) }))
      moveByWheel(view, event, { place: view.screenPlace(at), habit: wheel() });
  });
  const lose = () => {
    pressedBy = undefined;
    heldPress = undefined;
    pinch.clear();
    vector.editor.blur();
  };
  window.addEventListener("blur", lose, { signal });
  document.addEventListener("visibilitychange", () => document.hidden && lose(), { signal });
}

/**
 * Ctrl+wheel (and a pinch, which browsers tell as one) zooms at the pointer; the wheel alone does what the person wants,
 * and pans sideways with Shift.
 */
function moveByWheel(
  view: EditorView,
  event: WheelEvent,
  { place, habit }: { readonly place: Point; readonly habit: WheelHabit },
): void {
  const unit = WHEEL_UNIT_PX[event.deltaMode as 0 | 1 | 2] ?? 1;
  const [dx, dy] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
  const zooms = habit === "zoom" || (habit === "auto" && !isTrackpad(event));
  if (event.ctrlKey || event.metaKey || (zooms && !event.shiftKey)) {
    view.zoomAt(place, Math.exp(-event.deltaY * unit * WHEEL_ZOOM_RATE));
  } else view.setCamera(panBy(view.camera, -dx * unit, -dy * unit));
}

/** Wheels of mice turn in whole steps, up and down; fingers move in both directions, by fractions. */
function isTrackpad({ deltaMode, deltaX, deltaY }: WheelEvent): boolean {
  return deltaMode === 0 && (deltaX !== 0 || !Number.isInteger(deltaY));
}

/**
 * Wheel events carry whole pixels, pointer events fractions: zooming at the rounded place would let the image drift, at
 * deep zooms by hundreds of pixels.
 */
function exactPlace(event: WheelEvent, lastMove: PointerEvent | undefined): MouseEvent {
  const isThere =
    lastMove !== undefined &&
    Math.abs(lastMove.clientX - event.clientX) < 1 &&
    Math.abs(lastMove.clientY - event.clientY) < 1;
  return isThere ? lastMove : event;
}

function fieldsOf(view: EditorView, event: MouseEvent) {
  const [x, y] = view.screenPlace(event);
  return {
    point: view.imagePlace(event),
    screen: { x, y },
    modifiers: modifiersOf(event),
    pointerType: pointerTypeOf(event),
    timeMs: event.timeStamp,
  };
}

/** All places of a stroke that a browser has put into one event: a fast free-hand line keeps its curve. */
function coalesced(event: PointerEvent): readonly PointerEvent[] {
  const events = event.getCoalescedEvents?.() ?? [];
  return events.length > 0 ? events : [event];
}

/** In `buttons` of an event, by button. */
const BUTTON_BITS = [1, 4, 2] as const;

/** Whether the button that began a press was let go while another is held: a mouse then tells it as a move. */
function isButtonUp(event: PointerEvent, button: PointerButton | undefined): boolean {
  return event.pointerType === "mouse" && button !== undefined && (event.buttons & BUTTON_BITS[button]) === 0;
}

function buttonOf({ button }: PointerEvent): PointerButton | undefined {
  return button === 0 || button === 1 || button === 2 ? button : undefined;
}

function pointerTypeOf(event: MouseEvent): PointerType {
  const type = "pointerType" in event ? event.pointerType : "mouse";
  return type === "touch" || type === "pen" ? type : "mouse";
}

function modifiersOf(event: MouseEvent | KeyboardEvent): Modifiers {
  return { isShift: event.shiftKey, isAlt: event.altKey, isMod: event.ctrlKey || event.metaKey };
}

/**
 * A key of the browser as the editor takes it.
 *
 * @example if (vector.editor.keyDown(keyInput(event))) event.preventDefault();
 */
export function keyInput(event: KeyboardEvent): KeyInput {
  return { key: event.key, code: event.code, modifiers: modifiersOf(event), isRepeat: event.repeat };
}
