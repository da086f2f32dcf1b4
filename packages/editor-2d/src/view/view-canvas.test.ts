import { expect, test } from "vitest";
import { sizeFrom } from "./view-canvas.js";

test("a view's size is of whole device pixels", () => {
  const size = sizeFrom({ width: 1000.4, height: 700.2 }, { inlineSize: 1251, blockSize: 875 }, 1.25);
  expect(size.widthPx * 1.25).toBeCloseTo(1251);
  expect(size.heightPx * 1.25).toBeCloseTo(875);
});

test("device pixels that are not of the ratio do not count, nor is there need of any", () => {
  const expected = { widthPx: 1000, heightPx: 700, pixelRatio: 2 };
  expect(sizeFrom({ width: 1000, height: 700 }, { inlineSize: 1000, blockSize: 700 }, 2)).toEqual(expected);
  expect(sizeFrom({ width: 1000, height: 700 }, undefined, 2)).toEqual(expected);
});
