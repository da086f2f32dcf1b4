import { distancePx } from "../kinds/points.js";
import { panBy } from "../view/camera.js";
import type { Point } from "../view/rect.js";
import type { Viewport } from "./viewport.js";

/**
 * Two fingers move the view and zoom it: what lies between them stays between them. Once a second finger is down, none
 * of them draws until all are lifted.
 *
 * @example pinch.down(event.pointerId, place); if (pinch.isOn) giveUpTheGesture();
 */
export class Pinch {
  readonly #view: Viewport;
  readonly #fingers = new Map<number, Point>();
  #isOn = false;

  constructor(view: Viewport) {
    this.#view = view;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  down(id: number, place: Point): void {
    this.#fingers.set(id, place);
    if (this.#fingers.size > 1) this.#isOn = true;
  }

  move(id: number, place: Point): void {
    if (!this.#fingers.has(id)) return;
    const before = this.#span();
    this.#fingers.set(id, place);
    const after = this.#span();
    if (!this.#isOn || !before || !after) return;
    const [dx, dy] = [after.middle[0] - before.middle[0], after.middle[1] - before.middle[1]];
    this.#view.setCamera(panBy(this.#view.camera, dx, dy));
    if (before.distance > 0 && after.distance > 0) this.#view.zoomAt(after.middle, after.distance / before.distance);
  }

  up(id: number): void {
    this.#fingers.delete(id);
    if (this.#fingers.size === 0) this.#isOn = false;
  }

  clear(): void {
    this.#fingers.clear();
    this.#isOn = false;
  }

  /** Between the first two fingers. */
  #span(): { readonly middle: Point; readonly distance: number } | undefined {
    const [a, b] = this.#fingers.values();
    if (!a || !b) return undefined;
    return { middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], distance: distancePx(a, b) };
  }
}
