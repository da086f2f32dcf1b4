import { access, readdir, readFile, stat } from "node:fs/promises";
import {
  type Example,
  type TaskAttributes,
  validateLabelAttributes,
  validateMetadata,
  validateSampleAttributes,
  validateTaskAttributes,
} from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addExamples } from "../../admin/examples.js";
import { inspectImage } from "../../assets/image-header.js";
import { makeThumbnails } from "../../jobs/make-thumbnails.js";
import { expectRefusal, expectUnchanged, invalid, NOT_FOUND } from "../../testing/refusals.js";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";
import { type ExampleSample, imagesOf, loadExamples, readExampleImage, sampleAttributesOf } from "./catalog.js";

const ROOT = new URL("../../../../../examples/", import.meta.url);

interface Annotation {
  readonly track_id: number;
  readonly is_keyframe: boolean;
  readonly category_id: number;
  readonly type: string;
  readonly points: [number, number][];
  readonly attributes?: Record<string, unknown>;
}
type LabeledImage = { annotations?: Annotation[]; image_attributes?: Record<string, unknown> };

/** The label of each image of a sample; none without a label. */
function labelsOf({ label }: ExampleSample): LabeledImage[] {
  if (label === undefined) return [];
  return (label.frames as LabeledImage[] | undefined) ?? [label as LabeledImage];
}

describe("the example files", async () => {
  const examples = [...(await loadExamples())];

  it("are four datasets, some samples of each labeled, reviewed and open", () => {
    expect(examples.map(([name]) => name).toSorted()).toEqual(["bboxes", "keypoints", "sequences", "vector"]);
    for (const [name, { samples }] of examples) {
      const statuses = samples.map(({ label_status }) => label_status);
      for (const status of ["REVIEWED", "LABELED", undefined]) expect(statuses, name).toContain(status);
      for (const { label, label_status } of samples) expect(label === undefined).toBe(label_status === undefined);
    }
  });

  it.each(examples)("%s is of the formats that the API takes", (_, example) => {
    expect(validateTaskAttributes(example.task_type, example.task_attributes)).toEqual([]);
    for (const sample of example.samples) {
      const { label, metadata, name } = sample;
      const attributes = sampleAttributesOf(sample, () => "http://localhost/a.jpg");
      expect(validateSampleAttributes(example.task_type, attributes), name).toEqual([]);
      expect(validateMetadata(metadata), name).toEqual([]);
      if (label !== undefined)
        expect(validateLabelAttributes(example.task_type, label, { sampleAttributes: attributes }), name).toEqual([]);
    }
  });

  it.each(examples)("%s keeps to its own categories and attributes", (_, example) => {
    const { categories = [], image_attributes: forImages } = example.task_attributes as TaskAttributes;
    for (const sample of example.samples) {
      const { name } = sample;
      for (const { annotations = [], image_attributes: given = {} } of labelsOf(sample)) {
        expectFitting(forImages ?? [], given, name);
        for (const { category_id, attributes = {} } of annotations) {
          const category = categories.find(({ id }) => id === category_id);
          expect(category, `${name}: category ${category_id}`).toBeDefined();
          expectFitting(category?.attributes ?? [], attributes, name);
        }
      }
    }
  });

  it.each(examples)("%s has shapes inside of its images, and large enough to be seen", async (_, { samples }) => {
    for (const sample of samples) {
      const { name } = sample;
      const [image = ""] = imagesOf(sample);
      const header = inspectImage(await readExampleImage(image));
      const { widthPx = 0, heightPx = 0, format } = header ?? {};
      expect(format, image).toBe("jpeg");
      for (const { type, points } of labelsOf(sample).flatMap(({ annotations = [] }) => annotations)) {
        const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
        expect(Math.min(...xs, ...ys), name).toBeGreaterThanOrEqual(0);
        expect(Math.max(...xs), name).toBeLessThanOrEqual(widthPx);
        expect(Math.max(...ys), name).toBeLessThanOrEqual(heightPx);
        const extent = Math.max(...xs) - Math.min(...xs) + Math.max(...ys) - Math.min(...ys);
        if (type !== "point") expect(extent, name).toBeGreaterThan(20);
      }
    }
  });

  it("have tracks that are even between keyframes, in one category and with ids of their own", async () => {
    const { samples = [] } = (await loadExamples()).get("sequences") ?? {};
    const frames = samples.flatMap((sample) => labelsOf(sample).map(({ annotations = [] }) => annotations));
    expect(frames.flat().length).toBeGreaterThan(100);
    let [derived, keyframes] = [0, 0];
    for (const sample of samples.filter(({ label }) => label !== undefined)) {
      const labels = labelsOf(sample).map(({ annotations = [] }) => annotations);
      expect(labels).toHaveLength(sample.frames?.length ?? 0);
      for (const id of new Set(labels.flat().map(({ track_id }) => track_id))) {
        const track = labels.map((annotations) => annotations.find(({ track_id }) => track_id === id));
        expect(new Set(track.flatMap((object) => object?.category_id ?? [])).size).toBe(1);
        let from = -1;
        for (const [at, object] of track.entries()) {
          if (object === undefined) from = -1;
          else if (object.is_keyframe) {
            keyframes += 1;
            for (let between = from + 1; from >= 0 && between < at; between++) {
              derived += 1;
              const [start, shape] = [track[from], track[between]];
              const part = (between - from) / (at - from);
              for (const [node, [x, y]] of (shape?.points ?? []).entries()) {
                const [[ax, ay] = [0, 0], [bx, by] = [0, 0]] = [start?.points[node], object.points[node]];
                expect(Math.hypot(ax + (bx - ax) * part - x, ay + (by - ay) * part - y)).toBeLessThan(0.01);
              }
              expect(shape?.attributes).toEqual(start?.attributes);
            }
            from = at;
          } else expect(from, `${sample.name}: track ${id} begins with a keyframe`).toBeGreaterThanOrEqual(0);
        }
      }
    }
    expect([derived > 60, keyframes > 20]).toEqual([true, true]);
  });

  it("use every image, each with its credit, and are small", async () => {
    const entries = await readdir(new URL("images/", ROOT), { recursive: true });
    const images = entries.filter((entry) => entry.endsWith(".jpg")).map((entry) => entry.replaceAll("\\", "/"));
    expect(new Set(examples.flatMap(([, { samples }]) => samples.flatMap(imagesOf)))).toEqual(new Set(images));
    const credits = await readFile(new URL("CREDITS.md", ROOT), "utf8");
    // Frames are credited by their folder.
    for (const image of images) expect(credits).toContain(`| \`${image.replace(/[^/]*$/, "") || image}\` |`);
    for (const [name, { samples, credits: text }] of examples) {
      for (const image of samples.flatMap(imagesOf)) expect(text, name).toContain(image.replace(/\/.*/, ""));
    }
    const sizes = await Promise.all(images.map(async (image) => (await stat(new URL(`images/${image}`, ROOT))).size));
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(4 * 1024 * 1024);
  });
});

