/**
 * Metadata that samples must have, as `key=value` with commas between; a value that is JSON, such as 3 or true, is meant as that.
 *
 * @returns undefined when a part is no pair.
 * @example parseMetadataFilter("split=train, day=3") // { split: "train", day: 3 }
 */
export function parseMetadataFilter(text: string): Readonly<Record<string, unknown>> | undefined {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const pairs = parts.map((part) => {
    const at = part.indexOf("=");
    return at < 1 ? undefined : ([part.slice(0, at).trim(), jsonOr(part.slice(at + 1).trim())] as const);
  });
  return pairs.every((pair) => pair !== undefined) ? Object.fromEntries(pairs) : undefined;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
