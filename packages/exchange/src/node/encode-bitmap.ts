import { deflateSync } from "node:zlib";
import { encodeIdBitmap, type IdBitmap } from "@tessera/codecs";

/**
 * A bitmap of an import as the PNG that labels refer to; see `paint()` of an imported sample.
 *
 * @throws CodecError when an id is larger than a bitmap can hold.
 * @example
 * const { bitmap } = sample.paint();
 * const { url } = await client.assets.upload(encodeBitmap(bitmap), { filename: "label.png" });
 */
export function encodeBitmap(bitmap: IdBitmap): Uint8Array {
  return encodeIdBitmap(bitmap, { deflate: (data) => deflateSync(data, { level: 6 }) });
}
