import { type Camera, fitImage, fitRect, fitWhole, zoomAt } from "../view/camera.js";
import type { ViewContent } from "../view/canvas-view.js";
import type { OverlayItem } from "../view/overlay.js";
import type { Point, Rect } from "../view/rect.js";

/**
 * Where the camera is kept: the view on the screen, or, without a screen, {@link HeadlessViewport}. `CanvasView` is
 * one.
 */
export interface Viewport {
  readonly camera: Camera;
  setCamera(camera: Camera): void;
  /** Zooms by a factor about a place on the screen. */
  zoomAt(place: Point, factor: number): void;
  /** Shows the whole image. */
  fit(): void;
  fitTo(rect: Rect, options?: { readonly maxZoom?: number }): void;
}

/** A view on the screen, as `attachView` needs it. `CanvasView` is one. */
export interface EditorView extends Viewport {
  /** Where an event is, in screen pixels from the view's corner. */
  screenPlace(event: { readonly clientX: number; readonly clientY: number }): Point;
  /** Where it is in the image. */
  imagePlace(event: { readonly clientX: number; readonly clientY: number }): Point;
  setFocus(place: Point): void;
  setOverlay(items: readonly OverlayItem[]): void;
  setContent(content: ViewContent): void;
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
