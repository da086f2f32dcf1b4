/** JSON text that goes out as it is. */
export class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What stands for a bigint on its way through `JSON`: a text that no data holds. */
function newMark(): string {
  return `\uE000${Math.random()}:`;
}

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
    const mark = newMark();
    const text = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? mark + part : part));
    return text.replace(new RegExp(`"${mark}(-?\\d+)"`, "g"), "$1");
  }
}

// Strings whole, so that digits inside them stay; numbers whole, so that a fraction is not taken for an integer.
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LARGE_INTEGER = /^-?[1-9]\d{15,}$/;

/**
 * `JSON.parse`, but an integer that a number cannot hold exactly comes back as a `bigint`.
 *
 * @example fromJson('{"timestamp":1700000000123456789}') // { timestamp: 1700000000123456789n }
 */
export function fromJson(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const mark = newMark();
  let isMarked = false;
  const marked = text.replace(STRING_OR_NUMBER, (token) => {
    if (!LARGE_INTEGER.test(token) || Number.isSafeInteger(Number(token))) return token;
    isMarked = true;
    return `"${mark}${token}"`;
  });
  if (!isMarked) return JSON.parse(text);
  return JSON.parse(marked, (_, part) =>
    typeof part === "string" && part.startsWith(mark) ? BigInt(part.slice(mark.length)) : part,
  );
}
