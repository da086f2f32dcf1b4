import { expect, test } from "vitest";
import {
  BOX,
  describeInterop,
  HEIGHT,
  masksOf,
  NAMES,
  objectMask,
  SQUARE,
  VECTOR,
  WIDTH,
} from "../testing/interop-world.js";

/** Stems of the names of `NAMES`, each once. */
const IDS = [
  "train/images/IMG_1_jpg.rf.aaaa1111",
  "train/images/IMG_1_jpg.rf.bbbb2222",
  "image",
  "image.webp",
  "A",
  "a-2",
  "C_/Users/José/data/a b_1",
];

const ATTRIBUTES = { color: "red", wheels: 4, tags: ["a", "b"], note: 'x "y" <z>' };

describeInterop("datumaro", "import datumaro", (world) => {
  const size = { size: [HEIGHT, WIDTH], pixels: [HEIGHT, WIDTH] };
  const box = { type: "bbox", label: "car", bbox: [10, 5, 20, 15] };

  test("Datumaro: every shape with its attributes, each on its own picture", async () => {
    const line = {
      ...{ id: 3, category_id: 7, type: "polyline" },
      points: [
        [1, 2],
        [5, 4.25],
      ],
    };
    const point = (id: number, keypoint: string, at: readonly number[], visible: boolean) => ({
      ...{ id, category_id: 9, type: "point", points: [at], attributes: { keypoint, visible, instance: 1 } },
    });
    const spot = { id: 6, category_id: 7, type: "point", points: [[7.5, 8.25]] };
    const annotations = [
      { ...BOX, attributes: ATTRIBUTES },
      SQUARE,
      line,
      point(4, "tail", [4, 6], false),
      point(5, "head", [10, 16], true),
      spot,
    ];
    const categories = [
      { id: 7, name: "car" },
      { id: 3, name: 'a "b": #c' },
      { id: 9, name: "cat", keypoints: ["head", "tail", "ear"], skeleton: [[1, 2]] },
    ];
    const { folder, report } = await world.exported({
      ...{ taskType: "vector", names: NAMES, label: { annotations }, categories },
      args: ["datumaro", "--with-images"],
    });
    expect(report).toMatchObject({ samples: 7, objects: 42, skipped_count: 0 });
    expect(await world.load("load_datumaro.py", folder, "datumaro")).toEqual(
      IDS.map((id) => ({
        ...{ id, subset: "default", ...size },
        annotations: [
          { ...box, attributes: ATTRIBUTES },
          { type: "polygon", label: 'a "b": #c', attributes: {}, points: SQUARE.points.flat() },
          { type: "polyline", label: "car", attributes: {}, points: [1, 2, 5, 4.25] },
          {
            ...{ type: "points", label: "cat", points: [10, 16, 4, 6, 0, 0], visibility: [2, 1, 0] },
            attributes: { keypoint: "tail", instance: 1 },
          },
          { type: "points", label: "car", attributes: {}, points: [7.5, 8.25], visibility: [2] },
        ],
      })),
    );
  });

  test("Datumaro: masks with holes and parts to the pixel, and splits", async () => {
    const { folder } = await world.exported({
      ...{ taskType: "segmentation-bitmap", names: ["a.png", "b.png"], label: masksOf(`${world.origin}/mask.png`) },
      ...{ metadata: [{ split: "train" }, { split: "val" }], args: ["datumaro", "--with-images", "--split", "split"] },
    });
    const annotations = [
      { type: "mask", label: "car", attributes: {}, mask: objectMask(1) },
      { type: "mask", label: 'a "b": #c', attributes: {}, mask: objectMask(2) },
    ];
    const read = await world.load("load_datumaro.py", folder, "datumaro");
    expect(read).toEqual([
      { id: "a", subset: "train", ...size, annotations },
      { id: "b", subset: "val", ...size, annotations },
    ]);
  });

  test("Pascal VOC: boxes with attributes", async () => {
    const label = { annotations: [{ ...BOX, attributes: { truncated: true, color: "red" } }, SQUARE] };
    const { folder } = await world.exported({
      ...{ taskType: "vector", names: NAMES, label, args: ["voc", "--with-images"] },
    });
    const read = await world.load("load_datumaro.py", folder, "voc");
    expect(read.map(({ id }: { id: string }) => id)).toEqual(IDS);
    for (const item of read) {
      expect(item).toMatchObject({ subset: "trainval", ...size });
      expect(item.annotations).toEqual([
        { ...box, attributes: { truncated: true, pose: "Unspecified", color: "red" } },
        { type: "bbox", label: 'a "b": #c', bbox: [2, 3, 10, 10], attributes: { pose: "Unspecified" } },
      ]);
    }
  });

  test("Pascal VOC: masks to the pixel, beside their boxes", async () => {
    const { folder } = await world.exported({
      ...{ taskType: "segmentation-bitmap", names: ["x/a.png"], label: masksOf(`${world.origin}/mask.png`) },
      args: ["voc", "--with-images"],
    });
    const [item] = await world.load("load_datumaro.py", folder, "voc");
    expect(item).toMatchObject({ id: "x/a", ...size });
    expect(item.annotations).toMatchObject([
      { type: "bbox", label: "car", bbox: [2, 3, 10, 10] },
      { type: "bbox", label: 'a "b": #c', bbox: [20, 2, 17, 26] },
      { type: "mask", label: "car", mask: objectMask(1) },
      { type: "mask", label: 'a "b": #c', mask: objectMask(2) },
    ]);
  });

  test("COCO: what datumaro reads of it", async () => {
    const { folder } = await world.exported({
      ...{ taskType: "vector", names: ["a.png"], label: VECTOR, metadata: [{ split: "train" }] },
      args: ["coco", "--with-images", "--split", "split"],
    });
    const read = await world.load("load_datumaro.py", folder, "coco");
    expect(read).toMatchObject([{ id: "a", subset: "train", ...size }]);
    // Datumaro makes a polygon and a box of each annotation, in no order.
    const found = read[0].annotations.map((one: object) => JSON.stringify(one)).toSorted();
    const name = 'a "b": #c';
    const polygon = { type: "polygon", label: name, attributes: {}, points: SQUARE.points.flat() };
    expect(found).toEqual(
      [
        { ...polygon, label: "car", points: [10, 5, 30, 5, 30, 20, 10, 20] },
        polygon,
        { type: "bbox", label: "car", attributes: {}, bbox: [10, 5, 20, 15] },
        { type: "bbox", label: name, attributes: {}, bbox: [2, 3, 10, 10] },
      ]
        .map((one) => JSON.stringify(one))
        .toSorted(),
    );
  });

  test("MOT and CVAT for video: the boxes of each frame with their tracks", async () => {
    const box = (track_id: number, left: number, is_keyframe: boolean) => ({
      ...{ id: track_id, track_id, category_id: track_id === 5 ? 7 : 3, type: "bbox", is_keyframe },
      points: [
        [left, 2],
        [left + 4, 8.5],
      ],
    });
    const frames = [[box(5, 0, true)], [box(5, 1, false), box(9, 20, true)], [box(5, 2, true)]];
    const job = {
      ...{ taskType: "image-vector-sequence", names: ["drive"] },
      label: { frames: frames.map((annotations) => ({ annotations })) },
      attributes: { frames: frames.map(() => ({ image: { url: `${world.origin}/a.png` } })) },
    };
    const [name, at] = ['a "b": #c', (left: number) => [left, 2, 4, 6.5]];
    const mot = await world.exported({ ...job, args: ["mot", "--with-images"] });
    const read = await world.load("load_datumaro.py", `${mot.folder}/drive`, "mot_seq");
    expect(read).toMatchObject([
      {
        id: "1",
        ...size,
        annotations: [{ type: "bbox", label: "car", bbox: at(0), attributes: { track_id: 5 } }],
      },
      {
        id: "2",
        annotations: [
          { type: "bbox", label: "car", bbox: at(1), attributes: { track_id: 5 } },
          { type: "bbox", label: name, bbox: at(20), attributes: { track_id: 9 } },
        ],
      },
      { id: "3", annotations: [{ type: "bbox", label: "car", bbox: at(2), attributes: { track_id: 5 } }] },
    ]);

    const video = await world.exported({ ...job, args: ["cvat-video"] });
    const tracks = await world.load("load_datumaro.py", video.folder, "cvat");
    const boxes = tracks.map(
      ({ annotations }: { annotations: { label: string; bbox: number[]; attributes: object }[] }) =>
        annotations.map((one) => ({ label: one.label, bbox: one.bbox, attributes: one.attributes })),
    );
    const known = (track_id: number, keyframe: boolean) =>
      expect.objectContaining({ track_id, ...(keyframe && { keyframe }) });
    expect(boxes).toEqual([
      [{ label: "car", bbox: at(0), attributes: known(5, true) }],
      [
        { label: "car", bbox: at(1), attributes: known(5, false) },
        { label: name, bbox: at(20), attributes: known(9, true) },
      ],
      [
        { label: "car", bbox: at(2), attributes: known(5, true) },
        { label: name, bbox: at(20), attributes: expect.objectContaining({ track_id: 9, outside: true }) },
      ],
    ]);
  });
});
