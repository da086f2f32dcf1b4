import { expect, test } from "vitest";
import { inspectSequences, sequenceToAdd } from "./inspect-sequences.js";

const PNG_END = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];

function png(widthPx: number, heightPx: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const size = new DataView(new ArrayBuffer(8));
  size.setUint32(0, widthPx);
  size.setUint32(4, heightPx);
  return Uint8Array.from([...bytes, ...new Uint8Array(size.buffer), 8, 2, 0, 0, 0, 0, 0, 0, 0, ...PNG_END]);
}

const named = (name: string, content: BlobPart, root?: string) => ({
  name,
  file: new File([content], name),
  ...(root !== undefined && { root }),
});
const inspect = (files: readonly ReturnType<typeof named>[]) =>
  inspectSequences(files, { signal: new AbortController().signal, onProgress: () => undefined });

test("folders are sequences, in natural order, with the sizes of their frames", async () => {
  const { sequences, otherFiles } = await inspect([
    named("b/2.png", png(8, 6)),
    named("b/10.png", png(8, 6)),
    named("b/1.png", png(4, 4)),
    named("a/1700000000123456790.png", png(8, 6)),
    named("a/1700000000123456789.png", png(8, 6)),
    named("a/times.txt", "1 2"),
    named("a/.DS_Store", "x"),
  ]);
  expect(otherFiles).toEqual(["a/times.txt"]);
  expect(sequences.map(({ name, sizes, hasTimestamps }) => [name, sizes, hasTimestamps])).toEqual([
    ["a", ["8 × 6"], true],
    ["b", ["8 × 6", "4 × 4"], false],
  ]);
  expect(sequences[0]?.frames.map(({ timestamp }) => timestamp)).toEqual([1700000000123456789n, 1700000000123456790n]);
  expect(sequences[1]?.frames.map(({ name }) => name)).toEqual(["1.png", "2.png", "10.png"]);
});

test("a damaged frame is named, and left out or kept in its place", async () => {
  const { sequences } = await inspect([
    named("1.png", png(8, 6), "drive"),
    named("2.png", png(8, 6).slice(0, 40), "drive"),
    named("3.png", png(8, 6), "drive"),
  ]);
  const [drive] = sequences;
  expect(drive?.frames.map(({ name, fault }) => [name, fault])).toEqual([
    ["1.png", null],
    ["2.png", "It is cut off: the end of the image is missing."],
    ["3.png", null],
  ]);
  if (drive === undefined) throw new Error("There is no sequence.");
  const added = (rule: "leave-out" | "keep-place") =>
    sequenceToAdd(drive, rule).frames.map(({ name, file }) => [name, file?.size]);
  expect(added("leave-out")).toEqual([
    ["1.png", 45],
    ["3.png", 45],
  ]);
  expect(added("keep-place")).toEqual([
    ["1.png", 45],
    ["2.png", undefined],
    ["3.png", 45],
  ]);
});

test.each([
  [["crossing_001.png", "crossing_002.png"], "crossing"],
  [["1.png", "2.png"], "sequence"],
  [["only-7.png"], "only"],
])("frames without a folder, such as %j, are called %s", async (names, name) => {
  const { sequences } = await inspect(names.map((each) => named(each, png(2, 2))));
  expect(sequences.map((sequence) => sequence.name)).toEqual([name]);
});
