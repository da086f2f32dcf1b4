/** What a scan of JSON text meets, in order. All values but these are passed over. */
export interface JsonVisitor {
  /** An object or a list begins; `index` is just behind its bracket. */
  open(index: number): void;
  close(): void;
  /** The name of the property that comes next in the innermost object. */
  key(name: string): void;
  /** A number, as it is written, that is the value of the last key; numbers in lists are passed over. */
  number(literal: string): void;
}

const NUMBER = /-?\d[\d.eE+-]*/y;

/** The index just behind the string that opens at `open`. */
function endOfString(json: string, open: number): number {
  let close = json.indexOf('"', open + 1);
  while (close >= 0) {
    let backslashes = 0;
    while (json[close - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return close + 1;
    close = json.indexOf('"', close + 1);
  }
  return json.length;
}

function readKey(literal: string): string {
  return literal.includes("\\") ? String(JSON.parse(literal)) : literal.slice(1, -1);
}

/**
 * Walks JSON text once, without recursion and without making values of it: for work that must leave every digit as it
 * is. The text must be valid JSON; of other text it makes some sense or other, but it ends.
 */
export function scanJson(json: string, visitor: JsonVisitor): void {
  const isObject: boolean[] = [];
  let next: "key" | "property" | "item" = "item";
  let index = 0;
  while (index < json.length) {
    const character = json[index] ?? "";
    if (character === '"') {
      const end = endOfString(json, index);
      if (next === "key") visitor.key(readKey(json.slice(index, end)));
      next = next === "key" ? "property" : "item";
      index = end;
    } else if (next === "property" && (character === "-" || (character >= "0" && character <= "9"))) {
      NUMBER.lastIndex = index;
      const literal = NUMBER.exec(json)?.[0] ?? character;
      visitor.number(literal);
      index += literal.length;
    } else {
      index++;
      if (character === "{" || character === "[") {
        isObject.push(character === "{");
        next = character === "{" ? "key" : "item";
        visitor.open(index);
      } else if (character === "}" || character === "]") {
        isObject.pop();
        next = "item";
        visitor.close();
      } else if (character === ",") {
        next = isObject.at(-1) ? "key" : "item";
      }
    }
  }
}
