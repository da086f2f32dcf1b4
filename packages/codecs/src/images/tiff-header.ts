import type { ImageHeader } from "./image-size.js";

const WIDTH = 0x0100;
const HEIGHT = 0x0101;
const ORIENTATION = 0x0112;

/** The first image of a TIFF or BigTIFF that begins at `start`. @throws RangeError past the end of the view. */
export function readTiffHeader(view: DataView, start: number): ImageHeader | undefined {
  const tags = firstDirectory(view, start);
  const [widthPx, heightPx] = [tags?.get(WIDTH), tags?.get(HEIGHT)];
  if (widthPx === undefined || heightPx === undefined) return undefined;
  return { stored: { widthPx, heightPx }, orientation: orientationOf(tags) ?? 1 };
}

/** The orientation of EXIF data, which are a TIFF header behind a signature; undefined when they have none. */
export function readExifOrientation(view: DataView, at: number): number | undefined {
  if (view.getUint32(at) !== 0x45786966) return undefined;
  try {
    return orientationOf(firstDirectory(view, at + 6));
  } catch (error) {
    // The data end before their directory does: the picture is shown as it stands.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function orientationOf(tags: ReadonlyMap<number, number> | undefined): number | undefined {
  const value = tags?.get(ORIENTATION) ?? 0;
  return value >= 1 && value <= 8 ? value : undefined;
}

/** The numbers of the first directory, by tag. Values that stand elsewhere are none of ours. */
function firstDirectory(view: DataView, start: number): Map<number, number> | undefined {
  const isLittle = view.getUint16(start) === 0x4949;
  const version = view.getUint16(start + 2, isLittle);
  if (version !== 42 && version !== 43) return undefined;
  const isBig = version === 43;
  const long = (at: number): number => (isBig ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle));
  const directory = start + long(start + (isBig ? 8 : 4));
  const count = isBig ? long(directory) : view.getUint16(directory, isLittle);
  const [first, length, value] = isBig ? [directory + 8, 20, 12] : [directory + 2, 12, 8];
  const tags = new Map<number, number>();
  for (let entry = 0; entry < count; entry++) {
    const at = first + entry * length;
    const tag = view.getUint16(at, isLittle);
    if (tag !== WIDTH && tag !== HEIGHT && tag !== ORIENTATION) continue;
    const type = view.getUint16(at + 2, isLittle);
    if (type === 3) tags.set(tag, view.getUint16(at + value, isLittle));
    else if (type === 4) tags.set(tag, view.getUint32(at + value, isLittle));
  }
  return tags;
}
