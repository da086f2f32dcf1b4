import { CodecError, namingFile } from "../codec-error.js";
import { decodePng, type PngDecodeOptions } from "./png-decode.js";
import { encodePng, type PngEncodeOptions } from "./png-encode.js";

/** A segmentation: for each pixel, row by row from the top left, the id of its object; 0 is unlabeled. */
export interface IdBitmap {
  readonly widthPx: number;
  readonly heightPx: number;
  /** widthPx · heightPx ids, 0 to {@link MAX_ID}. */
  readonly ids: Uint32Array;
}

/** The largest id that R + 256·G + 65536·B can hold. */
export const MAX_ID = 0xffffff;

export interface IdBitmapOptions extends PngDecodeOptions {
  readonly fileName?: string | undefined;
  /** Also accepts RGB without alpha, as COCO panoptic files are. */
  readonly acceptRgb?: boolean | undefined;
}

/**
 * Decodes a segmentation bitmap: an 8-bit RGBA PNG whose ids are R + 256·G + 65536·B, whatever its alpha.
 *
 * @throws CodecError for a file that is no such PNG; the message says what it is.
 * @example decodeIdBitmap(bytes, { fileName: "label.png" }) // { widthPx: 640, heightPx: 480, ids: Uint32Array(307200) }
 */
export function decodeIdBitmap(bytes: Uint8Array, options: IdBitmapOptions = {}): IdBitmap {
  return namingFile(options.fileName, () => {
    const { widthPx, heightPx, channels, data } = decodePng(bytes, options);
    if (channels !== 4 && !(channels === 3 && options.acceptRgb === true)) {
      const kind = channels === 3 ? "RGB without alpha" : `${data instanceof Uint16Array ? 16 : 8}-bit grayscale`;
      throw new CodecError("PNG", `it is ${kind}; a segmentation bitmap is 8-bit RGBA`);
    }
    const ids = new Uint32Array(widthPx * heightPx);
    for (let pixel = 0, at = 0; pixel < ids.length; pixel++, at += channels) {
      ids[pixel] = (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16);
    }
    return { widthPx, heightPx, ids };
  });
}

/**
 * Encodes ids as a segmentation bitmap (alpha 255 everywhere). The inverse of {@link decodeIdBitmap}.
 *
 * @throws CodecError when an id is above {@link MAX_ID}, or the size does not fit.
 * @example encodeIdBitmap({ widthPx: 2, heightPx: 1, ids: Uint32Array.of(0, 65536) })
 */
export function encodeIdBitmap(bitmap: IdBitmap, options: PngEncodeOptions = {}): Uint8Array {
  const { widthPx, heightPx, ids } = bitmap;
  const data = new Uint8Array(ids.length * 4);
  for (let pixel = 0, at = 0; pixel < ids.length; pixel++, at += 4) {
    const id = ids[pixel] ?? 0;
    if (id > MAX_ID) {
      throw new CodecError(
        "PNG",
        `the id ${id} at pixel ${pixel} is above ${MAX_ID}, the largest that a bitmap can hold`,
      );
    }
    data[at] = id;
    data[at + 1] = id >> 8;
    data[at + 2] = id >> 16;
    data[at + 3] = 255;
  }
  return encodePng({ widthPx, heightPx, channels: 4, data }, options);
}

/** The part of an annotation that {@link semanticIds} reads. */
export interface CategorizedId {
  readonly id: number;
  readonly category_id: number;
}

/**
 * Category ids in place of object ids: what `get_semantic_bitmap` of the Python package gives. Pixels of no annotation become 0,
 * also those with an id above every annotation's, for which the Python package fails.
 *
 * @param idIncrement is added to each category id.
 * @example semanticIds(Uint32Array.of(0, 1, 2), [{ id: 1, category_id: 7 }], { idIncrement: 1 }) // [0, 8, 0]
 */
export function semanticIds(
  ids: Uint32Array,
  annotations: Iterable<CategorizedId>,
  { idIncrement = 0 }: { readonly idIncrement?: number | undefined } = {},
): Uint32Array {
  const categories = new Map<number, number>();
  for (const { id, category_id } of annotations) categories.set(id, category_id + idIncrement);
  const result = new Uint32Array(ids.length);
  let lastId = -1;
  let category = 0;
  for (let pixel = 0; pixel < ids.length; pixel++) {
    const id = ids[pixel] ?? 0;
    if (id !== lastId) {
      lastId = id;
      category = categories.get(id) ?? 0;
    }
    result[pixel] = category;
  }
  return result;
}
