import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { hasSdkPhrase } from "../quote.js";
import { canCloneTo, labelTypeOf, TASK_TYPES, type TaskType } from "../task-types.js";
import { arbitraryJson, brokenExample } from "../testing/arbitrary-json.js";
import { EXAMPLES, NOT_FINITE, withChange } from "../testing/examples.js";
import { validateLabelAttributes } from "./label.js";
import { validateSampleAttributes } from "./sample.js";

function labelOf(taskType: TaskType) {
  return EXAMPLES[taskType].label;
}

test.each(TASK_TYPES)("a full %s label is valid, alone and beside its sample", (taskType) => {
  const { label, sample } = EXAMPLES[taskType];
  expect(validateLabelAttributes(taskType, label)).toEqual([]);
  expect(validateLabelAttributes(taskType, label, { sampleAttributes: sample })).toEqual([]);
});

/** A shape of a point cloud whose points have no height: `x` and `y` alone, as the Python package's examples write it. */
function flat(type: "polygon" | "polyline"): unknown {
  const points = [
    [12.34, 56.78],
    [90.12, 34.56, 1.5],
    [78.91, 23.45],
  ];
  return { id: 1, track_id: 1, category_id: 1, type, points };
}

describe("accepts what users legitimately upload", () => {
  const accepted: [what: string, TaskType, path: string, value: unknown][] = [
    ["an empty label", "vector", "annotations", []],
    ["no links", "pointcloud-cuboid", "links", null],
    ["a category that the dataset does not list", "vector", "annotations.0.category_id", 12345],
    ["a negative category", "vector", "annotations.0.category_id", -1],
    ["a number as format version", "vector", "format_version", 0.2],
    ["null for what is optional", "vector", "annotations.0.attributes", null],
    ["the value of a vector3 or quaternion input", "vector", "annotations.0.attributes.a", { x: 1, y: 0, z: null }],
    ["the value of a points input", "vector", "annotations.0.attributes.a", [[0, 0, 1], { x: 1, y: 2 }]],
    ["a rotation of zeros", "pointcloud-cuboid", "annotations.0.rotation", { qx: 0, qy: 0, qz: 0, qw: 0 }],
    ["a polygon without heights", "pointcloud-vector", "annotations.0", flat("polygon")],
    ["a polyline without heights", "pointcloud-vector", "annotations.0", flat("polyline")],
    ["a polygon without heights in a frame", "pointcloud-vector-sequence", "frames.0.annotations.0", flat("polygon")],
    ["unknown keys of an annotation", "vector", "annotations.0.custom", { deep: [{ er: 1 }] }],
    ["unknown keys of the label", "vector", "frames", "not a list"],
    ["a __proto__ key", "vector", "annotations.0.attributes", JSON.parse('{"__proto__": 1}')],
    ["an id and no track", "image-vector-sequence", "frames.0.annotations.0.track_id", undefined],
    ["a track and no id", "image-vector-sequence", "frames.0.annotations.0.id", undefined],
    ["a track and no id, outside sequences", "pointcloud-cuboid", "annotations.0", { track_id: 1, ...cuboid() }],
    [
      "swapped corners",
      "bboxes",
      "annotations.0.points",
      [
        [9, 9],
        [1, 1],
      ],
    ],
    [
      "a box outside the image",
      "bboxes",
      "annotations.0.points",
      [
        [-9, -9],
        [1e6, 1e6],
      ],
    ],
    [
      "a self-crossing polygon",
      "vector",
      "annotations.1.points",
      [
        [0, 0],
        [9, 9],
        [9, 0],
        [0, 9],
      ],
    ],
    ["a yaw outside [-π, π]", "pointcloud-cuboid", "annotations.0.yaw", 7],
    ["a flat cuboid", "pointcloud-cuboid", "annotations.0.dimensions.z", 0],
    ["a sequence frame without a bitmap", "image-segmentation-sequence", "frames.0.segmentation_bitmap", undefined],
    ["a sequence frame with an empty bitmap", "image-segmentation-sequence", "frames.0.segmentation_bitmap", {}],
    ["the largest bitmap id", "segmentation-bitmap", "annotations.0.id", 2 ** 24 - 1],
    ["a 19-digit timestamp", "pointcloud-cuboid-sequence", "frames.0.timestamp", 1532402927647951000],
    ["a timestamp as text", "pointcloud-cuboid-sequence", "frames.0.timestamp", "1532402927647951000"],
    ["a link without values", "pointcloud-cuboid", "links", [{ from_id: 2, to_id: 1 }]],
    ["a sensor that is not labeled", "multisensor-sequence", "sensors.0.attributes", { frames: [] }],
  ];
  it.each(accepted)("%s (%s)", (_, taskType, path, value) => {
    const { label, sample } = EXAMPLES[taskType];
    const links = path.startsWith("annotations") ? { links: null } : {};
    const changed = withChange({ ...label, ...links }, path, value);
    if (path === "sensors.0.attributes") changed.links = [];
    expect(validateLabelAttributes(taskType, changed, { sampleAttributes: sample })).toEqual([]);
  });

  it("spans that overlap, where they may", () => {
    const annotations = [
      { start: 0, end: 11, category_id: 1 },
      { start: 6, end: 15, category_id: 2 },
    ];
    expect(validateLabelAttributes("text-span-categorization", { annotations })).toEqual([]);
  });

  it("a link to a track of another sensor or of a later frame", () => {
    const label = withChange(labelOf("multisensor-sequence"), "sensors.1.attributes.links", [{ from_id: 1, to_id: 2 }]);
    expect(validateLabelAttributes("multisensor-sequence", label)).toEqual([]);
  });

  it("fewer frames than the sample has", () => {
    const label = withChange({ ...labelOf("image-vector-sequence"), links: null }, "frames", []);
    const { sample } = EXAMPLES["image-vector-sequence"];
    expect(validateLabelAttributes("image-vector-sequence", label, { sampleAttributes: sample })).toEqual([]);
  });
});

