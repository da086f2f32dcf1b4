import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { SourceFile } from "../files/source-file.js";
import { FrameFinder } from "./find-frame.js";

const file = (name: string): SourceFile => ({ name, sizeBytes: 0, modifiedMs: 0, open: async () => Readable.from([]) });
const find = (files: string[], number: number, count: number, near = "annotations.xml") => {
  const name = `frame_${String(number).padStart(6, "0")}`;
  const found = new FrameFinder(files.map(file)).find(name, { number, index: number, count }, near);
  return "file" in found ? found.file.name : found.reason;
};
const MISSING = "the picture of the frame is not among those given";

describe("the picture of a video's frame", () => {
  it.each([
    [["images/frame_000001.PNG", "images/frame_000000.PNG"], 0, 9, "images/frame_000000.PNG"],
    [["img1.jpg", "img2.jpg", "img10.jpg"], 2, 3, "img10.jpg"],
    [["img1.jpg", "img2.jpg"], 0, 2, "img1.jpg"],
    [["x_3.jpg", "x_7.jpg"], 7, 9, "x_7.jpg"],
    [["x_3.jpg", "x_7.jpg"], 4, 9, MISSING],
    [["a_3.jpg", "b_3.jpg"], 3, 9, "several files have its name"],
    [["a.jpg"], 0, 1, "a.jpg"],
  ])("of %j, number %i of %i is %s", (files, number, count, due) => expect(find(files, number, count)).toBe(due));

  it("lies below the folder of the annotation file", () => {
    const files = ["v1/images/0.jpg", "v1/images/1.jpg", "v2/images/0.jpg", "v2/images/1.jpg"];
    expect(find(files, 1, 2, "v2/annotations.xml")).toBe("v2/images/1.jpg");
  });
});
