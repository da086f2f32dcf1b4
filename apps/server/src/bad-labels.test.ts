import { gzipSync } from "node:zlib";
import type { TaskType } from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SAMPLE_IMAGES } from "./assets/image-samples.js";
import { expectRefusal, expectUnchanged, INVALID, invalid, NOT_FOUND, type Refusal } from "./testing/refusals.js";
import { openTestServer, type TestServer, type TestUser } from "./testing/test-server.js";

let server: TestServer;
let jane: TestUser;
/** The url of the ground-truth label of one sample of each kind. */
const labels: Partial<Record<TaskType, string>> = {};

const IMAGE = { image: { url: "" } };
const CLOUD = { pcd: { url: "", type: "pcd" } };
const SAMPLES = {
  vector: IMAGE,
  bboxes: IMAGE,
  keypoints: IMAGE,
  "segmentation-bitmap": IMAGE,
  "image-vector-sequence": { frames: [IMAGE, IMAGE] },
  "pointcloud-cuboid": CLOUD,
  "pointcloud-cuboid-sequence": { frames: [CLOUD, CLOUD] },
  "pointcloud-segmentation": CLOUD,
  "multisensor-sequence": {
    sensors: [
      { name: "lidar", task_type: "pointcloud-cuboid-sequence", attributes: { frames: [CLOUD] } },
      { name: "camera", task_type: "image-vector-sequence", attributes: { frames: [IMAGE] } },
    ],
  },
  "text-named-entities": { text: "Ada 🌻 met Bob" },
} satisfies Partial<Record<TaskType, unknown>>;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  for (const [taskType, attributes] of Object.entries(SAMPLES)) {
    const url = await server.addDataset(jane, { name: taskType, taskType: taskType as TaskType });
    labels[taskType as TaskType] = labelOf(await addSample(url, "a", attributes));
  }
});
afterAll(() => server.close());

async function addSample(url: string, name: string, attributes: unknown): Promise<string> {
  const answer = await jane.post<{ uuid: string }>(`${url}samples/`, { name, attributes });
  expect(answer.status, answer.text).toBe(201);
  return answer.body.uuid;
}

function labelOf(sample: string): string {
  return `/labels/${sample}/ground-truth/`;
}

function urlOf(taskType: TaskType): string {
  return labels[taskType] ?? "";
}

const shape = (type: string, points: unknown, more: object = {}) => ({ id: 1, category_id: 1, type, points, ...more });
const cuboid = (more: object = {}) => ({
  ...{
    id: 1,
    category_id: 1,
    type: "cuboid",
    position: { x: 0, y: 0, z: 0 },
    dimensions: { x: 1, y: 1, z: 1 },
    yaw: 0,
  },
  ...more,
});
const span = (start: number, end: number) => ({ start, end, category_id: 1 });
const sensor = (name: string, task_type: string) => ({ name, task_type, attributes: { frames: [] } });

