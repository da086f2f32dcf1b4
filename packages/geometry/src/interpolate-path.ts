/** A place in a plane. */
export type Point2 = readonly [x: number, y: number];

/** How many places of two outlines are compared to find which of them belong together. */
const SAMPLES = 64;
/** A node this close to the line between its neighbours, in units of the path, says nothing. */
const COLLINEAR = 1e-6;

/** What lies between two paths, by a share from 0 to 1. */
export type PathInterpolator = (t: number) => Point2[];

/**
 * The polygons between two. Polygons of as many nodes, of which one was made by moving the other's, are paired node by node. Others are
 * paired by the share of their length, from the start and in the direction in which they lie closest once their centres are laid
 * upon each other; nodes that only one of them has are put into the other.
 *
 * @example interpolatePolygon([[0, 0], [4, 0], [0, 4]], [[2, 0], [6, 0], [2, 4]])(0.5) // [[1, 0], [5, 0], [1, 4]]
 */
export function interpolatePolygon(from: readonly Point2[], to: readonly Point2[]): PathInterpolator {
  const turned = signedArea(from) * signedArea(to) < 0 ? to.toReversed() : to;
  if (from.length === turned.length && isIndexPairing(from, turned)) return (t) => mixAll(from, turned, t);
  const [a, b] = [new Outline(from, true), new Outline(turned, true)];
  const shift = closestShift(a, b);
  const shares = union(
    a.shares,
    b.shares.map((share) => wrap(share - shift)),
  );
  return between(
    shares.map((share) => a.at(share)),
    shares.map((share) => b.at(wrap(share + shift))),
    true,
  );
}

/**
 * The polylines between two, in the direction in which they lie closer.
 *
 * @example interpolatePolyline([[0, 0], [4, 0]], [[4, 2], [0, 2]])(0.5) // [[0, 1], [4, 1]]
 */
export function interpolatePolyline(from: readonly Point2[], to: readonly Point2[]): PathInterpolator {
  const back = to.toReversed();
  const a = new Outline(from, false);
  const isAhead = openDistance(a, new Outline(to, false)) <= openDistance(a, new Outline(back, false));
  const turned = isAhead ? to : back;
  if (from.length === to.length) return (t) => mixAll(from, turned, t);
  const b = new Outline(turned, false);
  const shares = union(a.shares, b.shares);
  return between(
    shares.map((share) => a.at(share)),
    shares.map((share) => b.at(share)),
    false,
  );
}

function between(from: readonly Point2[], to: readonly Point2[], isClosed: boolean): PathInterpolator {
  return (t) => withoutCollinear(mixAll(from, to, t), isClosed);
}

/** A path by the share of its length, from 0 to 1. */
class Outline {
  readonly #points: readonly Point2[];
  /** Of each node; ends at 1 with the last node of an open path, with the first of a closed one. */
  readonly #ends: readonly number[];
  readonly shares: readonly number[];

