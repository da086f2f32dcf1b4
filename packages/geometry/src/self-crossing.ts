/** A place in a plane. */
export type PlanePoint = readonly [number, number];

interface Edge {
  readonly index: number;
  readonly a: PlanePoint;
  readonly b: PlanePoint;
  readonly minX: number;
  readonly maxX: number;
}

/**
 * Whether the outline of a closed path crosses itself. Edges are swept by x, so that a hand-drawn outline of thousands of nodes is
 * checked as it is drawn.
 *
 * @param points the nodes; the last is joined to the first
 * @param options `countsTouching`: an outline that only touches itself, other than at the nodes that neighbours share, counts too. The area of one that touches itself is
 * still that of its nodes
 * @example isSelfCrossing([[0, 0], [2, 2], [2, 0], [0, 2]]) // true
 */
export function isSelfCrossing(
  points: readonly PlanePoint[],
  { countsTouching = false }: { readonly countsTouching?: boolean } = {},
): boolean {
  const edges = edgesOf(points);
  const meet = countsTouching ? doMeet : doCross;
  const sorted = edges.toSorted((one, other) => one.minX - other.minX);
  let open: Edge[] = [];
  for (const edge of sorted) {
    open = open.filter((other) => other.maxX >= edge.minX);
    if (open.some((other) => !areNeighbours(edge, other, edges.length) && meet(edge, other))) return true;
    open.push(edge);
  }
  return false;
}

function edgesOf(points: readonly PlanePoint[]): readonly Edge[] {
  return points.map((a, index) => {
    const b = points[(index + 1) % points.length] ?? a;
    return { index, a, b, minX: Math.min(a[0], b[0]), maxX: Math.max(a[0], b[0]) };
  });
}

function areNeighbours({ index: i }: Edge, { index: j }: Edge, count: number): boolean {
  const apart = Math.abs(i - j);
  return apart <= 1 || apart === count - 1;
}

/** Each has an end on either side of the other. */
function doCross({ a, b }: Edge, { a: c, b: d }: Edge): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/** They cross, or an end of one lies on the other. */
function doMeet(one: Edge, other: Edge): boolean {
  const { a, b } = one;
  const { a: c, b: d } = other;
  return doCross(one, other) || isOn(a, b, c) || isOn(a, b, d) || isOn(c, d, a) || isOn(c, d, b);
}

/** 1 where a, b, c turn one way, -1 the other way, 0 on one line. */
function turn(a: PlanePoint, b: PlanePoint, c: PlanePoint): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

/** Whether a point lies on the segment from a to b. */
function isOn(a: PlanePoint, b: PlanePoint, point: PlanePoint): boolean {
  const [x, y] = point;
  return (
    turn(a, b, point) === 0 &&
    x >= Math.min(a[0], b[0]) &&
    x <= Math.max(a[0], b[0]) &&
    y >= Math.min(a[1], b[1]) &&
    y <= Math.max(a[1], b[1])
  );
}
