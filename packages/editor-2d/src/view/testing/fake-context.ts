import type { Context2d } from "../paint-list.js";

const COUNTED = ["stroke", "fill", "drawImage", "clearRect", "fillRect", "fillText"] as const;
const SILENT = [
  "save",
  "restore",
  "beginPath",
  "closePath",
  "rect",
  "clip",
  "lineTo",
  "arc",
  "setTransform",
  "setLineDash",
] as const;

/** A context that counts what is drawn on it, by the method's name; pixels are for tests in a browser. */
export function createFakeContext(counts: Map<string, number>): Context2d {
  const count = (name: string) => () => void counts.set(name, (counts.get(name) ?? 0) + 1);
  const methods = {
    ...Object.fromEntries(COUNTED.map((name) => [name, count(name)])),
    ...Object.fromEntries(SILENT.map((name) => [name, () => {}])),
    measureText: (text: string) => ({ width: 7 * text.length }),
  };
  return methods as unknown as Context2d;
}
