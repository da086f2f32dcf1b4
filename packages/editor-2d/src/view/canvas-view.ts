import {
  type Camera,
  fitImage,
  fitRect,
  fitWhole,
  panBy,
  resized,
  screenToImage,
  type ViewSize,
  visibleRect,
  zoomAt,
} from "./camera.js";
import type { ImageLevel } from "./image-levels.js";
import { drawBlank, drawImageLevels } from "./image-renderer.js";
import type { LoadedImage } from "./image-source.js";
import type { OverlayItem } from "./overlay.js";
import { OverlayRenderer } from "./overlay-renderer.js";
import type { Point, Rect } from "./rect.js";
import { Scene } from "./scene.js";
import { ShapeRenderer } from "./shape-renderer.js";
import type { ShapeStyle } from "./shape-style.js";
import { createTilePainter } from "./tile-painter.js";
import { createStackedCanvas, observeSize, STACKED, setCanvasSize } from "./view-canvas.js";

/** Behind and around the image, in both themes: neutral, so that colors are judged fairly. */
const SURROUND = "#3a3a3a";

export interface ImageAdjustment {
  /** 1 is as it is; 0 to 3. */
  readonly brightness: number;
  readonly contrast: number;
  /** Brightness spread evenly over the histogram. */
  readonly isEqualized: boolean;
}

export const NO_ADJUSTMENT: ImageAdjustment = { brightness: 1, contrast: 1, isEqualized: false };

/** What of the view is shown: `i` and `l` held show one alone. */
export type ViewContent = "all" | "image" | "labels";

/** In image pixels. */
type ShownSize = Pick<LoadedImage, "widthPx" | "heightPx">;

/** What is to be shown, and how large it is. */
interface Shown {
  readonly image: LoadedImage | undefined;
  readonly size: ShownSize | undefined;
  readonly isBlank: boolean;
  readonly keepCamera?: boolean;
}

/** Something else between the image and the shapes, as a mask is: an element that fills the view and is drawn with it. */
export interface ViewLayer {
  readonly element: HTMLElement;
  /** In each frame in which the camera moved or `invalidate` was called. */
  draw(camera: Camera): void;
}

export interface CanvasViewOptions {
  /** Shared with the editor; the view makes its own where absent. */
  readonly scene?: Scene;
  readonly onCameraChange?: (camera: Camera) => void;
  /** Called when an image could not be equalized, with what happened. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Shows an image, shapes over it, and an overlay over both, in canvases that fill the host. Draws on demand, one queued
 * frame at a time. The caller listens to pointers and keys and moves the camera.
 *
 * @example
 * const view = new CanvasView(host, { scene });
 * view.showImage(await loadImage(url));
 * scene.set(shapes);
 * host.addEventListener("wheel", (event) => view.zoomAt(view.screenPlace(event), Math.exp(-event.deltaY / 300)));
 * view.dispose();
 */
export class CanvasView {
  readonly scene: Scene;
  readonly #host: HTMLElement;
  readonly #options: CanvasViewOptions;
  readonly #image: ReturnType<typeof createStackedCanvas>;
  readonly #layerHost: HTMLElement;
  readonly #shapes: ReturnType<typeof createStackedCanvas>;
  readonly #overlay: ReturnType<typeof createStackedCanvas>;
  readonly #renderer: ShapeRenderer;
  readonly #layers = new Set<ViewLayer>();
  readonly #unobserve: () => void;
  readonly #settledCallbacks: (() => void)[] = [];
  #camera: Camera;
  #isFitted = true;
  #focus: Point | undefined;
  #loaded: LoadedImage | undefined;
  #levels: readonly ImageLevel[] = [];
  #adjustment = NO_ADJUSTMENT;
  #overlayItems: readonly OverlayItem[] = [];
  #frame: number | undefined;
  #isBlank = false;
  #isImageDue = true;
  #isShapesDue = true;
  #isOverlayDue = true;
  #isDisposed = false;

