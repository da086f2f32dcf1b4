import { describe, expect, it } from "vitest";
import { box, objectsOf, points, skippedOf } from "../testing/import-summary.js";
import { importLabelStudio } from "./label-studio.js";

const rectangle = (label: string, x: number, more: object = {}) => ({
  ...{ type: "rectanglelabels", original_width: 100, original_height: 80, ...more },
  value: { x, y: 20, width: 30, height: 40, rotation: 0, rectanglelabels: [label] },
});
const read = (...tasks: object[]) => importLabelStudio(JSON.stringify(tasks));
const CAT = ["cat", "bbox", box(10, 16, 40, 48)];

describe("the picture of a Label Studio task", () => {
  it.each([
    [{ data: { image: "/data/upload/1/ab12cd34-a.jpg" } }, ["ab12cd34-a.jpg", "a.jpg"]],
    [{ data: { image: "/data/upload/ab12cd34-a%20b.jpg" } }, ["ab12cd34-a b.jpg", "a b.jpg"]],
    [{ data: { photo: "/data/local-files/?d=my%20folder/a%20b.jpg" } }, ["my folder/a b.jpg"]],
    [{ data: { image: "/data/local-files/?foo=1&d=x/%E7%8A%AC.png" } }, ["x/犬.png"]],
    [{ data: { text: "no picture", scan: "s3://bucket/x/y%2B1.tif?v=3#top" } }, ["x/y+1.tif"]],
    [{ data: { image: "https://example.com/x/a.jpg?token=1" } }, ["x/a.jpg"]],
    [{ data: { image: "100%.jpg" } }, ["100%.jpg"]],
    [{ data: { image: "C:\\data\\a.jpg" } }, ["C:\\data\\a.jpg"]],
    [{ data: { image: "a.jpg" }, file_upload: "ab12cd34-b.jpg" }, ["a.jpg", "ab12cd34-b.jpg", "b.jpg"]],
    [{ data: { ocr: "https://example.com/view?id=1" } }, ["view"]],
    [{ data: {} }, ["task 1"]],
  ])("%j", (task, names) => {
    const [sample] = read(task).samples;
    expect([sample?.name, ...(sample?.aliases ?? [])]).toEqual(names);
  });
});

it("other data of a Label Studio task are its metadata", () => {
  const data = { image: "a.jpg", name: "a.jpg", weather: "rain", hour: 7, night: false, list: [1], more: { x: 1 } };
  expect(read({ data }).samples[0]?.metadata).toEqual({ weather: "rain", hour: 7, night: false });
  expect(read({ data: { image: "a.jpg" } }).samples[0]?.metadata).toBeUndefined();
});

describe("whose labels of a Label Studio task are read", () => {
  const data = { image: "a.jpg" };
  const annotation = (x: number, more: object = {}) => ({ result: [rectangle("cat", x)], ...more });
  it.each([
    [
      "the first",
      { annotations: [annotation(10), annotation(50)] },
      ["the task has another annotation, and only one is read"],
    ],
    [
      "not a cancelled one",
      { annotations: [annotation(50, { was_cancelled: true }), annotation(10)] },
      ["it was cancelled"],
    ],
    [
      "the ground truth",
      { annotations: [annotation(50), annotation(10, { ground_truth: true })] },
      ["the task has another annotation, and only one is read"],
    ],
    [
      "an annotation rather than a prediction",
      { annotations: [annotation(10)], predictions: [annotation(50)] },
      ["a prediction is read only where there is no annotation, and only the first"],
    ],
    [
      "a prediction where there is no annotation",
      { annotations: [], predictions: [annotation(10), annotation(50)] },
      ["a prediction is read only where there is no annotation, and only the first"],
    ],
    ["completions of older versions", { completions: [annotation(10)] }, []],
  ])("%s", (_, task, left) => {
    const result = read({ data, ...task });
    expect(objectsOf(result)).toEqual({ "a.jpg": [CAT] });
    expect(skippedOf(result)).toEqual(left.map((reason) => `[0]: ${reason}`));
  });
});

