import { isGray16Png, rangeOf, type ShownRange, shownPixels } from "./image-depth.js";
import { applyBrightness, countBrightness, equalizedBrightness } from "./image-equalize.js";
import { closeLevels, type ImageLevel, type ImagePiece, levelSizes, PIECE_SIZE, pieceRects } from "./image-levels.js";

export interface DecodeOptions {
  readonly isEqualized: boolean;
}

/** Rows that are read at a time when all pixels are looked at. */
const STRIP_ROWS = 256;

/** The levels of an image, and which values of a 16-bit one they show. */
export interface DecodedImage {
  readonly levels: ImageLevel[];
  readonly range: ShownRange | undefined;
}

/**
 * Decodes a file and makes its levels, turned as its EXIF orientation says: that is the size that labels count in.
 * Some 64 million pixels take a second or two: meant for a worker. Rejects with the browser's `DOMException`.
 */
export async function decodeLevels(file: Blob, { isEqualized }: DecodeOptions): Promise<DecodedImage> {
  const { picture: decoded, range } = (await decodeGray16(file)) ?? {
    picture: await createImageBitmap(file, { imageOrientation: "from-image" }),
    range: undefined,
  };
  let picture = isEqualized ? equalized(decoded) : decoded;
  const levels: ImageLevel[] = [];
  try {
    for (const { widthPx, heightPx } of levelSizes(picture.width, picture.height)) {
      if (levels.length > 0) {
        // From the level before: at half the size, bilinear filtering is the mean of four pixels.
        const smaller = shrunk(picture, widthPx, heightPx);
        if (levels.at(-1)?.pieces[0]?.picture !== picture) picture.close();
        picture = smaller;
      }
      levels.push({ widthPx, heightPx, pieces: await cut(picture) });
    }
    return { levels, range };
  } catch (error) {
    closeLevels(levels);
    throw error;
  } finally {
    if (levels.at(-1)?.pieces[0]?.picture !== picture) picture.close();
  }
}

/** A PNG of 16-bit gray by our own decoder; undefined for all else, and for what only the browser can tell about. */
async function decodeGray16(
  file: Blob,
): Promise<{ readonly picture: ImageBitmap; readonly range: ShownRange } | undefined> {
  if (!isGray16Png(new Uint8Array(await file.slice(0, 26).arrayBuffer()))) return undefined;
  const { CodecError, decodePng } = await import("@tessera/codecs");
  try {
    const { widthPx, heightPx, data } = decodePng(new Uint8Array(await file.arrayBuffer()));
    if (!(data instanceof Uint16Array)) return undefined;
    const range = rangeOf(data);
    return { picture: await createImageBitmap(new ImageData(shownPixels(data, range), widthPx, heightPx)), range };
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

/** The picture itself where it is small enough, or copies of its parts. */
async function cut(picture: ImageBitmap): Promise<ImagePiece[]> {
  if (Math.max(picture.width, picture.height) <= PIECE_SIZE) return [{ x: 0, y: 0, picture }];
  const pieces: ImagePiece[] = [];
  for (const { minX, minY, maxX, maxY } of pieceRects(picture.width, picture.height)) {
    pieces.push({
      x: minX,
      y: minY,
      picture: await createImageBitmap(picture, minX, minY, maxX - minX, maxY - minY),
    });
  }
  return pieces;
}

function shrunk(picture: ImageBitmap, widthPx: number, heightPx: number): ImageBitmap {
  const { canvas, context } = createCanvas(widthPx, heightPx);
  context.imageSmoothingQuality = "low";
  context.drawImage(picture, 0, 0, widthPx, heightPx);
  return canvas.transferToImageBitmap();
}

/** A picture with its brightness spread evenly. Closes the one it is made from. */
function equalized(picture: ImageBitmap): ImageBitmap {
  const histogram = new Uint32Array(256);
  const strip = createCanvas(picture.width, STRIP_ROWS);
  const { canvas, context } = createCanvas(picture.width, picture.height);
  const readStrip = (top: number) => {
    strip.context.clearRect(0, 0, picture.width, STRIP_ROWS);
    strip.context.drawImage(picture, 0, -top);
    return strip.context.getImageData(0, 0, picture.width, Math.min(STRIP_ROWS, picture.height - top));
  };
  for (let top = 0; top < picture.height; top += STRIP_ROWS) countBrightness(readStrip(top).data, histogram);
  const target = equalizedBrightness(histogram);
  for (let top = 0; top < picture.height; top += STRIP_ROWS) {
    const pixels = readStrip(top);
    applyBrightness(pixels.data, target);
    context.putImageData(pixels, 0, top);
  }
  picture.close();
  return canvas.transferToImageBitmap();
}

function createCanvas(width: number, height: number) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new DOMException("No canvas of this size", "EncodingError");
  return { canvas, context };
}
