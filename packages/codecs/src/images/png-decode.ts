import { unzlibSync } from "fflate";
import { grouped } from "../bytes.js";
import { CodecError } from "../codec-error.js";
import { COLOR_TYPES, describeKind, type PngHeader, splitPng } from "./png-header.js";
import { unfilterInto } from "./png-unfilter.js";

/** Pixels, row by row from the top left, channels interleaved. */
export interface PixelImage {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1 gray, 3 RGB, 4 RGBA. */
  readonly channels: 1 | 3 | 4;
  /** widthPx · heightPx · channels values; Uint16Array only for 16-bit gray. */
  readonly data: Uint8Array | Uint16Array;
}

export interface PngDecodeOptions {
  /**
   * Inflates zlib's format in place of our own code, to `maximum` bytes at most; in Node
   * `(data, maximum) => inflateSync(data, { maxOutputLength: maximum })` of `node:zlib` is faster.
   */
  readonly inflate?: ((data: Uint8Array, maximum: number) => Uint8Array) | undefined;
}

/** DEFLATE makes at most 1,032 bytes of one; more is promised only by a lie. */
const MAX_INFLATION = 1032;

/** An RGBA image of more pixels does not fit into one typed array of bytes. */
const MAX_PIXELS = 2 ** 29;

/**
 * Decodes a PNG of gray (8 or 16 bits), RGB or RGBA (8 bits), interlaced or not, value for value: no color management, no
 * premultiplied alpha. Memory is bounded by what the file's own bytes can inflate to.
 *
 * @throws CodecError for other kinds, and for truncated, damaged and lying files.
 * @example decodePng(bytes) // { widthPx: 640, heightPx: 480, channels: 4, data: Uint8Array(1228800) }
 */
export function decodePng(bytes: Uint8Array, options: PngDecodeOptions = {}): PixelImage {
  const { header, data } = splitPng(bytes);
  if (!isRead(header)) {
    throw new CodecError("PNG", `it is ${describeKind(header)}; 8-bit RGBA, RGB and gray, and 16-bit gray are read`);
  }
  const { widthPx, heightPx, bitDepth, colorType } = header;
  const { channels } = COLOR_TYPES[colorType];
  const pixelBytes = (channels * bitDepth) / 8;
  const passes = header.isInterlaced ? ADAM7 : WHOLE;
  const sizes = passes.map((pass) => passSize(pass, widthPx, heightPx));
  const size = sizes.reduce((sum, [columns, rows]) => sum + (columns > 0 ? rows * (columns * pixelBytes + 1) : 0), 0);
  const raw = inflate(data, size, header, options);

  const pixels = new Uint8Array(widthPx * heightPx * pixelBytes);
  let at = 0;
  passes.forEach((pass, index) => {
    const [columns, rows] = sizes[index] ?? [0, 0];
    if (columns === 0 || rows === 0) return;
    const end = unfilterInto(raw, at, rows, columns * pixelBytes, pixelBytes);
    for (let row = 0; row < rows; row++) {
      const line = raw.subarray(at + 1, at + 1 + columns * pixelBytes);
      const start = (pass.y + row * pass.stepY) * widthPx + pass.x;
      if (pass.stepX === 1) pixels.set(line, start * pixelBytes);
      else scatter(line, pixels, start * pixelBytes, pass.stepX * pixelBytes, pixelBytes);
      at += columns * pixelBytes + 1;
    }
    at = end;
  });
  const values = bitDepth === 16 ? bigEndian16(pixels) : pixels;
  return { widthPx, heightPx, channels: channels === 2 ? 1 : channels, data: values };
}

interface Pass {
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
}

const WHOLE: readonly Pass[] = [{ x: 0, y: 0, stepX: 1, stepY: 1 }];

/** PNG specification, section 8.1. */
const ADAM7: readonly Pass[] = [
  { x: 0, y: 0, stepX: 8, stepY: 8 },
  { x: 4, y: 0, stepX: 8, stepY: 8 },
  { x: 0, y: 4, stepX: 4, stepY: 8 },
  { x: 2, y: 0, stepX: 4, stepY: 4 },
  { x: 0, y: 2, stepX: 2, stepY: 4 },
  { x: 1, y: 0, stepX: 2, stepY: 2 },
  { x: 0, y: 1, stepX: 1, stepY: 2 },
];

function passSize(pass: Pass, widthPx: number, heightPx: number): [columns: number, rows: number] {
  return [
    Math.max(0, Math.ceil((widthPx - pass.x) / pass.stepX)),
    Math.max(0, Math.ceil((heightPx - pass.y) / pass.stepY)),
  ];
}

function isRead({ bitDepth, colorType, isAnimated }: PngHeader): boolean {
  if (isAnimated) return false;
  return bitDepth === 8 ? colorType === 0 || colorType === 2 || colorType === 6 : bitDepth === 16 && colorType === 0;
}

function inflate(
  chunks: readonly Uint8Array[],
  size: number,
  { widthPx, heightPx }: PngHeader,
  options: PngDecodeOptions,
): Uint8Array {
  const compressed = joined(chunks);
  if (size > compressed.length * MAX_INFLATION) {
    throw new CodecError(
      "PNG",
      `truncated or lying: its header says ${widthPx} × ${heightPx} px, its ${grouped(compressed.length)} bytes of data cannot hold that`,
    );
  }
  if (widthPx * heightPx > MAX_PIXELS) {
    throw new CodecError(
      "PNG",
      `${widthPx} × ${heightPx} px is too large: ${grouped(MAX_PIXELS)} pixels are the limit`,
    );
  }
  let raw: Uint8Array;
  try {
    // One byte to spare tells a stream that is too long from one that fits; what does not fit is dropped, not kept.
    raw =
      options.inflate === undefined
        ? unzlibSync(compressed, { out: new Uint8Array(size + 1) })
        : options.inflate(compressed, size + 1);
  } catch (error) {
    throw new CodecError("PNG", `damaged: its data does not inflate (${messageOf(error)})`, { cause: error });
  }
  if (raw.length !== size) {
    const relation = raw.length < size ? "less" : "more";
    throw new CodecError("PNG", `damaged: it holds ${relation} data than its ${widthPx} × ${heightPx} px need`);
  }
  return raw;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function scatter(line: Uint8Array, out: Uint8Array, start: number, step: number, pixelBytes: number): void {
  for (let from = 0, to = start; from < line.length; from += pixelBytes, to += step) {
    for (let byte = 0; byte < pixelBytes; byte++) out[to + byte] = line[from + byte] ?? 0;
  }
}

function bigEndian16(bytes: Uint8Array): Uint16Array {
  const values = new Uint16Array(bytes.length / 2);
  for (let i = 0; i < values.length; i++) values[i] = ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0);
  return values;
}
