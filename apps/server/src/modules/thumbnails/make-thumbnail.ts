import type { Sharp } from "sharp";
import { inspectImage } from "../../assets/image-header.js";
import { readBmp } from "./read-bmp.js";

const LONG_SIDE_PX = 320;
/** Beyond this an image is refused by its header, before any pixel is decoded. */
const MAX_PIXELS = 300_000_000;
const MAX_SECONDS = 30;

export interface Thumbnail {
  readonly bytes: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of the whole image as it is shown. */
  readonly imageWidthPx: number;
  readonly imageHeightPx: number;
}

/** Why an image has no thumbnail, in words for whoever added it. */
export class ThumbnailRefusedError extends Error {
  override readonly name = "ThumbnailRefusedError";
}

/**
 * A small WebP of an image: upright, in sRGB, of an animation the first picture.
 *
 * @param image the whole file; believed by its bytes, never by its name
 * @throws {ThumbnailRefusedError}
 */
export async function makeThumbnail(image: Buffer): Promise<Thumbnail> {
  if (image.length === 0) throw new ThumbnailRefusedError("The file is empty.");
  const header = inspectImage(image);
  // The decoders behind sharp read much else, SVG with its links among it: they get what we know alone.
  if (header === undefined) throw new ThumbnailRefusedError("The file is not an image that can be read.");
  if (header.widthPx * header.heightPx > MAX_PIXELS) {
    throw new ThumbnailRefusedError(`The image has more than ${MAX_PIXELS / 1_000_000} million pixels.`);
  }
  // Outside: a library that does not load is no fault of the image.
  const sharp = await loadSharp();
  try {
    const isBmp = header.format === "bmp";
    const pipeline = isBmp ? openBmp(sharp, image) : openImage(sharp, image);
    const { autoOrient } = await pipeline.metadata();
    const { data, info } = await pipeline
      .resize({ width: LONG_SIDE_PX, height: LONG_SIDE_PX, fit: "inside", withoutEnlargement: true })
      .webp({ quality: 76, effort: 3 })
      .timeout({ seconds: MAX_SECONDS })
      .toBuffer({ resolveWithObject: true });
    return {
      bytes: data,
      widthPx: info.width,
      heightPx: info.height,
      imageWidthPx: isBmp ? header.widthPx : autoOrient.width,
      imageHeightPx: isBmp ? header.heightPx : autoOrient.height,
    };
  } catch (error) {
    const isSlow = error instanceof Error && /timeout/i.test(error.message);
    throw new ThumbnailRefusedError(isSlow ? "The image takes too long to decode." : "The image is damaged.", {
      cause: error,
    });
  }
}

function openImage(sharp: SharpLibrary, image: Buffer): Sharp {
  return sharp(image, { failOn: "error", limitInputPixels: MAX_PIXELS, sequentialRead: true, animated: false })
    .autoOrient()
    .toColourspace("srgb");
}

function openBmp(sharp: SharpLibrary, file: Buffer): Sharp {
  const image = readBmp(file, 2 * LONG_SIDE_PX);
  if (image === undefined) throw new Error("The BMP is compressed or cut off.");
  return sharp(image.rgb, { raw: { width: image.widthPx, height: image.heightPx, channels: 3 } });
}

type SharpLibrary = Awaited<ReturnType<typeof loadSharp>>;

/** Loaded by who uses it: a start does not wait for the library. */
async function loadSharp() {
  const { default: sharp } = await import("sharp");
  // Several images at a time, one thread each; nothing is ever decoded twice.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}
