import { imageSize } from "image-size";
import { readJpegHeader } from "./jpeg-header.js";

/** As much of a file as is read to know what it is. */
export const IMAGE_HEADER_BYTES = 256 * 1024;

export type ImageFormat = "png" | "jpeg" | "bmp" | "webp" | "avif" | "tiff" | "gif";

/** What the header of an image says; the pixels are not looked at and may be broken still. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** As the image is shown: EXIF orientations that turn it on its side have swapped the two. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of a PNG: bits a sample (of a palette: bits an index). */
  readonly bitDepth?: number;
  readonly colourType?: PngColourType;
}

export type PngColourType = "greyscale" | "rgb" | "palette" | "greyscale-alpha" | "rgba";

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Source: PNG specification (third edition), table 11.1: the bit depths that go with each colour type. */
const PNG_COLOUR_TYPES = new Map<number, { colourType: PngColourType; bitDepths: readonly number[] }>([
  [0, { colourType: "greyscale", bitDepths: [1, 2, 4, 8, 16] }],
  [2, { colourType: "rgb", bitDepths: [8, 16] }],
  [3, { colourType: "palette", bitDepths: [1, 2, 4, 8] }],
  [4, { colourType: "greyscale-alpha", bitDepths: [8, 16] }],
  [6, { colourType: "rgba", bitDepths: [8, 16] }],
]);

/**
 * The library compares each size box of an AVIF with all that follow: a hostile file of 256 KiB took 540 ms, one of 32 KiB takes 15.
 * Real files have some hundred bytes of boxes before the pixels, a grid of many tiles some thousand.
 */
const AVIF_HEADER_BYTES = 32 * 1024;

/** PNG and JPEG cannot be larger than this; a header that says so is a lie in the other formats too. */
const MAX_SIDE_PX = 2 ** 31 - 1;

/**
 * What the first bytes of a file say about the image in it, or undefined where they are none that we read: garbage, cut off,
 * another kind of file. Believes the bytes, never the name. Never throws.
 *
 * @param bytes the beginning of the file; only the first {@link IMAGE_HEADER_BYTES} are looked at.
 * @example
 * inspectImage(await readFile("upright-phone-photo.jpg")) // { format: "jpeg", widthPx: 3024, heightPx: 4032 }
 */
export function inspectImage(bytes: Buffer): ImageHeader | undefined {
  const format = sniffFormat(bytes);
  if (format === undefined) return undefined;
  if (format === "png") return inspectPng(bytes);
  if (format === "jpeg") return inspectJpeg(bytes);
  return format === "bmp" ? inspectBmp(bytes) : inspectByLibrary(bytes, format);
}

/** By the bytes that every file of the format begins with: `image-size` alone would try twenty formats on any input. */
function sniffFormat(bytes: Buffer): ImageFormat | undefined {
  const text = bytes.toString("latin1", 0, 16);
  if (bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return "png";
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "gif";
  if (text.startsWith("RIFF") && text.startsWith("WEBPVP8", 8)) return "webp";
  if (text.startsWith("BM")) return "bmp";
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return "tiff";
  if (text.startsWith("ftypavif", 4)) return "avif";
  // The general brand, shared with HEIC (which browsers do not read): it has to say AVIF among the compatible ones.
  if (text.startsWith("ftypmif1", 4) && bytes.toString("latin1", 16, 64).includes("avif")) return "avif";
  return undefined;
}

function inspectPng(bytes: Buffer): ImageHeader | undefined {
  // Signature, then IHDR: length 13, name, width, height, depth, colour type, 3 more, CRC.
  if (bytes.length < 33 || bytes.readUInt32BE(8) !== 13 || bytes.toString("latin1", 12, 16) !== "IHDR")
    return undefined;
  const bitDepth = bytes.readUInt8(24);
  const known = PNG_COLOUR_TYPES.get(bytes.readUInt8(25));
  if (known?.bitDepths.includes(bitDepth) !== true) return undefined;
  return toHeader("png", bytes.readUInt32BE(16), bytes.readUInt32BE(20), { bitDepth, colourType: known.colourType });
}

function inspectJpeg(bytes: Buffer): ImageHeader | undefined {
  const header = readJpegHeader(bytes.subarray(0, IMAGE_HEADER_BYTES));
  if (header === undefined) return undefined;
  const { widthPx, heightPx, orientation } = header;
  // 5 to 8 turn the image on its side.
  return orientation >= 5 ? toHeader("jpeg", heightPx, widthPx, {}) : toHeader("jpeg", widthPx, heightPx, {});
}

/** Not by the library, which takes any text that begins with "BM" for one and misreads the oldest header. */
function inspectBmp(bytes: Buffer): ImageHeader | undefined {
  if (bytes.length < 26 || bytes.readUInt32LE(6) !== 0) return undefined;
  const headerBytes = bytes.readUInt32LE(14);
  if (headerBytes === 12) return toHeader("bmp", bytes.readUInt16LE(18), bytes.readUInt16LE(20), {});
  if (![40, 52, 56, 64, 108, 124].includes(headerBytes)) return undefined;
  // A negative height means rows from top to bottom.
  return toHeader("bmp", bytes.readInt32LE(18), Math.abs(bytes.readInt32LE(22)), {});
}

function inspectByLibrary(bytes: Buffer, format: ImageFormat): ImageHeader | undefined {
  // A copy: the library's TIFF and AVIF readers view the whole buffer behind a slice, where a Buffer's pool holds other data.
  const head = new Uint8Array(bytes.subarray(0, format === "avif" ? AVIF_HEADER_BYTES : IMAGE_HEADER_BYTES));
  try {
    const { width, height, type = "" } = imageSize(head);
    return typesOf(format).includes(type) ? toHeader(format, width, height, {}) : undefined;
  } catch {
    // The library throws errors of many types on bytes that it cannot read; each of them means just that.
    return undefined;
  }
}

function toHeader(
  format: ImageFormat,
  widthPx: number,
  heightPx: number,
  details: Pick<ImageHeader, "bitDepth" | "colourType">,
): ImageHeader | undefined {
  return isSide(widthPx) && isSide(heightPx) ? { format, widthPx, heightPx, ...details } : undefined;
}

function isSide(px: number): boolean {
  return Number.isInteger(px) && px > 0 && px <= MAX_SIDE_PX;
}

/** What `image-size` calls our formats. */
function typesOf(format: ImageFormat): readonly string[] {
  if (format === "tiff") return ["tiff", "bigtiff"];
  if (format === "avif") return ["avif", "heif"];
  return [format];
}