function cuboid() {
  const zero = { x: 0, y: 0, z: 0 };
  return { category_id: 1, type: "cuboid", position: zero, dimensions: zero, yaw: 0 };
}

describe("names what is wrong and where", () => {
  const rejected: [what: string, TaskType, path: string, value: unknown, faultPath: string, message: RegExp][] = [
    [
      "a bbox of one point",
      "bboxes",
      "annotations.0.points",
      [[0, 0]],
      "annotations[0].points",
      /exactly 2 items, not 1/,
    ],
    [
      "a bbox of three points",
      "vector",
      "annotations.0.points",
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
      "annotations[0].points",
      /exactly 2/,
    ],
    [
      "a two-point polygon",
      "vector",
      "annotations.1.points",
      [
        [0, 0],
        [1, 1],
      ],
      "annotations[1].points",
      /at least 3/,
    ],
    ["a one-point polyline", "vector", "annotations.2.points", [[0, 0]], "annotations[2].points", /at least 2/],
    [
      "a point of two points",
      "vector",
      "annotations.3.points",
      [
        [0, 0],
        [1, 1],
      ],
      "annotations[3].points",
      /exactly 1 item,/,
    ],
    ["no points", "keypoints", "annotations.0.points", [], "annotations[0].points", /exactly 1/],
    ["coordinates of one number", "vector", "annotations.0.points.0", [1], "annotations[0].points[0]", /exactly 2/],
    [
      "a point in a bboxes dataset",
      "bboxes",
      "annotations.0",
      { id: 1, category_id: 1, type: "point", points: [[1, 1]] },
      "annotations[0].type",
      /must be "bbox", not "point"/,
    ],
    [
      "a bbox in a keypoints dataset",
      "keypoints",
      "annotations.0.type",
      "bbox",
      "annotations[0].type",
      /must be "point"/,
    ],
    [
      "an unknown shape",
      "vector",
      "annotations.0.type",
      "circle",
      "annotations[0].type",
      /"polyline" or "point", not "circle"/,
    ],
    ["no shape", "vector", "annotations.0.type", undefined, "annotations[0].type", /is missing/],
    ["no category", "vector", "annotations.0.category_id", undefined, "annotations[0].category_id", /is missing/],
    [
      "a category by name",
      "vector",
      "annotations.0.category_id",
      "car",
      "annotations[0].category_id",
      /must be an integer, not "car"/,
    ],
    ["neither id nor track", "vector", "annotations.0.id", undefined, "annotations[0]", /needs an id or a track_id/],
    ["an id of zero", "vector", "annotations.0.id", 0, "annotations[0].id", /at least 1/],
    ["an id of null", "vector", "annotations.0.id", null, "annotations[0].id", /at least 1/],
    ["an id that JavaScript cannot hold", "vector", "annotations.0.id", 2 ** 53, "annotations[0].id", /integer/],
    ["the same id twice", "vector", "annotations.1.id", 1, "annotations[1].id", /repeats the id 1/],
    [
      "the same id twice in a frame",
      "image-vector-sequence",
      "frames.0.annotations.1.id",
      1,
      "frames[0].annotations[1].id",
      /repeats the id 1/,
    ],
    [
      "the same track twice in a frame",
      "image-vector-sequence",
      "frames.0.annotations.1.track_id",
      1,
      "frames[0].annotations[1].track_id",
      /repeats the track 1/,
    ],
    [
      "a keyframe that is no boolean",
      "image-vector-sequence",
      "frames.0.annotations.0.is_keyframe",
      1,
      "frames[0].annotations[0].is_keyframe",
      /true or false/,
    ],
    [
      "an id too large for a bitmap",
      "segmentation-bitmap",
      "annotations.0.id",
      2 ** 24,
      "annotations[0].id",
      /at most 16777215/,
    ],
    [
      "a track that would be too large an id",
      "image-segmentation-sequence",
      "frames.0.annotations.0",
      { track_id: 2 ** 24, category_id: 1 },
      "frames[0].annotations[0].track_id",
      /to fit into a bitmap/,
    ],
    ["no bitmap", "segmentation-bitmap", "segmentation_bitmap", undefined, "segmentation_bitmap", /is missing/],
    ["a bitmap without url", "segmentation-bitmap", "segmentation_bitmap", {}, "segmentation_bitmap.url", /is missing/],
    [
      "a negative size",
      "pointcloud-cuboid",
      "annotations.0.dimensions.x",
      -1,
      "annotations[0].dimensions.x",
      /at least 0/,
    ],
    [
      "a position without z",
      "pointcloud-cuboid",
      "annotations.0.position.z",
      undefined,
      "annotations[0].position.z",
      /is missing/,
    ],
    [
      "a corner of one number in a point cloud",
      "pointcloud-vector",
      "annotations.0.points.1",
      [1],
      "annotations[0].points[1]",
      /at least 2 items, not 1/,
    ],
    [
      "a corner of four numbers in a point cloud",
      "pointcloud-vector",
      "annotations.0.points.1",
      [1, 2, 3, 4],
      "annotations[0].points[1]",
      /at most 3 items, not 4/,
    ],
    [
      "a velocity without its absolute",
      "pointcloud-cuboid",
      "annotations.0.velocity",
      { relative: 1 },
      "annotations[0].velocity.absolute",
      /is missing/,
    ],
    [
      "point annotations with a half",
      "pointcloud-segmentation",
      "point_annotations.2",
      0.5,
      "point_annotations[2]",
      /integer of at least 0/,
    ],
    ["a link to nothing", "pointcloud-cuboid", "links", [{ from_id: 1, to_id: 9 }], "links[0].to_id", /links to 9/],
    ["a link without ends", "pointcloud-cuboid", "links", [{}], "links[0].from_id", /is missing/],
    [
      "an object as attribute value",
      "vector",
      "annotations.0.attributes",
      { a: { b: "c" } },
      "annotations[0].attributes.a.b",
      /finite number or null/,
    ],
    ["image attributes that are a list", "vector", "image_attributes", [], "image_attributes", /object or null/],
    [
      "a format version of true",
      "vector",
      "format_version",
      true,
      "format_version",
      /a string, a finite number or null, not true/,
    ],
    [
      "more frames than the sample has",
      "image-vector-sequence",
      "frames",
      Array(3).fill({ annotations: [] }),
      "frames",
      /has 3 frames, but the sample has 2/,
    ],
    ["a frame that is null", "image-vector-sequence", "frames.1", null, "frames[1]", /must be an object, not null/],
    [
      "an unknown sensor type",
      "multisensor-sequence",
      "sensors.0.task_type",
      "vector",
      "sensors[0].task_type",
      /not "vector"/,
    ],
    [
      "another sensor name",
      "multisensor-sequence",
      "sensors.0.name",
      "left",
      "sensors[0].name",
      /sensor at this place/,
    ],
    [
      "a sensor's other task type",
      "multisensor-sequence",
      "sensors.2.task_type",
      "image-vector-sequence",
      "sensors[2].task_type",
      /sensor at this place/,
    ],
    [
      "a list with something as a sensor's label",
      "multisensor-sequence",
      "sensors.0.attributes",
      [1],
      "sensors[0].attributes",
      /exactly 0 items/,
    ],
    ["a span of nothing", "text-named-entities", "annotations.0.end", 0, "annotations[0].end", /at least 1/],
    [
      "a span backwards",
      "text-span-categorization",
      "annotations.1.end",
      24,
      "annotations[1].end",
      /greater than start/,
    ],
    ["a negative start", "text-span-categorization", "annotations.0.start", -1, "annotations[0].start", /at least 0/],
    [
      "a span outside the text",
      "text-span-categorization",
      "annotations.1.end",
      32,
      "annotations[1].end",
      /the text has 31/,
    ],
    [
      "overlapping entities",
      "text-named-entities",
      "annotations.1.start",
      10,
      "annotations[1]",
      /overlaps annotations\[0\]/,
    ],
  ];
  it.each(rejected)("%s (%s)", (_, taskType, path, value, faultPath, message) => {
    const { label, sample } = EXAMPLES[taskType];
    const unlinked = path === "links" ? label : { ...label, links: null };
    const faults = validateLabelAttributes(taskType, withChange(unlinked, path, value), { sampleAttributes: sample });
    expect(faults[0]?.path).toBe(faultPath);
    expect(faults[0]?.message).toMatch(message);
  });

  it.each(NOT_FINITE)("%s where a number is due", (number) => {
    const places: [TaskType, string][] = [
      ["vector", "annotations.0.points.0.1"],
      ["vector", "annotations.0.attributes.wheels"],
      ["pointcloud-cuboid", "annotations.0.yaw"],
      ["pointcloud-cuboid", "annotations.0.position.x"],
      ["pointcloud-cuboid", "annotations.0.dimensions.y"],
      ["pointcloud-vector", "annotations.0.points.0.2"],
      ["pointcloud-segmentation", "point_annotations.0"],
    ];
    for (const [taskType, path] of places) {
      const faults = validateLabelAttributes(taskType, withChange(labelOf(taskType), path, number));
      expect(faults, path).toHaveLength(1);
    }
  });

  it("sensors that are missing or in another order", () => {
    const { label, sample } = EXAMPLES["multisensor-sequence"];
    const sensors = label.sensors as unknown[];
    for (const changed of [sensors.slice(0, 2), sensors.toReversed()]) {
      const value = { sensors: changed, links: null };
      expect(validateLabelAttributes("multisensor-sequence", value)).toEqual([]);
      expect(validateLabelAttributes("multisensor-sequence", value, { sampleAttributes: sample })).not.toEqual([]);
    }
  });

  it("an emoji counts as one character", () => {
    const sampleAttributes = { text: "👩‍🚀 lands" }; // three code points and " lands"
    const span = (end: number) => ({ annotations: [{ start: 0, end, category_id: 1 }] });
    expect(validateLabelAttributes("text-named-entities", span(9), { sampleAttributes })).toEqual([]);
    expect(validateLabelAttributes("text-named-entities", span(10), { sampleAttributes })).not.toEqual([]);
  });

  it("an entity inside a longer one that is not its neighbour", () => {
    const annotations = [
      { start: 0, end: 20, category_id: 1 },
      { start: 2, end: 4, category_id: 1 },
      { start: 6, end: 8, category_id: 1 },
    ];
    expect(validateLabelAttributes("text-named-entities", { annotations }).map((fault) => fault.path)).toEqual([
      "annotations[1]",
      "annotations[2]",
    ]);
  });
});

