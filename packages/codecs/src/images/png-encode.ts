import { zlibSync } from "fflate";
import { viewOf } from "../bytes.js";
import { CodecError } from "../codec-error.js";
import { crc32 } from "./crc32.js";
import type { PixelImage } from "./png-decode.js";
import { PNG_SIGNATURE } from "./png-header.js";

export interface PngEncodeOptions {
  /** DEFLATE level, 0 (none) to 9 (smallest); 6 unless told. */
  readonly level?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | undefined;
  /** Compresses in zlib's format in place of our own code; in Node `zlib.deflateSync` is several times as fast. `level` is its own. */
  readonly deflate?: ((data: Uint8Array) => Uint8Array) | undefined;
  /** Colors of an image of one 8-bit channel, whose values are then their places; at most 256. */
  readonly palette?: readonly (readonly [red: number, green: number, blue: number])[] | undefined;
}

/**
 * Encodes pixels as a PNG, value for value.
 *
 * @throws CodecError when the data's length does not fit the size, or the size is 0.
 * @example encodePng({ widthPx: 1, heightPx: 1, channels: 4, data: Uint8Array.of(1, 0, 0, 255) })
 */
export function encodePng(image: PixelImage, options: PngEncodeOptions = {}): Uint8Array {
  const { widthPx, heightPx, channels, data } = image;
  if (!isSize(widthPx) || !isSize(heightPx)) throw new CodecError("PNG", `cannot write ${widthPx} × ${heightPx} px`);
  if (data.length !== widthPx * heightPx * channels) {
    throw new CodecError("PNG", `${widthPx} × ${heightPx} px of ${channels} channels are not ${data.length} values`);
  }
  if (data instanceof Uint16Array && channels !== 1) throw new CodecError("PNG", "16 bits are written as gray only");
  const { palette } = options;
  if (palette !== undefined && (channels !== 1 || data instanceof Uint16Array || palette.length > 256)) {
    throw new CodecError("PNG", "a palette of at most 256 colors goes with one channel of 8 bits");
  }
  const bytes = data instanceof Uint16Array ? toBigEndian(data) : data;
  const header = new Uint8Array(13);
  const view = viewOf(header);
  view.setUint32(0, widthPx);
  view.setUint32(4, heightPx);
  header[8] = data instanceof Uint16Array ? 16 : 8;
  header[9] = palette !== undefined ? 3 : channels === 1 ? 0 : channels === 3 ? 2 : 6;
  return assemble([
    ["IHDR", header],
    ...(palette === undefined ? [] : [["PLTE", Uint8Array.from(palette.flat())] as const]),
    ["IDAT", (options.deflate ?? ((raw) => zlibSync(raw, { level: options.level ?? 6 })))(filterUp(bytes, heightPx))],
    ["IEND", new Uint8Array(0)],
  ]);
}

function isSize(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value < 2 ** 31;
}

/** Rows of a mask are mostly those above them: the difference is mostly zeros, which deflate fast and small. */
function filterUp(bytes: Uint8Array, rows: number): Uint8Array {
  const rowBytes = bytes.length / rows;
  const filtered = new Uint8Array(bytes.length + rows);
  filtered.set(bytes.subarray(0, rowBytes), 1);
  for (let row = 1; row < rows; row++) {
    const from = row * rowBytes;
    const to = row * (rowBytes + 1);
    filtered[to] = 2;
    for (let i = 0; i < rowBytes; i++) {
      filtered[to + 1 + i] = (bytes[from + i] ?? 0) - (bytes[from + i - rowBytes] ?? 0);
    }
  }
  return filtered;
}

function toBigEndian(values: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    bytes[2 * i] = value >> 8;
    bytes[2 * i + 1] = value;
  }
  return bytes;
}

function assemble(chunks: readonly (readonly [type: string, data: Uint8Array])[]): Uint8Array {
  const file = new Uint8Array(chunks.reduce((sum, [, data]) => sum + data.length + 12, PNG_SIGNATURE.length));
  const view = viewOf(file);
  file.set(PNG_SIGNATURE);
  let at = PNG_SIGNATURE.length;
  for (const [type, data] of chunks) {
    view.setUint32(at, data.length);
    for (let i = 0; i < 4; i++) file[at + 4 + i] = type.charCodeAt(i);
    file.set(data, at + 8);
    view.setUint32(at + 8 + data.length, crc32(file, at + 4, at + 8 + data.length));
    at += data.length + 12;
  }
  return file;
}
