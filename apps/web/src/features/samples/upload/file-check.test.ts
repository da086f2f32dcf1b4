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

test.each<Case>([
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