describe("a label of another type", () => {
  it("is called by its name", () => {
    expect(validateLabelAttributes("vector", labelOf("pointcloud-cuboid"))).toEqual([
      { path: "", message: "These look like point cloud cuboid attributes; this dataset takes image vector labels." },
    ]);
    expect(validateLabelAttributes("image-vector-sequence", labelOf("vector"))[0]?.message).toBe(
      "These look like image vector attributes; this dataset takes image vector sequence labels.",
    );
  });

  it("is rejected even when it is empty", () => {
    const empty = { annotations: [], point_annotations: [0, 0] };
    expect(validateLabelAttributes("vector", empty)[0]?.message).toMatch(/^These look like point cloud segmentation/);
  });

  const pairs = TASK_TYPES.flatMap((from) => TASK_TYPES.map((to) => ({ from, to })));
  it.each(pairs)("$from in $to is taken only where clones may", ({ from, to }) => {
    const isValid = validateLabelAttributes(to, labelOf(from)).length === 0;
    if (canCloneTo(from, to).labels) expect(isValid).toBe(true);
    // The text example has no overlap, so it fits both text types.
    else if (labelTypeOf(from) !== "text" || labelTypeOf(to) !== "text") expect(isValid).toBe(false);
  });
});

describe("whatever the value", () => {
  const check = (taskType: TaskType, value: unknown, kind: "sample" | "label") => {
    const faults =
      kind === "label"
        ? validateLabelAttributes(taskType, value, { sampleAttributes: value })
        : validateSampleAttributes(taskType, value);
    expect(faults.length).toBeLessThanOrEqual(20);
    expect(hasSdkPhrase(JSON.stringify(faults))).toBe(false);
  };

  it("never throws, never reports more than 20 faults, never says a word that clients act on", () => {
    fc.assert(
      fc.property(fc.constantFrom(...TASK_TYPES), arbitraryJson, (taskType, value) => {
        check(taskType, value, "label");
        check(taskType, value, "sample");
      }),
      { numRuns: 2000 },
    );
  });

  it("the same for examples with one place broken", () => {
    fc.assert(
      fc.property(brokenExample, ({ taskType, kind, value }) => check(taskType, value, kind)),
      { numRuns: 3000 },
    );
  });

  it("does not follow a hostile value into its depth", () => {
    const deep = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
    for (const taskType of TASK_TYPES) {
      expect(validateLabelAttributes(taskType, deep)).toHaveLength(1);
      const label = { ...labelOf(taskType), deep };
      expect(validateLabelAttributes(taskType, label)).toEqual([]);
    }
    const attributes = { deep };
    const annotation = { id: 1, category_id: 1, type: "point", points: [[0, 0]], attributes };
    expect(validateLabelAttributes("vector", { annotations: [annotation] })).not.toEqual([]);
  });

  it("stays quick on what is large, right or wrong", () => {
    const ids = Array.from({ length: 5_000_000 }, (_, index) => index % 100);
    const annotations = Array.from({ length: 20_000 }, (_, index) => ({ id: index + 1, ...cuboid() }));
    const before = process.cpuUsage();
    expect(validateLabelAttributes("pointcloud-segmentation", { annotations: [], point_annotations: ids })).toEqual([]);
    expect(validateLabelAttributes("pointcloud-cuboid", { annotations })).toEqual([]);
    expect(validateLabelAttributes("vector", { annotations: ids })).toHaveLength(20);
    // Measured: 60 ms together. Microseconds of this process; the bound tells linear from worse.
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });
});
