import { buffer } from "node:stream/consumers";
import type { AssetStore } from "./asset-store.js";
import { IMAGE_HEADER_BYTES, type ImageHeader, inspectImage } from "./image-header.js";

/** The header of the image at a key; undefined where there is nothing, or no image that we read. Reads at most 256 KiB. */
export async function inspectAssetImage(store: AssetStore, key: string): Promise<ImageHeader | undefined> {
  const stat = await store.stat(key);
  if (stat === undefined || stat.sizeBytes === 0) return undefined;
  const endInclusive = Math.min(stat.sizeBytes, IMAGE_HEADER_BYTES) - 1;
  return inspectImage(await buffer(await store.read(key, { start: 0, endInclusive })));
}