describe("results of Label Studio", () => {
  const shape = (type: string, value: object) => ({
    ...{ type, original_width: 100, original_height: 80 },
    value: { ...value, [type]: ["cat"] },
  });
  const task = (result: object) => ({ data: { image: "a.jpg" }, annotations: [{ result: [result] }] });
  it.each([
    [rectangle("cat", 10, { score: 0.5 }), [...CAT, { score: 0.5 }]],
    [
      shape("rectanglelabels", { x: 40, y: 50, width: -30, height: -25, rotation: 0 }),
      ["cat", "bbox", box(10, 20, 40, 40)],
    ],
    [
      shape("rectanglelabels", { x: 50, y: 20, width: 30, height: 10, rotation: 90 }),
      ["cat", "polygon", points(50, 16, 50, 46, 42, 46, 42, 16)],
    ],
    [shape("polygonlabels", { points: points(1, 2, 3, 4, 5, 6) }), ["cat", "polygon", points(1, 1.6, 3, 3.2, 5, 4.8)]],
    [
      shape("polygonlabels", { points: points(1, 2, 3, 4), closed: false }),
      ["cat", "polyline", points(1, 1.6, 3, 3.2)],
    ],
    [shape("keypointlabels", { x: 50, y: 50, width: 1 }), ["cat", "point", [[50, 40]]]],
  ])("%j", (result, object) => expect(objectsOf(read(task(result)))).toEqual({ "a.jpg": [object] }));

  it.each([
    ["rectangle", { x: 10, y: 20, width: 30, height: 40 }, CAT],
    ["polygon", { points: points(1, 2, 3, 4, 5, 6) }, ["cat", "polygon", points(1, 1.6, 3, 3.2, 5, 4.8)]],
    ["keypoint", { x: 50, y: 50, width: 1 }, ["cat", "point", [[50, 40]]]],
  ])("a %s whose label is a result of its own is there once", (type, value, object) => {
    const sized = { id: "r1", original_width: 100, original_height: 80 };
    const region = { ...sized, type, value };
    const label = { ...sized, type: "labels", value: { ...value, labels: ["cat"] } };
    const result = read({ data: { image: "a.jpg" }, annotations: [{ result: [region, label] }] });
    expect([objectsOf(result), skippedOf(result)]).toEqual([{ "a.jpg": [object] }, []]);
  });

  it.each([
    [
      rectangle("cat", 1, { image_rotation: 90 }),
      "its picture was turned in Label Studio, and its numbers are those of the turned one",
    ],
    [
      { id: "r1", type: "rectangle", value: { x: 1, y: 2, width: 3, height: 4 } },
      "results of type rectangle are not read",
    ],
    [shape("brushlabels", { rle: [1] }), "its brush is of another format than rle"],
    [{ type: "choices", value: { choices: ["x"] } }, "results of type choices are not read"],
    [{ ...rectangle("cat", 1), value: { x: 1, y: 2, width: 3, height: 4 } }, "it has no label"],
    [shape("rectanglelabels", { x: 1, y: 2, width: 0, height: 4 }), "its numbers are missing, or its box is empty"],
    [shape("polygonlabels", { points: [[1, 2]] }), "its numbers are missing, or its box is empty"],
  ])("%j is listed", (result, reason) => expect(skippedOf(read(task(result)))).toEqual([`[0] result[0]: ${reason}`]));
});

describe("the size of a Label Studio picture", () => {
  const result = (size: object, more: object = {}) => ({
    ...{ type: "rectanglelabels", ...size },
    value: { x: 10, y: 10, width: 20, height: 20, rectanglelabels: ["cat"], ...more },
  });
  const FULL_HD = { original_width: 1920, original_height: 1080 };
  const given = { widthPx: 1920, heightPx: 1080 };
  const onFullHd = ["bbox", box(192, 108, 576, 324)];
  const onPicture = ["bbox", box(20, 10, 60, 30)];
  it.each([
    ["that of each result", [result(FULL_HD)], given, [onFullHd], [onPicture], 0],
    ["that of another result", [result({}), result(FULL_HD)], given, [onFullHd, onFullHd], [onPicture, onPicture], 0],
    ["none", [result({})], undefined, [], [onPicture], 1],
    ["none that can be", [result({ original_width: 0, original_height: 0 })], undefined, [], [onPicture], 1],
    [
      "of a turned rectangle",
      [result(FULL_HD, { rotation: 90 })],
      given,
      [["polygon", points(192, 108, 192, 492, -24, 492, -24, 108)]],
      [["polygon", points(20, 10, 20, 50, 0, 50, 0, 10)]],
      0,
    ],
  ])("%s", (_, results, size, alone, placed, unplaced) => {
    const [sample] = read({ data: { image: "a.jpg" }, annotations: [{ result: results }] }).samples;
    const shapes = (objects: readonly object[] = []) =>
      objects.map((one) => {
        const { type, points: corners } = one as { type: string; points: number[][] };
        return [type, corners.map((corner) => corner.map((value) => Math.round(value * 1e6) / 1e6 + 0))];
      });
    expect(sample?.size).toEqual(size);
    expect(shapes(sample?.annotations)).toEqual(alone);
    expect(shapes(sample?.objectsOn?.({ widthPx: 200, heightPx: 100 }))).toEqual(placed);
    expect(sample?.unplaced?.map(({ reason }) => reason)).toEqual(
      Array(unplaced).fill("it has no original_width and original_height, and its picture's size is not known"),
    );
  });
});
