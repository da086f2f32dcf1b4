import type { Point } from "./rect.js";

/**
 * The `d` of an SVG path for a shape over a thumbnail: coordinates times `scale`, to a tenth of a pixel; points that fall
 * together are left out. A lone point is a stroke of no length, which round line caps make a dot.
 *
 * @example
 * shapePath([[10, 10], [50, 10], [50, 40]], { isClosed: true, scale: 0.1 }); // "M1 1L5 1L5 4Z"
 */
export function shapePath(
  points: readonly Point[],
  { isClosed, scale }: { readonly isClosed: boolean; readonly scale: number },
): string {
  let path = "";
  let last = "";
  for (const [x, y] of points) {
    const place = `${round(x * scale)} ${round(y * scale)}`;
    if (place === last) continue;
    path += `${path === "" ? "M" : "L"}${place}`;
    last = place;
  }
  if (path === "") return "";
  const isDot = !path.includes("L");
  return `${path}${isDot ? "h0" : isClosed ? "Z" : ""}`;
}

/** To tenths; `-0` as 0. */
function round(value: number): number {
  return Math.round(value * 10) / 10 || 0;
}
