/** How far a frame may lie from what its keyframes say: a pixel, or this share of the box. */
const MAX_OFF_PX = 1;
const MAX_OFF_SHARE = 0.01;

/**
 * The fewest frames that say where all others are, once what lies between is interpolated (Douglas and Peucker, on the four numbers of a
 * box): a keyframe in every frame is nothing that a person can correct.
 *
 * @param boxes frame by frame, as [minX, minY, maxX, maxY]
 * @returns the frames to keep, the first and the last among them
 * @example thinFrames([[0, 0, 9, 9], [1, 0, 10, 9], [2, 0, 11, 9]]) // [0, 2]
 */
export function thinFrames(boxes: readonly (readonly [number, number, number, number])[]): number[] {
  if (boxes.length <= 2) return boxes.map((_, index) => index);
  const kept = new Set([0, boxes.length - 1]);
  const open: [from: number, to: number][] = [[0, boxes.length - 1]];
  for (let segment = open.pop(); segment !== undefined; segment = open.pop()) {
    const [from, to] = segment;
    let [worst, worstOff] = [-1, 1];
    for (let frame = from + 1; frame < to; frame++) {
      const off = offOf(boxes, { from, to, frame });
      if (off > worstOff) [worst, worstOff] = [frame, off];
    }
    if (worst < 0) continue;
    kept.add(worst);
    open.push([from, worst], [worst, to]);
  }
  return [...kept].sort((a, b) => a - b);
}

/** How far a frame is off, as a share of what is allowed. */
function offOf(
  boxes: readonly (readonly [number, number, number, number])[],
  { from, to, frame }: { readonly from: number; readonly to: number; readonly frame: number },
): number {
  const [a, b, box] = [boxes[from], boxes[to], boxes[frame]];
  if (!a || !b || !box) return 0;
  const share = (frame - from) / (to - from);
  const [width, height] = [Math.abs(box[2] - box[0]), Math.abs(box[3] - box[1])];
  return Math.max(
    ...[0, 1, 2, 3].map((side) => {
      const [start, end, is] = [a[side] ?? 0, b[side] ?? 0, box[side] ?? 0];
      const allowed = Math.max(MAX_OFF_PX, MAX_OFF_SHARE * (side % 2 === 0 ? width : height));
      return Math.abs(is - (start + (end - start) * share)) / allowed;
    }),
  );
}
