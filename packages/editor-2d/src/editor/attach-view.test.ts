import type { WheelHabit } from "@tessera/editor-core";
// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { boxFrom } from "../kinds/bbox.js";
import { headlessVector, shapesOf } from "../testing/headless-vector.js";
import { screenToImage } from "../view/camera.js";
import type { OverlayItem } from "../view/overlay.js";
import type { Point } from "../view/rect.js";
import { attachView, keyInput } from "./attach-view.js";
import { type EditorView, HeadlessViewport } from "./viewport.js";

/** A view whose screen pixels are image pixels, which remembers what it was told to show. */
class FakeView extends HeadlessViewport implements EditorView {
  overlay: readonly OverlayItem[] = [];
  content = "";

  screenPlace({ clientX, clientY }: { clientX: number; clientY: number }): Point {
    return [clientX, clientY];
  }
  imagePlace(event: { clientX: number; clientY: number }): Point {
    return this.screenPlace(event);
  }
  setFocus(): void {}
  setOverlay(items: readonly OverlayItem[]): void {
    this.overlay = items;
  }
  setContent(content: string): void {
    this.content = content;
  }
}

/** In `buttons` of an event, by button. */
const BUTTONS = [1, 4, 2] as const;

let setup: ReturnType<typeof attached>;

function attached() {
  const habits: { wheel: WheelHabit } = { wheel: "auto" };
  const { vector, editor } = headlessVector();
  const view = new FakeView();
  view.setCamera(vector.surface.viewport.camera);
  const host = document.createElement("div");
  // jsdom has no pointer capture.
  Object.assign(host, { setPointerCapture: () => {} });
  document.body.append(host);
  const detach = attachView(vector, view, host, { wheel: () => habits.wheel });
  const fire = (type: string, [clientX, clientY]: Point, more: PointerEventInit = {}) =>
    host.dispatchEvent(
      new PointerEvent(type, { clientX, clientY, pointerId: 1, bubbles: true, cancelable: true, ...more }),
    );
  return { vector, editor, view, host, detach, fire, habits };
}

beforeEach(() => {
  setup = attached();
});
afterEach(() => {
  setup.detach();
  setup.host.remove();
});

