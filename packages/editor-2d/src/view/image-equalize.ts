/** Adds the brightness of RGBA pixels to a histogram of 256; what is wholly transparent does not count. */
export function countBrightness(pixels: Uint8ClampedArray, histogram: Uint32Array): void {
  for (let i = 0; i < pixels.length; i += 4) {
    if (pixels[i + 3] === 0) continue;
    const brightness = brightnessAt(pixels, i);
    histogram[brightness] = (histogram[brightness] ?? 0) + 1;
  }
}

/** Brightness → brightness, so that all are used about equally often: the scaled cumulative histogram. */
export function equalizedBrightness(histogram: Uint32Array): Uint8Array {
  const target = new Uint8Array(256);
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const first = histogram.find((count) => count > 0) ?? 0;
  let below = 0;
  for (let value = 0; value < 256; value++) {
    below += histogram[value] ?? 0;
    target[value] = total > first ? Math.round((Math.max(0, below - first) / (total - first)) * 255) : value;
  }
  return target;
}

/**
 * Gives RGBA pixels their new brightness, in place. All channels change by one factor, no larger than the largest of them
 * bears, so that hues stay.
 */
export function applyBrightness(pixels: Uint8ClampedArray, target: Uint8Array): void {
  const factors = Float64Array.from(target, (after, before) => after / Math.max(1, before));
  const ofBlack = target[0] ?? 0;
  for (let i = 0; i < pixels.length; i += 4) {
    const red = pixels[i] ?? 0;
    const green = pixels[i + 1] ?? 0;
    const blue = pixels[i + 2] ?? 0;
    const before = (77 * red + 150 * green + 29 * blue) >> 8;
    if (before === 0) {
      pixels[i] = pixels[i + 1] = pixels[i + 2] = ofBlack;
      continue;
    }
    const largest = red > green ? (red > blue ? red : blue) : green > blue ? green : blue;
    let factor = factors[before] ?? 1;
    if (factor * largest > 255) factor = 255 / largest;
    pixels[i] = red * factor;
    pixels[i + 1] = green * factor;
    pixels[i + 2] = blue * factor;
  }
}

/** Rec. 601 weights in 256ths: 0 to 255. */
function brightnessAt(pixels: Uint8ClampedArray, i: number): number {
  return (77 * (pixels[i] ?? 0) + 150 * (pixels[i + 1] ?? 0) + 29 * (pixels[i + 2] ?? 0)) >> 8;
}
