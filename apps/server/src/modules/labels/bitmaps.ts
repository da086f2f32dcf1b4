import { quoteForMessage } from "@tessera/schema";
import type { AssetStore } from "../../assets/asset-store.js";
import { inspectAssetImage } from "../../assets/inspect-asset-image.js";
import { checkSegmentationBitmap } from "../../assets/segmentation-bitmap.js";
import { AppError } from "../../errors.js";

/** Headers are read a few at a time: a long sequence must not open a file a frame at once. */
const CONCURRENCY = 8;

/**
 * Checks the segmentation bitmaps that are files of ours: uploaded, a PNG of the right depth, and of the image's size
 * where the image is a file of ours too. Urls elsewhere are taken as they are.
 */
export async function checkBitmaps(
  assets: AssetStore,
  origin: string,
  label: { readonly urls: readonly string[]; readonly sampleAttributes: string | undefined },
): Promise<void> {
  const origins = [origin];
  const keys = label.urls.flatMap((url) => assets.keyOf(url, origins) ?? []);
  if (keys.length === 0) return;
  const size = await imageSize(assets, origins, label.sampleAttributes);
  for (let start = 0; start < keys.length; start += CONCURRENCY) {
    const batch = keys.slice(start, start + CONCURRENCY);
    const reasons = await Promise.all(batch.map((key) => checkSegmentationBitmap(assets, key, size)));
    const reason = reasons.find((candidate) => candidate !== undefined);
    if (reason !== undefined) throw refusal(label.urls, reason);
  }
}

function refusal(urls: readonly string[], reason: string): AppError {
  const field = "attributes.segmentation_bitmap";
  const where = urls.length === 1 ? field : `${field} (one of ${urls.length} bitmaps)`;
  return new AppError("invalid", {
    detail: `${where}: ${reason}`,
    fields: { [quoteForMessage(where).slice(1, -1)]: [reason] },
  });
}

/** The size of a single image that is a file of ours; undefined where it cannot be known. */
async function imageSize(assets: AssetStore, origins: readonly string[], sampleAttributes: string | undefined) {
  const attributes = JSON.parse(sampleAttributes ?? "{}") as { image?: { url?: unknown } };
  const url = attributes.image?.url;
  const key = typeof url === "string" ? assets.keyOf(url, origins) : undefined;
  return key === undefined ? undefined : inspectAssetImage(assets, key);
}
