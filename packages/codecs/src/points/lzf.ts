import { CodecError } from "../codec-error.js";

/** A reference of three bytes makes at most 264: more is promised only by a lie. */
export const LZF_MAX_EXPANSION = 264 / 3;

/**
 * Inflates LZF data (LibLZF, the compression of PCD's binary_compressed).
 *
 * @param size the inflated size, which the data must have exactly.
 * @throws CodecError when the data is damaged, or longer or shorter than `size`.
 */
export function inflateLzf(input: Uint8Array, size: number): Uint8Array {
  if (size > input.length * LZF_MAX_EXPANSION) {
    throw broken(`${input.length} compressed bytes cannot hold the ${size} that are promised`);
  }
  const out = new Uint8Array(size);
  let from = 0;
  let to = 0;
  while (from < input.length) {
    const control = input[from++] ?? 0;
    if (control < 32) {
      const length = control + 1;
      if (from + length > input.length) throw broken("it ends within a literal");
      if (to + length > size) throw broken(`it holds more than the ${size} bytes that are promised`);
      for (const end = to + length; to < end; ) out[to++] = input[from++] ?? 0;
      continue;
    }
    let length = control >> 5;
    if (length === 7) length += input[from++] ?? 0;
    length += 2;
    if (from >= input.length) throw broken("it ends within a reference");
    let reference = to - ((control & 31) << 8) - (input[from++] ?? 0) - 1;
    if (reference < 0) throw broken(`it refers to bytes before its beginning, at ${from}`);
    if (to + length > size) throw broken(`it holds more than the ${size} bytes that are promised`);
    for (const end = to + length; to < end; ) out[to++] = out[reference++] ?? 0;
  }
  if (to !== size) throw broken(`it holds ${to} bytes, and ${size} are promised`);
  return out;
}

function broken(fault: string): CodecError {
  return new CodecError("PCD", `the compressed data is broken: ${fault}`);
}

const HASH_BITS = 14;
const MAX_DISTANCE = 1 << 13;
const MAX_LENGTH = 264;
const MAX_LITERAL = 32;

/** Compresses bytes for {@link inflateLzf} and LibLZF. */
export function deflateLzf(input: Uint8Array): Uint8Array {
  // Literals cost one byte in 32 at worst.
  const out = new Uint8Array(input.length + Math.ceil(input.length / MAX_LITERAL) + 4);
  const lastSeen = new Int32Array(1 << HASH_BITS).fill(-1);
  let to = 0;
  let at = 0;
  let literalStart = 0;
  const flush = (end: number): void => {
    while (literalStart < end) {
      const length = Math.min(MAX_LITERAL, end - literalStart);
      out[to++] = length - 1;
      out.set(input.subarray(literalStart, literalStart + length), to);
      to += length;
      literalStart += length;
    }
  };
  while (at + 2 < input.length) {
    const triple = ((input[at] ?? 0) << 16) | ((input[at + 1] ?? 0) << 8) | (input[at + 2] ?? 0);
    const slot = Math.imul(triple, 0x9e3779b1) >>> (32 - HASH_BITS);
    const reference = lastSeen[slot] ?? -1;
    lastSeen[slot] = at;
    const distance = at - reference - 1;
    const isMatch =
      reference >= 0 &&
      distance < MAX_DISTANCE &&
      input[reference] === input[at] &&
      input[reference + 1] === input[at + 1] &&
      input[reference + 2] === input[at + 2];
    if (!isMatch) {
      at += 1;
      continue;
    }
    flush(at);
    const maximum = Math.min(MAX_LENGTH, input.length - at);
    let length = 3;
    while (length < maximum && input[reference + length] === input[at + length]) length += 1;
    const code = length - 2;
    out[to++] = (Math.min(code, 7) << 5) | (distance >> 8);
    if (code >= 7) out[to++] = code - 7;
    out[to++] = distance;
    at += length;
    literalStart = at;
  }
  flush(input.length);
  return out.slice(0, to);
}
