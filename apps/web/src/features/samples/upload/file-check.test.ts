import { expect, test } from "vitest";
import { findFileFault, isLitter, pcdTypeOf } from "./file-check.js";

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);

test("the content tells an image, not its name", async () => {
  expect(await findFileFault(new Blob([png]), "rose.txt", "image")).toBeNull();
  expect(await findFileFault(new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])]), "rose", "image")).toBeNull();
  expect(await findFileFault(new Blob(["RIFF1234WEBPVP8 "]), "rose.webp", "image")).toBeNull();
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
