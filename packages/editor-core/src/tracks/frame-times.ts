/** When the frames of a sensor were taken. A timestamp is a number or its digits; null where a frame has none. */
export type FrameTimestamp = number | bigint | string | null | undefined;

const DIGITS = /^-?\d+$/;

/**
 * How far one frame lies between two others: by their timestamps, as long as those rise; else by their numbers.
 *
 * @example new FrameTimes(3, [0, 1, 10]).share(0, 2, 1) // 0.1
 */
export class FrameTimes {
  readonly count: number;
  readonly #times: readonly (bigint | number | undefined)[];

  /** @param timestamps absent where interpolation goes by the numbers of frames */
  constructor(count: number, timestamps: readonly FrameTimestamp[] = []) {
    this.count = count;
    this.#times = timestamps.map(timeOf);
  }

  /** From 0 at `from` to 1 at `to`; beyond them below 0 and above 1. */
  share(from: number, to: number, frame: number): number {
    const [start, end, at] = [this.#times[from], this.#times[to], this.#times[frame]];
    if (start === undefined || end === undefined || at === undefined || !this.isRising(from, to, frame))
      return (frame - from) / (to - from);
    return difference(at, start) / difference(end, start);
  }

  /** Whether the timestamps of a segment can be gone by: each is later than the one before it. */
  isRising(from: number, to: number, ...others: readonly number[]): boolean {
    const [first, last] = [Math.min(from, to, ...others), Math.max(from, to, ...others)];
    for (let frame = first + 1; frame <= last; frame++) {
      const [before, after] = [this.#times[frame - 1], this.#times[frame]];
      if (before === undefined || after === undefined || difference(after, before) <= 0) return false;
    }
    return true;
  }
}

/** Integers as they are, however many digits they have. */
function timeOf(timestamp: FrameTimestamp): bigint | number | undefined {
  if (typeof timestamp === "bigint") return timestamp;
  if (typeof timestamp === "string") {
    const text = timestamp.trim();
    if (DIGITS.test(text)) return BigInt(text);
    return text === "" ? undefined : finite(Number(text));
  }
  return typeof timestamp === "number" ? finite(timestamp) : undefined;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** Nanoseconds of today have 19 digits: only their difference fits into a number. */
function difference(a: bigint | number, b: bigint | number): number {
  return typeof a === "bigint" && typeof b === "bigint" ? Number(a - b) : Number(a) - Number(b);
}
