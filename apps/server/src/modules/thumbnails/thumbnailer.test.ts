import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { afterEach, expect, test } from "vitest";
import { makeThumbnail } from "./make-thumbnail.js";
import { createThumbnailer, type Thumbnailer } from "./thumbnailer.js";

const open: Thumbnailer[] = [];
afterEach(async () => {
  for (const thumbnailer of open.splice(0)) await thumbnailer.close();
});

function start(options: { maxRssBytes?: number } = {}): Thumbnailer {
  const thumbnailer = createThumbnailer(options);
  open.push(thumbnailer);
  return thumbnailer;
}

const photo = (width: number) =>
  sharp({ create: { width, height: 200, channels: 3, background: "#b02" } })
    .jpeg()
    .toBuffer();

/** A PNG of zeros that says whatever it is told about itself. */
function png(width: number, height: number, options: { bitDepth: number; colourType: number; isInterlaced: boolean }) {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([options.bitDepth, options.colourType, 0, 0, options.isInterlaced ? 1 : 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(Buffer.alloc(4 * 1024 * 1024));
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

/** Source: PNG specification (third edition), annex D. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

test("images that come at once are made one after the other, each its own", async () => {
  const thumbnailer = start();
  const images = await Promise.all([400, 300, 200, 100].map(photo));
  const made = await Promise.all(images.map((image) => thumbnailer.make(image)));
  expect(made.map(({ imageWidthPx }) => imageWidthPx)).toEqual([400, 300, 200, 100]);
  expect(made[0]).toEqual(await makeThumbnail(images[0] as Buffer));
});

test("what is refused says why, and the next image is made", async () => {
  const thumbnailer = start();
  await expect(thumbnailer.make(Buffer.alloc(0))).rejects.toThrow("The file is empty.");
  await expect(thumbnailer.make(Buffer.from("hello"))).rejects.toThrow("The file is not an image that can be read.");
  expect(await thumbnailer.make(await photo(90))).toMatchObject({ imageWidthPx: 90 });
});

test("a process that takes too much memory ends, by the fault of its image", async () => {
  const thumbnailer = start({ maxRssBytes: 1024 * 1024 });
  for (const image of [await photo(400), await photo(300)])
    await expect(thumbnailer.make(image)).rejects.toThrow("The image takes too much memory to decode.");
});

test("a stop in the middle is no fault of the image", async () => {
  const thumbnailer = start();
  const made = thumbnailer.make(await photo(400));
  const outcome = made.then(String, (error: Error) => `${error.name}: ${error.message}`);
  await Promise.resolve();
  await thumbnailer.close();
  expect(await outcome).toBe("Error: The server stops.");
  await expect(thumbnailer.make(await photo(400))).rejects.toThrow("The server stops.");
});

test.each([
  ["an interlaced PNG of 16 bits", () => png(17_000, 17_000, { bitDepth: 16, colourType: 2, isInterlaced: true })],
  ["an interlaced PNG of 8 bits", () => png(17_000, 17_000, { bitDepth: 8, colourType: 2, isInterlaced: true })],
])("is refused by its header, before any pixel is decoded: %s", async (_, image) => {
  await expect(start().make(image())).rejects.toThrow("The image takes more than 512 MiB of memory to decode.");
});

test("a PNG that is decoded row by row is not bounded so", async () => {
  const image = png(17_000, 17_000, { bitDepth: 8, colourType: 0, isInterlaced: false });
  await expect(start().make(image)).rejects.toThrow("The image is damaged.");
});

test("progressive JPEGs are bounded by their coefficients", async () => {
  const width = 12_000;
  const large = sharp({ create: { width, height: width, channels: 3, background: "#b02" } });
  const progressive = await large.clone().jpeg({ progressive: true, chromaSubsampling: "4:4:4" }).toBuffer();
  await expect(start().make(progressive)).rejects.toThrow("The image takes more than 512 MiB of memory to decode.");
  const baseline = await large.clone().jpeg({ progressive: false }).toBuffer();
  expect(await start().make(baseline)).toMatchObject({ imageWidthPx: width, widthPx: 320 });
});
