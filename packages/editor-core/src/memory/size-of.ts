/** What an object, a list, a key or a number takes, roughly: V8 has no exact answer, and none is needed. */
const OBJECT_BYTES = 32;
const SLOT_BYTES = 16;

/**
 * Bytes that a value takes, roughly.
 *
 * @example sizeOf(new Uint8Array(1000)) // 1032
 */
export function sizeOf(value: unknown): number {
  if (typeof value === "string") return OBJECT_BYTES + 2 * value.length;
  if (typeof value !== "object" || value === null) return 0;
  if (ArrayBuffer.isView(value)) return OBJECT_BYTES + value.byteLength;
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let bytes = OBJECT_BYTES;
  for (const part of parts) bytes += SLOT_BYTES + sizeOf(part);
  return bytes;
}
