// Strings whole, so that digits inside them stay; numbers whole, so that a fraction is not taken for an integer.
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LARGE_INTEGER = /^-?[1-9]\d{15,}$/;

/**
 * `JSON.parse`, but an integer that a number cannot hold exactly is a `bigint`. Text without 16 digits in a row, which is nearly all,
 * costs one search.
 */
export function parseExactly(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  // No data holds it: it is drawn anew for each text.
  const mark = `\uE000${Math.random()}:`;
  const marked = text.replace(STRING_OR_NUMBER, (token) =>
    LARGE_INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${mark}${token}"` : token,
  );
  return JSON.parse(marked, (_, part: unknown) =>
    typeof part === "string" && part.startsWith(mark) ? BigInt(part.slice(mark.length)) : part,
  );
}
