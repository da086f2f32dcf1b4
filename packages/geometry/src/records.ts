/** A JSON object as it came over the wire. */
export type JsonRecord = { readonly [key: string]: unknown };

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function recordsOf(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function hasNumbers<Key extends string>(
  value: unknown,
  keys: readonly Key[],
): value is { readonly [key in Key]: number } {
  return isRecord(value) && keys.every((key) => typeof value[key] === "number");
}

export const XYZ = ["x", "y", "z"] as const;
export const XYZW = ["qx", "qy", "qz", "qw"] as const;