  constructor(points: readonly Point2[], isClosed: boolean) {
    const first = points[0] ?? [0, 0];
    this.#points = isClosed ? [...points, first] : points;
    const lengths = this.#points.slice(1).map((point, index) => distance(point, this.#points[index] ?? point));
    const total = lengths.reduce((sum, length) => sum + length, 0);
    let covered = 0;
    this.#ends = lengths.map((length, index) => {
      covered += length;
      if (index === lengths.length - 1) return 1;
      // Nodes of a path without length are spread evenly.
      return total === 0 ? (index + 1) / lengths.length : covered / total;
    });
    this.shares = isClosed ? [0, ...this.#ends.slice(0, -1)] : [0, ...this.#ends];
  }

  at(share: number): Point2 {
    const segment = this.#segmentAt(share);
    const [start, end] = [segment === 0 ? 0 : (this.#ends[segment - 1] ?? 0), this.#ends[segment] ?? 1];
    const from = this.#points[segment] ?? [0, 0];
    const to = this.#points[segment + 1] ?? from;
    if (share === end) return to;
    return end === start ? from : mix(from, to, (share - start) / (end - start));
  }

  /** The first segment that ends at or behind the share. */
  #segmentAt(share: number): number {
    let [low, high] = [0, this.#ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] ?? 1) >= share) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Places at even shares, about their centre. */
  samples(): Point2[] {
    return aboutCentre(Array.from({ length: SAMPLES }, (_, index) => this.at(index / SAMPLES)));
  }
}

/** Whether no other node to begin with brings the nodes of two polygons closer than their order does. */
function isIndexPairing(a: readonly Point2[], b: readonly Point2[]): boolean {
  const [from, to] = [aboutCentre(a), aboutCentre(b)];
  const inOrder = squareSum(from, to, 0);
  const step = Math.max(1, Math.floor(from.length / SAMPLES));
  for (let shift = 1; shift < from.length; shift += step)
    if (squareSum(from, to, shift) < inOrder - COLLINEAR) return false;
  return true;
}

/** The share by which the second outline must be begun later to lie closest to the first. */
function closestShift(a: Outline, b: Outline): number {
  const [from, to] = [a.samples(), b.samples()];
  let [best, bestCost] = [0, Number.POSITIVE_INFINITY];
  for (let shift = 0; shift < SAMPLES; shift++) {
    const cost = squareSum(from, to, shift);
    if (cost < bestCost) [best, bestCost] = [shift, cost];
  }
  return best / SAMPLES;
}

function openDistance(a: Outline, b: Outline): number {
  const shares = Array.from({ length: SAMPLES + 1 }, (_, index) => index / SAMPLES);
  return shares.reduce((sum, share) => sum + distance(a.at(share), b.at(share)) ** 2, 0);
}

function squareSum(from: readonly Point2[], to: readonly Point2[], shift: number): number {
  let sum = 0;
  for (const [index, [x, y]] of from.entries()) {
    const [otherX, otherY] = to[(index + shift) % to.length] ?? [0, 0];
    sum += (x - otherX) ** 2 + (y - otherY) ** 2;
  }
  return sum;
}

/** Shares of both, in order, those that are one within rounding once. */
function union(a: readonly number[], b: readonly number[]): number[] {
  const all = [...a, ...b].sort((x, y) => x - y);
  return all.filter((share, index) => index === 0 || share - (all[index - 1] ?? 0) > 1e-9);
}

function withoutCollinear(points: readonly Point2[], isClosed: boolean): Point2[] {
  const kept = [...points];
  for (let index = kept.length - 1; index >= 0; index--) {
    if (kept.length <= (isClosed ? 3 : 2)) break;
    if (!isClosed && (index === 0 || index === kept.length - 1)) continue;
    const point = kept[index] ?? [0, 0];
    const before = kept[(index - 1 + kept.length) % kept.length] ?? point;
    const after = kept[(index + 1) % kept.length] ?? point;
    if (isBetween(point, before, after)) kept.splice(index, 1);
  }
  return kept;
}

function isBetween([x, y]: Point2, [ax, ay]: Point2, [bx, by]: Point2): boolean {
  const [dx, dy] = [bx - ax, by - ay];
  const length = Math.hypot(dx, dy);
  if (length < COLLINEAR) return Math.hypot(x - ax, y - ay) < COLLINEAR;
  const along = ((x - ax) * dx + (y - ay) * dy) / length;
  return Math.abs((x - ax) * dy - (y - ay) * dx) / length < COLLINEAR && along >= 0 && along <= length;
}

function signedArea(points: readonly Point2[]): number {
  let sum = 0;
  for (const [index, [x, y]] of points.entries()) {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [0, 0];
    sum += x * nextY - nextX * y;
  }
  return sum / 2;
}

function aboutCentre(points: readonly Point2[]): Point2[] {
  let [sumX, sumY] = [0, 0];
  for (const [x, y] of points) {
    sumX += x;
    sumY += y;
  }
  return points.map(([x, y]) => [x - sumX / points.length, y - sumY / points.length]);
}

function mixAll(from: readonly Point2[], to: readonly Point2[], t: number): Point2[] {
  return from.map((point, index) => mix(point, to[index] ?? point, t));
}

function mix([ax, ay]: Point2, [bx, by]: Point2, t: number): Point2 {
  return [ax + (bx - ax) * t, ay + (by - ay) * t];
}

function distance([ax, ay]: Point2, [bx, by]: Point2): number {
  return Math.hypot(bx - ax, by - ay);
}

function wrap(share: number): number {
  const part = share - Math.floor(share);
  return part >= 1 ? 0 : part;
}
