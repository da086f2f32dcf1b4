import { buffer } from "node:stream/consumers";
import { AssetMissingError } from "./asset-errors.js";
import type { AssetStore } from "./asset-store.js";
import { type ImageHeader, inspectImage } from "./image-header.js";

/** Signature and IHDR. */
const PNG_HEADER_BYTES = 33;
/** Encoders may leave something behind the end of an image; it is looked for in this much. */
const PNG_END_BYTES = 4096;

/**
 * Why the asset cannot be a segmentation bitmap, as a sentence for its uploader, or undefined when it can: an 8-bit RGBA PNG
 * (id = R + 256·G + 65536·B) of the image's size, with an end. The pixels are not decoded.
 *
 * @param expectedSize of the image that is labeled, in pixels; leave out where it is not known.
 * @example
 * await checkSegmentationBitmap(store, key, { widthPx: 640, heightPx: 480 })
 * // "The segmentation bitmap is 640 × 479 pixels, the image 640 × 480."
 */
export async function checkSegmentationBitmap(
  store: AssetStore,
  key: string,
  expectedSize?: { widthPx: number; heightPx: number },
): Promise<string | undefined> {
  const stat = await store.stat(key);
  if (stat === undefined) return MISSING;
  if (stat.sizeBytes === 0) return "The segmentation bitmap is an empty file.";
  try {
    const head = await readPart(store, key, 0, Math.min(stat.sizeBytes, PNG_HEADER_BYTES) - 1);
    const reason = reasonAgainst(inspectImage(head), expectedSize);
    if (reason !== undefined) return reason;
    const end = await readPart(store, key, Math.max(0, stat.sizeBytes - PNG_END_BYTES), stat.sizeBytes - 1);
    return end.includes("IEND") ? undefined : "The segmentation bitmap is cut off before its end.";
  } catch (error) {
    if (error instanceof AssetMissingError) return MISSING;
    throw error;
  }
}

// Not "not found": the sentence is part of a 400, and clients tell errors apart by these words.
const MISSING = "The segmentation bitmap has not been uploaded.";

function reasonAgainst(
  header: ImageHeader | undefined,
  expected: { widthPx: number; heightPx: number } | undefined,
): string | undefined {
  if (header?.format !== "png") return "The segmentation bitmap is not a PNG image.";
  const { widthPx, heightPx, bitDepth, colourType } = header;
  if (bitDepth !== 8 || colourType !== "rgba") {
    return `The segmentation bitmap must be an 8-bit RGBA PNG, not ${bitDepth}-bit ${colourType}.`;
  }
  if (expected !== undefined && (widthPx !== expected.widthPx || heightPx !== expected.heightPx)) {
    return `The segmentation bitmap is ${widthPx} × ${heightPx} pixels, the image ${expected.widthPx} × ${expected.heightPx}.`;
  }
  return undefined;
}

async function readPart(store: AssetStore, key: string, start: number, endInclusive: number): Promise<Buffer> {
  return await buffer(await store.read(key, { start, endInclusive }));
}
