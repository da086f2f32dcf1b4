import { isJsonObject, type JsonObject, listOf } from "@tessera/json";

export function recordsOf(value: unknown): JsonObject[] {
  return listOf(value).filter(isJsonObject);
}

export function hasNumbers<Key extends string>(
  value: unknown,
  keys: readonly Key[],
): value is { readonly [key in Key]: number } {
  return isJsonObject(value) && keys.every((key) => typeof value[key] === "number");
}

export const XYZ = ["x", "y", "z"] as const;
export const XYZW = ["qx", "qy", "qz", "qw"] as const;