describe("a label is refused, at the place of the fault:", () => {
  const CASES: [what: string, TaskType, attributes: unknown, path: string][] = [
    [
      "a polygon of two points",
      "vector",
      {
        annotations: [
          shape("polygon", [
            [0, 0],
            [1, 1],
          ]),
        ],
      },
      "attributes.annotations[0].points",
    ],
    ["a polyline of one", "vector", { annotations: [shape("polyline", [[0, 0]])] }, "attributes.annotations[0].points"],
    [
      "a box of three",
      "bboxes",
      {
        annotations: [
          shape("bbox", [
            [0, 0],
            [1, 1],
            [2, 2],
          ]),
        ],
      },
      "attributes.annotations[0].points",
    ],
    [
      "a point of two",
      "keypoints",
      {
        annotations: [
          shape("point", [
            [0, 0],
            [1, 1],
          ]),
        ],
      },
      "attributes.annotations[0].points",
    ],
    ["a place of three numbers", "vector", { annotations: [shape("point", [[0, 0, 0]])] }, "attributes"],
    [
      "a polygon among boxes",
      "bboxes",
      {
        annotations: [
          shape("polygon", [
            [0, 0],
            [1, 1],
            [0, 1],
          ]),
        ],
      },
      "attributes.annotations[0].type",
    ],
    ["an unknown shape", "vector", { annotations: [shape("circle", [[0, 0]])] }, "attributes.annotations[0].type"],
    ["no id", "vector", { annotations: [shape("point", [[0, 0]], { id: undefined })] }, "attributes.annotations[0]"],
    ["an id of 0", "vector", { annotations: [shape("point", [[0, 0]], { id: 0 })] }, "attributes.annotations[0].id"],
    [
      "no category",
      "vector",
      { annotations: [shape("point", [[0, 0]], { category_id: undefined })] },
      "attributes.annotations[0].category_id",
    ],
    [
      "an id twice",
      "vector",
      { annotations: [shape("point", [[0, 0]]), shape("point", [[1, 1]])] },
      "attributes.annotations[1].id",
    ],
    [
      "a link to nothing",
      "vector",
      { annotations: [shape("point", [[0, 0]])], links: [{ from_id: 1, to_id: 2 }] },
      "attributes.links[0].to_id",
    ],
    [
      "a text for a number",
      "vector",
      { annotations: [shape("point", [["0", 0]])] },
      "attributes.annotations[0].points[0][0]",
    ],
    ["no annotations", "vector", {}, "attributes.annotations"],
    ["cuboids on an image", "vector", { annotations: [cuboid()] }, "attributes"],
    [
      "a negative size",
      "pointcloud-cuboid",
      { annotations: [cuboid({ dimensions: { x: -1, y: 1, z: 1 } })] },
      "attributes.annotations[0].dimensions.x",
    ],
    ["no yaw", "pointcloud-cuboid", { annotations: [cuboid({ yaw: undefined })] }, "attributes.annotations[0].yaw"],
    [
      "a rotation without its real part",
      "pointcloud-cuboid",
      { annotations: [cuboid({ rotation: { qx: 0, qy: 0, qz: 0 } })] },
      "attributes.annotations[0].rotation.qw",
    ],
    [
      "boxes on a point cloud",
      "pointcloud-cuboid",
      {
        annotations: [
          shape("bbox", [
            [0, 0],
            [1, 1],
          ]),
        ],
      },
      "attributes",
    ],
    [
      "more frames than there are",
      "image-vector-sequence",
      { frames: [0, 1, 2].map(() => ({ annotations: [] })) },
      "attributes.frames",
    ],
    [
      "a keyframe outside the sequence",
      "pointcloud-cuboid-sequence",
      { frames: [{ annotations: [] }, { annotations: [] }, { annotations: [cuboid({ is_keyframe: true })] }] },
      "attributes.frames",
    ],
    [
      "a track twice in a frame",
      "image-vector-sequence",
      {
        frames: [
          {
            annotations: [shape("point", [[0, 0]], { track_id: 7 }), shape("point", [[0, 0]], { id: 2, track_id: 7 })],
          },
        ],
      },
      "attributes.frames[0].annotations[1].track_id",
    ],
    [
      "sensors in another order",
      "multisensor-sequence",
      { sensors: [sensor("camera", "image-vector-sequence"), sensor("lidar", "pointcloud-cuboid-sequence")] },
      "attributes.sensors[0].name",
    ],
    [
      "a sensor too few",
      "multisensor-sequence",
      { sensors: [sensor("lidar", "pointcloud-cuboid-sequence")] },
      "attributes.sensors",
    ],
    [
      "a negative point annotation",
      "pointcloud-segmentation",
      { annotations: [], point_annotations: [0, -1] },
      "attributes.point_annotations[1]",
    ],
    ["a span outside the text", "text-named-entities", { annotations: [span(0, 14)] }, "attributes.annotations[0].end"],
    [
      "a span that ends before it starts",
      "text-named-entities",
      { annotations: [span(3, 3)] },
      "attributes.annotations[0].end",
    ],
    [
      "named entities that overlap",
      "text-named-entities",
      { annotations: [span(0, 5), span(4, 9)] },
      "attributes.annotations[1]",
    ],
    ["no bitmap", "segmentation-bitmap", { annotations: [] }, "attributes.segmentation_bitmap"],
  ];

  it.each(CASES)("%s (%s)", async (_, taskType, attributes, path) => {
    await expectUnchanged(server, async () => {
      expectRefusal(await jane.put(urlOf(taskType), { attributes }), invalid(path));
      expectRefusal(await jane.patch(urlOf(taskType), { attributes }), invalid(path));
    });
  });

  it.each(["NaN", "-Infinity", "1e999", "9".repeat(400)])("%s as a coordinate", async (number) => {
    const body = `{"attributes": {"annotations": [${JSON.stringify(shape("point", [[0, 7]])).replace("7", number)}]}}`;
    await expectUnchanged(server, async () => {
      expectRefusal(await jane.call("PUT", urlOf("vector"), { body }), INVALID);
    });
  });

  it("no more than twenty faults are told of", async () => {
    const annotations = Array.from({ length: 1000 }, () => ({}));
    const answer = await jane.put(urlOf("vector"), { attributes: { annotations } });
    expectRefusal(answer, INVALID);
    expect(Object.keys(answer.body).length).toBeLessThanOrEqual(21);
  });
});

