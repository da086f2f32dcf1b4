import { expect, it } from "vitest";
import { encodePng } from "./png-encode.js";

const IMAGE = { widthPx: 2, heightPx: 1, channels: 1, data: Uint8Array.of(1, 0) } as const;

it("writes a palette: color type 3, and the colors in a chunk of their own", () => {
  const png = encodePng(IMAGE, { palette: [[0, 0, 0], [128, 0, 255]] }); // biome-ignore format: short
  const text = Buffer.from(png).toString("latin1");
  expect([png[24], png[25]]).toEqual([8, 3]);
  const at = text.indexOf("PLTE");
  expect([...png.subarray(at + 4, at + 10)]).toEqual([0, 0, 0, 128, 0, 255]);
  expect(at).toBeLessThan(text.indexOf("IDAT"));
});

it("refuses a palette of several channels, of 16 bits, or of more than 256 colors", () => {
  const palette = [[0, 0, 0]] as const;
  const colors = Array.from({ length: 257 }, () => [0, 0, 0] as const);
  expect(() => encodePng({ ...IMAGE, channels: 3, data: new Uint8Array(6) }, { palette })).toThrow("palette");
  expect(() => encodePng({ ...IMAGE, data: new Uint16Array(2) }, { palette })).toThrow("palette");
  expect(() => encodePng(IMAGE, { palette: colors })).toThrow("palette");
});
