import { type Camera, fitImage, fitRect, fitWhole, zoomAt } from "../view/camera.js";
import type { Point, Rect } from "../view/rect.js";

/** Where the camera is kept: the view on the screen, or, without a screen, {@link HeadlessViewport}. `CanvasView` is one. */
export interface Viewport {
  readonly camera: Camera;
  setCamera(camera: Camera): void;
  /** Zooms by a factor about a place on the screen. */
  zoomAt(place: Point, factor: number): void;
  /** Shows the whole image. */
  fit(): void;
  fitTo(rect: Rect, options?: { readonly maxZoom?: number }): void;
}

/** A camera without a screen. */
export class HeadlessViewport implements Viewport {
  #camera: Camera = fitImage({ widthPx: 1, heightPx: 1, pixelRatio: 1 }, { widthPx: 1, heightPx: 1 });

  get camera(): Camera {
    return this.#camera;
  }

  setCamera(camera: Camera): void {
    this.#camera = camera;
  }

  zoomAt(place: Point, factor: number): void {
    this.#camera = zoomAt(this.#camera, place, factor);
  }

  fit(): void {
    this.#camera = fitWhole(this.#camera);
  }

  fitTo(rect: Rect, options: { readonly maxZoom?: number } = {}): void {
    this.#camera = fitRect(this.#camera, rect, options);
  }
}
