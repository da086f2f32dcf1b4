import { describe, expect, it } from "vitest";
import { sequenceFolders } from "./sequence-folders.js";

const files = (...names: string[]) => names.map((name) => ({ name }));
const timestampsOf = (...names: string[]) =>
  sequenceFolders(files(...names), "root")[0]?.frames.map(({ timestamp }) => timestamp);

describe("folders of frames", () => {
  it("are a sequence each, with frames in natural order", () => {
    const folders = sequenceFolders(files("b/frame10.png", "b/frame2.png", "a10/1.png", "a9/1.png", "x.png"), "root");
    expect(folders.map(({ name, frames }) => [name, frames.map((frame) => frame.name)])).toEqual([
      ["a9", ["1.png"]],
      ["a10", ["1.png"]],
      ["b", ["frame2.png", "frame10.png"]],
      ["root", ["x.png"]],
    ]);
    expect(folders[2]?.frames[0]?.file).toEqual({ name: "b/frame2.png" });
  });

  it("keep the folders above, so that cameras of one drive stay apart", () => {
    const folders = sequenceFolders(files("drive/left/1.png", "drive/right/1.png"), "root");
    expect(folders.map(({ name }) => name)).toEqual(["drive/left", "drive/right"]);
  });
});

describe("timestamps of frames", () => {
  it.each<[what: string, names: string[], timestamps: (number | bigint | undefined)[]]>([
    ["seconds", ["1700000000.png", "1700000001.png"], [1700000000, 1700000001]],
    [
      "19 digits, each of them",
      ["cam0_1700000000123456789.jpg", "cam0_1700000000123456790.jpg"],
      [1700000000123456789n, 1700000000123456790n],
    ],
    ["too few digits", ["123456789.png", "123456790.png"], [undefined, undefined]],
    ["20 digits", ["17000000001234567890.png"], [undefined]],
    ["a padded counter, as in KITTI", ["0000000000.png", "0000000001.png"], [undefined, undefined]],
    ["one frame without", ["1700000000.png", "last.png"], [undefined, undefined]],
    ["two numbers in a name", ["1700000000_1700000009.png"], [undefined]],
    ["an equal time", ["a1700000000.png", "b1700000000.png"], [undefined, undefined]],
  ])("%s", (_, names, timestamps) => {
    expect(timestampsOf(...names)).toEqual(timestamps);
  });
});
