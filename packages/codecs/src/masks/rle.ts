import { grouped } from "../bytes.js";
import { CodecError } from "../codec-error.js";
import { decodeCounts, encodeCounts } from "./rle-string.js";

/** COCO run-length encoding as it stands in files: `counts` is a compressed string, or the run lengths. */
export interface CocoRle {
  /** [height, width] in pixels. */
  readonly size: readonly [heightPx: number, widthPx: number];
  readonly counts: string | readonly number[];
}

/** A COCO RLE whose counts are the compressed string of pycocotools. */
export interface CompressedRle {
  readonly size: readonly [heightPx: number, widthPx: number];
  readonly counts: string;
}

/** A mask as runs down its columns, left to right, off and on in turn; the first is off and may be 0 long. */
export interface MaskRuns {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly counts: Uint32Array;
}

/** A mask as pixels, row by row from the top left; not 0 is on. */
export interface Mask {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8Array;
}

/** [x, y, width, height] in pixels, as COCO writes boxes. */
export type CocoBox = [x: number, y: number, width: number, height: number];

/** Above this a mask has more pixels than one typed array should hold: 536,870,912. */
const MAX_PIXELS = 2 ** 29;

/**
 * Reads and checks a COCO RLE.
 *
 * @throws CodecError when the string is damaged, the size is no size, or the runs are longer or shorter than the mask.
 * @example readRle({ size: [2, 2], counts: [1, 3] }) // { widthPx: 2, heightPx: 2, counts: Uint32Array [1, 3] }
 */
export function readRle(rle: CocoRle): MaskRuns {
  const [heightPx, widthPx] = rle.size;
  checkSize(widthPx, heightPx);
  const counts = typeof rle.counts === "string" ? decodeCounts(rle.counts) : checkedCounts(rle.counts);
  let sum = 0;
  for (const count of counts) sum += count;
  const pixels = widthPx * heightPx;
  if (sum !== pixels) {
    const relation = sum > pixels ? "longer" : "shorter";
    throw new CodecError(
      "RLE",
      `it is ${relation} than its mask: ${grouped(sum)} pixels for ${heightPx} × ${widthPx} = ${grouped(pixels)}`,
    );
  }
  return { widthPx, heightPx, counts };
}

/**
 * Writes runs as pycocotools does, byte for byte.
 *
 * @example writeRle({ widthPx: 2, heightPx: 2, counts: Uint32Array.of(1, 3) }) // { size: [2, 2], counts: "13" }
 */
export function writeRle({ widthPx, heightPx, counts }: MaskRuns): CompressedRle {
  return { size: [heightPx, widthPx], counts: encodeCounts(counts) };
}

/** Runs as COCO's uncompressed RLE. */
export function writeUncompressedRle({ widthPx, heightPx, counts }: MaskRuns): CocoRle {
  return { size: [heightPx, widthPx], counts: Array.from(counts) };
}

/**
 * The runs of a mask.
 *
 * @throws CodecError when the data's length does not fit the size.
 * @example runsOfMask({ widthPx: 2, heightPx: 1, data: Uint8Array.of(0, 1) }) // counts [1, 1]
 */
export function runsOfMask({ widthPx, heightPx, data }: Mask): MaskRuns {
  checkSize(widthPx, heightPx);
  if (data.length !== widthPx * heightPx) {
    throw new CodecError("mask", `${widthPx} × ${heightPx} px are not ${data.length} values`);
  }
  const counts: number[] = [];
  let isOn = false;
  let run = 0;
  for (let x = 0; x < widthPx; x++) {
    for (let at = x; at < data.length; at += widthPx) {
      if ((data[at] !== 0) !== isOn) {
        counts.push(run);
        run = 0;
        isOn = !isOn;
      }
      run += 1;
    }
  }
  counts.push(run);
  return { widthPx, heightPx, counts: Uint32Array.from(counts) };
}

/** The pixels of runs: 1 where on. */
export function maskOfRuns({ widthPx, heightPx, counts }: MaskRuns): Mask {
  const data = new Uint8Array(widthPx * heightPx);
  forEachSpan({ widthPx, heightPx, counts }, (x, top, bottom) => {
    for (let at = top * widthPx + x, y = top; y < bottom; y++, at += widthPx) data[at] = 1;
  });
  return { widthPx, heightPx, data };
}

/** Sets an id on every pixel of a mask, over what stood there. */
export function paintRuns(ids: Uint32Array, runs: MaskRuns, id: number): void {
  const { widthPx, heightPx } = runs;
  if (ids.length !== widthPx * heightPx) {
    throw new CodecError(
      "RLE",
      `its mask of ${widthPx} × ${heightPx} px does not fit a bitmap of ${ids.length} pixels`,
    );
  }
  forEachSpan(runs, (x, top, bottom) => {
    for (let at = top * widthPx + x, y = top; y < bottom; y++, at += widthPx) ids[at] = id;
  });
}

/** How many pixels are on. */
export function areaOfRuns({ counts }: MaskRuns): number {
  let area = 0;
  for (let run = 1; run < counts.length; run += 2) area += counts[run] ?? 0;
  return area;
}

/** The smallest box around the pixels that are on; [0, 0, 0, 0] when none is. */
export function boxOfRuns(runs: MaskRuns): CocoBox {
  let left = runs.widthPx;
  let right = -1;
  let top = runs.heightPx;
  let bottom = -1;
  forEachSpan(runs, (x, from, to) => {
    if (x < left) left = x;
    if (x > right) right = x;
    if (from < top) top = from;
    if (to > bottom) bottom = to;
  });
  return right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top];
}

/** Calls back for each column's piece of each run that is on: rows `top` to `bottom`, without `bottom`. */
function forEachSpan(runs: MaskRuns, visit: (x: number, top: number, bottom: number) => void): void {
  const { heightPx, counts } = runs;
  let at = 0;
  counts.forEach((count, index) => {
    let start = at;
    at += count;
    if (index % 2 === 0) return;
    while (start < at) {
      const x = Math.floor(start / heightPx);
      const end = Math.min(at, (x + 1) * heightPx);
      visit(x, start - x * heightPx, end - x * heightPx);
      start = end;
    }
  });
}

export function checkSize(widthPx: number, heightPx: number): void {
  const isWhole = Number.isInteger(widthPx) && Number.isInteger(heightPx) && widthPx > 0 && heightPx > 0;
  if (!isWhole) throw new CodecError("RLE", `${heightPx} × ${widthPx} is no size of a mask`);
  if (widthPx * heightPx > MAX_PIXELS) {
    throw new CodecError(
      "RLE",
      `a mask of ${heightPx} × ${widthPx} px is too large: ${grouped(MAX_PIXELS)} is the limit`,
    );
  }
}

function checkedCounts(counts: readonly number[]): Uint32Array {
  counts.forEach((count, index) => {
    if (!Number.isInteger(count) || count < 0 || count > MAX_PIXELS) {
      throw new CodecError("RLE", `run ${index} is ${count}, which is no length`);
    }
  });
  return Uint32Array.from(counts);
}
