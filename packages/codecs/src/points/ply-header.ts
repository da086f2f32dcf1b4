import { latin1, startsWith } from "../bytes.js";
import { CodecError, quoteText } from "../codec-error.js";
import type { ScalarType } from "./scalar-type.js";

export interface PlyProperty {
  readonly name: string;
  readonly type: ScalarType;
  /** The type of the length in front of a list's values; absent for a single value. */
  readonly lengthType?: ScalarType;
}

export interface PlyElement {
  readonly name: string;
  readonly count: number;
  readonly properties: readonly PlyProperty[];
}

export interface PlyHeader {
  readonly data: "ascii" | "binary_little_endian" | "binary_big_endian";
  readonly elements: readonly PlyElement[];
  readonly dataStart: number;
}

/** Headers in the wild have some hundred bytes, gaussian ones some thousand. */
const MAX_HEADER_BYTES = 1 << 18;

const TYPES: ReadonlyMap<string, ScalarType> = new Map([
  ["char", "int8"],
  ["int8", "int8"],
  ["uchar", "uint8"],
  ["uint8", "uint8"],
  ["short", "int16"],
  ["int16", "int16"],
  ["ushort", "uint16"],
  ["uint16", "uint16"],
  ["int", "int32"],
  ["int32", "int32"],
  ["uint", "uint32"],
  ["uint32", "uint32"],
  ["int64", "int64"],
  ["uint64", "uint64"],
  ["float", "float32"],
  ["float32", "float32"],
  ["double", "float64"],
  ["float64", "float64"],
]);

export function fail(fault: string): CodecError {
  return new CodecError("PLY", fault);
}

/** Reads the header of a PLY file up to `end_header`. */
export function readPlyHeader(bytes: Uint8Array): PlyHeader {
  if (bytes.length === 0) throw fail("the file is empty (0 bytes)");
  if (!startsWith(bytes, "ply")) {
    throw fail(
      `the file does not begin with "ply", but with ${quoteText(latin1(bytes, 0, Math.min(20, bytes.length)))}`,
    );
  }
  const { lines, dataStart } = headerLines(bytes);
  let data: PlyHeader["data"] | undefined;
  const elements: (PlyElement & { properties: PlyProperty[] })[] = [];
  for (const line of lines.slice(1)) {
    const tokens = line.split(/\s+/).filter((token) => token !== "");
    const [keyword, ...rest] = tokens;
    if (keyword === "format") data = formatOf(rest[0]);
    else if (keyword === "element") elements.push({ name: rest[0] ?? "", count: countOf(rest[1]), properties: [] });
    else if (keyword === "property") {
      const element = elements.at(-1);
      if (element === undefined) throw fail("the header has a property before any element");
      element.properties.push(propertyOf(rest));
    } else if (keyword !== undefined && keyword !== "comment" && keyword !== "obj_info") {
      throw fail(`the header has the unknown line ${quoteText(line)}`);
    }
  }
  if (data === undefined) throw fail("the header has no format line");
  return { data, elements, dataStart };
}

/** Lines up to `end_header`; they end with LF, CRLF, or CR alone. */
function headerLines(bytes: Uint8Array): { lines: string[]; dataStart: number } {
  const limit = Math.min(bytes.length, MAX_HEADER_BYTES);
  const lines: string[] = [];
  let start = 0;
  for (let at = 0; at < limit; at++) {
    if (bytes[at] !== 10 && bytes[at] !== 13) continue;
    const line = latin1(bytes, start, at).trim();
    if (bytes[at] === 13 && bytes[at + 1] === 10) at += 1;
    start = at + 1;
    if (line === "end_header") return { lines, dataStart: start };
    lines.push(line);
  }
  throw fail(
    bytes.length > limit
      ? `no end_header in the first ${limit} bytes`
      : "the file ends within the header, before end_header",
  );
}

function formatOf(token: string | undefined): PlyHeader["data"] {
  if (token === "ascii" || token === "binary_little_endian" || token === "binary_big_endian") return token;
  throw fail(`the header has the unknown format ${quoteText(token ?? "")}`);
}

function countOf(token: string | undefined): number {
  if (token === undefined || !/^\d{1,15}$/.test(token)) {
    throw fail(`the header has an element of ${quoteText(token ?? "")}, which is no count`);
  }
  return Number(token);
}

function propertyOf(tokens: readonly string[]): PlyProperty {
  const [first, second, third, fourth] = tokens;
  if (first === "list") {
    const lengthType = typeOf(second);
    if (lengthType === "float32" || lengthType === "float64")
      throw fail("the header has a list with a length of type float");
    return { name: fourth ?? "", type: typeOf(third), lengthType };
  }
  return { name: second ?? "", type: typeOf(first) };
}

function typeOf(token: string | undefined): ScalarType {
  const type = TYPES.get(token ?? "");
  if (type === undefined) throw fail(`the header has a property of the unknown type ${quoteText(token ?? "")}`);
  return type;
}
