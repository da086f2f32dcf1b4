/** A JSON object, of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Whether a value is a JSON object (no list, no null).
 *
 * @example isJsonObject([]) // false
 */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a list; empty where it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * The value at a path; undefined where a step is missing.
 *
 * @example at({ frames: [{ id: 7 }] }, "frames", 0, "id") // 7
 */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const step of path) {
    if (typeof step === "number") current = Array.isArray(current) ? current[step] : undefined;
    else current = isJsonObject(current) && Object.hasOwn(current, step) ? current[step] : undefined;
  }
  return current;
}

/** The list at a path; undefined where there is none. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] | undefined {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : undefined;
}

/**
 * Everything but `keys`. A key `__proto__` stays a plain key.
 *
 * @example omitKeys({ a: 1, b: 2 }, new Set(["a"])) // { b: 2 }
 */
export function omitKeys(object: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)));
}
