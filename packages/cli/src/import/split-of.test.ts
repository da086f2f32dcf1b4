import { describe, expect, it } from "vitest";
import { splitOf } from "./split-of.js";

const found = (name: string, from: string, split?: string) => ({
  ...{ name, from, size: undefined, annotations: [], categoryOf: new Map(), split },
});
const known = (name: string) => ({ name, isKnown: true });
const other = (name: string) => ({ name, isKnown: false });

describe("the split of a sample", () => {
  it.each([
    ["coco", "a.jpg", "annotations/instances_val2017.json", undefined, known("val")],
    ["coco", "a.jpg", "instances_train2017.json", undefined, known("train")],
    ["coco", "a.jpg", "annotations/instances_holdout.json", undefined, other("holdout")],
    ["coco", "a.jpg", "annotations/instances_default.json", undefined, undefined],
    ["coco", "a.jpg", "flowers.json", undefined, undefined],
    ["coco", "a.jpg", "train.json", undefined, known("train")],
    ["coco", "a.jpg", "valid/_annotations.coco.json", undefined, known("val")],
    ["coco", "images/test_A/a.jpg", "instances_default.json", undefined, known("test")],
    ["yolo", "train/images/a.jpg", "train/labels/a.txt", undefined, known("train")],
    ["yolo", "images/valid/a.jpg", "", undefined, known("val")],
    ["yolo", "images/batch1/a.jpg", "", undefined, undefined],
    ["yolo", "train.jpg", "train.txt", undefined, undefined],
    ["folder", "val2017/a.jpg", "", undefined, known("val")],
    ["datumaro", "a.jpg", "annotations/holdout.json", undefined, other("holdout")],
    ["datumaro", "a.jpg", "annotations/default.json", undefined, undefined],
    ["datumaro", "a.jpg", "x.json", undefined, undefined],
    ["cvat", "a.jpg", "annotations.xml", "Validation", known("val")],
    ["cvat", "a.jpg", "annotations.xml", "night", other("night")],
    ["cvat", "train/a.jpg", "annotations.xml", "Default", known("train")],
  ] as const)("%s: %s of %s (%s)", (format, name, from, split, due) =>
    expect(splitOf(found(name, from, split), name, format)).toEqual(due),
  );
});
