/** How the values of a 16-bit image are shown: `minValue` as black, `maxValue` as white. */
export interface ShownRange {
  readonly minValue: number;
  readonly maxValue: number;
}

/** Up to here the values, the pixels and the bitmap fit into memory together (about 14 bytes a pixel). */
const MAX_PIXELS = 100_000_000;

/**
 * Whether a file is a PNG of 16-bit gray. Browsers keep the upper eight bits of each value, which shows depth, thermal and
 * X-ray images, whose values fill a small part of the range, as black.
 *
 * @param head the first 26 bytes of the file, or more
 */
export function isGray16Png(head: Uint8Array): boolean {
  if (head.length < 26 || String.fromCharCode(...head.subarray(1, 4)) !== "PNG") return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  // IHDR: width at 16, height at 20, bit depth at 24, color type at 25 (0 is gray).
  return head[24] === 16 && head[25] === 0 && view.getUint32(16) * view.getUint32(20) <= MAX_PIXELS;
}

/** The least and the greatest value. An image of one value is shown in the full range, as there is nothing to spread. */
export function rangeOf(values: Uint16Array): ShownRange {
  let minValue = 65_535;
  let maxValue = 0;
  for (const value of values) {
    if (value < minValue) minValue = value;
    if (value > maxValue) maxValue = value;
  }
  return minValue < maxValue ? { minValue, maxValue } : { minValue: 0, maxValue: 65_535 };
}

/** Gray pixels of eight bits (RGBA): the range is spread linearly from black to white. */
export function shownPixels(values: Uint16Array, { minValue, maxValue }: ShownRange): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * values.length);
  const factor = 255 / (maxValue - minValue);
  for (let at = 0; at < values.length; at++) {
    const shade = Math.round(((values[at] ?? 0) - minValue) * factor);
    pixels[4 * at] = shade;
    pixels[4 * at + 1] = shade;
    pixels[4 * at + 2] = shade;
    pixels[4 * at + 3] = 255;
  }
  return pixels;
}