describe("a label is taken as it is:", () => {
  const FIGURE_OF_EIGHT = [
    [0, 0],
    [10, 10],
    [10, 0],
    [0, 10],
  ];
  const CASES: [what: string, TaskType, attributes: unknown][] = [
    ["a shape that crosses itself", "vector", { annotations: [shape("polygon", FIGURE_OF_EIGHT, { track_id: 1 })] }],
    [
      "one outside the image",
      "vector",
      {
        annotations: [
          shape(
            "bbox",
            [
              [-500, -500],
              [1e9, 1e9],
            ],
            { track_id: 1 },
          ),
        ],
      },
    ],
    [
      "swapped corners",
      "bboxes",
      {
        annotations: [
          shape(
            "bbox",
            [
              [5, 5],
              [1, 1],
            ],
            { track_id: 1 },
          ),
        ],
      },
    ],
    [
      "a category that the dataset does not list",
      "vector",
      { annotations: [shape("point", [[0, 0]], { category_id: 99, track_id: 1 })] },
    ],
    ["fewer frames than there are", "image-vector-sequence", { frames: [{ annotations: [] }] }],
    [
      "a bitmap that is elsewhere",
      "segmentation-bitmap",
      { annotations: [], segmentation_bitmap: { url: "https://example.com/a.png" } },
    ],
    ["a span in code points", "text-named-entities", { annotations: [span(4, 5), span(10, 13)] }],
    ["a version as a text or a number", "vector", { format_version: "0.1", annotations: [] }],
    ["and the other", "vector", { format_version: 0.1, annotations: [] }],
  ];

  it.each(CASES)("%s", async (_, taskType, attributes) => {
    const saved = await jane.put(urlOf(taskType), { attributes });
    expect(saved.status, saved.text).toBeLessThan(300);
    expect((await jane.get(urlOf(taskType))).body.attributes).toEqual(attributes);
  });

  it("100,000 objects, plain and compressed", async () => {
    const annotations = Array.from({ length: 100_000 }, (_, index) =>
      shape(
        "bbox",
        [
          [index, 0],
          [index + 1, 1.5],
        ],
        { id: index + 1, track_id: index + 1 },
      ),
    );
    const body = JSON.stringify({ attributes: { annotations } });
    const saved = await jane.call("PUT", urlOf("vector"), {
      body: gzipSync(body),
      headers: { "content-encoding": "gzip" },
    });
    expect(saved.status).toBe(200);
    const read = await jane.get<{ attributes: unknown }>(urlOf("vector"));
    expect(JSON.stringify(read.body.attributes) === JSON.stringify({ annotations })).toBe(true);
    const last = JSON.stringify({ attributes: { annotations: [...annotations, annotations[0]] } });
    expectRefusal(
      await jane.call("PUT", urlOf("vector"), { body: last }),
      invalid("attributes.annotations[100000].id"),
    );
  });
});

describe("a segmentation bitmap of ours", () => {
  const png = (name: keyof typeof SAMPLE_IMAGES) => Buffer.from(SAMPLE_IMAGES[name], "base64");

  /** An asset with these bytes; none yet uploaded without. */
  async function upload(filename: string, bytes?: Buffer): Promise<string> {
    const { body } = await jane.post<{ url: string; presignedPostFields: { fields: { key: string } } }>("/assets/", {
      filename,
    });
    if (bytes !== undefined) await server.context.assets.write(body.presignedPostFields.fields.key, "image/png", bytes);
    return body.url;
  }

  async function put(sampleImage: string, bitmap: string) {
    const sample = await addSample("/datasets/jane/segmentation-bitmap/", bitmap.slice(-60), {
      image: { url: sampleImage },
    });
    return jane.put(labelOf(sample), { attributes: { annotations: [], segmentation_bitmap: { url: bitmap } } });
  }

  it("of the image's size and the right depth is taken", async () => {
    const image = await upload("image.jpg", png("jpeg"));
    expect((await put(image, await upload("label.png", png("pngRgba")))).status).toBe(201);
    expect((await put("https://example.com/elsewhere.png", await upload("label.png", png("pngRgba")))).status).toBe(
      201,
    );
  });

  it("of another depth, another size, another kind, or none at all is refused", async () => {
    const image = await upload("image.jpg", png("jpeg"));
    // The width of a PNG stands at byte 16.
    const wide = Buffer.from(png("pngRgb"));
    wide.writeUInt32BE(640, 16);
    const large = await upload("large.png", wide);
    const cases: [what: string, image: string, bitmap: string][] = [
      ["RGB", image, await upload("label.png", png("pngRgb"))],
      ["16 bits", image, await upload("label.png", png("pngGrey16"))],
      ["a palette", image, await upload("label.png", png("pngPalette"))],
      ["no PNG", image, await upload("label.png", png("jpeg"))],
      ["a text", image, await upload("label.png", Buffer.from("not found"))],
      ["no bytes", image, await upload("label.png", Buffer.alloc(0))],
      ["not uploaded", image, await upload("label.png")],
      ["another size", large, await upload("label.png", png("pngRgba"))],
    ];
    for (const [what, sampleImage, bitmap] of cases) {
      expectRefusal(await put(sampleImage, bitmap), invalid("attributes.segmentation_bitmap"), what);
    }
  });
});

