/** JSON text that goes into an answer as it stands. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Marks text that is JSON already, such as a column of type json; null stays null. */
export function jsonText(text: string | null): JsonText | null {
  return text === null ? null : new JsonText(text);
}

export type JsonMember = string | number | boolean | null | undefined | JsonText | readonly string[];

/**
 * Serializes one object whose members may be ready JSON text. Undefined members are left out.
 *
 * @example toJson({ name: "a", metadata: jsonText('{"k": 1}') }) // '{"name":"a","metadata":{"k": 1}}'
 */
export function toJson(members: Readonly<Record<string, JsonMember>>): string {
  const parts: string[] = [];
  for (const [key, value] of Object.entries(members)) {
    if (value === undefined) continue;
    parts.push(`${JSON.stringify(key)}:${value instanceof JsonText ? value.text : JSON.stringify(value)}`);
  }
  return `{${parts.join(",")}}`;
}
