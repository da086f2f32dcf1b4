import { CodecError } from "../codec-error.js";
import type { IdBitmap } from "../images/id-bitmap.js";
import type { CocoBox, MaskRuns } from "./rle.js";

/** One object of an id bitmap. */
export interface ObjectMask {
  readonly runs: MaskRuns;
  readonly areaPx: number;
  readonly box: CocoBox;
}

/** Columns that are turned at once: 16 ids are one cache line. */
const TILE = 16;

/**
 * Runs, area and box of every object of a bitmap, in one pass over it: the time does not grow with the number of objects.
 *
 * @returns by id, in order of first appearance down the columns; 0 (unlabeled) is not among them.
 * @throws CodecError when the number of ids does not fit the size.
 * @example writeRle(objectMasks(decodeIdBitmap(bytes)).get(7).runs)
 */
export function objectMasks({ widthPx, heightPx, ids }: IdBitmap): Map<number, ObjectMask> {
  if (ids.length !== widthPx * heightPx) {
    throw new CodecError("mask", `${widthPx} × ${heightPx} px are not ${ids.length} ids`);
  }
  const builders = new Map<number, Builder>();
  const columns = new Uint32Array(TILE * heightPx);
  let runId = ids[0] ?? 0;
  let runStart = 0;
  const close = (end: number): void => {
    if (runId === 0) return;
    let builder = builders.get(runId);
    if (builder === undefined) {
      builder = new Builder(widthPx, heightPx);
      builders.set(runId, builder);
    }
    builder.add(runStart, end);
  };
  for (let left = 0; left < widthPx; left += TILE) {
    const width = Math.min(TILE, widthPx - left);
    for (let y = 0; y < heightPx; y++) {
      const row = y * widthPx + left;
      for (let x = 0; x < width; x++) columns[x * heightPx + y] = ids[row + x] ?? 0;
    }
    const base = left * heightPx;
    const size = width * heightPx;
    for (let at = 0; at < size; at++) {
      const id = columns[at] ?? 0;
      if (id === runId) continue;
      close(base + at);
      runId = id;
      runStart = base + at;
    }
  }
  close(ids.length);
  return new Map(Array.from(builders, ([id, builder]) => [id, builder.finish()]));
}

class Builder {
  readonly #widthPx: number;
  readonly #heightPx: number;
  readonly #counts: number[] = [];
  #end = 0;
  #area = 0;
  #left = 0;
  #right = 0;
  #top: number;
  #bottom = 0;

  constructor(widthPx: number, heightPx: number) {
    this.#widthPx = widthPx;
    this.#heightPx = heightPx;
    this.#top = heightPx;
  }

  /** Runs come in order of their start. */
  add(start: number, end: number): void {
    const height = this.#heightPx;
    const firstColumn = Math.floor(start / height);
    const lastColumn = Math.floor((end - 1) / height);
    if (this.#counts.length === 0) this.#left = firstColumn;
    this.#right = lastColumn;
    const isOneColumn = firstColumn === lastColumn;
    this.#top = Math.min(this.#top, isOneColumn ? start - firstColumn * height : 0);
    this.#bottom = Math.max(this.#bottom, isOneColumn ? end - firstColumn * height : height);
    this.#counts.push(start - this.#end, end - start);
    this.#area += end - start;
    this.#end = end;
  }

  finish(): ObjectMask {
    const rest = this.#widthPx * this.#heightPx - this.#end;
    const counts = Uint32Array.from(rest > 0 ? [...this.#counts, rest] : this.#counts);
    return {
      runs: { widthPx: this.#widthPx, heightPx: this.#heightPx, counts },
      areaPx: this.#area,
      box: [this.#left, this.#top, this.#right - this.#left + 1, this.#bottom - this.#top],
    };
  }
}
