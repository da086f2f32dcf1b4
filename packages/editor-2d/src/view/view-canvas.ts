import type { ViewSize } from "./camera.js";

/** A canvas that fills its host, above those that were made before. */
export function createStackedCanvas(host: HTMLElement): {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
} {
  const canvas = document.createElement("canvas");
  Object.assign(canvas.style, STACKED);
  // The editor's list of objects says in words what is drawn here.
  canvas.ariaHidden = "true";
  host.append(canvas);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser has no 2D canvas");
  return { canvas, context };
}

/** Styles of an element that fills the view. */
export const STACKED = {
  position: "absolute",
  left: "0",
  top: "0",
  width: "100%",
  height: "100%",
  pointerEvents: "none",
} as const;

/** Gives a canvas as many pixels as the screen has under it; its memory back when there are none. */
export function setCanvasSize(canvas: HTMLCanvasElement, size: ViewSize): void {
  const width = Math.round(size.widthPx * size.pixelRatio);
  const height = Math.round(size.heightPx * size.pixelRatio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

/** Calls back now, and whenever the element's size or the screen's pixel ratio changes. Returns the function that ends it. */
export function observeSize(element: HTMLElement, callback: (size: ViewSize) => void): () => void {
  const observer = new ResizeObserver((entries) => {
    const entry = entries.at(-1);
    if (entry !== undefined) callback(sizeOf(entry));
  });
  try {
    observer.observe(element, { box: "device-pixel-content-box" });
  } catch {
    // Safari does not know this box. Its pixel ratios are whole, where the usual one says the same.
    observer.observe(element);
  }
  return () => observer.disconnect();
}

function sizeOf(entry: ResizeObserverEntry): ViewSize {
  const pixelRatio = globalThis.devicePixelRatio || 1;
  return sizeFrom(entry.contentRect, entry.devicePixelContentBoxSize?.[0], pixelRatio);
}

/** Whole device pixels, also where the element's CSS size times the ratio is not a whole number. */
export function sizeFrom(
  css: { readonly width: number; readonly height: number },
  device: { readonly inlineSize: number; readonly blockSize: number } | undefined,
  pixelRatio: number,
): ViewSize {
  // Where a browser emulates another screen, as its developer tools do, its device pixels are not those of the ratio.
  const isOfRatio = (devicePx: number, cssPx: number) => Math.abs(devicePx - cssPx * pixelRatio) <= 2;
  if (device !== undefined && isOfRatio(device.inlineSize, css.width) && isOfRatio(device.blockSize, css.height)) {
    return { widthPx: device.inlineSize / pixelRatio, heightPx: device.blockSize / pixelRatio, pixelRatio };
  }
  return { widthPx: css.width, heightPx: css.height, pixelRatio };
}
