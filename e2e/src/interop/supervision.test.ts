import { expect, test } from "vitest";
import {
  describeInterop,
  FILES,
  HEIGHT,
  maskOf,
  masksOf,
  NAMES,
  objectMask,
  SQUARE,
  VECTOR,
  WIDTH,
} from "../testing/interop-world.js";

describeInterop("supervision", "import supervision, pycocotools, globox", (world) => {
  test("COCO of shapes: every box and polygon, each on its own picture, and an average precision of 1", async () => {
    const { folder, report } = await world.exported({
      taskType: "vector",
      names: NAMES,
      label: VECTOR,
      args: ["coco", "--with-images"],
    });
    expect(report).toMatchObject({ samples: 7, objects: 14, skipped_count: 0 });
    const read = await world.load("load_coco.py", folder);
    const box = maskOf((x, y) => x >= 10 && x < 30 && y >= 5 && y < 20);
    const square = maskOf((x, y) => x >= 2 && x < 12 && y >= 3 && y < 13);
    const none = { iscrowd: 0, keypoints: null, polyline: null };
    expect(read.annotations).toEqual(
      FILES.flatMap((image) => [
        { image, category: "car", bbox: [10, 5, 20, 15], area: 300, mask: box, ...none },
        { image, category: 'a "b": #c', bbox: [2, 3, 10, 10], area: 100, mask: square, ...none },
      ]),
    );
    for (const kind of ["segm", "bbox"]) expect(read.ap[kind]).toBeCloseTo(1, 12);
    expect(Object.keys(read.supervision).toSorted()).toEqual(FILES.toSorted());
    for (const found of Object.values(read.supervision)) {
      expect(found).toMatchObject({ classes: ["car", 'a "b": #c'] });
      expect(found).toMatchObject({
        xyxy: [
          [10, 5, 30, 20],
          [2, 3, 12, 13],
        ],
      });
    }
  });

  test("COCO of masks: holes and parts to the pixel", async () => {
    const { folder } = await world.exported({
      taskType: "segmentation-bitmap",
      names: ["a.png"],
      label: masksOf(`${world.origin}/mask.png`),
      args: ["coco", "--with-images"],
    });
    const read = await world.load("load_coco.py", folder);
    expect(read.annotations).toMatchObject([
      { category: "car", bbox: [2, 3, 10, 10], area: 91, mask: objectMask(1) },
      { category: 'a "b": #c', bbox: [20, 2, 17, 26], area: 126, mask: objectMask(2) },
    ]);
    for (const kind of ["segm", "bbox"]) expect(read.ap[kind]).toBeCloseTo(1, 12);
    expect(read.supervision["a.png"]).toMatchObject({ masks: [objectMask(1), objectMask(2)] });
  });

  test("COCO of a sequence: the boxes of each frame with their tracks, and the videos", async () => {
    const box = (track_id: number, left: number) => ({
      ...{ id: track_id, track_id, category_id: 7, type: "bbox", is_keyframe: true },
      points: [[left, 2], [left + 4, 8]], // biome-ignore format: short
    });
    const frames = [[box(5, 0)], [box(5, 1), box(9, 20)]];
    const { folder } = await world.exported({
      ...{ taskType: "image-vector-sequence", names: ["one", "two"] },
      label: { frames: frames.map((annotations) => ({ annotations })) },
      attributes: { frames: frames.map(() => ({ image: { url: `${world.origin}/a.png` } })) },
      args: ["coco", "--with-images"],
    });
    const read = await world.load("load_coco.py", folder);
    const found = read.annotations.map(({ image, bbox }: { image: string; bbox: number[] }) => [image, bbox]);
    expect(found).toEqual(
      ["one", "two"]
        .flatMap((name) => [
          [`${name}/00001`, [0, 2, 4, 6]],
          [`${name}/00002`, [1, 2, 4, 6]],
          [`${name}/00002`, [20, 2, 4, 6]],
        ])
        .map(([image, bbox]) => [`${image}.png`, bbox]),
    );
    const tracks = [[0, 5], [1, 5], [1, 9]]; // biome-ignore format: short
    expect(read.tracks).toEqual(["one", "two"].flatMap((name) => tracks.map((place) => [name, ...place])));
    for (const kind of ["segm", "bbox"]) expect(read.ap[kind]).toBeCloseTo(1, 12);
  });

  test("COCO of points and polylines: named keypoints stand together, with their visibility", async () => {
    const point = (id: number, category_id: number, at: readonly number[], attributes?: object) => ({
      ...{ id, category_id, type: "point", points: [at] },
      ...(attributes && { attributes }),
    });
    const line = { ...{ id: 9, category_id: 2, type: "polyline" }, points: [[1, 2], [5, 4]] }; // biome-ignore format: short
    const label = {
      annotations: [
        point(1, 1, [4, 6], { keypoint: "tail", visible: false, instance: 1 }),
        point(2, 1, [10, 16], { keypoint: "head", visible: true, instance: 1 }),
        point(3, 1, [20, 8], { keypoint: "head", visible: true, instance: 2 }),
        point(4, 2, [7.5, 8.25]),
        line,
      ],
    };
    const categories = [
      { id: 1, name: "cat", keypoints: ["head", "tail"] },
      { id: 2, name: "spot" },
    ];
    const { folder } = await world.exported({
      taskType: "vector",
      names: ["a.png"],
      label,
      args: ["coco", "--with-images"],
      categories,
    });
    expect((await world.load("load_coco.py", folder)).annotations).toMatchObject([
      { category: "cat", keypoints: [10, 16, 2, 4, 6, 1], bbox: [4, 6, 6, 10] },
      { category: "cat", keypoints: [20, 8, 2, 0, 0, 0], bbox: [20, 8, 0, 0] },
      { category: "spot", keypoints: [7.5, 8.25, 2], polyline: null },
      { category: "spot", keypoints: null, polyline: line.points, bbox: [1, 2, 4, 2] },
    ]);
  });

  // Supervision reads the images of one folder only, Ultralytics those below it too.
  const FLAT = NAMES.slice(2, 6);

  test.each(["detect", "segment", "obb"] as const)("Ultralytics %s: classes from 0, every shape", async (task) => {
    const { folder, report } = await world.exported({
      taskType: "vector",
      names: FLAT,
      label: VECTOR,
      args: ["ultralytics", "--task", task, "--with-images"],
    });
    expect(report).toMatchObject({ samples: 4, objects: 8, skipped_count: 0 });
    const read = await world.load("load_yolo.py", folder, task);
    expect(Object.keys(read).toSorted()).toEqual(FILES.slice(2, 6).toSorted());
    for (const found of Object.values<{ xyxy: number[][]; classes: string[]; corners: number[][][] }>(read)) {
      expect(found.classes).toEqual(["car", 'a "b": #c']);
      for (const [row, expected] of [[10, 5, 30, 20], [2, 3, 12, 13]].entries()) // biome-ignore format: short
        for (const [place, value] of expected.entries()) expect(found.xyxy[row]?.[place]).toBeCloseTo(value, 4);
      if (task !== "obb") continue;
      const corners = found.corners[1]?.flat() ?? [];
      for (const [place, value] of SQUARE.points.flat().entries()) expect(corners[place]).toBeCloseTo(value, 4);
    }
  });

  test("Pascal VOC counted from 1: every box and polygon", async () => {
    const { folder, report } = await world.exported({
      ...{ taskType: "vector", names: FLAT, label: VECTOR },
      args: ["voc", "--with-images", "--one-based"],
    });
    expect(report).toMatchObject({ samples: 4, objects: 8, skipped_count: 0 });
    const read = await world.load("load_voc.py", folder);
    // Files of one stem would share their XML.
    expect(Object.keys(read).toSorted()).toEqual(["A.png", "a-2.png", "image.webp", "image.webp.jpg"].toSorted());
    const square = maskOf((x, y) => x >= 2 && x <= 12 && y >= 3 && y <= 13);
    for (const found of Object.values<{ masks: number[][][] }>(read)) {
      expect(found).toMatchObject({
        classes: ["car", 'a "b": #c'],
        xyxy: [
          [10, 5, 30, 20],
          [2, 3, 12, 13],
        ],
      });
      // Supervision draws a polygon with its edge.
      expect(found.masks[1]).toEqual(square);
    }
  });

  test.each([
    ["coco", ["coco"], NAMES, FILES],
    ["voc", ["voc"], FLAT, ["image.webp", "image.webp.jpg", "A.png", "a-2.png"]],
    ["yolo", ["ultralytics", "--task", "detect"], ["a.png", "b.png"], ["a.png", "b.png"]],
  ] as const)("globox reads the boxes of %s", async (format, [name, ...options], names, files) => {
    const { folder } = await world.exported({
      ...{ taskType: "vector", names, label: VECTOR, args: [name, "--with-images", ...options] },
    });
    const read: Record<string, { size: number[]; boxes: [string, ...number[]][] }> = await world.load(
      "load_globox.py",
      folder,
      format,
    );
    expect(Object.keys(read).toSorted()).toEqual([...files].toSorted());
    for (const { size, boxes } of Object.values(read)) {
      expect(size).toEqual([WIDTH, HEIGHT]);
      expect(boxes.map(([label]) => label)).toEqual(format === "yolo" ? ["0", "1"] : ["car", 'a "b": #c']);
      for (const [place, expected] of [[10, 5, 30, 20], [2, 3, 12, 13]].entries()) // biome-ignore format: short
        for (const [at, value] of expected.entries()) expect(boxes[place]?.[at + 1]).toBeCloseTo(value, 9);
    }
  });
});
