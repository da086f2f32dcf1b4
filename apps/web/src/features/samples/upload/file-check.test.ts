import { expect, test } from "vitest";
import { findFileFault, isLitter, pcdTypeOf } from "./file-check.js";

const IEND = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, ...IEND]);
/** Start, metadata with a thumbnail that has an end of its own, start of scan, coded data. */
const CUT_JPEG = [0xff, 0xd8, 0xff, 0xe1, 0, 8, 0xff, 0xd8, 1, 2, 0xff, 0xd9, 0xff, 0xda, 0, 2, 5, 6, 0xff, 0x00, 7];
type Case = [what: string, cut: Blob, ...whole: Blob[]];
const bytes = (...parts: readonly (readonly number[])[]) => new Blob([new Uint8Array(parts.flat())]);
const webp = (size: number, body: string) =>
  new Blob(["RIFF", Uint8Array.of(size & 255, size >> 8, 0, 0), "WEBP", body]);

/** 2 × 2 pixels of four colors: header, colors, an extension, descriptor, size of codes, data, trailer. */
const GIF = [
  ...[0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 2, 0, 2, 0, 0x81, 0, 0, ...Array(12).fill(7)],
  ...[0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x84, 0x3b, 5, 0, 0x3b],
];
const BMP_PIXELS_AT = 54;
/** 3 × 2 pixels of 24 bits: rows of 9 bytes, padded to 12. The size of the file is left 0, as some programs do. */
function bmp(pixelBytes: number, { heightPx = 2, compression = 0, sizeBytes = 0 } = {}): Blob {
  const head = new DataView(new ArrayBuffer(BMP_PIXELS_AT));
  for (const [at, value] of [
    [10, BMP_PIXELS_AT],
    [14, 40],
    [18, 3],
    [22, heightPx],
    [30, compression],
    [34, sizeBytes],
  ] as const)
    head.setInt32(at, value, true);
  head.setUint16(0, 0x4d42, true);
  head.setUint16(28, 24, true);
  return new Blob([head, new Uint8Array(pixelBytes)]);
}
const OLD_BMP = [0x42, 0x4d, 0, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0, 12, 0, 0, 0, 2, 0, 1, 0, 1, 0, 24, 0];

test.each<Case>([
  ["a GIF in its data", bytes(GIF.slice(0, -4)), bytes(GIF)],
  // Decoders do without the trailer, and pass over what stands behind it.
  ["a GIF in its last block", bytes(GIF.slice(0, -2)), bytes(GIF.slice(0, -1)), bytes(GIF, [1, 2, 3])],
  ["a GIF before its picture", bytes(GIF.slice(0, 33)), bytes(GIF)],
  ["a GIF in its header", bytes(GIF.slice(0, 11)), bytes(GIF)],
  ["a BMP", bmp(20), bmp(24), bmp(21), bmp(100)],
  ["a BMP from the top", bmp(20, { heightPx: -2 }), bmp(24, { heightPx: -2 })],
  ["a BMP of run lengths", bmp(9, { compression: 1, sizeBytes: 10 }), bmp(10, { compression: 1, sizeBytes: 10 })],
  ["a BMP in its header", new Blob([bmp(24).slice(0, 30)]), bmp(24)],
  ["an old BMP", bytes(OLD_BMP, [1, 2, 3]), bytes(OLD_BMP, [1, 2, 3, 4, 5, 6, 0, 0])],
  ["a JPEG", bytes(CUT_JPEG), bytes(CUT_JPEG, [0xff, 0xd9]), bytes(CUT_JPEG, [0xff, 0xd9], Array(100_000).fill(9))],
  ["a long JPEG", bytes(CUT_JPEG, Array(200_000).fill(9)), bytes(CUT_JPEG, Array(200_000).fill(9), [0xff, 0xd9])],
  ["a PNG", new Blob([png.slice(0, -9)]), new Blob([png])],
  ["a WebP", webp(12, "VP8 12"), webp(12, "VP8 1234")],
])("%s that is cut off is told as such", async (_, cut, ...whole) => {
  expect(await findFileFault(cut, "rose", "image")).toBe("It is cut off: the end of the image is missing.");
  for (const file of whole) expect(await findFileFault(file, "rose", "image")).toBeNull();
});

test("the content tells an image, not its name", async () => {
  expect(await findFileFault(new Blob([png]), "rose.txt", "image")).toBeNull();
  expect(await findFileFault(bytes(CUT_JPEG, [0xff, 0xd9]), "rose", "image")).toBeNull();
  expect(await findFileFault(webp(8, "VP8 "), "rose.webp", "image")).toBeNull();
  expect(await findFileFault(new Blob(["roses are red"]), "rose.png", "image")).toContain("no image");
  expect(await findFileFault(new Blob(["<svg onload=alert(1)>"]), "rose.png", "image")).toContain("no image");
});

test("empty files are told as such", async () => {
  expect(await findFileFault(new Blob([]), "rose.png", "image")).toBe("It is empty (0 bytes).");
});

test("a file that cannot be read is no crash", async () => {
  const gone = new Blob(["x"]);
  Object.defineProperty(gone, "slice", {
    value: () => ({ arrayBuffer: () => Promise.reject(new DOMException("", "NotReadableError")) }),
  });
  expect(await findFileFault(gone, "rose.png", "image")).toContain("cannot be read");
});

test("texts are texts of a bounded length", async () => {
  expect(await findFileFault(new Blob(["Marie Curie"]), "curie.txt", "text")).toBeNull();
  expect(await findFileFault(new Blob([png]), "curie.txt", "text")).toContain("no text");
  expect(await findFileFault(new Blob(["x".repeat(1_000_001)]), "long.txt", "text")).toContain("longer");
});

test.each([
  ["scan.pcd", "pcd"],
  ["SCAN.PLY", "ply"],
  ["tile.laz", "las"],
  ["scan.bin", undefined],
])("%s is a point cloud of type %s", (name, type) => {
  expect(pcdTypeOf(name)).toBe(type);
});

test.each([
  [".DS_Store", true],
  ["photos/.git/HEAD", true],
  ["photos/Thumbs.db", true],
  ["__MACOSX/a.jpg", true],
  ["photos/a.jpg", false],
])("%s is litter: %s", (path, isIt) => {
  expect(isLitter(path)).toBe(isIt);
});
