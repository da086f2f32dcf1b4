/** A path of the API, with what keeps it from being requested at all. */
export interface Path {
  readonly text: string;
  readonly fault: string | undefined;
}

/** `owner/name` of a dataset: the slash stays. */
export class DatasetName {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Builds a path from user values: each is one segment. `.`, `..` and nothing would name another resource once the url is
 * normalized, so such a value is faulty. The fault is kept and not thrown: a method reports it as a rejection.
 *
 * @example path`/samples/${uuid}/`
 */
export function path(strings: TemplateStringsArray, ...values: readonly (string | DatasetName)[]): Path {
  let text = strings[0] ?? "";
  let fault: string | undefined;
  for (const [index, value] of values.entries()) {
    const segments = value instanceof DatasetName ? String(value.text).split("/") : [String(value)];
    const isWhole = segments.length === (value instanceof DatasetName ? 2 : 1);
    if (!isWhole || segments.some((segment) => segment === "" || segment === "." || segment === "..")) {
      fault ??= `${JSON.stringify(segments.join("/"))} is no ${value instanceof DatasetName ? "dataset: write owner/name" : "identifier"}`;
    }
    text += segments.map(encodeSegment).join("/") + strings[index + 1];
  }
  return { text, fault };
}

/** A lone surrogate cannot be encoded; it names nothing, so any text that is no name does. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, "\uFFFD"));
}
