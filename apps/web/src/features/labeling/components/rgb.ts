import type { Rgb } from "@tessera/editor-core";

/** @example rgbText([230, 159, 0]) // "rgb(230 159 0)" */
export function rgbText([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}