describe("attachView", () => {
  it("takes pointers in, and shows overlay and cursor", () => {
    const { vector, editor, view, host, fire } = setup;
    editor.tools.select("box");
    expect(host.style.cursor).toBe("crosshair");
    fire("pointermove", [10, 10]);
    fire("pointerdown", [10, 10]);
    fire("pointermove", [50, 40]);
    expect(view.overlay).toMatchObject([{ type: "shape" }, { type: "text", text: "40 × 30 px" }]);
    fire("pointerup", [60, 40]);
    expect(shapesOf(vector)).toEqual([
      [
        "bbox",
        [
          [10, 10],
          [60, 40],
        ],
      ],
    ]);
  });

  it("leaves a second finger alone", () => {
    const { vector, editor, fire } = setup;
    editor.tools.select("box");
    fire("pointerdown", [10, 10]);
    fire("pointerdown", [90, 90], { pointerId: 2 });
    fire("pointermove", [95, 95], { pointerId: 2 });
    fire("pointerup", [95, 95], { pointerId: 2 });
    fire("pointermove", [50, 40]);
    fire("pointerup", [50, 40]);
    expect(shapesOf(vector)).toEqual([
      [
        "bbox",
        [
          [10, 10],
          [50, 40],
        ],
      ],
    ]);
  });

  it("ends a press with its own button, also while another is held", () => {
    const { vector, editor, fire } = setup;
    const mouse = { pointerType: "mouse" };
    editor.tools.select("box");
    fire("pointerdown", [10, 10], { ...mouse, buttons: 1 });
    fire("pointermove", [50, 40], { ...mouse, buttons: 1 });
    fire("pointermove", [50, 40], { ...mouse, button: 2, buttons: 3 });
    expect(editor.path).toBe("box.sizing");
    fire("pointermove", [60, 50], { ...mouse, button: 0, buttons: 2 });
    expect(editor.path).toBe("box.idle");
    fire("pointermove", [90, 90], { ...mouse, buttons: 2 });
    fire("pointerup", [90, 90], { ...mouse, button: 2 });
    expect(shapesOf(vector)).toEqual([
      [
        "bbox",
        [
          [10, 10],
          [60, 50],
        ],
      ],
    ]);
  });

  it.each(["pointercancel", "lostpointercapture", "blur"])("gives up a gesture whose end is lost by %s", (type) => {
    const { vector, editor, fire } = setup;
    editor.tools.select("box");
    fire("pointerdown", [10, 10]);
    fire("pointermove", [50, 40]);
    if (type === "blur") window.dispatchEvent(new Event("blur"));
    else fire(type, [50, 40]);
    expect(editor.path).toBe("box.idle");
    fire("pointerup", [50, 40]);
    expect(shapesOf(vector)).toEqual([]);
  });

  it("pans by the wheel where that is set, and by Ctrl+drag, zooms by Ctrl+wheel", () => {
    const { view, host, fire, habits } = setup;
    habits.wheel = "pan";
    host.dispatchEvent(new WheelEvent("wheel", { deltaY: 10, cancelable: true }));
    expect(view.camera.center).toEqual([100, 60]);
    host.dispatchEvent(
      new WheelEvent("wheel", { deltaY: -100, ctrlKey: true, clientX: 100, clientY: 50, cancelable: true }),
    );
    expect(view.camera.zoom).toBeGreaterThan(1.2);
    const { center } = view.camera;
    fire("pointerdown", [100, 50], { ctrlKey: true });
    fire("pointermove", [120, 50], { ctrlKey: true });
    fire("pointerup", [120, 50], { ctrlKey: true });
    expect(view.camera.center[0]).toBeLessThan(center[0]);
  });

  it.each([
    ["auto", { deltaY: -100 }, "zooms"],
    ["auto", { deltaY: -3.5 }, "pans"],
    ["auto", { deltaY: -4, deltaX: 2 }, "pans"],
    ["auto", { deltaY: -3, deltaMode: WheelEvent.DOM_DELTA_LINE }, "zooms"],
    ["auto", { deltaY: -100, shiftKey: true }, "pans"],
    ["zoom", { deltaY: -3.5 }, "zooms"],
    ["pan", { deltaY: -100 }, "pans"],
    ["pan", { deltaY: -100, ctrlKey: true }, "zooms"],
  ] as const)("the wheel set to %s, turned by %o, %s", (wheel, turn, what) => {
    const { view, host, habits } = setup;
    habits.wheel = wheel;
    const before = view.camera;
    host.dispatchEvent(new WheelEvent("wheel", { clientX: 100, clientY: 50, cancelable: true, ...turn }));
    expect(view.camera.zoom > before.zoom).toBe(what === "zooms");
    expect(view.camera.center[0] !== before.center[0] || view.camera.center[1] !== before.center[1]).toBe(
      what === "pans",
    );
  });

  it("zooms at the pointer's own place, though wheel events carry whole pixels", () => {
    const { view, host } = setup;
    const at: Point = [60.9, 30.4];
    const move = new PointerEvent("pointermove", { pointerId: 1 });
    Object.defineProperties(move, { clientX: { value: at[0] }, clientY: { value: at[1] } });
    host.dispatchEvent(move);
    const before = screenToImage(view.camera, at);
    for (let turn = 0; turn < 12; turn++) {
      host.dispatchEvent(
        new WheelEvent("wheel", { deltaY: -100, ctrlKey: true, clientX: 60, clientY: 30, cancelable: true }),
      );
    }
    expect(view.camera.zoom).toBeGreaterThan(20);
    const [x, y] = screenToImage(view.camera, at);
    expect(x).toBeCloseTo(before[0], 6);
    expect(y).toBeCloseTo(before[1], 6);
  });

  it("zooms and pans by two fingers, which draw nothing", () => {
    const { vector, editor, view, fire } = setup;
    const finger = (pointerId: number) => ({ pointerType: "touch", pointerId });
    editor.tools.select("polygon");
    const before = screenToImage(view.camera, [100, 50]);
    fire("pointerdown", [90, 50], finger(1));
    fire("pointerdown", [110, 50], finger(2));
    fire("pointermove", [70, 50], finger(1));
    fire("pointermove", [150, 50], finger(2));
    expect(view.camera.zoom).toBeCloseTo(4, 6);
    const after = screenToImage(view.camera, [110, 50]);
    expect(after[0]).toBeCloseTo(before[0], 6);
    expect(after[1]).toBeCloseTo(before[1], 6);
    fire("pointerup", [150, 50], finger(2));
    fire("pointermove", [20, 20], finger(1));
    fire("pointerup", [20, 20], finger(1));
    expect(editor.sketch.record).toBeUndefined();
    expect(shapesOf(vector)).toEqual([]);
  });

  it("draws by one finger, and gives a drag up when a second one comes", () => {
    const { vector, editor, fire } = setup;
    const finger = (pointerId: number) => ({ pointerType: "touch", pointerId });
    editor.tools.select("box");
    fire("pointerdown", [10, 10], finger(1));
    fire("pointermove", [50, 40], finger(1));
    fire("pointerup", [50, 40], finger(1));
    expect(shapesOf(vector)).toHaveLength(1);
    fire("pointerdown", [100, 10], finger(1));
    fire("pointermove", [150, 40], finger(1));
    expect(editor.path).toBe("box.sizing");
    fire("pointerdown", [10, 90], finger(2));
    expect(editor.path).toBe("box.idle");
    fire("pointerup", [150, 40], finger(1));
    fire("pointerup", [10, 90], finger(2));
    expect(shapesOf(vector)).toHaveLength(1);
    editor.tools.select("keypoint");
    fire("pointerdown", [70, 70], finger(1));
    fire("pointerup", [70, 70], finger(1));
    expect(shapesOf(vector)).toHaveLength(2);
  });

  it("shows one layer while its key is held", () => {
    const { view, editor } = setup;
    expect(view.content).toBe("all");
    const key = new KeyboardEvent("keydown", { key: "i", code: "KeyI" });
    expect(editor.keyDown(keyInput(key))).toBe(true);
    expect(view.content).toBe("image");
    editor.keyUp(keyInput(key));
    expect(view.content).toBe("all");
  });

  it.each(["select", "box", "polygon", "hand", "ruler"])(
    "closes in the middle of a drag of the tool %s, whatever comes late",
    (tool) => {
      for (const button of [0, 1, 2] as const) {
        const { vector, editor, detach, fire, host } = attached();
        editor.objects.create({ kind: "bbox", geometry: boxFrom([10, 10], [60, 60]) });
        editor.tools.select(tool);
        fire("pointerdown", [30, 30], { button, buttons: BUTTONS[button] });
        fire("pointermove", [50, 50], { buttons: BUTTONS[button] });
        vector.dispose();
        const late = () => {
          fire("pointermove", [60, 60], { buttons: BUTTONS[button] });
          editor.keyDown(keyInput(new KeyboardEvent("keydown", { key: " ", code: "Space" })));
          host.dispatchEvent(new WheelEvent("wheel", { deltaY: 10, cancelable: true }));
          editor.keyUp(keyInput(new KeyboardEvent("keyup", { key: " ", code: "Space" })));
          editor.undo();
          editor.tick(16);
          for (const type of ["pointerup", "lostpointercapture", "pointercancel"]) fire(type, [60, 60], { button });
          editor.tools.select("select");
          vector.overlay();
        };
        expect(late).not.toThrow();
        fire("pointerdown", [20, 20], { button });
        expect(detach).not.toThrow();
        expect(late).not.toThrow();
        host.remove();
      }
    },
  );

  it("closes while a key holds a tool", () => {
    const { vector, editor, detach } = attached();
    editor.keyDown(keyInput(new KeyboardEvent("keydown", { key: " ", code: "Space" })));
    vector.dispose();
    expect(detach).not.toThrow();
  });

  it("keeps what is drawn when the page ends the press, and takes the release for nothing", () => {
    const { vector, editor, fire } = setup;
    editor.tools.select("box");
    fire("pointerdown", [10, 10], { button: 0, buttons: 1 });
    fire("pointermove", [50, 40], { buttons: 1 });
    editor.endPress();
    expect(shapesOf(vector)).toHaveLength(1);
    fire("pointermove", [70, 70], { buttons: 1 });
    fire("pointerup", [70, 70]);
    expect(shapesOf(vector)).toEqual([
      [
        "bbox",
        [
          [10, 10],
          [50, 40],
        ],
      ],
    ]);
    const menus: string[] = [];
    editor.events.listen(({ type }) => menus.push(type));
    fire("pointerdown", [10, 10], { button: 2, buttons: 2 });
    editor.endPress();
    fire("pointerup", [10, 10], { button: 2 });
    expect(menus).toEqual([]);
  });

  it("takes itself apart", () => {
    const { vector, editor, detach, fire } = setup;
    const listeners = editor.store.listenerCount;
    detach();
    expect(editor.store.listenerCount).toBe(listeners - 2);
    editor.tools.select("keypoint");
    fire("pointerdown", [10, 10]);
    fire("pointerup", [10, 10]);
    expect(shapesOf(vector)).toEqual([]);
  });
});