type Attribute = { name: string; input_type: string; values?: readonly string[]; is_mandatory?: boolean };

/** Every given value is one that the attribute allows, and what is mandatory is given. */
function expectFitting(attributes: readonly unknown[], given: Readonly<Record<string, unknown>>, where: string): void {
  const known = attributes as readonly Attribute[];
  for (const { name, is_mandatory } of known) if (is_mandatory) expect(given, where).toHaveProperty([name]);
  for (const [name, value] of Object.entries(given)) {
    const attribute = known.find((candidate) => candidate.name === name);
    expect(attribute, `${where}: ${name}`).toBeDefined();
    const { input_type: type, values = [] } = attribute as Attribute;
    if (type === "select") expect(values, `${where}: ${name}`).toContain(value);
    else if (type === "multiselect")
      expect(values, `${where}: ${name}`).toEqual(expect.arrayContaining(value as string[]));
    else
      expect(typeof value, `${where}: ${name}`).toBe(
        type === "checkbox" ? "boolean" : type === "number" ? "number" : "string",
      );
  }
}

describe("a dataset of an example", () => {
  let server: TestServer;
  let jane: TestUser;

  beforeAll(async () => {
    server = await openTestServer();
    jane = await server.addUser("jane");
  });
  afterAll(() => server.close());

  interface Sample {
    readonly name: string;
    readonly attributes: { image: { url: string } };
    readonly label: { label_status: string; attributes: { annotations: unknown[] } } | null;
    readonly thumbnail: { width: number } | null;
  }

  it("is offered in a list", async () => {
    const { body } = await jane.get<Example[]>("/examples/");
    expect(body.map(({ name, task_type, samples_count }) => [name, task_type, samples_count])).toEqual([
      ["vector", "vector", 8],
      ["bboxes", "bboxes", 5],
      ["keypoints", "keypoints", 4],
      ["sequences", "image-vector-sequence", 3],
    ]);
    for (const example of body) expect(example.credits).toMatch(/CC0|CC BY/);
  });

  it("has its images in our store, its labels, thumbnails and credits", async () => {
    const made = await jane.post<{ full_name: string; readme: string }>("/user/examples/", { name: "vector" });
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...{ full_name: "jane/example-vector", role: "admin", samples_count: 8, tags: ["example"], public: false },
        label_stats: { REVIEWED: 2, LABELED: 4, UNLABELED: 2, TOTAL: 8 },
        readme: expect.stringMatching(/## Credits\n\nPhotographs by NASA/),
      },
    });
    const list = () =>
      jane.get<Sample[]>("/datasets/jane/example-vector/samples/?labelset=ground-truth&include_full_label=1");
    const { rows } = await server.database.pool.query<{ identifier: string; payload: string }>(
      "select t.identifier, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id",
    );
    expect(rows.map(({ identifier }) => identifier)).toEqual(["make-thumbnails"]);
    for (const { payload } of rows) await makeThumbnails(server.jobContext, JSON.parse(payload));
    const { body: samples } = await list();
    const files = (await loadExamples()).get("vector")?.samples ?? [];
    for (const { name, label, attributes, thumbnail } of samples) {
      expect(thumbnail?.width, name).toBeGreaterThan(200);
      const file = files.find((candidate) => candidate.name === name);
      expect(label?.attributes, name).toEqual(file?.label);
      expect(label?.label_status, name).toBe(file?.label_status);
      const image = await server.app.inject({ url: new URL(attributes.image.url).pathname });
      expect(image.rawPayload.equals(await readExampleImage(file?.image ?? "")), name).toBe(true);
    }
  });

  it("has the frames of its sequences, with names and timestamps, and labels by value", async () => {
    const made = await jane.post("/user/examples/", { name: "sequences" });
    expect(made).toMatchObject({ status: 201, body: { label_stats: { REVIEWED: 1, LABELED: 1, UNLABELED: 1 } } });
    const { body: samples } = await jane.get<
      (Omit<Sample, "attributes"> & { attributes: { frames: { image: { url: string }; name: string }[] } })[]
    >("/datasets/jane/example-sequences/samples/?labelset=ground-truth&include_full_label=1");
    const files = (await loadExamples()).get("sequences")?.samples ?? [];
    expect(samples.map(({ name }) => name).toSorted()).toEqual(files.map(({ name }) => name).toSorted());
    for (const { name, attributes, label } of samples) {
      const file = files.find((candidate) => candidate.name === name);
      expect(label?.attributes, name).toEqual(file?.label);
      expect(attributes.frames.map(({ image: _, ...frame }) => frame)).toEqual(
        file?.frames?.map(({ image: _, ...frame }) => frame),
      );
      const last = await server.app.inject({ url: new URL(attributes.frames.at(-1)?.image.url ?? "").pathname });
      expect(last.rawPayload.equals(await readExampleImage(file?.frames?.at(-1)?.image ?? "")), name).toBe(true);
    }
  });

  it("may be made again, under another name, also at the same moment", async () => {
    const make = async () => (await jane.post<{ name: string }>("/user/examples/", { name: "keypoints" })).body.name;
    const names = [await make(), ...(await Promise.all([make(), make()])).toSorted()];
    expect(names).toEqual(["example-keypoints", "example-keypoints-2", "example-keypoints-3"]);
    const own = await jane.post("/user/examples/", { name: "keypoints", dataset_name: "faces" });
    expect(own.body).toMatchObject({ full_name: "jane/faces" });
  });

  it("leaves nothing behind where it cannot be made", async () => {
    await server.addDataset(jane, { name: "taken" });
    const write = vi.spyOn(server.context.assets, "write");
    await expectUnchanged(server, async () => {
      const twin = await jane.post("/user/examples/", { name: "bboxes", dataset_name: "taken" });
      expectRefusal(twin, { status: 400, sdkError: "AlreadyExistsError" });
      expectRefusal(await jane.post("/user/examples/", { name: "nothing" }), NOT_FOUND);
      for (const [field, values] of [
        ["name", [undefined, 5, null, "", "../vector", "a b", "x".repeat(101)]],
        ["dataset_name", [5, null, "", "a/b", ".."]],
      ] as const) {
        for (const value of values) {
          const answer = await jane.post("/user/examples/", { name: "bboxes", [field]: value });
          expectRefusal(answer, invalid(field), `${field} ${String(value)}`);
        }
      }
    });
    for (const [key] of write.mock.calls) expect(await server.context.assets.stat(key)).toBeUndefined();
    write.mockRestore();
  });

  it("is applied once for a repeated request", async () => {
    const headers = { "idempotency-key": "once" };
    const body = { name: "bboxes", dataset_name: "once" };
    const first = await jane.call("POST", "/user/examples/", { headers, body });
    const second = await jane.call("POST", "/user/examples/", { headers, body });
    expect([second.status, second.text]).toEqual([201, first.text]);
  });

  it("comes from a shell as well, but not twice", async () => {
    const john = await server.addUser("john");
    const { config, database } = server.context;
    const settings = { ...config, dataDir: `${server.directory}/shell`, publicUrl: "https://labels.example.com" };
    const owner = { id: john.id, username: "john" };
    expect(await addExamples(settings, database.db, owner)).toEqual([
      "example-vector",
      "example-bboxes",
      "example-keypoints",
      "example-sequences",
    ]);
    expect(await addExamples(settings, database.db, owner)).toEqual([]);
    const { body } = await john.get<Sample[]>("/datasets/john/example-keypoints/samples/");
    expect(body[0]?.attributes.image.url).toMatch(/^https:\/\/labels\.example\.com\/storage\//);
    await expect(access(`${server.directory}/shell/assets/objects`)).resolves.toBeUndefined();
  });
});
