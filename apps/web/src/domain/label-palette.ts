/**
 * Colors for new categories: 24 that stay apart on images and on both themes. The first eight are Okabe and Ito's, which
 * people with any kind of color vision tell apart; none is the app's own teal.
 */
export const LABEL_PALETTE: readonly (readonly [number, number, number])[] = [
  [230, 159, 0],
  [86, 180, 233],
  [213, 94, 0],
  [0, 114, 178],
  [240, 228, 66],
  [204, 121, 167],
  [0, 158, 115],
  [150, 90, 220],
  [255, 99, 99],
  [140, 200, 75],
  [165, 105, 60],
  [120, 140, 255],
  [255, 170, 200],
  [110, 60, 130],
  [255, 205, 130],
  [60, 90, 60],
  [190, 40, 80],
  [120, 220, 230],
  [200, 200, 90],
  [30, 60, 120],
  [235, 110, 230],
  [130, 130, 130],
  [100, 160, 130],
  [250, 130, 60],
];

type Rgb = readonly number[];

/** @example toHex([255, 0, 10]) // "#ff000a" */
export function toHex([red = 0, green = 0, blue = 0]: Rgb): string {
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** @example fromHex("#ff000a") // [255, 0, 10] */
export function fromHex(hex: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}

/** The color of a category: its own, or one of the palette by its id. */
export function categoryColor(category: { readonly id: number; readonly color?: Rgb | null | undefined }): string {
  const { id, color } = category;
  if (color !== undefined && color !== null) return toHex(color);
  const index = (((id - 1) % LABEL_PALETTE.length) + LABEL_PALETTE.length) % LABEL_PALETTE.length;
  return toHex(LABEL_PALETTE[index] ?? [130, 130, 130]);
}
