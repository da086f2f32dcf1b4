import { expect, test } from "vitest";
import { nextIndex } from "./grid-keys.js";

const grid = { count: 10, columns: 4, pageRows: 2 };

test.each([
  ["ArrowRight", 0, 1],
  ["ArrowLeft", 0, 0],
  ["ArrowDown", 1, 5],
  ["ArrowDown", 7, 9],
  ["ArrowUp", 5, 1],
  ["ArrowUp", 1, 1],
  ["PageDown", 1, 9],
  ["PageUp", 9, 1],
  ["PageUp", 6, 2],
  ["Home", 7, 0],
  ["End", 2, 9],
  ["x", 2, undefined],
])("%s from item %i of a grid leads to %s", (key, activeIndex, target) => {
  expect(nextIndex(key, { ...grid, activeIndex })).toBe(target);
});

test("in a table there is no left and right", () => {
  expect(nextIndex("ArrowRight", { count: 3, columns: 1, pageRows: 5, activeIndex: 0 })).toBeUndefined();
  expect(nextIndex("ArrowDown", { count: 3, columns: 1, pageRows: 5, activeIndex: 2 })).toBe(2);
});
