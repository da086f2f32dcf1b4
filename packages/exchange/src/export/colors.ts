import type { ReleaseCategory } from "../release/release-types.js";

export type Rgb = readonly [red: number, green: number, blue: number];

/** The colors of the Python package, for objects, and for categories without a color. */
const COLORS: readonly Rgb[] = [
  [0, 113, 188],
  [216, 82, 24],
  [236, 176, 31],
  [125, 46, 141],
  [118, 171, 47],
  [76, 189, 237],
  [161, 19, 46],
  [255, 0, 0],
  [255, 127, 0],
  [190, 190, 0],
  [0, 255, 0],
  [0, 0, 255],
  [170, 0, 255],
  [84, 84, 0],
  [84, 170, 0],
  [84, 255, 0],
  [170, 84, 0],
  [170, 170, 0],
  [170, 255, 0],
  [255, 84, 0],
  [255, 170, 0],
  [255, 255, 0],
  [0, 84, 127],
  [0, 170, 127],
  [0, 255, 127],
  [84, 0, 127],
  [84, 84, 127],
  [84, 170, 127],
  [84, 255, 127],
  [170, 0, 127],
  [170, 84, 127],
  [170, 170, 127],
  [170, 255, 127],
  [255, 0, 127],
  [255, 84, 127],
  [255, 170, 127],
];

const BLACK: Rgb = [0, 0, 0];

export function colorAt(index: number): Rgb {
  return COLORS[index % COLORS.length] ?? BLACK;
}

/** A category's color, or the one of its place in the list. */
export function categoryColor(category: ReleaseCategory, place: number): Rgb {
  const [red, green, blue] = category.color ?? [];
  return red === undefined || green === undefined || blue === undefined ? colorAt(place) : [red, green, blue];
}
