import { readFileSync } from "node:fs";

/** Values that the Python package gave once; the file names the versions. */
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8")) as T;
}

/** Numbers in any depth of two values agree to 12 digits, everything else is equal. */
export function differenceOf(actual: unknown, expected: unknown, path = "$"): string | undefined {
  if (typeof actual === "number" && typeof expected === "number") {
    const isClose = Math.abs(actual - expected) <= 1e-12 * Math.max(1, Math.abs(expected));
    return isClose ? undefined : `${path}: ${actual} is not ${expected}`;
  }
  if (typeof actual !== "object" || typeof expected !== "object" || actual === null || expected === null) {
    return Object.is(actual, expected) ? undefined : `${path}: ${String(actual)} is not ${String(expected)}`;
  }
  for (const key of new Set([...Object.keys(actual), ...Object.keys(expected)])) {
    const difference = differenceOf(Reflect.get(actual, key), Reflect.get(expected, key), `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}
