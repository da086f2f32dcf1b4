import type { ImageSize, ImportedObject } from "@tessera/exchange";

/** How the labels of a format that gives another size than the picture's come onto the picture. */
export interface Fit {
  /** Factors of x and y; undefined when the sizes are of different shape, and nothing is scaled. */
  readonly scale: readonly [x: number, y: number] | undefined;
  /** Of the picture. */
  readonly size: ImageSize;
  readonly reason: string;
  readonly detail: string;
}

/** Compares a size that a format gives with the picture's; undefined when they are the same. */
export function fitOf(given: ImageSize, size: ImageSize): Fit | undefined {
  if (given.widthPx === size.widthPx && given.heightPx === size.heightPx) return undefined;
  const detail = `${given.widthPx} × ${given.heightPx} px given, ${size.widthPx} × ${size.heightPx} px found`;
  // A resized picture keeps its ratio but for the rounding of a side to whole pixels.
  const [x, y] = [size.widthPx / given.widthPx, size.heightPx / given.heightPx];
  const isSameRatio =
    Math.abs(size.widthPx - given.widthPx * y) <= Math.max(1, y) &&
    Math.abs(size.heightPx - given.heightPx * x) <= Math.max(1, x);
  if (isSameRatio)
    return { scale: [x, y], size, detail, reason: "the size given is not the picture's: the labels were scaled" };
  const isTurned = given.widthPx === size.heightPx && given.heightPx === size.widthPx;
  const reason = isTurned
    ? "the size given is that of the picture before EXIF turns it: the labels are kept as they stand"
    : "the size given is not the picture's, nor of its shape: the labels are kept as they stand";
  return { scale: undefined, size, detail, reason };
}

/** An object with its points scaled. */
export function scaledObject(object: ImportedObject, [x, y]: readonly [number, number]): ImportedObject {
  if (!Array.isArray(object.points)) return object;
  const round = (value: number): number => Math.round(value * 1e6) / 1e6;
  const points = object.points.map(([left = 0, top = 0]: number[]) => [round(left * x), round(top * y)]);
  return { ...object, points };
}

interface Bitmap extends ImageSize {
  readonly ids: Uint32Array;
}

/** The bitmap at another size: each pixel takes the id at its center. */
export function resizedBitmap(bitmap: Bitmap, { widthPx, heightPx }: ImageSize): Bitmap {
  const ids = new Uint32Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row++) {
    const from = Math.min(bitmap.heightPx - 1, Math.floor(((row + 0.5) * bitmap.heightPx) / heightPx)) * bitmap.widthPx;
    for (let column = 0; column < widthPx; column++) {
      const at = Math.min(bitmap.widthPx - 1, Math.floor(((column + 0.5) * bitmap.widthPx) / widthPx));
      ids[row * widthPx + column] = bitmap.ids[from + at] ?? 0;
    }
  }
  return { widthPx, heightPx, ids };
}
