/** Attributes that are places or turns: how they are typed, and what they are on the wire. */
export type CoordinateKind = "vector3" | "quaternion" | "points";

const NAMES = { vector3: ["x", "y", "z"], quaternion: ["qx", "qy", "qz", "qw"] } as const;

/** A value, or why the text is none. `undefined` takes the value away. */
export type ParsedCoordinates = { readonly value: unknown } | { readonly reason: string };

/** @example parseCoordinates("vector3", "1, 2.5, 0") // { value: { x: 1, y: 2.5, z: 0 } } */
export function parseCoordinates(kind: CoordinateKind, text: string): ParsedCoordinates {
  if (text.trim() === "") return { value: undefined };
  if (kind === "points") {
    const points = text
      .split(";")
      .filter((part) => part.trim() !== "")
      .map(numbersOf);
    const isPlain = points.every((point) => (point.length === 2 || point.length === 3) && point.every(Number.isFinite));
    return isPlain
      ? { value: points }
      : { reason: "Points are pairs of numbers, with a semicolon between them: 1, 2; 3, 4" };
  }
  const names = NAMES[kind];
  const numbers = numbersOf(text);
  if (numbers.length !== names.length || !numbers.every(Number.isFinite)) {
    return { reason: `${names.length} numbers are needed: ${names.join(", ")}` };
  }
  return { value: Object.fromEntries(names.map((name, index) => [name, numbers[index]])) };
}

/** @example coordinatesText("vector3", { x: 1, y: 2.5, z: 0 }) // "1, 2.5, 0" */
export function coordinatesText(kind: CoordinateKind, value: unknown): string {
  if (kind === "points")
    return Array.isArray(value) ? value.map((point) => (Array.isArray(point) ? point.join(", ") : "")).join("; ") : "";
  if (typeof value !== "object" || value === null) return "";
  const fields = NAMES[kind].map((name): unknown => Reflect.get(value, name));
  return fields.every((field) => typeof field === "number") ? fields.join(", ") : "";
}

function numbersOf(text: string): number[] {
  return text
    .trim()
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number);
}
