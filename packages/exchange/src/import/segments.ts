import type { ImageSize } from "@tessera/codecs";
import { decodeIdBitmap } from "@tessera/codecs";
import { ImportError, type ImportedSegments, type PaintedBitmap } from "./imported.js";

const NO_PIXEL = "its id is on no pixel of the PNG of segments";

/**
 * The bitmap of a sample whose pixels are in a PNG of their own, as those of COCO panoptic: its ids are R + 256·G + 65536·B.
 *
 * @throws ImportError when the PNG is none, or not of the image's size.
 * @example paintSegments(await readFile(`panoptic/${sample.segments.fileName}`), sample.segments, sample.size);
 */
export function paintSegments(
  png: Uint8Array,
  { fileName, objectOf }: ImportedSegments,
  size: ImageSize | undefined,
): PaintedBitmap {
  const { widthPx, heightPx, ids: given } = decoded(png, fileName);
  if (size !== undefined && (size.widthPx !== widthPx || size.heightPx !== heightPx))
    throw new ImportError("its PNG of segments is not of its image's size");
  const unlisted = new Set<number>();
  const ids = given.map((id) => {
    const object = objectOf.get(id);
    if (object === undefined && id !== 0) unlisted.add(id);
    return object ?? 0;
  });
  const seen = new Set(ids);
  const hiddenIds = [...objectOf.values()].filter((id) => !seen.has(id));
  return {
    ...{ bitmap: { widthPx, heightPx, ids }, hiddenIds, hiddenReason: NO_PIXEL },
    unlistedIds: [...unlisted],
  };
}

function decoded(png: Uint8Array, fileName: string) {
  try {
    return decodeIdBitmap(png, { fileName, acceptRgb: true });
  } catch (cause) {
    throw new ImportError(`its segments cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
