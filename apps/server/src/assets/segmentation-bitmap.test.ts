import { afterAll, beforeAll, expect, test } from "vitest";
import { createAssetKey } from "./asset-store.js";
import { SAMPLE_IMAGES } from "./image-samples.js";
import { inspectAssetImage } from "./inspect-asset-image.js";
import { checkSegmentationBitmap } from "./segmentation-bitmap.js";
import { type LocalTestServer, RESERVED_WORDS, startLocalTestServer } from "./test-support.js";

let server: LocalTestServer;
beforeAll(async () => {
  server = await startLocalTestServer();
});
afterAll(() => server.close());

async function stored(bytes: Buffer): Promise<string> {
  const key = createAssetKey("label.png");
  await server.store.write(key, "image/png", bytes);
  return key;
}

const RGBA = Buffer.from(SAMPLE_IMAGES.pngRgba, "base64");

test("an 8-bit RGBA PNG of the image's size is a segmentation bitmap", async () => {
  const key = await stored(RGBA);
  expect(await checkSegmentationBitmap(server.store, key)).toBeUndefined();
  expect(await checkSegmentationBitmap(server.store, key, { widthPx: 3, heightPx: 2 })).toBeUndefined();
  const trailed = await stored(Buffer.concat([RGBA, Buffer.from("left behind by an encoder")]));
  expect(await checkSegmentationBitmap(server.store, trailed)).toBeUndefined();
});

test.each([
  ["another size", RGBA, "The segmentation bitmap is 3 × 2 pixels, the image 640 × 480."],
  [
    "RGB",
    Buffer.from(SAMPLE_IMAGES.pngRgb, "base64"),
    "The segmentation bitmap must be an 8-bit RGBA PNG, not 8-bit rgb.",
  ],
  [
    "16 bits",
    Buffer.from(SAMPLE_IMAGES.pngGrey16, "base64"),
    "The segmentation bitmap must be an 8-bit RGBA PNG, not 16-bit greyscale.",
  ],
  ["a JPEG", Buffer.from(SAMPLE_IMAGES.jpeg, "base64"), "The segmentation bitmap is not a PNG image."],
  ["HTML", Buffer.from("<html>"), "The segmentation bitmap is not a PNG image."],
  ["an empty file", Buffer.alloc(0), "The segmentation bitmap is an empty file."],
])("%s is none", async (_name, bytes, reason) => {
  const key = await stored(bytes);
  expect(await checkSegmentationBitmap(server.store, key, { widthPx: 640, heightPx: 480 })).toBe(reason);
  expect(reason).not.toMatch(RESERVED_WORDS);
});

test("one cut off at any byte is none", async () => {
  for (let length = 0; length < RGBA.length - 8; length += 5) {
    expect(await checkSegmentationBitmap(server.store, await stored(RGBA.subarray(0, length)))).toMatch(
      /^The segmentation/,
    );
  }
});

test("one that was never uploaded is none", async () => {
  const reason = await checkSegmentationBitmap(server.store, createAssetKey("a.png"));
  expect(reason).toBe("The segmentation bitmap has not been uploaded.");
});

test("the header of an asset is read from its beginning", async () => {
  const large = Buffer.concat([RGBA, Buffer.alloc(1024 * 1024)]);
  expect(await inspectAssetImage(server.store, await stored(large))).toMatchObject({ format: "png", widthPx: 3 });
  expect(await inspectAssetImage(server.store, await stored(Buffer.alloc(0)))).toBeUndefined();
  expect(await inspectAssetImage(server.store, createAssetKey("a.png"))).toBeUndefined();
});
