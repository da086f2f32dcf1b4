import { type ImageHeader, type ImageSize, type ImportedObject, shownSize } from "@tessera/exchange";

/** How the labels of a format that gives another size than the picture's come onto the picture. */
export interface Fit {
  /** How EXIF turns the picture that the labels are of; undefined when the labels are kept as they stand. */
  readonly orientation: number | undefined;
  readonly given: ImageSize;
  /** Of the picture, as it is shown. */
  readonly size: ImageSize;
  readonly reason: string;
  readonly detail: string;
}

export const SCALED = "the size given is not the picture's: the labels were scaled";

/** Compares a size that a format gives with the picture's; undefined when they are the same. */
export function fitOf(given: ImageSize, header: ImageHeader): Fit | undefined {
  const { stored, orientation } = header;
  const size = shownSize(header);
  if (given.widthPx === size.widthPx && given.heightPx === size.heightPx) return undefined;
  const detail = `${given.widthPx} × ${given.heightPx} px given, ${size.widthPx} × ${size.heightPx} px found`;
  const fit = { given, size, detail };
  if (isSameRatio(given, size)) return { ...fit, orientation: 1, reason: SCALED };
  if (orientation >= 5 && isSameRatio(given, stored)) {
    const reason = "the size given is that of the picture before EXIF turns it: the labels were turned with it";
    return { ...fit, orientation, reason };
  }
  const reason = "the size given is not the picture's, nor of its shape: the labels are kept as they stand";
  return { ...fit, orientation: undefined, reason };
}

/** A resized picture keeps its ratio but for the rounding of a side to whole pixels. */
function isSameRatio(given: ImageSize, size: ImageSize): boolean {
  const [x, y] = [size.widthPx / given.widthPx, size.heightPx / given.heightPx];
  return (
    Math.abs(size.widthPx - given.widthPx * y) <= Math.max(1, y) &&
    Math.abs(size.heightPx - given.heightPx * x) <= Math.max(1, x)
  );
}

type Turn = (u: number, v: number) => readonly [u: number, v: number];

/** Where a point of the stored picture is shown, by EXIF orientation; both in parts of the picture's sides. */
const TURNS: Readonly<Record<number, Turn>> = {
  1: (u, v) => [u, v],
  2: (u, v) => [1 - u, v],
  3: (u, v) => [1 - u, 1 - v],
  4: (u, v) => [u, 1 - v],
  5: (u, v) => [v, u],
  6: (u, v) => [1 - v, u],
  7: (u, v) => [1 - v, 1 - u],
  8: (u, v) => [v, 1 - u],
};
const SAME: Turn = (u, v) => [u, v];

/** An object with its points where they lie on the picture. */
export function fittedObject(object: ImportedObject, { orientation = 1, given, size }: Fit): ImportedObject {
  if (!Array.isArray(object.points)) return object;
  const round = (value: number): number => Math.round(value * 1e6) / 1e6;
  const turn = TURNS[orientation] ?? SAME;
  const points = object.points.map(([x = 0, y = 0]: number[]) => {
    const [u, v] = turn(x / given.widthPx, y / given.heightPx);
    return [round(u * size.widthPx), round(v * size.heightPx)];
  });
  return { ...object, points: object.type === "bbox" ? cornersOf(points) : points };
}

/** A turned box has other corners first. */
function cornersOf(points: readonly (readonly number[])[]): number[][] {
  const axis = (at: number): number[] => points.map((point) => point[at] ?? 0);
  const [xs, ys] = [axis(0), axis(1)];
  return [
    [Math.min(...xs), Math.min(...ys)],
    [Math.max(...xs), Math.max(...ys)],
  ];
}

interface Bitmap extends ImageSize {
  readonly ids: Uint32Array;
}

/** The bitmap as it lies on the picture: each pixel takes the id at its center. */
export function fittedBitmap(bitmap: Bitmap, { orientation = 1, size: { widthPx, heightPx } }: Fit): Bitmap {
  // Quarter turns undo each other; every other turn undoes itself.
  const back = TURNS[orientation === 6 ? 8 : orientation === 8 ? 6 : orientation] ?? SAME;
  const ids = new Uint32Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      const [u, v] = back((column + 0.5) / widthPx, (row + 0.5) / heightPx);
      const x = Math.min(bitmap.widthPx - 1, Math.floor(u * bitmap.widthPx));
      const y = Math.min(bitmap.heightPx - 1, Math.floor(v * bitmap.heightPx));
      ids[row * widthPx + column] = bitmap.ids[y * bitmap.widthPx + x] ?? 0;
    }
  }
  return { widthPx, heightPx, ids };
}
