import { expect, it } from "vitest";
import { coordinatesText, parseCoordinates } from "./coordinates.js";

it.each([
  ["vector3", "1, 2.5, 0", { x: 1, y: 2.5, z: 0 }],
  ["quaternion", "0, 0, 0, 1", { qx: 0, qy: 0, qz: 0, qw: 1 }],
  [
    "points",
    "1, 2; 3, 4",
    [
      [1, 2],
      [3, 4],
    ],
  ],
] as const)("%s is read and written", (kind, text, value) => {
  expect(parseCoordinates(kind, text)).toEqual({ value });
  expect(coordinatesText(kind, value)).toBe(text);
});

it("an empty text takes the value away", () => {
  expect(parseCoordinates("vector3", " ")).toEqual({ value: undefined });
});

it.each([
  ["vector3", "1, 2"],
  ["vector3", "1, 2, x"],
  ["quaternion", "1 2 3 4 5"],
  ["points", "1; 2"],
] as const)("%s refuses %s", (kind, text) => {
  expect(parseCoordinates(kind, text)).toHaveProperty("reason");
});

it("what is of another form shows nothing", () => {
  expect(coordinatesText("vector3", [1, 2, 3])).toBe("");
  expect(coordinatesText("points", { x: 1 })).toBe("");
});
