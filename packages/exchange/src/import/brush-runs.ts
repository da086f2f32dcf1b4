import type { ImageSize } from "@tessera/codecs";
import { type MaskRuns, runsOfMask } from "@tessera/codecs";

/** Label Studio packs the RGBA values of the picture; the last says how much of the pixel is painted. */
const CHANNELS = 4;
const BROKEN = "its run lengths are damaged, or not of its picture's size";

/**
 * The pixels of a brush of Label Studio, in the run-length format of thi.ng/rle-pack: a header (32 bits: how many values, 5: bits of a
 * value less 1, four times 4: bits of a length less 1), then runs (1 bit: whether it repeats, 2: which length, the length less 1, the value,
 * or so many values).
 */
export function brushRuns(rle: unknown, { widthPx, heightPx }: ImageSize): MaskRuns | string {
  const isBytes = Array.isArray(rle) && rle.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255);
  if (!isBytes) return BROKEN;
  const bits = new BitReader(rle);
  const count = bits.read(32);
  const wordBits = bits.read(5) + 1;
  const lengthBits = [0, 1, 2, 3].map(() => bits.read(4) + 1);
  if (count !== widthPx * heightPx * CHANNELS) return BROKEN;
  const data = new Uint8Array(widthPx * heightPx);
  for (let at = 0; at < count; ) {
    const repeats = bits.read(1) === 1;
    const end = at + bits.read(lengthBits[bits.read(2)] ?? 0) + 1;
    if (end > count || bits.isOver) return BROKEN;
    let value = repeats ? bits.read(wordBits) : 0;
    for (; at < end; at++) {
      if (!repeats) value = bits.read(wordBits);
      if (value !== 0 && at % CHANNELS === CHANNELS - 1) data[(at - CHANNELS + 1) / CHANNELS] = 1;
    }
  }
  if (bits.isOver) return BROKEN;
  return data.includes(1) ? runsOfMask({ widthPx, heightPx, data }) : "it has no pixels";
}

class BitReader {
  readonly #bytes: readonly number[];
  #at = 0;

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  /** Whether more was read than there is. */
  get isOver(): boolean {
    return this.#at > this.#bytes.length * 8;
  }

  /** The highest bit first. */
  read(bits: number): number {
    let value = 0;
    for (let left = bits; left > 0; left--, this.#at++)
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    return value;
  }
}
