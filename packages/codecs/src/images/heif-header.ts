import type { ImageHeader, ImageSize } from "./image-size.js";

interface Box {
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

const [META, PITM, IPRP, IPCO, IPMA, ISPE, IROT, IMIR] = [
  ...[0x6d657461, 0x7069746d, 0x69707270, 0x6970636f, 0x69706d61, 0x69737065, 0x69726f74, 0x696d6972],
] as const;
/** A file has a few dozen boxes; a hostile one has millions. */
const MAX_BOXES = 1000;

/**
 * The primary image of an AVIF or HEIF file: its size (`ispe`), and how it is turned (`irot`) and mirrored (`imir`), ISO/IEC 23008-12.
 *
 * @throws RangeError past the end of the view.
 */
export function readHeifHeader(view: DataView): ImageHeader | undefined {
  const meta = find(view, { type: 0, start: 0, end: view.byteLength }, META);
  if (meta === undefined) return undefined;
  const body = { ...meta, start: meta.start + 4 };
  const properties = find(view, body, IPRP);
  const container = properties && find(view, properties, IPCO);
  const primary = find(view, body, PITM);
  const associations = properties && find(view, properties, IPMA);
  if (container === undefined || primary === undefined || associations === undefined) return undefined;
  const item =
    view.getUint8(primary.start) === 0 ? view.getUint16(primary.start + 4) : view.getUint32(primary.start + 4);
  const listed = boxesOf(view, container);
  let stored: ImageSize | undefined;
  let turns = 0;
  let mirror: number | undefined;
  for (const index of propertiesOf(view, associations, item)) {
    const box = listed[index - 1];
    if (box?.type === ISPE)
      stored = { widthPx: view.getUint32(box.start + 4), heightPx: view.getUint32(box.start + 8) };
    else if (box?.type === IROT) turns = view.getUint8(box.start) & 3;
    else if (box?.type === IMIR) mirror = view.getUint8(box.start) & 1;
  }
  return stored && { stored, orientation: orientationOf(turns, mirror) };
}

/** Quarter turns are anticlockwise and come before the mirror; EXIF counts clockwise ones, and mirrors first. */
function orientationOf(turns: number, mirror: number | undefined): number {
  const plain = [1, 8, 3, 6];
  // Axis 0 swaps top and bottom, axis 1 left and right.
  const mirrored = mirror === 0 ? [4, 5, 2, 7] : [2, 7, 4, 5];
  return (mirror === undefined ? plain : mirrored)[turns] ?? 1;
}

function find(view: DataView, parent: Box, type: number): Box | undefined {
  return boxesOf(view, parent).find((box) => box.type === type);
}

function boxesOf(view: DataView, { start, end }: Box): Box[] {
  const boxes: Box[] = [];
  let at = start;
  while (at + 8 <= end && boxes.length < MAX_BOXES) {
    const size = view.getUint32(at);
    const isLarge = size === 1;
    const length = size === 0 ? end - at : isLarge ? Number(view.getBigUint64(at + 8)) : size;
    const header = isLarge ? 16 : 8;
    if (length < header) break;
    boxes.push({ type: view.getUint32(at + 4), start: at + header, end: Math.min(end, at + length) });
    at += length;
  }
  return boxes;
}

/** The numbers of an item's properties in the container, from 1. */
function propertiesOf(view: DataView, { start }: Box, item: number): number[] {
  const version = view.getUint8(start);
  const isWide = (view.getUint8(start + 3) & 1) === 1;
  const count = view.getUint32(start + 4);
  let at = start + 8;
  for (let entry = 0; entry < count; entry++) {
    const id = version === 0 ? view.getUint16(at) : view.getUint32(at);
    at += version === 0 ? 2 : 4;
    const length = view.getUint8(at);
    const width = isWide ? 2 : 1;
    at += 1;
    if (id === item) {
      return Array.from({ length }, (_, index) =>
        isWide ? view.getUint16(at + index * width) & 0x7fff : view.getUint8(at + index) & 0x7f,
      );
    }
    at += length * width;
  }
  return [];
}
