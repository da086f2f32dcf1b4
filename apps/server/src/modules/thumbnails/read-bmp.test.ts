import { describe, expect, it } from "vitest";
import { SAMPLE_IMAGES } from "../../assets/image-samples.js";
import { readBmp } from "./read-bmp.js";

interface Options {
  readonly bits: number;
  readonly width?: number;
  readonly height?: number;
  readonly compression?: number;
  readonly palette?: readonly number[];
  readonly masks?: readonly number[];
  /** Rows as they stand in the file, without their padding. */
  readonly rows: readonly Buffer[];
}

/** Writes a BMP with the header of 40 bytes. */
function bmp(options: Options): Buffer {
  const { bits, width = 2, height = 2, compression = 0, palette = [], masks = [], rows } = options;
  const rowBytes = Math.floor((bits * width + 31) / 32) * 4;
  const pixelsAt = 54 + masks.length * 4 + palette.length * 4;
  const head = Buffer.alloc(pixelsAt);
  head.write("BM");
  head.writeUInt32LE(pixelsAt, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(compression, 30);
  for (const [index, mask] of masks.entries()) head.writeUInt32LE(mask, 54 + index * 4);
  for (const [index, color] of palette.entries()) head.writeUInt32LE(color, 54 + masks.length * 4 + index * 4);
  return Buffer.concat([head, ...rows.map((row) => Buffer.concat([row, Buffer.alloc(rowBytes - row.length)]))]);
}

const [RED, GREEN, BLUE, WHITE] = ["ff0000", "00ff00", "0000ff", "ffffff"] as const;
/** Top row red and green, bottom row blue and white. */
const EXPECTED = [RED, GREEN, BLUE, WHITE];
const bytes = (...values: number[]) => Buffer.from(values);
const colorsOf = (file: Buffer, maxSidePx = 100) => readBmp(file, maxSidePx)?.rgb.toString("hex").match(/.{6}/g);

describe("a BMP", () => {
  const palette = [0xff0000, 0x00ff00, 0x0000ff, 0xffffff];
  const words = (...values: number[]) => Buffer.from(Uint16Array.from(values).buffer);
  const longs = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);
  const FILES: Record<string, Buffer> = {
    "24 bits": bmp({ bits: 24, rows: [bytes(255, 0, 0, 255, 255, 255), bytes(0, 0, 255, 0, 255, 0)] }),
    "24 bits from the top": bmp({
      ...{ bits: 24, height: -2 },
      rows: [bytes(0, 0, 255, 0, 255, 0), bytes(255, 0, 0, 255, 255, 255)],
    }),
    "32 bits": bmp({ bits: 32, rows: [longs(0x0000ff, 0xffffff), longs(0xff0000, 0x00ff00)] }),
    "16 bits": bmp({ bits: 16, rows: [words(0x001f, 0x7fff), words(0x7c00, 0x03e0)] }),
    "16 bits with masks": bmp({
      ...{ bits: 16, compression: 3, masks: [0xf800, 0x07e0, 0x001f] },
      rows: [words(0x001f, 0xffff), words(0xf800, 0x07e0)],
    }),
    "32 bits with masks in another order": bmp({
      ...{ bits: 32, compression: 3, masks: [0x0000ff, 0x00ff00, 0xff0000] },
      rows: [longs(0xff0000, 0xffffff), longs(0x0000ff, 0x00ff00)],
    }),
    "8 bits": bmp({ bits: 8, palette, rows: [bytes(2, 3), bytes(0, 1)] }),
    "4 bits": bmp({ bits: 4, palette, rows: [bytes(0x23), bytes(0x01)] }),
  };
  it.each(Object.entries(FILES))("of %s", (_, file) => {
    expect(colorsOf(file)).toEqual(EXPECTED);
  });

  it("of one bit", () => {
    const file = bmp({ bits: 1, palette: [0xff0000, 0xffffff], rows: [bytes(0b01000000), bytes(0b10000000)] });
    expect(colorsOf(file)).toEqual([WHITE, RED, RED, WHITE]);
  });

  it("as Pillow writes it", () => {
    expect(readBmp(Buffer.from(SAMPLE_IMAGES.bmp, "base64"), 100)).toMatchObject({ widthPx: 3, heightPx: 2 });
    expect(new Set(colorsOf(Buffer.from(SAMPLE_IMAGES.bmp, "base64")))).toEqual(new Set(["c81e28"]));
  });

  it("that is large is read at a fraction of its size", () => {
    const rows = Array.from({ length: 300 }, () => Buffer.alloc(500, 7));
    const image = readBmp(bmp({ bits: 8, width: 500, height: 300, palette, rows }), 100);
    expect([image?.widthPx, image?.heightPx, image?.rgb.length]).toEqual([100, 60, 100 * 60 * 3]);
  });

  it("that is compressed, cut off or lies is not read", () => {
    const whole = FILES["24 bits"] ?? Buffer.alloc(0);
    expect(readBmp(whole.subarray(0, whole.length - 1), 100)).toBeUndefined();
    expect(readBmp(whole.subarray(0, 40), 100)).toBeUndefined();
    expect(readBmp(bmp({ bits: 8, compression: 1, palette, rows: [bytes(0, 0), bytes(0, 0)] }), 100)).toBeUndefined();
    expect(readBmp(bmp({ bits: 24, width: 65_535, height: 65_535, rows: [bytes(0)] }), 100)).toBeUndefined();
    expect(readBmp(bmp({ bits: 24, width: -2, rows: [] }), 100)).toBeUndefined();
    expect(readBmp(bmp({ bits: 7, rows: [bytes(0), bytes(0)] }), 100)).toBeUndefined();
    // An index beyond the palette's, and pixels that are said to lie beyond the file.
    expect(colorsOf(bmp({ bits: 8, palette, rows: [bytes(2, 3), bytes(0, 255)] }))).toHaveLength(4);
    const moved = Buffer.from(whole);
    moved.writeUInt32LE(0xffffffff, 10);
    expect(readBmp(moved, 100)).toBeUndefined();
  });
});
