import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type ImageHeader, inspectImage } from "./image-header.js";
import { SAMPLE_IMAGES } from "./image-samples.js";

function sample(name: keyof typeof SAMPLE_IMAGES): Buffer {
  return Buffer.from(SAMPLE_IMAGES[name], "base64");
}

/** The header of a PNG, its CRC left out: nothing here reads it. */
function pngHeader(widthPx: number, heightPx: number, bitDepth: number, colourType: number): Buffer {
  const header = Buffer.concat([sample("pngRgb").subarray(0, 33)]);
  header.writeUInt32BE(widthPx, 16);
  header.writeUInt32BE(heightPx, 20);
  header.writeUInt8(bitDepth, 24);
  header.writeUInt8(colourType, 25);
  return header;
}

/** The JPEG sample with an EXIF block of one entry, the orientation. */
function jpegTurned(orientation: number, byteOrder: "II" | "MM"): Buffer {
  const exif = Buffer.alloc(26);
  const write16 = (value: number, at: number) =>
    byteOrder === "II" ? exif.writeUInt16LE(value, at) : exif.writeUInt16BE(value, at);
  const write32 = (value: number, at: number) =>
    byteOrder === "II" ? exif.writeUInt32LE(value, at) : exif.writeUInt32BE(value, at);
  exif.write(byteOrder, 0, "latin1");
  write16(42, 2);
  write32(8, 4);
  write16(1, 8);
  write16(0x0112, 10);
  write16(3, 12);
  write32(1, 14);
  write16(orientation, 18);
  const jpeg = sample("jpeg");
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 2 + 6 + exif.length]), Buffer.from("Exif\0\0"), exif]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

const SIZE = { widthPx: 3, heightPx: 2 };

test.each<[keyof typeof SAMPLE_IMAGES, ImageHeader]>([
  ["jpeg", { format: "jpeg", ...SIZE }],
  ["jpegProgressive", { format: "jpeg", ...SIZE }],
  ["jpegGrey", { format: "jpeg", ...SIZE }],
  ["jpegCmyk", { format: "jpeg", ...SIZE }],
  ["bmp", { format: "bmp", ...SIZE }],
  ["webpLossy", { format: "webp", ...SIZE }],
  ["webpLossless", { format: "webp", ...SIZE }],
  ["webpAlpha", { format: "webp", ...SIZE }],
  ["webpAnimated", { format: "webp", ...SIZE }],
  ["gif", { format: "gif", ...SIZE }],
  ["gifAnimated", { format: "gif", ...SIZE }],
  ["tiff", { format: "tiff", ...SIZE }],
  ["tiffBig", { format: "tiff", ...SIZE }],
  ["avif", { format: "avif", ...SIZE }],
  ["pngRgb", { format: "png", ...SIZE, bitDepth: 8, colourType: "rgb" }],
  ["pngRgba", { format: "png", ...SIZE, bitDepth: 8, colourType: "rgba" }],
  ["pngPalette", { format: "png", ...SIZE, bitDepth: 1, colourType: "palette" }],
  ["pngGrey", { format: "png", ...SIZE, bitDepth: 8, colourType: "greyscale" }],
  ["pngGreyAlpha", { format: "png", ...SIZE, bitDepth: 8, colourType: "greyscale-alpha" }],
  ["pngGrey16", { format: "png", ...SIZE, bitDepth: 16, colourType: "greyscale" }],
  ["pngBit", { format: "png", ...SIZE, bitDepth: 1, colourType: "greyscale" }],
])("%s", (name, header) => {
  expect(inspectImage(sample(name))).toEqual(header);
});

describe.each(["II", "MM"] as const)("EXIF orientation, byte order %s", (byteOrder) => {
  test.each([1, 2, 3, 4])("%i keeps the sides", (orientation) => {
    expect(inspectImage(jpegTurned(orientation, byteOrder))).toEqual({ format: "jpeg", widthPx: 3, heightPx: 2 });
  });
  test.each([5, 6, 7, 8])("%i swaps the sides", (orientation) => {
    expect(inspectImage(jpegTurned(orientation, byteOrder))).toEqual({ format: "jpeg", widthPx: 2, heightPx: 3 });
  });
  test.each([0, 9, 65535])("%i means nothing", (orientation) => {
    expect(inspectImage(jpegTurned(orientation, byteOrder))).toEqual({ format: "jpeg", widthPx: 3, heightPx: 2 });
  });
});

test("a PNG of 65,535 × 65,535 is only what it says: no pixel is made", () => {
  const header = { format: "png", widthPx: 65_535, heightPx: 65_535, bitDepth: 16, colourType: "rgba" };
  expect(inspectImage(pngHeader(65_535, 65_535, 16, 6))).toEqual(header);
});

test("a BMP whose rows go from top to bottom has a positive height", () => {
  const bmp = sample("bmp");
  bmp.writeInt32LE(-2, 22);
  expect(inspectImage(bmp)).toEqual({ format: "bmp", ...SIZE });
});

