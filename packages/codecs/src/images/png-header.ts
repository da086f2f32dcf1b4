import { latin1, startsWith, viewOf } from "../bytes.js";
import { CodecError } from "../codec-error.js";
import { crc32 } from "./crc32.js";

export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

export const COLOR_TYPES = {
  0: { name: "grayscale", channels: 1 },
  2: { name: "RGB", channels: 3 },
  3: { name: "palette", channels: 1 },
  4: { name: "grayscale with alpha", channels: 2 },
  6: { name: "RGBA", channels: 4 },
} as const;

export type ColorType = keyof typeof COLOR_TYPES;

export interface PngHeader {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitDepth: number;
  readonly colorType: ColorType;
  readonly isInterlaced: boolean;
  readonly isAnimated: boolean;
}

export interface PngParts {
  readonly header: PngHeader;
  /** The compressed image, chunk by chunk. */
  readonly data: readonly Uint8Array[];
}

const OTHER_KINDS: readonly (readonly [string, string])[] = [
  ["\xff\xd8\xff", "a JPEG"],
  ["GIF8", "a GIF"],
  ["BM", "a BMP"],
  ["II*\0", "a TIFF"],
  ["MM\0*", "a TIFF"],
  ["RIFF", "a WebP or another RIFF file"],
  ["%PDF", "a PDF"],
  ["PK\x03\x04", "a zip archive"],
  ["\x1f\x8b", "gzip data"],
  ["{", "JSON or text"],
  ["<", "HTML or XML"],
];

/** "8-bit RGBA" */
export function describeKind(header: PngHeader): string {
  const animated = header.isAnimated ? "animated " : "";
  return `${animated}${header.bitDepth}-bit ${COLOR_TYPES[header.colorType].name}`;
}

/** Splits a PNG into its header and compressed data; checks lengths and checksums. */
export function splitPng(bytes: Uint8Array): PngParts {
  if (bytes.length === 0) throw new CodecError("PNG", "the file is empty (0 bytes)");
  if (!PNG_SIGNATURE.every((byte, index) => bytes[index] === byte)) throw new CodecError("PNG", notPng(bytes));
  const view = viewOf(bytes);
  let header: PngHeader | undefined;
  const data: Uint8Array[] = [];
  let isAnimated = false;
  let at = 8;
  for (;;) {
    if (at + 12 > bytes.length)
      throw new CodecError("PNG", `truncated: it ends at byte ${bytes.length}, before its end`);
    const size = view.getUint32(at);
    const type = latin1(bytes, at + 4, at + 8);
    const start = at + 8;
    if (size > bytes.length - start - 4) {
      throw new CodecError("PNG", `truncated: ${type} promises ${size} bytes, the file has ${bytes.length - start}`);
    }
    const isNeeded = type === "IHDR" || type === "IDAT" || type === "IEND";
    if (isNeeded && crc32(bytes, at + 4, start + size) !== view.getUint32(start + size)) {
      throw new CodecError("PNG", `damaged: the checksum of ${type} at byte ${at} is wrong`);
    }
    if (header === undefined && type !== "IHDR") throw new CodecError("PNG", "damaged: it does not begin with IHDR");
    if (type === "IHDR") header = readHeader(view, start, size);
    else if (type === "acTL") isAnimated = true;
    else if (type === "IDAT") data.push(bytes.subarray(start, start + size));
    else if (type === "IEND") break;
    at = start + size + 4;
  }
  if (header === undefined || data.length === 0) throw new CodecError("PNG", "damaged: it holds no image data (IDAT)");
  return { header: { ...header, isAnimated }, data };
}

function notPng(bytes: Uint8Array): string {
  const kind = OTHER_KINDS.find(([prefix]) => startsWith(bytes, prefix))?.[1];
  return kind === undefined ? "the file does not begin with the PNG signature" : `the file is ${kind}, not a PNG`;
}

function isColorType(value: number): value is ColorType {
  return Object.hasOwn(COLOR_TYPES, value);
}

function readHeader(view: DataView, at: number, size: number): PngHeader {
  if (size !== 13) throw new CodecError("PNG", `damaged: IHDR has ${size} bytes instead of 13`);
  const colorType = view.getUint8(at + 9);
  const bitDepth = view.getUint8(at + 8);
  const interlace = view.getUint8(at + 12);
  const widthPx = view.getUint32(at);
  const heightPx = view.getUint32(at + 4);
  if (!isColorType(colorType)) throw new CodecError("PNG", `damaged: there is no color type ${colorType}`);
  if (![1, 2, 4, 8, 16].includes(bitDepth)) throw new CodecError("PNG", `damaged: there is no bit depth ${bitDepth}`);
  if (widthPx === 0 || heightPx === 0) throw new CodecError("PNG", `its size is ${widthPx} × ${heightPx} px`);
  if (view.getUint8(at + 10) !== 0 || view.getUint8(at + 11) !== 0 || interlace > 1) {
    throw new CodecError("PNG", "damaged: unknown compression, filter or interlace method");
  }
  return { widthPx, heightPx, bitDepth, colorType, isInterlaced: interlace === 1, isAnimated: false };
}
