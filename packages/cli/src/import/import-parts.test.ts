import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { SourceFile } from "../files/source-file.js";
import { addedCategories, newCategories } from "./categories.js";
import { FileFinder } from "./find-image.js";
import { mergeImports } from "./merge-imports.js";
import { sortFiles } from "./usable-files.js";
import { findContradiction, namesFor, readNames } from "./yolo-classes.js";

const file = (name: string): SourceFile => ({ name, sizeBytes: 0, modifiedMs: 0, open: async () => Readable.from([]) });

describe("the image that a format means", () => {
  const finder = new FileFinder(
    [
      ...["photos/a.jpg", "train/images/b.jpg", "valid/images/b.jpg", "x/c.v2.png", "images/image.jpg"],
      ...["images/image.webp.jpg", "images/IMG_1_jpg.rf.aa11.jpg", "images/IMG_1_jpg.rf.bb22.jpg"],
      ...["images/e\u0301te.jpg", "images/d.png", "images/d.jpg", "batch1/images/one.jpg", "valid/only.jpg"],
    ].map(file),
  );
  it.each([
    ["photos/a.jpg", "", "photos/a.jpg"],
    ["a.jpg", "", "photos/a.jpg"],
    ["./a.jpg", "", "photos/a.jpg"],
    ["C:\\data\\a.jpg", "", "photos/a.jpg"],
    ["images/../a.jpg", "", "photos/a.jpg"],
    ["images\\a.jpg", "", "photos/a.jpg"],
    ["a", "", "photos/a.jpg"],
    ["c.v2", "", "x/c.v2.png"],
    ["valid/images/b.jpg", "", "valid/images/b.jpg"],
    ["b.jpg", "annotations/instances_val2017.json", "valid/images/b.jpg"],
    ["b.jpg", "annotations/instances_train.json", "train/images/b.jpg"],
    ["image.jpg", "", "images/image.jpg"],
    ["image.webp", "", "images/image.webp.jpg"],
    ["image.webp.jpg", "", "images/image.webp.jpg"],
    ["IMG_1_jpg.rf.bb22", "", "images/IMG_1_jpg.rf.bb22.jpg"],
    ["\u00e9te.jpg", "", "images/e\u0301te.jpg"],
    ["\u00e9te", "", "images/e\u0301te.jpg"],
    ["d.png", "", "images/d.png"],
  ])("%j beside %j is %j", (name, near, found) =>
    expect(finder.find(name, { near })).toMatchObject({ file: { name: found } }),
  );

  it.each([
    ["train/labels/b", "train/images/b.jpg"],
    ["labels/valid/b", "valid/images/b.jpg"],
    ["labels/image.webp", "images/image.webp.jpg"],
    ["labels/image", "images/image.jpg"],
    ["labels/IMG_1_jpg.rf.aa11", "images/IMG_1_jpg.rf.aa11.jpg"],
    ["batch1/labels/one", "batch1/images/one.jpg"],
  ])("of the label file %j is %j", (name, found) =>
    expect(finder.find(name, { as: "stem", isOwn: true })).toMatchObject({ file: { name: found } }),
  );

  it.each([
    ["b.jpg", {}, "several files have its name"],
    ["d", {}, "several files have its name"],
    ["d.bmp", {}, "several files have its name"],
    ["e.jpg", {}, "its file is not among those given"],
    ["labels/IMG_1_jpg.rf", { as: "stem" }, "its file is not among those given"],
    ["train/only.jpg", {}, "a file has its name, but lies in another folder"],
    ["only.jpg", { near: "instances_train.json" }, "a file has its name, but lies in another folder"],
    ["/home/jane/train/only.jpg", {}, "a file has its name, but lies in another folder"],
    ["batch2/labels/one", { as: "stem" }, "a file has its name, but lies in another folder"],
    ["one.jpg", { near: "batch2/one.xml", isOwn: true }, "a file has its name, but lies in another folder"],
  ] as const)("%j with %j is not guessed", (name, options, reason) =>
    expect(finder.find(name, options)).toMatchObject({ reason }),
  );
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
    [
      "data.yaml",
      'names:\n  0: cat\n  1: "dog #2"\n',
      [
        [0, "cat"],
        [1, "dog #2"],
      ],
    ],
    ["data.yaml", "x: &n [a]\nnames: *n\nroboflow:\n  names: y\n", [[0, "a"]]],
    [
      "data.yaml",
      "names:\n  0: >-\n    long\n    name\n  1: 'it''s: x'\n",
      [
        [0, "long name"],
        [1, "it's: x"],
      ],
    ],
    [
      "data.yaml",
      "names: [007, 1e3, yes, null, ~, 1.0, 0x1f, true, 2024-01-01]\n",
      [...["007", "1e3", "yes", "null", "~", "1.0", "0x1f", "true", "2024-01-01"].entries()],
    ],
    ["data.yaml", "names:\n  0: no\n  1: 1_000\n  2: .inf\n", [...["no", "1_000", ".inf"].entries()]],
    ["data.yaml", "nc: 3\n", undefined],
    ["classes.txt", "", undefined],
  ])("of %s: %j", (name, text, due) =>
    expect(readNames(name, text)?.classes).toEqual(due && new Map(due as [number, string][])),
  );

  it.each([
    ["data.yaml", "names: [cat, dog, cat]\n", 'classes 0 and 2 have the same name "cat"'],
    ["data.yaml", "names: {0: cat, 4: 'cat '}\n", 'classes 0 and 4 have the same name "cat"'],
    ["data.yaml", "names: [cat, '', dog]\n", "class 1 has no name"],
    ["data.yaml", "names:\n  - cat\n  -\n", "class 1 has no name"],
    ["obj.names", "cat\n\ndog\n", "class 1 has no name"],
    ["classes.txt", "cat\n  \ndog", "class 1 has no name"],
    ["classes.txt", "cat\ndog\ncat\n", 'classes 0 and 2 have the same name "cat"'],
  ])("of %s: %j are refused", (name, text, due) => expect(() => readNames(name, text)).toThrow(due));
});

