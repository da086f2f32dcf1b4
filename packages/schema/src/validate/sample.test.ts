import { describe, expect, it, test } from "vitest";
import { sampleTypeOf, TASK_TYPES, type TaskType } from "../task-types.js";
import { EXAMPLES, NOT_FINITE, withChange } from "../testing/examples.js";
import { PCD_TYPES } from "../vocabulary.js";
import { validateSampleAttributes } from "./sample.js";

test.each(TASK_TYPES)("a full %s sample is valid", (taskType) => {
  expect(validateSampleAttributes(taskType, EXAMPLES[taskType].sample)).toEqual([]);
});

test.each(PCD_TYPES)("a point cloud may be of type %s", (type) => {
  expect(validateSampleAttributes("pointcloud-cuboid", { pcd: { url: "", type } })).toEqual([]);
});

describe("accepts", () => {
  const zeros = { qx: 0, qy: 0, qz: 0, qw: 0 };
  const accepted: [what: string, TaskType, path: string, value: unknown][] = [
    ["an empty url", "vector", "image.url", ""],
    ["an url that leads nowhere", "vector", "image.url", "nowhere at all"],
    ["unknown keys", "vector", "image.width", [{ any: "thing" }]],
    ["a signed url beside the url", "pointcloud-cuboid", "pcd.signed_url", "https://example.com/?signature=1"],
    ["an empty text", "text-named-entities", "text", ""],
    ["no images", "pointcloud-cuboid", "images", undefined],
    ["null for what is optional", "pointcloud-cuboid", "ego_pose", null],
    ["a camera without calibration", "pointcloud-cuboid", "images.0", { url: "" }],
    ["a rotation not of length one", "pointcloud-cuboid", "ego_pose.heading.qw", 5],
    ["a camera rotation of zeros", "pointcloud-cuboid", "images.0.extrinsics.rotation", zeros],
    ["a heading of zeros", "pointcloud-cuboid", "ego_pose.heading", zeros],
    ["a heading of zeros in a sequence", "pointcloud-cuboid-sequence", "frames.1.ego_pose.heading", zeros],
    ["bounds of one side", "pointcloud-cuboid", "bounds", { max_z: -3 }],
    ["bounds of nothing", "pointcloud-cuboid", "bounds", { min_x: 1, max_x: 1 }],
    ["an ortho image without heights", "pointcloud-cuboid", "ortho_images.0.height_map", null],
    ["a 19-digit timestamp", "image-vector-sequence", "frames.0.timestamp", 1532402927647951000],
    ["a timestamp as text", "image-vector-sequence", "frames.0.timestamp", "1532402927647951000"],
  ];
  it.each(accepted)("%s (%s)", (_, taskType, path, value) => {
    expect(validateSampleAttributes(taskType, withChange(EXAMPLES[taskType].sample, path, value))).toEqual([]);
  });
});

