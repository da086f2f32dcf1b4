/** Red, green, blue, each 0 to 255. */
export type Rgb = readonly [number, number, number];

/**
 * Colors of labels: 24 that stay apart on light and dark, and for the color-blind by lightness as well as by hue. The first eight are Okabe and
 * Ito's (jfly.uni-koeln.de/color), without black and moved off the accent of the product; then three rounds of hues at other lightnesses.
 */
export const PALETTE: readonly Rgb[] = [
  [230, 159, 0],
  [86, 180, 233],
  [213, 94, 0],
  [204, 121, 167],
  [240, 228, 66],
  [0, 114, 178],
  [120, 190, 32],
  [148, 103, 189],
  [255, 127, 120],
  [23, 190, 207],
  [188, 143, 84],
  [227, 26, 100],
  [166, 216, 84],
  [106, 90, 205],
  [255, 187, 120],
  [60, 150, 70],
  [250, 160, 220],
  [140, 86, 75],
  [158, 202, 255],
  [178, 34, 34],
  [199, 199, 70],
  [200, 170, 240],
  [64, 100, 140],
  [255, 99, 180],
];

/**
 * The color of a number (a category's place in its list, an object's id): always the same.
 *
 * @example paletteColor(0) // [230, 159, 0]
 */
export function paletteColor(index: number): Rgb {
  const wrapped = ((index % PALETTE.length) + PALETTE.length) % PALETTE.length;
  return PALETTE[wrapped] ?? [128, 128, 128];
}

/** A number for a text: the same text has the same color in every session (FNV-1a). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
