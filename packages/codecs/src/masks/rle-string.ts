import { CodecError } from "../codec-error.js";

/*
 * The string form of pycocotools (rleToString and rleFrString in common/maskApi.c): each count from the fourth on is stored as the
 * difference to the one two before it, in groups of 5 bits, lowest first, bit 6 = more follow, each as a character from "0" on.
 */

const FIRST = 48;

export function encodeCounts(counts: Uint32Array): string {
  const characters: number[] = [];
  let text = "";
  for (let index = 0; index < counts.length; index++) {
    let value = (counts[index] ?? 0) - (index > 2 ? (counts[index - 2] ?? 0) : 0);
    for (;;) {
      const group = value & 31;
      value >>= 5;
      const isLast = group & 16 ? value === -1 : value === 0;
      characters.push((isLast ? group : group | 32) + FIRST);
      if (isLast) break;
    }
    if (characters.length > 4096) text += String.fromCharCode(...characters.splice(0));
  }
  return text + String.fromCharCode(...characters);
}

export function decodeCounts(text: string): Uint32Array {
  const counts = new Uint32Array(text.length);
  let found = 0;
  let at = 0;
  while (at < text.length) {
    let value = 0;
    let groups = 0;
    let group = 0;
    do {
      if (at >= text.length) throw new CodecError("RLE", "the string is truncated in the middle of a run");
      group = text.charCodeAt(at) - FIRST;
      if (group < 0 || group > 63) {
        throw new CodecError("RLE", `the string holds ${JSON.stringify(text[at])} at ${at}, which no RLE does`);
      }
      // Seven groups are 35 bits, enough for any run; multiplied, since shifts stop at 32.
      if (groups === 7) throw new CodecError("RLE", `the run at ${at} of the string is longer than any mask`);
      value += (group & 31) * 2 ** (5 * groups);
      groups += 1;
      at += 1;
    } while (group & 32);
    if (group & 16) value -= 2 ** (5 * groups);
    if (found > 2) value += counts[found - 2] ?? 0;
    if (value < 0 || value > 0xffffffff) throw new CodecError("RLE", `run ${found} is ${value}, which is no length`);
    counts[found] = value;
    found += 1;
  }
  return counts.slice(0, found);
}
