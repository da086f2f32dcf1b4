import { readHeifHeader } from "./heif-header.js";
import type { ImageHeader, ImageSize } from "./image-size.js";
import { readExifOrientation, readTiffHeader } from "./tiff-header.js";

/** Formats of images whose headers are read. */
export type ImageFormat = "png" | "jpeg" | "gif" | "bmp" | "webp" | "tiff" | "avif";

/**
 * The size of an image as it is shown (EXIF orientation honoured), from its header: JPEG, PNG, GIF, BMP, WebP, TIFF, AVIF.
 *
 * @returns undefined when the bytes are none of these, or end before the size.
 * @example readImageSize(bytes) // { widthPx: 640, heightPx: 480 }
 */
export function readImageSize(bytes: Uint8Array): ImageSize | undefined {
  const header = readImageHeader(bytes);
  return header && shownSize(header);
}

/**
 * The size of an image as it is shown.
 *
 * @example shownSize({ stored: { widthPx: 640, heightPx: 480 }, orientation: 6 }) // { widthPx: 480, heightPx: 640 }
 */
export function shownSize({ stored, orientation }: ImageHeader): ImageSize {
  return orientation >= 5 ? { widthPx: stored.heightPx, heightPx: stored.widthPx } : stored;
}

/**
 * The size of an image as it is stored, and its orientation; of the same formats as {@link readImageSize}.
 *
 * @returns undefined when the bytes are none of these, or end before the size.
 * @example readImageHeader(bytes) // { stored: { widthPx: 640, heightPx: 480 }, orientation: 6 }
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  return untilEnd(bytes, headerOf);
}

/**
 * What the first bytes of a file say it is, also where its header is damaged.
 *
 * @returns undefined for anything but an image.
 * @example imageFormatOf(bytes) // "jpeg"
 */
export function imageFormatOf(bytes: Uint8Array): ImageFormat | undefined {
  return untilEnd(bytes, formatOf);
}

function untilEnd<T>(bytes: Uint8Array, read: (view: DataView) => T): T | undefined {
  try {
    return read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    // Only the view throws, and only past the end.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function headerOf(view: DataView): ImageHeader | undefined {
  const format = formatOf(view);
  switch (format) {
    case undefined:
      return undefined;
    case "png":
      return checked(view.getUint32(16), view.getUint32(20));
    case "jpeg":
      return jpegHeader(view);
    case "gif":
      return checked(view.getUint16(6, true), view.getUint16(8, true));
    case "bmp":
      return checked(view.getInt32(18, true), Math.abs(view.getInt32(22, true)));
    case "webp":
      return webpHeader(view);
    case "tiff":
      return checkedHeader(readTiffHeader(view, 0));
    case "avif":
      return checkedHeader(readHeifHeader(view));
  }
}

function formatOf(view: DataView): ImageFormat | undefined {
  const magic = view.getUint32(0);
  if (magic === 0x89504e47) return "png";
  if (magic >>> 16 === 0xffd8) return "jpeg";
  if (magic === 0x47494638) return "gif";
  if (magic >>> 16 === 0x424d) return "bmp";
  if (magic === 0x52494646 && view.getUint32(8) === 0x57454250) return "webp";
  if (magic >>> 16 === 0x4949 || magic >>> 16 === 0x4d4d) return "tiff";
  if (view.getUint32(4) === 0x66747970) return "avif";
  return undefined;
}

function checkedHeader(header: ImageHeader | undefined): ImageHeader | undefined {
  return header && checked(header.stored.widthPx, header.stored.heightPx, header.orientation);
}

function checked(widthPx: number, heightPx: number, orientation = 1): ImageHeader | undefined {
  return widthPx > 0 && heightPx > 0 ? { stored: { widthPx, heightPx }, orientation } : undefined;
}

function jpegHeader(view: DataView): ImageHeader | undefined {
  let orientation = 1;
  let at = 2;
  for (;;) {
    while (view.getUint8(at) !== 0xff) at += 1;
    while (view.getUint8(at) === 0xff) at += 1;
    const marker = view.getUint8(at);
    at += 1;
    if (marker === 0xd9 || marker === 0xda) return undefined;
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue;
    const length = view.getUint16(at);
    if (marker === 0xe1) orientation = readExifOrientation(view, at + 2) ?? orientation;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) {
      return checked(view.getUint16(at + 5), view.getUint16(at + 3), orientation);
    }
    at += length;
  }
}

function webpHeader(view: DataView): ImageHeader | undefined {
  const kind = view.getUint32(12);
  if (kind === 0x56503820) return checked(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
  if (kind === 0x5650384c) {
    const bits = view.getUint32(21, true);
    return checked((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
  }
  if (kind !== 0x56503858) return undefined;
  const uint24 = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  return checked(uint24(24) + 1, uint24(27) + 1);
}