  constructor(host: HTMLElement, options: CanvasViewOptions = {}) {
    this.#host = host;
    this.#options = options;
    this.scene = options.scene ?? new Scene();
    Object.assign(host.style, { overflow: "hidden", background: SURROUND });
    if (getComputedStyle(host).position === "static") host.style.position = "relative";
    this.#image = createStackedCanvas(host);
    this.#layerHost = document.createElement("div");
    Object.assign(this.#layerHost.style, STACKED);
    host.append(this.#layerHost);
    this.#shapes = createStackedCanvas(host);
    this.#overlay = createStackedCanvas(host);
    const size = { widthPx: host.clientWidth, heightPx: host.clientHeight, pixelRatio: devicePixelRatio };
    this.#camera = fitImage(size, { widthPx: 1, heightPx: 1 });
    this.#renderer = new ShapeRenderer({
      scene: this.scene,
      painter: createTilePainter(),
      requestDraw: () => this.#requestShapes(),
    });
    this.#unobserve = observeSize(host, (observed) => this.#resize(observed));
  }

  get camera(): Camera {
    return this.#camera;
  }

  /** Shows an image in place of the one before, which its owner disposes of. `keepCamera` is for frames of a sequence. */
  showImage(image: LoadedImage | undefined, options: { readonly keepCamera?: boolean } = {}): void {
    this.#show({ image, size: image, isBlank: false, ...options });
  }

  /** Shows an empty area of this size where the image should be, so that one can label without it. */
  showBlank(size: ShownSize, options: { readonly keepCamera?: boolean } = {}): void {
    this.#show({ image: undefined, size, isBlank: true, ...options });
  }

  #show({ image, size, isBlank, keepCamera = false }: Shown): void {
    this.#loaded = image;
    this.#levels = image?.levels ?? [];
    this.#isBlank = isBlank;
    const isSameSize = size?.widthPx === this.#camera.imageWidthPx && size.heightPx === this.#camera.imageHeightPx;
    if (size !== undefined && !(keepCamera && isSameSize)) {
      this.#isFitted = true;
      this.#moveTo(fitImage(this.#camera, size));
    }
    if (!keepCamera) this.#renderer.forget();
    this.#equalizeIfAsked();
    this.#requestAll();
  }

  /** The image that is shown. */
  get image(): LoadedImage | undefined {
    return this.#loaded;
  }

