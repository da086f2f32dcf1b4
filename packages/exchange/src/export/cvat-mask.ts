import type { IdBitmap, ObjectMask } from "@tessera/codecs";

/** A mask as the attributes of CVAT's `<mask>`: its box of whole pixels, and the runs within it row by row, off and on in turn. */
export function cvatMask({ ids, widthPx }: IdBitmap, id: number, { box }: ObjectMask): string {
  const [left, top, width, height] = box;
  const runs: number[] = [];
  let isOn = false;
  let run = 0;
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) {
      if ((ids[y * widthPx + x] === id) !== isOn) {
        runs.push(run);
        run = 0;
        isOn = !isOn;
      }
      run += 1;
    }
  }
  runs.push(run);
  return `rle="${runs.join(", ")}" left="${left}" top="${top}" width="${width}" height="${height}"`;
}
