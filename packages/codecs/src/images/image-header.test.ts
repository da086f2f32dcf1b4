import { describe, expect, it } from "vitest";
import { IMAGE_HEADERS } from "../testing/image-headers.js";
import { imageFormatOf, readImageHeader, readImageSize } from "./image-header.js";

const bytesOf = (name: string) => Uint8Array.from(Buffer.from(IMAGE_HEADERS[name] ?? "", "base64"));

describe("the size of a picture", () => {
  it.each(Object.keys(IMAGE_HEADERS))("%s: 3 × 2 as stored, with its orientation", (name) => {
    const orientation = Number(/\d$/.exec(name)?.[0] ?? 1);
    expect(readImageHeader(bytesOf(name))).toEqual({ stored: { widthPx: 3, heightPx: 2 }, orientation });
    const [widthPx, heightPx] = orientation >= 5 ? [2, 3] : [3, 2];
    expect(readImageSize(bytesOf(name))).toEqual({ widthPx, heightPx });
  });

  it.each(Object.keys(IMAGE_HEADERS))("%s: is not known, and nothing is thrown, wherever its bytes end", (name) => {
    const bytes = bytesOf(name);
    const known = Array.from(bytes, (_, end) => readImageSize(bytes.subarray(0, end))).filter(
      (size) => size !== undefined,
    );
    // What follows the size, such as pixels, may be missing.
    for (const size of known) expect(size).toEqual(readImageSize(bytes));
    expect(readImageSize(bytes.subarray(0, 24))).toBeUndefined();
  });

  it("reads a TIFF with the numbers of Motorola", () => {
    const tag = (id: number, type: string, value: string) =>
      `${id.toString(16).padStart(4, "0")}${type}00000001${value}`;
    const tags = [tag(0x100, "0003", "12340000"), tag(0x101, "0004", "00001000"), tag(0x112, "0003", "00080000")];
    const bytes = Buffer.from(`4d4d002a000000080003${tags.join("")}00000000`, "hex");
    expect(readImageHeader(bytes)).toEqual({ stored: { widthPx: 0x1234, heightPx: 0x1000 }, orientation: 8 });
    expect(readImageSize(bytes)).toEqual({ widthPx: 0x1000, heightPx: 0x1234 });
  });

  it.each([
    ["4d4d002a000000080000", "a directory without a size"],
    ["4949002a", "a TIFF of neither order"],
    ["0000002066747970617669660000000061766966", "an AVIF without a box of metadata"],
    ["0000000466747970617669660000000061766966", "a box that is shorter than its header"],
  ])("%s has none: %s", (hex) => expect(readImageSize(Buffer.from(hex, "hex"))).toBeUndefined());
});

describe("the format of a file", () => {
  const jpeg = Uint8Array.from(Buffer.from(IMAGE_HEADERS.jpeg6 ?? "", "base64"));

  it.each([
    ["png", Buffer.from("89504e470d0a1a0a", "hex")],
    ["jpeg", jpeg.subarray(0, 10)],
    ["gif", Buffer.from("GIF89a")],
    ["bmp", Buffer.from("BM....")],
    ["webp", Buffer.from("RIFF....WEBPVP8 ")],
    ["avif", Buffer.from("....ftypavif")],
    ["tiff", Buffer.from("II*.")],
  ])("is %s, even where the size is missing", (format, bytes) => {
    expect(imageFormatOf(bytes)).toBe(format);
    expect(readImageSize(bytes)).toBeUndefined();
  });

  it.each([["<html>"], [""], ["PNG"], ["\u0001\u0002"]])("%j is no image", (text) => {
    expect(imageFormatOf(Buffer.from(text))).toBeUndefined();
  });
});