describe("names what is wrong and where", () => {
  const rejected: [what: string, TaskType, path: string, value: unknown, faultPath: string, message: RegExp][] = [
    ["no url", "vector", "image.url", undefined, "image.url", /is missing/],
    ["an url of null", "vector", "image.url", null, "image.url", /must be a string, not null/],
    ["an image by url alone", "vector", "image", "https://example.com/a.jpg", "image", /must be an object, not "https/],
    ["no frames", "image-vector-sequence", "frames", [], "frames", /at least 1 item,/],
    ["a frame of another kind", "image-vector-sequence", "frames.1", { pcd: {} }, "frames[1].image", /is missing/],
    [
      "a timestamp of true",
      "image-vector-sequence",
      "frames.0.timestamp",
      true,
      "frames[0].timestamp",
      /a string, a finite number or null/,
    ],
    [
      "an unknown point cloud type",
      "pointcloud-cuboid",
      "pcd.type",
      "e57",
      "pcd.type",
      /"nuscenes", not "e57"|not "e57"/,
    ],
    [
      "a 2×3 intrinsic matrix",
      "pointcloud-cuboid",
      "images.0.intrinsics.intrinsic_matrix.2",
      undefined,
      "images[0].intrinsics.intrinsic_matrix[2]",
      /must be a list/,
    ],
    [
      "a focal length of zero",
      "pointcloud-cuboid",
      "images.1.intrinsics.intrinsic_matrix.1.1",
      0,
      "images[1].intrinsics.intrinsic_matrix",
      /focal length/,
    ],
    ["half an ego pose", "pointcloud-cuboid", "ego_pose.heading", undefined, "ego_pose.heading", /is missing/],
    [
      "an unknown camera convention",
      "pointcloud-cuboid",
      "images.0.camera_convention",
      "opengl",
      "images[0].camera_convention",
      /"OpenGL", "OpenCV" or null, not "opengl"/,
    ],
    [
      "an unknown distortion",
      "pointcloud-cuboid",
      "images.0.distortion.model",
      "rational",
      "images[0].distortion.model",
      /"fisheye" or "brown-conrady", not "rational"/,
    ],
    [
      "a missing coefficient",
      "pointcloud-cuboid",
      "images.1.distortion.coefficients.k4",
      undefined,
      "images[1].distortion.coefficients.k4",
      /is missing/,
    ],
    ["bounds inside out", "pointcloud-cuboid", "bounds.min_x", 51, "bounds.min_x", /above max_x/],
    [
      "three corners",
      "pointcloud-cuboid",
      "ortho_images.0.corners.top_left",
      undefined,
      "ortho_images[0].corners.top_left",
      /is missing/,
    ],
    [
      "a height scale of zero",
      "pointcloud-cuboid",
      "ortho_images.0.height_map.scale",
      0,
      "ortho_images[0].height_map.scale",
      /above 0/,
    ],
    [
      "a wrong frame of a sequence",
      "pointcloud-cuboid-sequence",
      "frames.1.ego_pose.heading.qw",
      "1",
      "frames[1].ego_pose.heading.qw",
      /must be a finite number/,
    ],
    ["no sensors", "multisensor-sequence", "sensors", [], "sensors", /at least 1/],
    ["a sensor without a name", "multisensor-sequence", "sensors.0.name", "", "sensors[0].name", /non-empty string/],
    [
      "two sensors of one name",
      "multisensor-sequence",
      "sensors.1.name",
      "lidar",
      "sensors[1].name",
      /repeats the name/,
    ],
    [
      "a sensor that is no sequence",
      "multisensor-sequence",
      "sensors.0.task_type",
      "vector",
      "sensors[0].task_type",
      /not "vector"/,
    ],
    [
      "a sensor with another's attributes",
      "multisensor-sequence",
      "sensors.0.task_type",
      "image-vector-sequence",
      "sensors[0].attributes.frames[0].image",
      /is missing/,
    ],
    [
      "a wrong frame of a sensor",
      "multisensor-sequence",
      "sensors.0.attributes.frames.0.bounds.min_x",
      51,
      "sensors[0].attributes.frames[0].bounds.min_x",
      /above max_x/,
    ],
    ["a text of no string", "text-named-entities", "text", 5, "text", /must be a string, not 5/],
  ];
  it.each(rejected)("%s (%s)", (_, taskType, path, value, faultPath, message) => {
    const faults = validateSampleAttributes(taskType, withChange(EXAMPLES[taskType].sample, path, value));
    expect(faults[0]?.path).toBe(faultPath);
    expect(faults[0]?.message).toMatch(message);
  });

  it.each(NOT_FINITE)("%s where a number is due", (number) => {
    const paths = [
      "default_z",
      "timestamp",
      "ego_pose.position.x",
      "images.0.intrinsics.intrinsic_matrix.0.2",
      "bounds.max_x",
    ];
    for (const path of paths) {
      const sample = withChange(EXAMPLES["pointcloud-cuboid"].sample, path, number);
      expect(validateSampleAttributes("pointcloud-cuboid", sample), path).toHaveLength(1);
    }
  });
});

describe("a sample of another type", () => {
  it("is called by its name", () => {
    expect(validateSampleAttributes("vector", EXAMPLES["pointcloud-cuboid"].sample)).toEqual([
      { path: "", message: "These look like point cloud attributes; this dataset takes image samples." },
    ]);
  });

  const pairs = TASK_TYPES.flatMap((from) => TASK_TYPES.map((to) => ({ from, to })));
  it.each(pairs)("$from in $to is taken only when the sample type is equal", ({ from, to }) => {
    const isValid = validateSampleAttributes(to, EXAMPLES[from].sample).length === 0;
    expect(isValid).toBe(sampleTypeOf(from) === sampleTypeOf(to));
  });

  it.each([null, undefined, 5, "text", [], {}])("%j is nothing known", (value) => {
    for (const taskType of TASK_TYPES) expect(validateSampleAttributes(taskType, value)).toHaveLength(1);
  });
});
