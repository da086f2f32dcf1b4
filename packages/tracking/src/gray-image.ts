/** A gray image: one brightness a pixel, row by row, from 0 to 255. */
export interface GrayImage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Float32Array;
}

/** An axis-parallel box in pixels: its upper left and lower right corner. */
export interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/**
 * The brightness of an image of red, green, blue and opacity, as ITU-R BT.601 weighs them.
 *
 * @example grayOf({ width: 2, height: 1, data: Uint8ClampedArray.of(255, 0, 0, 255, 255, 255, 255, 255) }).data // [76.2…, 255]
 */
export function grayOf(rgba: {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}): GrayImage {
  const data = new Float32Array(rgba.width * rgba.height);
  for (let pixel = 0; pixel < data.length; pixel++) {
    const at = pixel * 4;
    data[pixel] = 0.299 * (rgba.data[at] ?? 0) + 0.587 * (rgba.data[at + 1] ?? 0) + 0.114 * (rgba.data[at + 2] ?? 0);
  }
  return { widthPx: rgba.width, heightPx: rgba.height, data };
}

/** The brightness at a place between pixels, whose centres have whole coordinates. Beyond the edge, that of the edge. */
export function brightnessAt({ widthPx, heightPx, data }: GrayImage, x: number, y: number): number {
  const clampedX = Math.min(widthPx - 1, Math.max(0, x));
  const clampedY = Math.min(heightPx - 1, Math.max(0, y));
  const left = Math.min(widthPx - 2, Math.floor(clampedX));
  const top = Math.min(heightPx - 2, Math.floor(clampedY));
  if (left < 0 || top < 0) return data[Math.round(clampedY) * widthPx + Math.round(clampedX)] ?? 0;
  const [dx, dy] = [clampedX - left, clampedY - top];
  const at = top * widthPx + left;
  const upper = (data[at] ?? 0) * (1 - dx) + (data[at + 1] ?? 0) * dx;
  const lower = (data[at + widthPx] ?? 0) * (1 - dx) + (data[at + widthPx + 1] ?? 0) * dx;
  return upper * (1 - dy) + lower * dy;
}

/** So many places in a row are averaged to one pixel at most: large boxes cost no more than small ones. */
const MAX_SAMPLES = 4;

/** A part of an image, resampled to a size. Where it is made smaller, pixels are averaged. */
export function resample(image: GrayImage, box: Box, widthPx: number, heightPx: number): GrayImage {
  const data = new Float32Array(widthPx * heightPx);
  const [stepX, stepY] = [(box.maxX - box.minX) / widthPx, (box.maxY - box.minY) / heightPx];
  const countOf = (step: number) => Math.min(MAX_SAMPLES, Math.max(1, Math.round(step)));
  const [countX, countY] = [countOf(stepX), countOf(stepY)];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      let sum = 0;
      for (let j = 0; j < countY; j++) {
        for (let i = 0; i < countX; i++) {
          const atX = box.minX + (x + (i + 0.5) / countX) * stepX - 0.5;
          const atY = box.minY + (y + (j + 0.5) / countY) * stepY - 0.5;
          sum += brightnessAt(image, atX, atY);
        }
      }
      data[y * widthPx + x] = sum / (countX * countY);
    }
  }
  return { widthPx, heightPx, data };
}

/** An image and its halves, each smoothed before it is halved, the largest first. */
export function pyramidOf(image: GrayImage, levels: number): GrayImage[] {
  const pyramid = [image];
  while (pyramid.length < levels) {
    const last = pyramid[pyramid.length - 1] as GrayImage;
    if (Math.min(last.widthPx, last.heightPx) < 16) break;
    pyramid.push(halved(last));
  }
  return pyramid;
}

const WEIGHTS = [1, 4, 6, 4, 1] as const;

function halved(image: GrayImage): GrayImage {
  const [widthPx, heightPx] = [image.widthPx >> 1, image.heightPx >> 1];
  const rows = new Float32Array(widthPx * image.heightPx);
  for (let y = 0; y < image.heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      let sum = 0;
      for (let i = 0; i < 5; i++) {
        const at = Math.min(image.widthPx - 1, Math.max(0, x * 2 + i - 2));
        sum += (WEIGHTS[i] ?? 0) * (image.data[y * image.widthPx + at] ?? 0);
      }
      rows[y * widthPx + x] = sum / 16;
    }
  }
  const data = new Float32Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      let sum = 0;
      for (let i = 0; i < 5; i++) {
        const at = Math.min(image.heightPx - 1, Math.max(0, y * 2 + i - 2));
        sum += (WEIGHTS[i] ?? 0) * (rows[at * widthPx + x] ?? 0);
      }
      data[y * widthPx + x] = sum / 16;
    }
  }
  return { widthPx, heightPx, data };
}

/**
 * How alike two patches of one size are, whatever their brightness and contrast: 1 for the same, 0 for nothing in common, -1 for the
 * negative. A patch of one brightness is like nothing.
 */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [sumA, sumB] = [0, 0];
  for (let index = 0; index < a.length; index++) {
    sumA += a[index] ?? 0;
    sumB += b[index] ?? 0;
  }
  const [meanA, meanB] = [sumA / a.length, sumB / b.length];
  let [product, squareA, squareB] = [0, 0, 0];
  for (let index = 0; index < a.length; index++) {
    const [da, db] = [(a[index] ?? 0) - meanA, (b[index] ?? 0) - meanB];
    product += da * db;
    squareA += da * da;
    squareB += db * db;
  }
  const scale = Math.sqrt(squareA * squareB);
  return scale < 1e-6 ? 0 : product / scale;
}
