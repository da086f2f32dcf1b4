import { boundsOf, type Point, type Rect } from "./rect.js";

/**
 * How the image lies on the screen. A value: every function returns a new one. Screen pixels are CSS pixels from the
 * view's top left corner; device pixels are screen pixels times `pixelRatio`.
 */
export interface Camera {
  /** Screen pixels per image pixel. */
  readonly zoom: number;
  /** The image place that is shown in the view's middle: so a view that grows or shrinks keeps its place. */
  readonly center: Point;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelRatio: number;
  readonly imageWidthPx: number;
  readonly imageHeightPx: number;
}

export interface ViewSize {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelRatio: number;
}

/** At the deepest zoom, an image pixel is this wide on the screen. */
export const MAX_ZOOM = 64;

/** Free on each side of what is fitted, in screen pixels. */
const FIT_MARGIN_PX = 16;

/**
 * A camera that shows the whole image. Sizes below one pixel count as one.
 *
 * @example
 * let camera = fitImage({ widthPx: 1280, heightPx: 800, pixelRatio: 1 }, { widthPx: 4000, heightPx: 2500 });
 * camera = zoomAt(camera, [640, 400], 2);
 * screenToImage(camera, [640, 400]); // [2000, 1250]
 */
export function fitImage(size: ViewSize, image: { readonly widthPx: number; readonly heightPx: number }): Camera {
  return fitWhole({
    zoom: 1,
    center: [0, 0],
    widthPx: Math.max(1, size.widthPx),
    heightPx: Math.max(1, size.heightPx),
    pixelRatio: size.pixelRatio,
    imageWidthPx: Math.max(1, image.widthPx),
    imageHeightPx: Math.max(1, image.heightPx),
  });
}

export function fitWhole(camera: Camera): Camera {
  return fitRect(camera, { minX: 0, minY: 0, maxX: camera.imageWidthPx, maxY: camera.imageHeightPx });
}

/**
 * Brings a rectangle (image pixels) into the middle, as large as the view and `maxZoom` allow.
 *
 * @example
 * camera = fitRect(camera, { minX: 100, minY: 50, maxX: 140, maxY: 90 }, { maxZoom: 8 });
 */
export function fitRect(camera: Camera, rect: Rect, options: { readonly maxZoom?: number } = {}): Camera {
  const zoom = Math.min(zoomToFit(camera, rect), options.maxZoom ?? MAX_ZOOM);
  return limited({ ...camera, zoom, center: [(rect.minX + rect.maxX) / 2, (rect.minY + rect.maxY) / 2] });
}

/**
 * Changes the zoom by a factor; what is at the place (screen pixels) stays there.
 *
 * @example
 * camera = zoomAt(camera, pointer, 1.25); // a quarter larger
 */
export function zoomAt(camera: Camera, place: Point, factor: number): Camera {
  const zoom = limitZoom(camera, camera.zoom * factor);
  const [x, y] = screenToImage(camera, place);
  const center: Point = [x - (place[0] - camera.widthPx / 2) / zoom, y - (place[1] - camera.heightPx / 2) / zoom];
  return limited({ ...camera, zoom, center });
}

/**
 * Moves the image by a distance on the screen.
 *
 * @example
 * camera = panBy(camera, event.movementX, event.movementY);
 */
export function panBy(camera: Camera, dxPx: number, dyPx: number): Camera {
  return limited({
    ...camera,
    center: [camera.center[0] - dxPx / camera.zoom, camera.center[1] - dyPx / camera.zoom],
  });
}

/** Brings an image place into the middle at the present zoom. */
export function centerOn(camera: Camera, place: Point): Camera {
  return limited({ ...camera, center: place });
}

/** The same place and zoom in a view of another size. */
export function resized(camera: Camera, size: ViewSize): Camera {
  return limited({
    ...camera,
    widthPx: Math.max(1, size.widthPx),
    heightPx: Math.max(1, size.heightPx),
    pixelRatio: size.pixelRatio,
  });
}

export function screenToImage(camera: Camera, [x, y]: Point): Point {
  return [
    camera.center[0] + (x - camera.widthPx / 2) / camera.zoom,
    camera.center[1] + (y - camera.heightPx / 2) / camera.zoom,
  ];
}

export function imageToScreen(camera: Camera, [x, y]: Point): Point {
  return [
    (x - camera.center[0]) * camera.zoom + camera.widthPx / 2,
    (y - camera.center[1]) * camera.zoom + camera.heightPx / 2,
  ];
}

/** The part of the image plane that the view shows, in image pixels. */
export function visibleRect(camera: Camera): Rect {
  const corners = [screenToImage(camera, [0, 0]), screenToImage(camera, [camera.widthPx, camera.heightPx])];
  return boundsOf(corners) ?? { minX: 0, minY: 0, maxX: 0, maxY: 0 };
}

/** Device pixels per image pixel. */
export function deviceScale(camera: Camera): number {
  return camera.zoom * camera.pixelRatio;
}

/**
 * Where the image's top left corner is drawn, in whole device pixels: all that is drawn goes by it, so that pictures
 * made before are copied pixel by pixel while panning, and lie exactly on one another.
 */
export function deviceOrigin(camera: Camera): Point {
  const [x, y] = imageToScreen(camera, [0, 0]);
  return [Math.round(x * camera.pixelRatio), Math.round(y * camera.pixelRatio)];
}

function zoomToFit(camera: Camera, rect: Rect): number {
  const width = Math.max(1, camera.widthPx - 2 * FIT_MARGIN_PX);
  const height = Math.max(1, camera.heightPx - 2 * FIT_MARGIN_PX);
  return Math.min(width / Math.max(1e-6, rect.maxX - rect.minX), height / Math.max(1e-6, rect.maxY - rect.minY));
}

function limitZoom(camera: Camera, zoom: number): number {
  const whole = { minX: 0, minY: 0, maxX: camera.imageWidthPx, maxY: camera.imageHeightPx };
  const min = Math.min(1, zoomToFit(camera, whole));
  return Math.min(MAX_ZOOM, Math.max(min, zoom));
}

/** The zoom within its limits, and the view's middle on the image, so that it cannot be lost. */
function limited(camera: Camera): Camera {
  const [x, y] = camera.center;
  return {
    ...camera,
    zoom: limitZoom(camera, camera.zoom),
    center: [Math.min(camera.imageWidthPx, Math.max(0, x)), Math.min(camera.imageHeightPx, Math.max(0, y))],
  };
}
