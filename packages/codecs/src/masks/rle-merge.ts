import { CodecError } from "../codec-error.js";
import type { MaskRuns } from "./rle.js";

/**
 * The union of masks of one size, or their intersection.
 *
 * @throws CodecError when the list is empty or the sizes differ.
 * @example mergeRuns([left, right], { how: "intersection" })
 */
export function mergeRuns(
  masks: readonly MaskRuns[],
  { how = "union" }: { readonly how?: "union" | "intersection" | undefined } = {},
): MaskRuns {
  const [first, ...others] = masks;
  if (first === undefined) throw new CodecError("RLE", "there is no mask to merge");
  return others.reduce((merged, mask) => mergeTwo(merged, mask, how), first);
}

function mergeTwo(a: MaskRuns, b: MaskRuns, how: "union" | "intersection"): MaskRuns {
  if (a.widthPx !== b.widthPx || a.heightPx !== b.heightPx) {
    throw new CodecError(
      "RLE",
      `masks of ${a.heightPx} × ${a.widthPx} and ${b.heightPx} × ${b.widthPx} px do not merge: their sizes differ`,
    );
  }
  const pixels = a.widthPx * a.heightPx;
  const counts: number[] = [];
  let indexA = 0;
  let indexB = 0;
  let endA = a.counts[0] ?? pixels;
  let endB = b.counts[0] ?? pixels;
  let isOn = false;
  let start = 0;
  let at = 0;
  while (at < pixels) {
    const end = Math.min(endA, endB, pixels);
    const isBoth = how === "union" ? ((indexA | indexB) & 1) === 1 : (indexA & indexB & 1) === 1;
    if (end > at && isBoth !== isOn) {
      counts.push(at - start);
      start = at;
      isOn = isBoth;
    }
    at = end;
    if (endA === end) endA += a.counts[++indexA] ?? pixels;
    if (endB === end) endB += b.counts[++indexB] ?? pixels;
  }
  counts.push(pixels - start);
  return { widthPx: a.widthPx, heightPx: a.heightPx, counts: Uint32Array.from(counts) };
}
