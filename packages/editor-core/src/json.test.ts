import { expect, it } from "vitest";
import { isSameJson, omitKeys } from "./json.js";

const tile = new Uint8Array(4);

it.each([
  [{ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, true],
  [{ a: undefined }, {}, false],
  [{ a: 1 }, { b: 1 }, false],
  [[1, 2], [1], false],
  [[], {}, false],
  [null, {}, false],
  [0, -0, false],
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
