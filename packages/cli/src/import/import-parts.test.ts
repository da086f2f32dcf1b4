import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { SourceFile } from "../files/source-file.js";
import { addedCategories, newCategories } from "./categories.js";
import { FileFinder } from "./find-image.js";
import { mergeImports } from "./merge-imports.js";
import { readClasses } from "./yolo-classes.js";

const file = (name: string): SourceFile => ({ name, sizeBytes: 0, modifiedMs: 0, open: async () => Readable.from([]) });

describe("the image that a format means", () => {
  const finder = new FileFinder(["photos/a.jpg", "train/images/b.jpg", "val/images/b.jpg", "x/c.v2.png"].map(file));
  it.each([
    ["photos/a.jpg", "", "photos/a.jpg"],
    ["a.jpg", "", "photos/a.jpg"],
    ["./a.jpg", "", "photos/a.jpg"],
    ["C:\\data\\a.jpg", "", "photos/a.jpg"],
    ["images/../a.jpg", "", "photos/a.jpg"],
    ["a", "", "photos/a.jpg"],
    ["c.v2", "", "x/c.v2.png"],
    ["val/images/b.jpg", "", "val/images/b.jpg"],
    ["b", "val/labels/b.txt", "val/images/b.jpg"],
    ["b", "train/labels/b.txt", "train/images/b.jpg"],
  ])("%j beside %j is %j", (name, near, found) => expect(finder.find(name, near)).toMatchObject({ name: found }));

  it("is not guessed", () => {
    expect(finder.find("b.jpg")).toBe("several files have its name, such as train/images/b.jpg and val/images/b.jpg");
    expect(finder.find("d.jpg")).toBe("its file is not among those given");
  });
});

describe("classes of YOLO", () => {
  it.each([
    [
      "classes.txt",
      "car\ntruck\n\n",
      [
        [0, "car"],
        [1, "truck"],
      ],
    ],
    [
      "obj.names",
      "car\r\ntruck",
      [
        [0, "car"],
        [1, "truck"],
      ],
    ],
    [
      "data.yaml",
      "nc: 2\nnames: ['car', \"it's a, b\"] # two\n",
      [
        [0, "car"],
        [1, "it's a, b"],
      ],
    ],
    [
      "data.yaml",
      "names:\n  - car\n  - 'big truck'\nnc: 2\n",
      [
        [0, "car"],
        [1, "big truck"],
      ],
    ],
    [
      "data.yml",
      'path: x\nnames:\n  0: car\n  7: "truck"\ntrain: a\n',
      [
        [0, "car"],
        [7, "truck"],
      ],
    ],
    [
      "data.yaml",
      "names: {0: car, 1: truck}\n",
      [
        [0, "car"],
        [1, "truck"],
      ],
    ],
    [
      "data.yaml",
      "names: [\n  car,\n  truck\n]\n",
      [
        [0, "car"],
        [1, "truck"],
      ],
    ],
    ["data.yaml", "nc: 3\n", undefined],
    ["classes.txt", "", undefined],
  ])("of %s: %j", (name, text, due) =>
    expect(readClasses(name, text)).toEqual(due && new Map(due as [number, string][])),
  );
});

describe("categories", () => {
  const found = new Map([
    ["rose", { id: 0, name: "rose" }],
    ["tulip", { id: 1, name: "tulip", supercategory: "plant" }],
  ]);
  it("keep their ids where they can", () => {
    expect(newCategories(found).categories).toEqual([
      { id: 1, name: "rose" },
      { id: 2, name: "tulip", supercategory: "plant" },
    ]);
    expect(newCategories(new Map([["rose", { id: 18, name: "rose" }]])).categories).toEqual([{ id: 18, name: "rose" }]);
    expect(newCategories(new Map()).categories).toEqual([{ id: 1, name: "object" }]);
  });
  it("are added behind those that are there", () => {
    expect(addedCategories([{ id: 5, name: "tulip" }], found)).toEqual([
      { id: 5, name: "tulip" },
      { id: 6, name: "rose" },
    ]);
  });
  it("of several files are the same by name", () => {
    const part = (name: string, id: number, category: string) => ({
      from: file(name),
      result: {
        taskType: "vector",
        categories: [{ id, name: category }],
        samples: [{ name: `${name}.jpg`, size: undefined, annotations: [] }],
        skipped: [{ place: "[0]", reason: "x" }],
      },
    });
    const merged = mergeImports("vector", [
      part("a.xml", 1, "rose"),
      part("b.xml", 1, "tulip"),
      part("c.xml", 2, "rose"),
    ]);
    expect([...merged.categories.keys()]).toEqual(["rose", "tulip"]);
    expect(merged.samples.map(({ categoryOf }) => [...categoryOf])).toEqual([
      [[1, "rose"]],
      [[1, "tulip"]],
      [[2, "rose"]],
    ]);
    expect(merged.skipped[0]).toEqual({ place: "a.xml: [0]", reason: "x" });
  });
});
