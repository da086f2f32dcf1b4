import { isJsonObject, type JsonObject } from "./values.js";

/**
 * Whether two values would be written as the same JSON, whatever the order of keys: an undefined member is an absent one, and 0 is
 * -0. Typed arrays, as tiles of a mask are, are compared by their bytes.
 *
 * @example isSameJson({ a: 1, b: 2 }, { b: 2, a: 1 }) // true
 */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b)) return isSameView(a, b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSameJson(item, b[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  return (
    Object.keys(a).every((key) => isSameJson(a[key], memberOf(b, key))) &&
    Object.keys(b).every((key) => Object.hasOwn(a, key) || b[key] === undefined)
  );
}

/** An own member: "__proto__" and "toString" are keys like others. */
function memberOf(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
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
