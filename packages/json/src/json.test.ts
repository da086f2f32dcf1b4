import { expect, it } from "vitest";
import { isSameJson } from "./same.js";
import { at, listAt, listOf, omitKeys } from "./values.js";

const tile = new Uint8Array(4);

it.each([
  [{ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, true],
  [{ a: undefined }, {}, true],
  [{}, { a: undefined }, true],
  [{ a: null }, {}, false],
  [JSON.parse('{"__proto__":{}}'), {}, false],
  [{}, JSON.parse('{"toString":1}'), false],
  [{ a: 1 }, { b: 1 }, false],
  [[1, 2], [1], false],
  [[], {}, false],
  [null, {}, false],
  [0, -0, true],
  [Number.NaN, Number.NaN, true],
  [{ tile }, { tile }, true],
  [{ tile }, { tile: new Uint8Array(4) }, true],
  [{ tile }, { tile: Uint8Array.of(0, 0, 1, 0) }, false],
  [{ tile }, { tile: new Uint16Array(2) }, false],
  [{ tile }, { tile: [0, 0, 0, 0] }, false],
])("%o and %o: %s", (a, b, expected) => {
  expect(isSameJson(a, b)).toBe(expected);
});

it("omits keys, and keeps a plain key named __proto__", () => {
  const object = JSON.parse('{"a":1,"__proto__":{"x":1},"b":2}');
  expect(JSON.stringify(omitKeys(object, new Set(["a"])))).toBe('{"__proto__":{"x":1},"b":2}');
});

it("reads a value, a list, or nothing by its path", () => {
  const label = { frames: [{ annotations: [{ id: 7 }] }], toString: undefined };
  expect(at(label, "frames", 0, "annotations", 0, "id")).toBe(7);
  expect(at(label, "frames", 1, "annotations")).toBeUndefined();
  expect(at({}, "toString")).toBeUndefined();
  expect(listAt(label, "frames", 0, "annotations")).toEqual([{ id: 7 }]);
  expect(listAt(label, "frames", 0)).toBeUndefined();
  expect(listOf("text")).toEqual([]);
});
