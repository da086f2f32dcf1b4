/** What the first bytes of a file say it is. Only used to say in words why a browser would not decode it. */
export interface ImageHeader {
  readonly format: "png" | "jpeg" | "bmp" | "gif" | "webp" | "avif";
  /** Where the header tells: not for GIF, WebP and AVIF, which are never large enough to matter. */
  readonly widthPx: number | undefined;
  readonly heightPx: number | undefined;
}

/** Bytes of a file that are looked at: the size of a JPEG stands behind its metadata. */
export const HEADER_BYTES = 256 * 1024;

/** `undefined` where the bytes are none of the known kinds of image. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ascii = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
  if (ascii(1, 3) === "PNG" && bytes.length >= 24) {
    return { format: "png", widthPx: view.getUint32(16), heightPx: view.getUint32(20) };
  }
  if (ascii(0, 2) === "BM" && bytes.length >= 26) {
    const heightPx = Math.abs(view.getInt32(22, true));
    return { format: "bmp", widthPx: Math.abs(view.getInt32(18, true)), heightPx };
  }
  if (ascii(0, 2) === "\xff\xd8") return { format: "jpeg", ...jpegSize(view) };
  const unsized = { widthPx: undefined, heightPx: undefined };
  if (ascii(0, 4) === "GIF8") return { format: "gif", ...unsized };
  if (ascii(0, 4) === "RIFF" && ascii(8, 4) === "WEBP") return { format: "webp", ...unsized };
  if (/^ftyp(?:avi[fs]|mif1)$/.test(ascii(4, 8))) return { format: "avif", ...unsized };
  return undefined;
}

/** From the first start-of-frame segment. */
function jpegSize(view: DataView): Pick<ImageHeader, "widthPx" | "heightPx"> {
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { widthPx: view.getUint16(at + 7), heightPx: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
  return { widthPx: undefined, heightPx: undefined };
}