describe("a save", () => {
  const CONFLICT: Refusal = { status: 409, sdkError: "NetworkError" };
  const empty = { attributes: { annotations: [] } };
  let sample: string;
  let label: string;

  beforeAll(async () => {
    sample = await addSample("/datasets/jane/vector/", "saves", IMAGE);
    label = labelOf(sample);
  });

  it("by a stale version is refused, and tells the version that is there", async () => {
    expect((await jane.put(label, { ...empty, version: 0 })).body).toMatchObject({ version: 1 });
    expect((await jane.put(label, { ...empty, version: 1 })).body).toMatchObject({ version: 2 });
    await expectUnchanged(server, async () => {
      for (const version of [0, 1, 3]) {
        for (const method of ["PUT", "PATCH"] as const) {
          const answer = await jane.call(method, label, { body: { ...empty, version } });
          expectRefusal(answer, CONFLICT, `${method} ${version}`);
          expect(answer.body).toMatchObject({ version: 2 });
        }
      }
    });
  });

  it("that is sent again, because its answer was lost, is applied once", async () => {
    const body = { ...empty, version: 2 };
    expect((await jane.put(label, body)).status).toBe(200);
    await expectUnchanged(server, async () => expectRefusal(await jane.put(label, body), CONFLICT));
  });

  it("of a new label where somebody else made one meanwhile is refused", async () => {
    const other = labelOf(await addSample("/datasets/jane/vector/", "twins", IMAGE));
    const twins = await Promise.all([1, 2, 3, 4].map(() => jane.put(other, { ...empty, version: 0 })));
    expect(twins.map((twin) => twin.status).sort()).toEqual([201, 409, 409, 409]);
  });

  it("after the role is gone is refused", async () => {
    const john = await server.addUser("john");
    const collaborator = "/datasets/jane/vector/collaborators/";
    await jane.post(collaborator, { user: "john", role: "labeler" });
    expect((await john.put(label, empty)).status).toBe(200);
    await jane.patch(`${collaborator}john/`, { role: "viewer" });
    await expectUnchanged(server, async () => {
      expectRefusal(await john.put(label, empty), { status: 403, sdkError: "AuthorizationError" });
    });
    await jane.delete(`${collaborator}john/`);
    await expectUnchanged(server, async () => expectRefusal(await john.put(label, empty), NOT_FOUND));
  });

  it("of a patch where there is no label creates none", async () => {
    const none = labelOf(await addSample("/datasets/jane/vector/", "none", IMAGE));
    await expectUnchanged(server, async () => {
      expectRefusal(await jane.patch(none, { label_status: "LABELED" }), NOT_FOUND);
      expectRefusal(await jane.patch(none, empty), NOT_FOUND);
      expectRefusal(await jane.patch(none, { ...empty, version: 0 }), NOT_FOUND);
      expectRefusal(await jane.delete(none), NOT_FOUND);
    });
  });

  it("in a labelset that is not there is refused", async () => {
    await expectUnchanged(server, async () => {
      expectRefusal(await jane.put(`/labels/${sample}/nothing/`, empty), NOT_FOUND);
    });
  });

  it("after the sample is gone is refused", async () => {
    expect((await jane.delete(`/samples/${sample}/`)).status).toBe(204);
    await expectUnchanged(server, async () => {
      for (const method of ["GET", "PUT", "PATCH", "DELETE"] as const) {
        expectRefusal(await jane.call(method, label, { body: { ...empty, version: 3 } }), NOT_FOUND, method);
      }
    });
  });
});
