import { latin1 } from "../bytes.js";
import { CodecError, quoteText } from "../codec-error.js";
import { SCALAR_BYTES, type ScalarType } from "./scalar-type.js";

export interface PcdField {
  readonly name: string;
  readonly type: ScalarType;
  readonly componentCount: number;
  /** Byte within a point of the binary kind. */
  readonly offset: number;
}

export interface PcdHeader {
  readonly fields: readonly PcdField[];
  /** Bytes of a point in the binary kinds. */
  readonly pointBytes: number;
  readonly count: number;
  readonly data: "ascii" | "binary" | "binary_compressed";
  /** Where the points begin. */
  readonly dataStart: number;
}

/** Headers in the wild have some hundred bytes; a file without a DATA line must not be searched to its end. */
const MAX_HEADER_BYTES = 1 << 16;

const TYPES: { readonly [key: string]: ScalarType } = {
  I1: "int8",
  I2: "int16",
  I4: "int32",
  I8: "int64",
  U1: "uint8",
  U2: "uint16",
  U4: "uint32",
  U8: "uint64",
  F4: "float32",
  F8: "float64",
};

export function fail(fault: string): CodecError {
  return new CodecError("PCD", fault);
}

/** Reads the header of a PCD file up to its DATA line. */
export function readPcdHeader(bytes: Uint8Array): PcdHeader {
  const { lines, dataStart } = headerLines(bytes);
  const fieldTokens = lines.get("FIELDS") ?? lines.get("COLUMNS");
  if (fieldTokens === undefined) throw fail("the header has no FIELDS line");
  const sizes = tokensOf(lines, "SIZE");
  const names = namesOf(fieldTokens, sizes.length);
  const types = tokensOf(lines, "TYPE");
  const counts = lines.has("COUNT") ? tokensOf(lines, "COUNT") : names.map(() => "1");
  for (const [key, tokens] of [
    ["SIZE", sizes],
    ["TYPE", types],
    ["COUNT", counts],
  ] as const) {
    if (tokens.length !== names.length) {
      throw fail(`the header has ${names.length} FIELDS, but ${tokens.length} values of ${key}`);
    }
  }
  const fields: PcdField[] = [];
  let pointBytes = 0;
  names.forEach((name, index) => {
    const type = TYPES[`${types[index]?.toUpperCase()}${sizes[index]}`];
    if (type === undefined) {
      throw fail(`the field ${quoteText(name)} has the unknown TYPE ${types[index]} of SIZE ${sizes[index]}`);
    }
    const componentCount = wholeNumber(counts[index], "COUNT");
    if (componentCount < 1) throw fail(`the field ${quoteText(name)} has COUNT ${componentCount}`);
    fields.push({ name, type, componentCount, offset: pointBytes });
    pointBytes += SCALAR_BYTES[type] * componentCount;
  });
  const [kind] = tokensOf(lines, "DATA");
  const data = kind?.toLowerCase();
  if (data !== "ascii" && data !== "binary" && data !== "binary_compressed") {
    throw fail(`the header says DATA ${quoteText(kind ?? "")}; ascii, binary and binary_compressed are read`);
  }
  return { fields, pointBytes, count: pointCount(lines), data, dataStart };
}

function headerLines(bytes: Uint8Array): { lines: Map<string, string[]>; dataStart: number } {
  const lines = new Map<string, string[]>();
  const limit = Math.min(bytes.length, MAX_HEADER_BYTES);
  let at = 0;
  while (at < limit) {
    let end = at;
    while (end < limit && bytes[end] !== 10) end += 1;
    const tokens = latin1(bytes, at, end)
      .split(/\s+/)
      .filter((token) => token !== "");
    const key = tokens.shift()?.toUpperCase() ?? "";
    if (key !== "" && !key.startsWith("#")) {
      lines.set(key, key === "FIELDS" || key === "COLUMNS" ? tokens : withoutComment(tokens));
      if (key === "DATA") return { lines, dataStart: Math.min(end + 1, bytes.length) };
    }
    at = end + 1;
  }
  if (bytes.length === 0) throw fail("the file is empty (0 bytes)");
  if (lines.size === 0) throw fail(`the file does not begin like a PCD, but with ${quoteText(latin1(bytes, 0, 20))}`);
  throw fail(
    bytes.length > limit ? `no DATA line in the first ${limit} bytes` : "the file ends within the header, before DATA",
  );
}

function withoutComment(tokens: string[]): string[] {
  const comment = tokens.findIndex((token) => token.startsWith("#"));
  return comment < 0 ? tokens : tokens.slice(0, comment);
}

/** `#` opens a comment, unless the other lines count the names behind it too (a field may be called "#id"). */
function namesOf(tokens: string[], expected: number): string[] {
  const names = withoutComment(tokens);
  return names.length !== expected && tokens.length === expected ? tokens : names;
}

function tokensOf(lines: Map<string, string[]>, key: string): string[] {
  const tokens = lines.get(key);
  if (tokens === undefined || tokens.length === 0) throw fail(`the header has no ${key} line`);
  return tokens;
}

function pointCount(lines: Map<string, string[]>): number {
  const width = lines.has("WIDTH") ? wholeNumber(tokensOf(lines, "WIDTH")[0], "WIDTH") : undefined;
  const height = lines.has("HEIGHT") ? wholeNumber(tokensOf(lines, "HEIGHT")[0], "HEIGHT") : 1;
  const points = lines.has("POINTS") ? wholeNumber(tokensOf(lines, "POINTS")[0], "POINTS") : undefined;
  if (width === undefined) {
    if (points === undefined) throw fail("the header has neither WIDTH nor POINTS");
    return points;
  }
  if (points !== undefined && points !== width * height) {
    throw fail(`the header contradicts itself: WIDTH ${width} × HEIGHT ${height} is not POINTS ${points}`);
  }
  return width * height;
}

function wholeNumber(token: string | undefined, key: string): number {
  const value = token !== undefined && /^\d{1,15}$/.test(token) ? Number(token) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw fail(`the header's ${key} is ${quoteText(token ?? "")}, not a whole number`);
  return value;
}