  /** Zooms by a factor about a place on the screen. */
  zoomAt(place: Point, factor: number): void {
    this.setCamera(zoomAt(this.#camera, place, factor));
  }

  panBy(dxPx: number, dyPx: number): void {
    this.setCamera(panBy(this.#camera, dxPx, dyPx));
  }

  /** Shows the whole image, and does so when the view's size changes, until the camera is moved. */
  fit(): void {
    this.#isFitted = true;
    this.#moveTo(fitWhole(this.#camera));
  }

  /** Brings a rectangle (image pixels) into view with some room around it. */
  fitTo(rect: Rect, options: { readonly maxZoom?: number } = {}): void {
    this.setCamera(fitRect(this.#camera, rect, options));
  }

  setCamera(camera: Camera): void {
    this.#isFitted = false;
    this.#moveTo(camera);
  }

  /** Where a pointer or wheel event is, in screen pixels from the view's corner. */
  screenPlace(event: { readonly clientX: number; readonly clientY: number }): Point {
    const { left, top } = this.#host.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  /** Where it is on the image, in image pixels. */
  imagePlace(event: { readonly clientX: number; readonly clientY: number }): Point {
    return screenToImage(this.#camera, this.screenPlace(event));
  }

  /** The part of the image that is in view, in image pixels. */
  get visibleRect(): Rect {
    return visibleRect(this.#camera);
  }

  /** Where the user looks (screen pixels): what is near becomes sharp first. The view's middle where never set. */
  setFocus(place: Point): void {
    this.#focus = place;
  }

  setOverlay(items: readonly OverlayItem[]): void {
    this.#overlayItems = items;
    this.#isOverlayDue = true;
    this.#requestFrame();
  }

  get shapeStyle(): ShapeStyle {
    return this.#renderer.style;
  }

  setShapeStyle(style: Partial<ShapeStyle>): void {
    this.#renderer.setStyle({ ...this.#renderer.style, ...style });
  }

  get adjustment(): ImageAdjustment {
    return this.#adjustment;
  }

  /** Brightness and contrast at once; equalization when it is done. */
  setAdjustment(adjustment: ImageAdjustment): void {
    this.#adjustment = adjustment;
    const { brightness, contrast } = adjustment;
    const isPlain = brightness === 1 && contrast === 1;
    this.#image.canvas.style.filter = isPlain ? "" : `brightness(${brightness}) contrast(${contrast})`;
    this.#levels = this.#loaded?.levels ?? [];
    this.#equalizeIfAsked();
    this.#isImageDue = true;
    this.#requestFrame();
  }

  setContent(content: ViewContent): void {
    const visible = (isShown: boolean) => (isShown ? "" : "hidden");
    this.#image.canvas.style.visibility = visible(content !== "labels");
    for (const element of [this.#layerHost, this.#shapes.canvas, this.#overlay.canvas]) {
      element.style.visibility = visible(content !== "image");
    }
  }

  /** Puts a layer between the image and the shapes, above those before it. Returns the function that takes it out. */
  addLayer(layer: ViewLayer): () => void {
    Object.assign(layer.element.style, STACKED);
    this.#layers.add(layer);
    this.#layerHost.append(layer.element);
    this.#requestAll();
    return () => {
      this.#layers.delete(layer);
      layer.element.remove();
    };
  }

  /** Draws everything anew in the next frame, the layers too. */
  invalidate(): void {
    this.#requestAll();
  }

  /** When all that is shown is sharp and up to date; also once the view is disposed of. */
  whenSettled(): Promise<void> {
    if (this.#isDisposed) return Promise.resolve();
    this.#requestFrame();
    return new Promise((resolve) => this.#settledCallbacks.push(resolve));
  }

  /** Frees everything but the image, which is the caller's. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#unobserve();
    this.#renderer.dispose();
    this.#layers.clear();
    this.#levels = [];
    this.#loaded = undefined;
    for (const { canvas } of [this.#image, this.#shapes, this.#overlay]) {
      setCanvasSize(canvas, { widthPx: 0, heightPx: 0, pixelRatio: 1 });
      canvas.remove();
    }
    this.#layerHost.remove();
    for (const callback of this.#settledCallbacks.splice(0)) callback();
  }

  #moveTo(camera: Camera): void {
    this.#camera = camera;
    this.#requestAll();
    this.#options.onCameraChange?.(camera);
  }

  #resize(size: ViewSize): void {
    for (const { canvas } of [this.#image, this.#shapes, this.#overlay]) setCanvasSize(canvas, size);
    const camera = resized(this.#camera, size);
    this.#moveTo(this.#isFitted ? fitWhole(camera) : camera);
    // A canvas is empty once its size was set: drawn at once, it is never seen so.
    this.#drawFrame(performance.now());
  }

  #equalizeIfAsked(): void {
    const image = this.#loaded;
    if (image === undefined || !this.#adjustment.isEqualized) return;
    image.equalized().then(
      (levels) => {
        if (this.#loaded !== image || !this.#adjustment.isEqualized || image.isDisposed) return;
        this.#levels = levels;
        this.#isImageDue = true;
        this.#requestFrame();
      },
      (error: unknown) => this.#options.onError?.(error),
    );
  }

  #requestShapes(): void {
    this.#isShapesDue = this.#isOverlayDue = true;
    this.#requestFrame();
  }

  #requestAll(): void {
    this.#isImageDue = this.#isShapesDue = this.#isOverlayDue = true;
    this.#requestFrame();
  }

  #requestFrame(): void {
    if (this.#isDisposed) return;
    this.#frame ??= requestAnimationFrame((nowMs) => {
      this.#frame = undefined;
      this.#drawFrame(nowMs);
    });
  }

  #drawFrame(nowMs: number): void {
    if (this.#isDisposed) return;
    const camera = this.#camera;
    if (this.#isImageDue) {
      drawImageLevels(this.#image.context, camera, this.#levels);
      if (this.#isBlank) drawBlank(this.#image.context, camera);
      for (const layer of this.#layers) layer.draw(camera);
    }
    const focus = this.#focus ?? [camera.widthPx / 2, camera.heightPx / 2];
    const isShapesDue = this.#isShapesDue;
    this.#isShapesDue = false;
    // Drawing shapes may ask for another frame.
    if (isShapesDue) this.#renderer.draw(this.#shapes.context, camera, focus, nowMs);
    if (this.#isOverlayDue) this.#drawOverlay(camera);
    this.#isImageDue = this.#isOverlayDue = false;
    if (this.#renderer.isSettled) for (const callback of this.#settledCallbacks.splice(0)) callback();
  }

  #drawOverlay(camera: Camera): void {
    const { canvas, context } = this.#overlay;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    this.#renderer.drawLifted(context, camera);
    new OverlayRenderer(context, camera, this.#renderer.style).draw(this.#overlayItems);
  }
}
