/** What stands for a bigint on its way through `JSON`: a text that no data holds. */
function newMark(): string {
  return `\uE000${Math.random()}:`;
}

// Strings whole, so that digits inside them stay; numbers whole, so that a fraction is not taken for an integer.
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LARGE_INTEGER = /^-?[1-9]\d{15,}$/;

/**
 * `JSON.parse`, but an integer that a number cannot hold exactly comes back as a `bigint`: nanosecond timestamps
 * have 19 digits. The SDK, which depends on nothing, has this function too.
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
