import { colorOfCategory } from "@tessera/editor-core";

/** @example toHex([255, 0, 10]) // "#ff000a" */
export function toHex([red = 0, green = 0, blue = 0]: readonly number[]): string {
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** @example fromHex("#ff000a") // [255, 0, 10] */
export function fromHex(hex: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}

/** The color in which the editor draws a category, for CSS. */
export function categoryColor(category: Parameters<typeof colorOfCategory>[0]): string {
  return toHex(colorOfCategory(category));
}
