/** Red, green, blue, each 0 to 255. */
export type Rgb = readonly [number, number, number];

/**
 * Colors of labels: 24 that stay apart, also for people without red or green cones. The first six are Okabe and Ito's
 * (jfly.uni-koeln.de/color); the others were each chosen as the farthest from all before, in OKLab, under normal,
 * deuteranopic and protanopic sight, leaving out what is too dark, too pale or near the product's teal. palette.test.ts
 * holds the distances.
 */
export const PALETTE: readonly Rgb[] = [
  [230, 159, 0],
  [86, 180, 233],
  [213, 94, 0],
  [204, 121, 167],
  [240, 228, 66],
  [0, 114, 178],
  [105, 210, 135],
  [135, 120, 255],
  [225, 15, 105],
  [135, 75, 0],
  [180, 195, 255],
  [0, 150, 30],
  [255, 105, 90],
  [150, 30, 90],
  [120, 165, 105],
  [255, 120, 210],
  [105, 0, 255],
  [150, 255, 180],
  [120, 30, 165],
  [255, 165, 195],
  [90, 75, 135],
  [210, 15, 195],
  [165, 90, 135],
  [255, 210, 255],
];

/**
 * The color of a number, such as an object's id: always the same.
 *
 * @example paletteColor(0) // [230, 159, 0]
 */
export function paletteColor(index: number): Rgb {
  const wrapped = ((index % PALETTE.length) + PALETTE.length) % PALETTE.length;
  return PALETTE[wrapped] ?? [128, 128, 128];
}

/**
 * The color of a category, on every page: its own, else one of the palette by its id, so that reordering changes none.
 *
 * @example colorOfCategory({ id: 1 }) // [230, 159, 0]
 */
export function colorOfCategory(category: {
  readonly id: number;
  readonly color?: readonly number[] | null | undefined;
}): Rgb {
  const [red, green, blue] = category.color ?? [];
  if (red !== undefined && green !== undefined && blue !== undefined) return [red, green, blue];
  return paletteColor(category.id - 1);
}

/**
 * A number for a text: the same text has the same color in every session (FNV-1a).
 *
 * @example paletteColor(hashText("red"))
 */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
