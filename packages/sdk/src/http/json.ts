/** JSON text that goes out as it is. */
export class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

// A private-use character and digits: a text that holds just this is thinkable, but not by accident.
const MARK = "\uE000bigint:";
const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, "g");

/**
 * `JSON.stringify`, but a `bigint` is written as the integer that it is. Nanosecond timestamps have 19 digits; numbers of
 * JavaScript hold 15 to 16.
 *
 * @example toJson({ timestamp: 1700000000123456789n }) // '{"timestamp":1700000000123456789}'
 */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch (error) {
    // Only a bigint (or a circle, which throws again) makes it throw: the usual body pays nothing.
    if (!(error instanceof TypeError)) throw error;
    const text = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? MARK + part : part));
    return text.replace(MARKED, "$1");
  }
}

// Strings whole, so that digits inside them stay; numbers whole, so that a fraction is not taken for an integer.
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * `JSON.parse`, but an integer that a number cannot hold exactly comes back as a `bigint`.
 *
 * @example fromJson('{"timestamp":1700000000123456789}') // { timestamp: 1700000000123456789n }
 */
export function fromJson(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  let isMarked = false;
  const marked = text.replace(STRING_OR_NUMBER, (token) => {
    if (token.length < 16 || !/^-?\d+$/.test(token) || Number.isSafeInteger(Number(token))) return token;
    isMarked = true;
    return `"${MARK}${token}"`;
  });
  if (!isMarked) return JSON.parse(text);
  return JSON.parse(marked, (_, part) =>
    typeof part === "string" && part.startsWith(MARK) ? BigInt(part.slice(MARK.length)) : part,
  );
}
