import type { Metadata, Sharp } from "sharp";
import { inspectImage } from "../../assets/image-header.js";
import { loadSharp } from "./load-sharp.js";
import { readBmp } from "./read-bmp.js";

const LONG_SIDE_PX = 320;
/** Beyond this an image is refused by its header, before any pixel is decoded. */
const MAX_PIXELS = 300_000_000;
/** What an image may take that has to be decoded whole: interlaced, progressive, or in a format of one piece. */
const MAX_DECODED_BYTES = 512 * 1024 * 1024;
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
    const metadata = await pipeline.metadata();
    const { autoOrient } = metadata;
    if (!isBmp && decodedBytes(metadata) > MAX_DECODED_BYTES) throw new ThumbnailRefusedError(TOO_LARGE_DECODED);
    if (header.format === "png" && !endsAsPng(image))
      throw new ThumbnailRefusedError("The image is damaged: its end is missing.");
    const resized = pipeline.resize({
      width: LONG_SIDE_PX,
      height: LONG_SIDE_PX,
      fit: "inside",
      withoutEnlargement: true,
    });
    const shown = isGray16(metadata) ? await spread(sharp, resized) : resized;
    const { data, info } = await shown
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
    if (error instanceof ThumbnailRefusedError) throw error;
    const isSlow = error instanceof Error && /timeout/i.test(error.message);
    throw new ThumbnailRefusedError(isSlow ? "The image takes too long to decode." : "The image is damaged.", {
      cause: error,
    });
  }
}

const TOO_LARGE_DECODED = `The image takes more than ${MAX_DECODED_BYTES / 1024 / 1024} MiB of memory to decode.`;

const SAMPLE_BYTES: Readonly<Record<string, number>> = {
  uchar: 1,
  char: 1,
  ushort: 2,
  short: 2,
  double: 8,
  complex: 8,
};

/** The memory that decoding holds at once; nothing to speak of where rows are decoded as they are asked for. */
function decodedBytes({ format, width, height, channels, depth, isProgressive, chromaSubsampling }: Metadata): number {
  const pixels = width * height;
  if (format === "jpeg") {
    // Coefficients of 16 bits, two of three channels at a quarter of the size where colours are subsampled.
    const planes = chromaSubsampling === "4:2:0" ? 1.5 : channels;
    return isProgressive ? pixels * planes * 2 : 0;
  }
  if (format === "png" && !isProgressive) return 0;
  return pixels * Math.max(channels, format === "webp" || format === "gif" ? 4 : 0) * (SAMPLE_BYTES[depth] ?? 4);
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

/** The last chunk of a PNG: decoders pass over its absence, browsers' image decoders do not. */
function endsAsPng(image: Buffer): boolean {
  return image.lastIndexOf("IEND", undefined, "latin1") > 0;
}

/** One channel of 16 bits: images of depth, heat or X-rays, whose values fill a small part of the range. */
function isGray16({ depth, channels, space }: Metadata): boolean {
  return depth === "ushort" && channels === 1 && (space === "grey16" || space === "b-w");
}

/** As the editor shows them: the least value is black and the greatest white. */
async function spread(sharp: SharpLibrary, image: Sharp): Promise<Sharp> {
  const { data, info } = await image
    .toColourspace("grey16")
    .raw({ depth: "ushort" })
    .timeout({ seconds: MAX_SECONDS })
    .toBuffer({ resolveWithObject: true });
  const values = new Uint16Array(data.buffer, data.byteOffset, info.width * info.height * info.channels);
  const least = values.reduce((a, b) => Math.min(a, b), 65_535);
  const greatest = values.reduce((a, b) => Math.max(a, b), 0);
  const [from, factor] = least < greatest ? [least, 255 / (greatest - least)] : [0, 255 / 65_535];
  const shades = Uint8Array.from(values, (value) => Math.round((value - from) * factor));
  return sharp(shades, { raw: { width: info.width, height: info.height, channels: info.channels as 1 } });
}

type SharpLibrary = Awaited<ReturnType<typeof loadSharp>>;
