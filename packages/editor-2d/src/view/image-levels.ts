import type { Rect } from "./rect.js";

/** Sides above this are cut: larger textures are slow, or refused, on graphics cards. */
export const PIECE_SIZE = 4096;

/** The image at half the size of the level before, or at full size. */
export interface ImageLevel {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pieces: readonly ImagePiece[];
}

export interface ImagePiece {
  /** Of the top left corner, in the level's pixels. */
  readonly x: number;
  readonly y: number;
  readonly picture: ImageBitmap;
}

/** Sizes of the levels from the full one down, until the longer side is at most 512. */
export function levelSizes(
  widthPx: number,
  heightPx: number,
): { readonly widthPx: number; readonly heightPx: number }[] {
  const sizes = [{ widthPx, heightPx }];
  let [width, height] = [widthPx, heightPx];
  while (Math.max(width, height) > 512) {
    [width, height] = [Math.max(1, Math.ceil(width / 2)), Math.max(1, Math.ceil(height / 2))];
    sizes.push({ widthPx: width, heightPx: height });
  }
  return sizes;
}

/** Which level to draw at a scale (device pixels per image pixel): the smallest that is not stretched, so that none is shrunk below half. */
export function levelFor(scale: number, levelCount: number): number {
  if (scale >= 1) return 0;
  return Math.min(levelCount - 1, Math.max(0, Math.floor(Math.log2(1 / scale) + 1e-9)));
}

/** How a level is cut. */
export function pieceRects(widthPx: number, heightPx: number): Rect[] {
  const rects: Rect[] = [];
  for (let minY = 0; minY < heightPx; minY += PIECE_SIZE) {
    for (let minX = 0; minX < widthPx; minX += PIECE_SIZE) {
      rects.push({
        minX,
        minY,
        maxX: Math.min(widthPx, minX + PIECE_SIZE),
        maxY: Math.min(heightPx, minY + PIECE_SIZE),
      });
    }
  }
  return rects;
}

/** Gives the memory back at once. */
export function closeLevels(levels: readonly ImageLevel[]): void {
  for (const level of levels) for (const { picture } of level.pieces) picture.close();
}
