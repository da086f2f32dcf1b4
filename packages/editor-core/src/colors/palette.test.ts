import { describe, expect, it } from "vitest";
import { hashText, PALETTE, paletteColor, type Rgb } from "./palette.js";

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear light. */
const SIGHTS: Readonly<Record<string, { readonly matrix: Matrix; readonly atLeast: number }>> = {
  normal: {
    matrix: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    atLeast: 0.1,
  },
  deuteranopic: {
    matrix: [
      [0.367322, 0.860646, -0.227968],
      [0.280085, 0.672501, 0.047413],
      [-0.01182, 0.04294, 0.968881],
    ],
    atLeast: 0.055,
  },
  protanopic: {
    matrix: [
      [0.152286, 1.052583, -0.204868],
      [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    atLeast: 0.055,
  },
};

function times(matrix: Matrix, [x, y, z]: Triple): Triple {
  const [a, b, c] = matrix.map(([p, q, r]) => p * x + q * y + r * z);
  return [a ?? 0, b ?? 0, c ?? 0];
}

/** Björn Ottosson's OKLab, of linear light. */
function okLab(linear: Triple): Triple {
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    linear,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)],
  );
}

function linear([red, green, blue]: Rgb): Triple {
  const channel = (value: number) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return [channel(red), channel(green), channel(blue)];
}

describe("the palette", () => {
  it.each(Object.entries(SIGHTS))("stays apart under %s sight", (_, { matrix, atLeast }) => {
    const seen = PALETTE.map((color) =>
      okLab(times(matrix, linear(color)).map((value) => Math.max(0, value)) as never),
    );
    const distances = seen.flatMap((a, index) =>
      seen.slice(0, index).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
    );
    expect(Math.min(...distances)).toBeGreaterThan(atLeast);
  });

  it("has 24 colors, none too dark or too pale for the mid-dark surround", () => {
    expect(PALETTE).toHaveLength(24);
    for (const color of PALETTE) {
      const [lightness] = okLab(linear(color));
      expect(lightness).toBeGreaterThan(0.44);
      expect(lightness).toBeLessThan(0.94);
    }
  });

  it("goes round for any whole number", () => {
    expect([paletteColor(24), paletteColor(-1), paletteColor(0)]).toEqual([PALETTE[0], PALETTE[23], PALETTE[0]]);
  });

  it("gives the same text the same number", () => {
    expect(hashText("red")).toBe(hashText("red"));
    expect(hashText("red")).not.toBe(hashText("blue"));
  });
});
