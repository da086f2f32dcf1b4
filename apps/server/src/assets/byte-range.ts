/** Bytes of a file, 0-based, both ends in it. */
export interface ByteRange {
  readonly start: number;
  readonly endInclusive: number;
}

/**
 * Reads a `Range` header (RFC 9110). One range is honoured; several, another unit or nonsense mean the whole file
 * (undefined), as the RFC allows. "unsatisfiable": the range begins past the end (416).
 *
 * @example
 * parseByteRange("bytes=-500", 1000) // { start: 500, endInclusive: 999 }
 */
export function parseByteRange(header: string | undefined, sizeBytes: number): ByteRange | "unsatisfiable" | undefined {
  const match = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (match === null || (first === "" && last === "")) return undefined;
  if (first === "") {
    const lengthBytes = Number(last);
    if (lengthBytes === 0 || sizeBytes === 0) return "unsatisfiable";
    return { start: Math.max(0, sizeBytes - lengthBytes), endInclusive: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === "" ? Number.POSITIVE_INFINITY : Number(last);
  if (end < start) return undefined;
  if (start >= sizeBytes) return "unsatisfiable";
  return { start, endInclusive: Math.min(end, sizeBytes - 1) };
}
