export interface ImageSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * The size of an image as it is shown (EXIF orientation honoured), from its header: JPEG, PNG, GIF, BMP, WebP.
 *
 * @returns undefined when the bytes are none of these, or end before the size.
 * @example readImageSize(bytes) // { widthPx: 640, heightPx: 480 }
 */
export function readImageSize(bytes: Uint8Array): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return sizeOf(view);
  } catch (error) {
    // Only the view throws, and only past the end.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function sizeOf(view: DataView): ImageSize | undefined {
  const magic = view.getUint32(0);
  if (magic === 0x89504e47) return checked(view.getUint32(16), view.getUint32(20));
  if (magic >>> 16 === 0xffd8) return jpegSize(view);
  if (magic === 0x47494638) return checked(view.getUint16(6, true), view.getUint16(8, true));
  if (magic >>> 16 === 0x424d) return checked(view.getInt32(18, true), Math.abs(view.getInt32(22, true)));
  if (magic === 0x52494646 && view.getUint32(8) === 0x57454250) return webpSize(view);
  return undefined;
}

function checked(widthPx: number, heightPx: number): ImageSize | undefined {
  return widthPx > 0 && heightPx > 0 ? { widthPx, heightPx } : undefined;
}

function jpegSize(view: DataView): ImageSize | undefined {
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
    if (marker === 0xe1) orientation = exifOrientation(view, at + 2) ?? orientation;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) {
      const height = view.getUint16(at + 3);
      const width = view.getUint16(at + 5);
      return orientation >= 5 ? checked(height, width) : checked(width, height);
    }
    at += length;
  }
}

/** Tag 0x0112 of the first directory of a TIFF header, as EXIF holds it. */
function exifOrientation(view: DataView, at: number): number | undefined {
  if (view.getUint32(at) !== 0x45786966) return undefined;
  const tiff = at + 6;
  const isLittle = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, isLittle);
  if (directory + 2 > view.byteLength) return undefined;
  const count = view.getUint16(directory, isLittle);
  for (let entry = 0; entry < count; entry++) {
    const start = directory + 2 + entry * 12;
    if (start + 12 > view.byteLength) return undefined;
    if (view.getUint16(start, isLittle) !== 0x0112) continue;
    const value = view.getUint16(start + 8, isLittle);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

function webpSize(view: DataView): ImageSize | undefined {
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
