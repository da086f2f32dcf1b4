import type { IdBitmap, ObjectMask } from "@tessera/codecs";

/** Bits of the four lengths that a run can have: most runs of a brush are short. */
const LENGTH_BITS = [3, 4, 8, 16] as const;
const WORD_BITS = 8;
const OPAQUE = 255;
/** Label Studio packs the RGBA values of the picture, each pixel's alike. */
const CHANNELS = 4;

/**
 * A mask as Label Studio's brush has it: the picture's RGBA values, row by row, packed in the run-length format of thi.ng/rle-pack: a
 * header (32 bits: how many values, 5: bits of a value less 1, four times 4: bits of a length less 1), then runs (1 bit: whether it repeats, 2: which
 * length, the length less 1, the value).
 */
export function brushRle(bitmap: IdBitmap, id: number, { box }: ObjectMask): number[] {
  const out = new BitWriter();
  const total = bitmap.widthPx * bitmap.heightPx;
  out.write(total * CHANNELS, 32);
  out.write(WORD_BITS - 1, 5);
  for (const bits of LENGTH_BITS) out.write(bits - 1, 4);
  let done = 0;
  for (const [start, end] of rowRuns(bitmap, id, box)) {
    writeRun(out, (start - done) * CHANNELS, 0);
    writeRun(out, (end - start) * CHANNELS, OPAQUE);
    done = end;
  }
  writeRun(out, (total - done) * CHANNELS, 0);
  return out.finish();
}

/** Where the object's pixels start and end, row by row. */
function* rowRuns(
  { ids, widthPx }: IdBitmap,
  id: number,
  [left, top, width, height]: ObjectMask["box"],
): Generator<readonly [start: number, end: number]> {
  for (let y = top; y < top + height; y++) {
    const end = y * widthPx + left + width;
    let start = -1;
    for (let at = y * widthPx + left; at < end; at++) {
      const isInside = ids[at] === id;
      if (isInside && start < 0) start = at;
      if (!isInside && start >= 0) {
        yield [start, at];
        start = -1;
      }
    }
    if (start >= 0) yield [start, end];
  }
}

function writeRun(out: BitWriter, count: number, value: number): void {
  for (let left = count; left > 0; ) {
    const length = Math.min(left, 2 ** 16);
    const place = LENGTH_BITS.findIndex((bits) => length <= 2 ** bits);
    out.write(1, 1);
    out.write(place, 2);
    out.write(length - 1, LENGTH_BITS[place] ?? 16);
    out.write(value, WORD_BITS);
    left -= length;
  }
}

class BitWriter {
  readonly #bytes: number[] = [];
  #byte = 0;
  #bits = 0;

  /** The value's low bits, the highest first. */
  write(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      this.#byte = (this.#byte << 1) | (Math.floor(value / 2 ** bit) & 1);
      this.#bits += 1;
      if (this.#bits === 8) this.#flush();
    }
  }

  finish(): number[] {
    if (this.#bits > 0) {
      this.#byte <<= 8 - this.#bits;
      this.#flush();
    }
    return this.#bytes;
  }

  #flush(): void {
    this.#bytes.push(this.#byte);
    this.#byte = 0;
    this.#bits = 0;
  }
}
