import type { Mask } from "./rle.js";

/** A border of a mask through the centres of its pixels. */
export interface Contour {
  /** Corner pixels; straight and diagonal stretches between them are left out. One point for a single pixel. */
  readonly points: [x: number, y: number][];
  /** A hole's border runs over the pixels around the hole. */
  readonly isHole: boolean;
}

/** The eight neighbours, counter-clockwise from the right one (y grows downwards). */
const STEP_X = [1, 1, 0, -1, -1, -1, 0, 1] as const;
const STEP_Y = [0, -1, -1, -1, 0, 1, 1, 1] as const;

const SEEN = 2;
const SEEN_AT_RIGHT = -126;

/**
 * All borders of a mask, outer and inner, 8-connected, by border following (Suzuki and Abe 1985): the same points in the same
 * order as OpenCV's `findContours` with `RETR_LIST` and `CHAIN_APPROX_SIMPLE`.
 *
 * A polygon through pixel centres is half a pixel smaller on each side than the mask; {@link traceOutlines} gives the exact one.
 *
 * @example traceContours({ widthPx: 3, heightPx: 1, data: Uint8Array.of(1, 1, 0) }) // [{ points: [[0, 0], [1, 0]], isHole: false }]
 */
export function traceContours({ widthPx, heightPx, data }: Mask): Contour[] {
  const stride = widthPx + 2;
  const image = new Int8Array(stride * (heightPx + 2));
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) if (data[y * widthPx + x] !== 0) image[(y + 1) * stride + x + 1] = 1;
  }
  const contours: Contour[] = [];
  for (let y = 1; y <= heightPx; y++) {
    let previous = 0;
    for (let x = 1; x <= widthPx; x++) {
      const at = y * stride + x;
      const value = image[at] ?? 0;
      const isOuter = previous === 0 && value === 1;
      const isHole = previous >= 1 && value === 0;
      if (isOuter || isHole) contours.push({ points: follow(image, stride, isHole ? at - 1 : at, isHole), isHole });
      previous = image[at] ?? 0;
    }
  }
  return contours.reverse();
}

function follow(image: Int8Array, stride: number, start: number, isHole: boolean): [number, number][] {
  const deltas = STEP_X.map((x, direction) => x + (STEP_Y[direction] ?? 0) * stride);
  const neighbour = (at: number, direction: number): number => at + (deltas[direction & 7] ?? 0);
  const isOn = (at: number): boolean => image[at] !== 0;
  const points: [number, number][] = [];
  const write = (at: number): void => {
    points.push([(at % stride) - 1, Math.floor(at / stride) - 1]);
  };

  const from = isHole ? 0 : 4;
  let direction = from;
  do direction = (direction - 1) & 7;
  while (!isOn(neighbour(start, direction)) && direction !== from);
  if (direction === from) {
    image[start] = SEEN_AT_RIGHT;
    write(start);
    return points;
  }
  const last = neighbour(start, direction);
  let at = start;
  let written = direction ^ 4;
  for (;;) {
    const entered = direction;
    let next = at;
    let turned = direction;
    do {
      turned += 1;
      next = neighbour(at, turned);
    } while (!isOn(next) && turned < 15);
    direction = turned & 7;
    // Whether the search passed the neighbour to the right: that pixel must not start a hole later.
    if (direction !== 0 && direction - 1 < entered) image[at] = SEEN_AT_RIGHT;
    else if (image[at] === 1) image[at] = SEEN;
    if (direction !== written) {
      write(at);
      written = direction;
    }
    if (next === start && at === last) return points;
    at = next;
    direction = (direction + 4) & 7;
  }
}
