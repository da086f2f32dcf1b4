/** Pixels as rows of red, green and blue, from the top. */
export interface RgbImage {
  readonly rgb: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
}

const FILE_HEADER_BYTES = 14;
/** The oldest header has no room for more than sizes and a depth. */
const CORE_HEADER_BYTES = 12;
const BITFIELDS = 3;
const ALPHA_BITFIELDS = 6;
const DEFAULT_MASKS: Readonly<Record<number, readonly number[]>> = {
  16: [0x7c00, 0x03e0, 0x001f],
  32: [0xff0000, 0x00ff00, 0x0000ff],
};

/**
 * Reads an uncompressed BMP, which sharp does not, at a fraction of its size: every n-th pixel of every n-th row, so that
 * memory is bounded whatever the header says.
 *
 * Source: the BITMAPFILEHEADER and BITMAPINFOHEADER structures of the Windows API.
 *
 * @param maxSidePx that the result may have
 * @returns undefined for compressed ones, and where bytes are missing.
 */
export function readBmp(bytes: Buffer, maxSidePx: number): RgbImage | undefined {
  const layout = readLayout(bytes);
  if (layout === undefined) return undefined;
  const { widthPx, heightPx, rowBytes, pixelsAt, isTopDown, colorAt } = layout;
  if (pixelsAt + rowBytes * heightPx > bytes.length) return undefined;
  const step = Math.max(1, Math.ceil(Math.max(widthPx, heightPx) / maxSidePx));
  const [width, height] = [Math.ceil(widthPx / step), Math.ceil(heightPx / step)];
  const rgb = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    const row = pixelsAt + rowBytes * (isTopDown ? y * step : heightPx - 1 - y * step);
    for (let x = 0; x < width; x++, at += 3) rgb.writeUIntBE(colorAt(row, x * step), at, 3);
  }
  return { rgb, widthPx: width, heightPx: height };
}

interface Layout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rowBytes: number;
  readonly pixelsAt: number;
  readonly isTopDown: boolean;
  /** 0xRRGGBB of the pixel `x` of the row at `row`. */
  readonly colorAt: (row: number, x: number) => number;
}

function readLayout(bytes: Buffer): Layout | undefined {
  if (bytes.length < 54) return undefined;
  const headerBytes = bytes.readUInt32LE(14);
  const isCore = headerBytes === CORE_HEADER_BYTES;
  const [width, height] = isCore
    ? [bytes.readUInt16LE(18), bytes.readUInt16LE(20)]
    : [bytes.readInt32LE(18), bytes.readInt32LE(22)];
  const bits = bytes.readUInt16LE(isCore ? 24 : 28);
  const compression = isCore ? 0 : bytes.readUInt32LE(30);
  const colorAt = colorReader(bytes, { bits, compression, paletteAt: FILE_HEADER_BYTES + headerBytes, isCore });
  if (colorAt === undefined || width <= 0 || height === 0) return undefined;
  return {
    widthPx: width,
    heightPx: Math.abs(height),
    rowBytes: Math.floor((bits * width + 31) / 32) * 4,
    pixelsAt: bytes.readUInt32LE(10),
    isTopDown: height < 0,
    colorAt,
  };
}

function colorReader(
  bytes: Buffer,
  format: { readonly bits: number; readonly compression: number; readonly paletteAt: number; readonly isCore: boolean },
): Layout["colorAt"] | undefined {
  const { bits, compression, paletteAt, isCore } = format;
  if (compression === 0 && bits === 24) return (row, x) => bytes.readUIntLE(row + x * 3, 3);
  if (compression === 0 && [1, 4, 8].includes(bits)) {
    const entryBytes = isCore ? 3 : 4;
    return (row, x) => {
      const shift = 8 - bits - ((x * bits) % 8);
      const index = (bytes.readUInt8(row + ((x * bits) >> 3)) >> shift) & ((1 << bits) - 1);
      const entry = paletteAt + index * entryBytes;
      return entry + 3 > bytes.length ? 0 : bytes.readUIntLE(entry, 3);
    };
  }
  const hasMasks = compression === BITFIELDS || compression === ALPHA_BITFIELDS;
  const defaults = DEFAULT_MASKS[bits];
  if (defaults === undefined || !(hasMasks || compression === 0) || (hasMasks && bytes.length < 66)) return undefined;
  const masks = hasMasks ? [54, 58, 62].map((at) => bytes.readUInt32LE(at)) : defaults;
  const size = bits / 8;
  return (row, x) => {
    const value = bytes.readUIntLE(row + x * size, size);
    return masks.reduce((color, mask) => color * 256 + channel(value, mask), 0);
  };
}

/** The bits under a mask, stretched to 0–255. */
function channel(value: number, mask: number): number {
  if (mask === 0) return 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const max = mask >>> shift;
  return Math.round((((value & mask) >>> shift) * 255) / max);
}