describe("keypoints of YOLO", () => {
  it.each([
    ["kpt_shape: [17, 3]\nnames: {0: person}\n", { count: 17, numbers: 3 }],
    ["kpt_shape: [2, 2]\nnames: [a]\nkpt_names: {0: [l, r]}\n", { count: 2, numbers: 2, names: ["l", "r"] }],
    ["kpt_shape: [2, 4]\nnames: [a]\n", undefined],
    ["names: [a]\n", undefined],
  ])("of %j", (text, due) => expect(readNames("data.yaml", text)?.keypoints).toEqual(due));
});

describe("names of several YOLO datasets", () => {
  const names = (...files: string[]) => files.map((name) => ({ name, classes: new Map([[0, name]]) }));
  it.each([
    ["a/labels/1.txt", ["a/data.yaml", "b/data.yaml"], "a/data.yaml"],
    ["b/labels/1.txt", ["a/data.yaml", "b/data.yaml"], "b/data.yaml"],
    ["b/labels/1.txt", ["data.yaml", "b/data.yaml"], "b/data.yaml"],
    ["labels/1.txt", ["labels/classes.txt", "data.yaml"], "data.yaml"],
    ["labels/1.txt", ["labels/classes.txt", "other/data.yaml"], "labels/classes.txt"],
    ["data/obj_train_data/1.txt", ["data/obj.names", "cfg/coco.names"], "data/obj.names"],
    ["labels/1.txt", ["cfg/data.yaml"], "cfg/data.yaml"],
    ["labels/1.txt", [], undefined],
  ])("%s with %j takes %s", (label, files, due) => expect(namesFor(label, names(...files))?.classes.get(0)).toBe(due));

  it.each([
    ["1.txt", ["data.yaml", "data.yaml"], undefined],
    ["a/labels/1.txt", ["a/data.yaml", "b/data.yaml"], undefined],
    ["b/labels/1.txt", ["data.yaml", "b/data.yaml"], undefined],
    ["labels/1.txt", ["data.yaml", "classes.txt"], ["data.yaml", "classes.txt"]],
    ["labels/1.txt", ["data.yaml", "dataset.yaml"], ["data.yaml", "dataset.yaml"]],
    ["labels/1.txt", ["labels/classes.txt", "data.yaml"], ["data.yaml", "labels/classes.txt"]],
    ["labels/1.txt", ["labels/classes.txt", "labels/obj.names"], ["labels/classes.txt", "labels/obj.names"]],
    ["labels/1.txt", ["labels/classes.txt", "other/data.yaml"], undefined],
    ["c/labels/1.txt", ["a/data.yaml", "b/data.yaml"], ["a/data.yaml", "b/data.yaml"]],
    ["c/labels/1.txt", ["a/data.yaml", "b/classes.txt"], ["a/data.yaml", "b/classes.txt"]],
    ["labels/1.txt", ["data.yaml"], undefined],
    ["labels/1.txt", [], undefined],
  ])("%s with %j has the contradiction %j", (label, files, due) =>
    expect(findContradiction(label, names(...files))?.files.map(({ name }) => name)).toEqual(due),
  );

  it.each([
    ["names: [cat, dog]\n", "names: {1: dog, 0: cat}\n", undefined],
    ["names: [cat, dog]\n", "names: [dog, cat]\n", "classes"],
    ["names: [cat, dog]\n", "names: [cat]\n", "classes"],
    ["names: [cat]\nkpt_shape: [2, 3]\n", "names: [cat]\nkpt_shape: [2, 3]\n", undefined],
    ["names: [cat]\nkpt_shape: [2, 3]\n", "names: [cat]\nkpt_shape: [3, 2]\n", "keypoints"],
    ["names: [cat]\nkpt_shape: [2, 3]\n", "names: [cat]\n", "keypoints"],
  ])("%j and %j differ in %j", (a, b, due) => {
    const files = [a, b].map((text) => ({
      ...(readNames("data.yaml", text) ?? { classes: new Map<number, string>() }),
      name: "data.yaml",
    }));
    expect(findContradiction("1.txt", files)?.of).toBe(due);
  });
});

describe("files of an import", () => {
  it.each([
    ["coco", ["x.json", "a.jpg"], ["README.md", "v.mp4", "scan.pcd"], []],
    ["yolo", ["data.yaml", "a.txt", "a.png", "obj.names"], ["a.xml"], []],
    ["voc", ["a.xml", "JPEGImages/a.jpg"], ["labelmap.txt"], ["SegmentationClass/a.png", "x/SegmentationObject/a.png"]],
    ["kitti", ["label_2/1.txt", "velodyne/1.bin"], ["calib/1.txt", "image_2/1.png"], []],
    ["kitti", ["1.txt", "1.bin"], [], []],
    ["folder", ["a.jpg", "README.md"], [], []],
  ] as const)("%s uses %j, not %j, and lists %j as labels that are not read", (format, files, unused, skipped) => {
    const sorted = sortFiles(format, [...unused, ...files, ...skipped].map(file));
    expect(sorted.files.map(({ name }) => name)).toEqual(files);
    expect(sorted.unused.map(({ place }) => place)).toEqual(unused);
    expect(sorted.skipped.map(({ place }) => place)).toEqual(skipped);
  });
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