test("a JPEG with a large header before its size is read", () => {
  const jpeg = sample("jpeg");
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xff, 0xff]), Buffer.alloc(0xfffd, 0x20)]);
  const large = Buffer.concat([jpeg.subarray(0, 2), jpeg.subarray(2, 20), comment, comment, jpeg.subarray(20)]);
  expect(inspectImage(large)).toEqual({ format: "jpeg", ...SIZE });
});

test("padding, restart markers and bytes between the segments of a JPEG are stepped over", () => {
  const jpeg = sample("jpeg");
  const between = Buffer.from([0xff, 0xff, 0xff, 0xd0, 0x12, 0x34, 0xff, 0x00]);
  expect(inspectImage(Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff]), jpeg.subarray(2)]))).toBeDefined();
  const junk = Buffer.concat([jpeg.subarray(0, 20), between, jpeg.subarray(20)]);
  expect(inspectImage(junk)).toEqual({ format: "jpeg", ...SIZE });
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["HTML", Buffer.from("<!doctype html><script>alert(1)</script>")],
  ["SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><script/></svg>')],
  ["text", Buffer.from("BM is how a bitmap begins, but this is none")],
  ["zeroes", Buffer.alloc(1000)],
  ["a PNG of no width", pngHeader(0, 2, 8, 6)],
  ["a PNG of a width past 2³¹", pngHeader(2 ** 31, 2, 8, 6)],
  ["a PNG of an unknown colour type", pngHeader(3, 2, 8, 5)],
  ["a PNG of a depth that its colour type does not have", pngHeader(3, 2, 16, 3)],
  ["a PNG that begins with another chunk", Buffer.concat([sample("pngRgb").subarray(0, 8), Buffer.alloc(100, "tEXt")])],
  ["HEIC", Buffer.concat([Buffer.from("\0\0\0\x18ftypmif1\0\0\0\0mif1heic"), sample("avif").subarray(32)])],
  ["a GIF of no size", Buffer.from("GIF89a\0\0\0\0\0\0\0")],
])("%s is no image", (_name, bytes) => {
  expect(inspectImage(bytes)).toBeUndefined();
});

describe("whatever the bytes, there is an answer, and soon", () => {
  const samples = [...Object.values(SAMPLE_IMAGES).map((text) => Buffer.from(text, "base64")), jpegTurned(6, "II")];

  function expectAnswer(bytes: Buffer): void {
    const header = inspectImage(bytes);
    if (header === undefined) return;
    for (const px of [header.widthPx, header.heightPx]) expect(Number.isInteger(px) && px > 0).toBe(true);
  }

  test("cut off at every byte", () => {
    for (const bytes of samples) {
      for (let length = 0; length < bytes.length; length++) expectAnswer(bytes.subarray(0, length));
    }
  });

  test("with any byte changed", () => {
    for (const bytes of samples) {
      for (let at = 0; at < Math.min(bytes.length, 400); at++) {
        for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
          const changed = Buffer.from(bytes);
          changed[at] = value;
          expectAnswer(changed);
        }
      }
    }
  });

  test("random behind a real beginning", () => {
    for (const bytes of samples) {
      for (let round = 0; round < 60; round++) {
        const kept = bytes.subarray(0, round % 60);
        expectAnswer(Buffer.concat([kept, randomBytes(500)]));
      }
    }
  });

  test("of an AVIF made of size boxes", () => {
    const box = (name: string, ...parts: Buffer[]) => {
      const content = Buffer.concat(parts);
      const header = Buffer.alloc(8);
      header.writeUInt32BE(content.length + 8);
      header.write(name, 4, "latin1");
      return Buffer.concat([header, content]);
    };
    const size = box("ispe", Buffer.from([0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 2]));
    const fileWith = (count: number) => {
      const properties = box("ipco", ...Array<Buffer>(count).fill(size));
      const type = box("ftyp", Buffer.from("avif\0\0\0\0avifmif1"));
      return Buffer.concat([type, box("meta", Buffer.alloc(4), box("iprp", properties))]);
    };
    expect(inspectImage(fileWith(100))).toEqual({ format: "avif", ...SIZE });
    expect(inspectImage(fileWith(12_000))).toBeUndefined();
  });

  test("long and hostile", () => {
    let slowestMicroseconds = 0;
    for (const bytes of samples) {
      for (const fill of [0x00, 0x01, 0x08, 0xff]) {
        for (const kept of [4, 12, 16, 40, bytes.length]) {
          const hostile = Buffer.concat([bytes.subarray(0, kept), Buffer.alloc(256 * 1024, fill)]);
          // Of this process alone: what else the machine does counts for nothing.
          const before = process.cpuUsage();
          expectAnswer(hostile);
          slowestMicroseconds = Math.max(slowestMicroseconds, process.cpuUsage(before).user);
        }
      }
    }
    // A reader that is linear in the bytes takes milliseconds; one that is not takes far longer than this.
    expect(slowestMicroseconds).toBeLessThan(1_000_000);
  });
});
