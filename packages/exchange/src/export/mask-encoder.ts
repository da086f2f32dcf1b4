import {
  type CocoBox,
  type CompressedRle,
  decodeIdBitmap,
  objectMasks,
  type PngDecodeOptions,
  writeRle,
} from "@tessera/codecs";

/** An object of a segmentation bitmap as COCO describes it. */
export interface EncodedMask {
  readonly bbox: CocoBox;
  readonly segmentation: CompressedRle;
  readonly area: number;
}

/** Reads a segmentation bitmap's PNG: the masks of its objects by their id. Rejects when it is none. */
export type MaskEncoder = (png: Uint8Array) => Promise<ReadonlyMap<number, EncodedMask>>;

/**
 * The masks of a bitmap's objects, where it is called.
 *
 * @throws CodecError for what is no segmentation bitmap.
 * @example encodeMasks(png).get(7)?.area // 1234
 */
export function encodeMasks(png: Uint8Array, options: PngDecodeOptions = {}): Map<number, EncodedMask> {
  const masks = objectMasks(decodeIdBitmap(png, options));
  return new Map(
    Array.from(masks, ([id, { box, runs, areaPx }]) => [id, { bbox: box, segmentation: writeRle(runs), area: areaPx }]),
  );
}
