import { CodecError } from "../codec-error.js";

/**
 * Undoes the filters of PNG scanlines (PNG specification, section 9) in place.
 *
 * @param raw `rows` scanlines of one filter byte and `rowBytes` bytes, from `offset` on.
 * @returns the offset after them.
 */
export function unfilterInto(
  raw: Uint8Array,
  offset: number,
  rows: number,
  rowBytes: number,
  pixelBytes: number,
): number {
  let at = offset;
  for (let row = 0; row < rows; row++) {
    const filter = raw[at] ?? 0;
    const line = raw.subarray(at + 1, at + 1 + rowBytes);
    const above = row === 0 ? undefined : raw.subarray(at - rowBytes, at);
    if (filter === 1) undoSub(line, pixelBytes);
    else if (filter === 2 && above !== undefined) undoUp(line, above);
    else if (filter === 3) undoAverage(line, above ?? new Uint8Array(rowBytes), pixelBytes);
    else if (filter === 4) undoPaeth(line, above ?? new Uint8Array(rowBytes), pixelBytes);
    else if (filter > 4) throw new CodecError("PNG", `damaged: row ${row} has the unknown filter ${filter}`);
    at += rowBytes + 1;
  }
  return at;
}

function undoSub(line: Uint8Array, pixelBytes: number): void {
  for (let i = pixelBytes; i < line.length; i++) line[i] = (line[i] ?? 0) + (line[i - pixelBytes] ?? 0);
}

function undoUp(line: Uint8Array, above: Uint8Array): void {
  for (let i = 0; i < line.length; i++) line[i] = (line[i] ?? 0) + (above[i] ?? 0);
}

function undoAverage(line: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  for (let i = 0; i < line.length; i++) {
    const left = i < pixelBytes ? 0 : (line[i - pixelBytes] ?? 0);
    line[i] = (line[i] ?? 0) + ((left + (above[i] ?? 0)) >> 1);
  }
}

function undoPaeth(line: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  for (let i = 0; i < line.length; i++) {
    const a = i < pixelBytes ? 0 : (line[i - pixelBytes] ?? 0);
    const b = above[i] ?? 0;
    const c = i < pixelBytes ? 0 : (above[i - pixelBytes] ?? 0);
    const toA = Math.abs(b - c);
    const toB = Math.abs(a - c);
    const toC = Math.abs(a + b - 2 * c);
    line[i] = (line[i] ?? 0) + (toA <= toB && toA <= toC ? a : toB <= toC ? b : c);
  }
}
