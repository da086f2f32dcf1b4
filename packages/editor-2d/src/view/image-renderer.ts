import { type Camera, deviceOrigin, deviceScale } from "./camera.js";
import { type ImageLevel, type ImagePiece, levelFor } from "./image-levels.js";
import type { Context2d } from "./paint-list.js";

/** From this many device pixels an image pixel on, pixels are drawn as squares. */
const PIXELATED_FROM = 4;

/** Draws what the camera sees of an image. The context's canvas is cleared first. */
export function drawImageLevels(context: Context2d, camera: Camera, levels: readonly ImageLevel[]): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  const scale = deviceScale(camera);
  const level = levels[levelFor(scale, levels.length)];
  if (level === undefined) return;
  // Pixel for pixel there is nothing to smooth, and copying is quicker.
  const isCopy = level.widthPx === camera.imageWidthPx * scale;
  context.imageSmoothingEnabled = scale < PIXELATED_FROM && !isCopy;
  context.imageSmoothingQuality = "low";
  for (const piece of level.pieces) drawPiece(context, camera, level, piece);
}

/** Lighter than what is around the image. */
const BLANK = "#5c5c60";

/** Draws the area of an image that is not there. */
export function drawBlank(context: Context2d, camera: Camera): void {
  const [originX, originY] = deviceOrigin(camera);
  const scale = deviceScale(camera);
  context.fillStyle = BLANK;
  context.fillRect(originX, originY, camera.imageWidthPx * scale, camera.imageHeightPx * scale);
}

/** The part of a piece that is on the screen, by whole pixels of the level, with one more on each side. */
function drawPiece(context: Context2d, camera: Camera, level: ImageLevel, { x, y, picture }: ImagePiece): void {
  const [originX, originY] = deviceOrigin(camera);
  const scale = deviceScale(camera);
  const scaleX = (camera.imageWidthPx / level.widthPx) * scale;
  const scaleY = (camera.imageHeightPx / level.heightPx) * scale;
  const left = Math.max(0, Math.floor(-originX / scaleX - x) - 1);
  const top = Math.max(0, Math.floor(-originY / scaleY - y) - 1);
  const right = Math.min(picture.width, Math.ceil((context.canvas.width - originX) / scaleX - x) + 1);
  const bottom = Math.min(picture.height, Math.ceil((context.canvas.height - originY) / scaleY - y) + 1);
  if (left >= right || top >= bottom) return;
  // Edges between pieces on whole device pixels: with fractions both neighbours would be half transparent there.
  const edge = (value: number, at: number, size: number) => (at === 0 || at === size ? Math.round(value) : value);
  const targetLeft = edge(originX + (x + left) * scaleX, left, picture.width);
  const targetTop = edge(originY + (y + top) * scaleY, top, picture.height);
  const targetRight = edge(originX + (x + right) * scaleX, right, picture.width);
  const targetBottom = edge(originY + (y + bottom) * scaleY, bottom, picture.height);
  context.drawImage(
    picture,
    left,
    top,
    right - left,
    bottom - top,
    targetLeft,
    targetTop,
    targetRight - targetLeft,
    targetBottom - targetTop,
  );
}
