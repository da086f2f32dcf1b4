import { brightnessAt, type GrayImage } from "./gray-image.js";

/** A place in an image. */
export type Place = readonly [x: number, y: number];

/** Half the width of the window that is compared: 21 × 21 pixels. */
const HALF_WINDOW = 10;
const MAX_STEPS = 20;
/** A step this small, in pixels, ends the search. */
const SMALL_STEP_PX = 0.03;
/** Windows whose texture is weaker than this in some direction say nothing of where they went. */
const MIN_TEXTURE = 1e-3;

/**
 * Where places of one image are in the next one: Lucas and Kanade's method on pyramids (Bouguet, "Pyramidal implementation of the affine Lucas
 * Kanade feature tracker", 2001). Undefined where a place has no texture to go by.
 *
 * @param from, to pyramids, the largest image first
 */
export function followPlaces(
  from: readonly GrayImage[],
  to: readonly GrayImage[],
  places: readonly Place[],
): (Place | undefined)[] {
  return places.map((place) => followPlace(from, to, place));
}

function followPlace(from: readonly GrayImage[], to: readonly GrayImage[], [x, y]: Place): Place | undefined {
  let [shiftX, shiftY] = [0, 0];
  for (let level = Math.min(from.length, to.length) - 1; level >= 0; level--) {
    const [image, next] = [from[level], to[level]];
    if (image === undefined || next === undefined) return undefined;
    const scale = 1 / 2 ** level;
    const found = step(image, next, { x: x * scale, y: y * scale, shiftX: shiftX * scale, shiftY: shiftY * scale });
    // A coarse image may have lost the texture that a finer one has.
    if (found === undefined && level === 0) return undefined;
    if (found === undefined) continue;
    [shiftX, shiftY] = [found[0] / scale, found[1] / scale];
  }
  return [x + shiftX, y + shiftY];
}

interface Start {
  readonly x: number;
  readonly y: number;
  readonly shiftX: number;
  readonly shiftY: number;
}

const SIDE = 2 * HALF_WINDOW + 1;
const WINDOW = SIDE * SIDE;
const values = new Float64Array(WINDOW);
const gradientsX = new Float64Array(WINDOW);
const gradientsY = new Float64Array(WINDOW);

/** The shift in one image of the pyramid, begun at the one that coarser images have found. */
function step(image: GrayImage, next: GrayImage, { x, y, shiftX, shiftY }: Start): Place | undefined {
  let [xx, xy, yy] = [0, 0, 0];
  for (let j = -HALF_WINDOW, at = 0; j <= HALF_WINDOW; j++) {
    for (let i = -HALF_WINDOW; i <= HALF_WINDOW; i++, at++) {
      const gx = (brightnessAt(image, x + i + 1, y + j) - brightnessAt(image, x + i - 1, y + j)) / 2;
      const gy = (brightnessAt(image, x + i, y + j + 1) - brightnessAt(image, x + i, y + j - 1)) / 2;
      values[at] = brightnessAt(image, x + i, y + j);
      gradientsX[at] = gx;
      gradientsY[at] = gy;
      xx += gx * gx;
      xy += gx * gy;
      yy += gy * gy;
    }
  }
  const determinant = xx * yy - xy * xy;
  const weakest = (xx + yy - Math.sqrt((xx - yy) ** 2 + 4 * xy * xy)) / 2 / WINDOW;
  if (weakest < MIN_TEXTURE || determinant === 0) return undefined;
  let [dx, dy] = [shiftX, shiftY];
  for (let round = 0; round < MAX_STEPS; round++) {
    let [bx, by] = [0, 0];
    for (let j = -HALF_WINDOW, at = 0; j <= HALF_WINDOW; j++) {
      for (let i = -HALF_WINDOW; i <= HALF_WINDOW; i++, at++) {
        const difference = (values[at] ?? 0) - brightnessAt(next, x + i + dx, y + j + dy);
        bx += difference * (gradientsX[at] ?? 0);
        by += difference * (gradientsY[at] ?? 0);
      }
    }
    const stepX = (yy * bx - xy * by) / determinant;
    const stepY = (xx * by - xy * bx) / determinant;
    dx += stepX;
    dy += stepY;
    if (Math.hypot(stepX, stepY) < SMALL_STEP_PX) break;
  }
  const isInside = x + dx >= 0 && y + dy >= 0 && x + dx < next.widthPx && y + dy < next.heightPx;
  return isInside ? [dx, dy] : undefined;
}
