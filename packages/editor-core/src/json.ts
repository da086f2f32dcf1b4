/** A JSON object as it came over the wire. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Whether a value is a JSON object (and no list, no null).
 *
 * @example isJsonObject([]) // false
 */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Everything but `keys`. A key `__proto__` stays a plain key.
 *
 * @example omitKeys({ a: 1, b: 2 }, new Set(["a"])) // { b: 2 }
 */
export function omitKeys(object: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)));
}

/**
 * Whether two JSON values are the same, whatever the order of keys. Typed arrays, as tiles of a mask are, are compared by
 * their bytes.
 *
 * @example isSameJson({ a: 1, b: 2 }, { b: 2, a: 1 }) // true
 */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b)) return isSameView(a, b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSameJson(item, b[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key], b[key]))
  );
}

function isSameView(a: unknown, b: unknown): boolean {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return false;
  if (a.constructor !== b.constructor || a.byteLength !== b.byteLength) return false;
  const [ofA, ofB] = [bytesOf(a), bytesOf(b)];
  return ofA.every((byte, index) => byte === ofB[index]);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
