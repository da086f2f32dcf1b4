import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { counts, type ImportBench, startImportBench } from "../testing/import-bench.js";
import { withCategories } from "./release-categories.js";
import { comparedSamples } from "./same-picture.js";

let bench: ImportBench;

beforeAll(async () => {
  bench = await startImportBench();
});
afterAll(() => bench.stop());

const CATEGORIES = [
  { id: 3, name: "cat", color: [1, 2, 3] },
  { id: 9, name: "dog", attributes: [{ name: "age", input_type: "number" }] },
];
const box = (id: number, category_id: number, left: number) => ({
  ...{ id, category_id, type: "bbox" },
  points: [
    [left, 1],
    [left + 2, 3],
  ],
});
const vector = (...annotations: object[]) => ({ format_version: "0.1", annotations });
const image = (name: string) => ({ image: { url: `https://example.com/${name}` } });

/** A release as the service of the Python package writes it, with labels of two labelsets. */
const release = (task_type: string, samples: readonly object[], categories: readonly object[] = CATEGORIES) =>
  JSON.stringify({
    name: "v1",
    dataset: {
      ...{ name: "pets", owner: "john", description: "Ours.", task_type },
      task_attributes: { format_version: "0.1", categories },
      labelsets: [{ name: "ground-truth" }, { name: "model" }],
      samples,
    },
  });
const PETS = [
  {
    ...{ name: "a.jpg", attributes: image("a.jpg"), metadata: { city: "Ghent", n: 3 }, priority: 2 },
    labels: {
      "ground-truth": {
        label_status: "REVIEWED",
        rating: 4,
        attributes: vector({ ...box(1, 3, 10), attributes: { age: 4 } }, box(2, 9, 20)),
      },
      model: { label_status: "PRELABELED", attributes: vector(box(1, 9, 30)), score: 0.5 },
    },
  },
  { name: "b.jpg", attributes: image("b.jpg"), metadata: {}, labels: { "ground-truth": null, model: null } },
];

async function stored(dataset: string, labelset: string) {
  const found: Record<string, unknown> = {};
  for await (const { name, uuid, label } of bench.client.samples.list(`jane/${dataset}`, { labelset })) {
    if (label === null || label === undefined) found[name] = null;
    else {
      const { attributes, label_status, score, rating } = await bench.client.labels.get(uuid, { labelset });
      found[name] = { attributes, label_status, score, rating };
    }
  }
  return found;
}

describe("a release file", () => {
  it("becomes a dataset with its samples, and the labels of all labelsets as they are", async () => {
    await bench.write("pets", { "v1.json": release("vector", PETS) });
    const { code, stderr, summary } = await bench.importFolder("release", "pets");
    expect([code, stderr]).toEqual([0, expect.stringContaining("a dataset of type vector")]);
    expect(summary).toMatchObject({ added: 2, labels: 2, objects: 3, skipped: [], changed: [], failed: [] });
    const dataset = await bench.client.datasets.get("jane/pets");
    expect(dataset).toMatchObject({ description: "Ours.", task_attributes: { categories: CATEGORIES } });
    expect(await stored("pets", "ground-truth")).toMatchObject({
      "a.jpg": {
        label_status: "REVIEWED",
        attributes: PETS[0]?.labels["ground-truth"]?.attributes,
        score: null,
        rating: 4,
      },
      "b.jpg": null,
    });
    expect(await stored("pets", "model")).toMatchObject({
      "a.jpg": { label_status: "PRELABELED", attributes: vector(box(1, 9, 30)), score: 0.5 },
      "b.jpg": null,
    });
    for await (const { name, attributes, metadata, priority } of bench.client.samples.list("jane/pets", {
      name: "a.jpg",
    }))
      expect({ name, attributes, metadata, priority }).toMatchObject({
        ...{ name: "a.jpg", attributes: image("a.jpg"), metadata: { city: "Ghent", n: 3 }, priority: 2 },
      });
  });

  it("of ours comes back whole", async () => {
    await bench.place.ok("releases create jane/pets v1 --wait");
    await bench.place.ok("releases download jane/pets v1 --out ours.json");
    await bench.place.ok("import release ours.json jane/again --create");
    for (const labelset of ["ground-truth", "model"])
      expect(await stored("again", labelset)).toEqual(await stored("pets", labelset));
  });

  it("leaves labels that are there, and replaces them when told", async () => {
    const kept = await bench.importFolder("release", "pets");
    expect(kept.summary).toMatchObject({ added: 0, labels: 0, kept_labels: 2 });
    const replaced = await bench.importFolder(
      "release",
      "pets",
      "",
      "--replace",
      "--status",
      "LABELED",
      "--labelset",
      "model",
    );
    expect(replaced.summary).toMatchObject({ added: 0, labels: 1, kept_labels: 0 });
    expect(counts(replaced.summary.skipped_by_reason)).toEqual({
      "its label in the labelset ground-truth is not asked for": 1,
    });
    expect(await stored("pets", "model")).toMatchObject({ "a.jpg": { label_status: "LABELED" } });
  });

  it("finds categories by name, and lists the objects of those that the dataset lacks", async () => {
    const categories = [{ id: 1, name: "dog" }];
    await bench.client.datasets.create({
      ...{ name: "dogs", taskType: "vector" },
      taskAttributes: { format_version: "0.1", categories },
    });
    await bench.write("dogs", { "v1.json": release("vector", PETS) });
    const { code, summary } = await bench.importFolder("release", "dogs");
    expect([code, counts(summary.skipped_by_reason)]).toEqual([6, { 'the dataset has no category "cat"': 1 }]);
    expect(await stored("dogs", "ground-truth")).toMatchObject({ "a.jpg": { attributes: vector(box(2, 1, 20)) } });
    const more = await bench.importFolder("release", "dogs", "", "--add-categories", "--replace");
    expect([more.code, more.summary.objects]).toEqual([0, 3]);
    expect((await bench.client.datasets.get("jane/dogs")).task_attributes?.categories.map(({ name }) => name)).toEqual([
      "dog",
      "cat",
    ]);
  });

  it("keeps sequences, and numbers that JavaScript cannot hold", async () => {
    const pcd = { url: "https://example.com/0.pcd", type: "pcd" };
    const frames = `[{"pcd":${JSON.stringify(pcd)},"timestamp":1700000000123456789}]`;
    const sample = { name: "drive", attributes: { frames: "FRAMES" }, metadata: {} };
    const cuboid = {
      ...{ id: 1, category_id: 3, type: "cuboid", track_id: 7, is_keyframe: true, yaw: 0.5 },
      ...{ position: { x: 1, y: 2, z: 3 }, dimensions: { x: 4, y: 5, z: 6 } },
    };
    const attributes = { format_version: "0.2", frames: [{ format_version: "0.2", annotations: [cuboid] }] };
    const label = { label_status: "LABELED", attributes };
    const text = release("pointcloud-cuboid-sequence", [{ ...sample, labels: { "ground-truth": label } }]);
    await bench.write("drive", { "v1.json": text.replace('"FRAMES"', frames) });
    const { code, stderr, summary } = await bench.importFolder("release", "drive");
    expect([code, summary.objects], stderr).toEqual([0, 1]);
    expect(await stored("drive", "ground-truth")).toMatchObject({ drive: { attributes } });
    await bench.place.ok("releases create jane/drive v1 --wait");
    const { stdout } = await bench.place.ok("releases download jane/drive v1 --out -");
    expect(stdout).toMatch(/"timestamp": ?1700000000123456789\b/);
  });

  it.each([
    ["nothing", { "a.txt": "x" }, "There is no release file"],
    ["several", { "a.json": "{}", "b.json": "{}" }, "There are 2 JSON files: name the release itself"],
    ["coco", { "a.json": '{"images":[]}' }, "a.json: Release file"],
    ["cut", { "a.json": release("vector", PETS).slice(0, -40) }, "a.json: Release file"],
    ["kind", { "a.json": release("holograms", []) }, "There is no task type holograms"],
  ])("that is none is refused: %s", async (name, files, message) => {
    await bench.write(name, files);
    const { code, stderr } = await bench.importFolder("release", name);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(message);
    await expect(bench.client.datasets.get(`jane/${name}`)).rejects.toMatchObject({ status: 404 });
  });
});

describe("a sample of the name of one that is there", () => {
  const OTHER = { "the dataset has another picture of this name": 1 };
  const UNKNOWN = { "its picture could not be compared with the dataset's": 1 };
  const FILES: Readonly<Record<string, string>> = { "/a": "one", "/copy": "one", "/b": "two", "/c": "three" };
  let host: string;
  const server = createServer((request, response) => {
    const text = FILES[request.url ?? ""];
    if (text === undefined) response.writeHead(404).end();
    else response.end(text);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each([
    ["the-url", "/a", "/a", {}, {}],
    ["the-bytes", "/a", "/copy", {}, {}],
    ["other-bytes", "/a", "/b", OTHER, {}],
    ["other-length", "/a", "/c", OTHER, {}],
    ["unread", "/a", "/gone", {}, UNKNOWN],
  ])("%s", async (name, there, given, skipped, changed) => {
    await bench.client.datasets.create({
      ...{ name, taskType: "vector" as const },
      taskAttributes: { format_version: "0.1", categories: [{ id: 1, name: "cat" }] },
    });
    await bench.client.samples.create(`jane/${name}`, { name: "a", attributes: { image: { url: host + there } } });
    const label = { label_status: "LABELED", attributes: vector(box(1, 3, 10)) };
    const sample = { name: "a", attributes: { image: { url: host + given } }, labels: { "ground-truth": label } };
    await bench.write(name, { "v1.json": release("vector", [sample]) });
    const { code, summary } = await bench.importFolder("release", name);
    expect(counts(summary.skipped_by_reason)).toEqual(skipped);
    expect(counts(summary.changed_by_reason)).toEqual(changed);
    const isOther = skipped === OTHER;
    expect([code, summary.added, summary.objects]).toEqual([isOther ? 6 : 0, 0, isOther ? 0 : 1]);
  });

  it("is another one when it has other frames or another text", async () => {
    const signal = new AbortController().signal;
    const frames = (...urls: string[]) => ({ frames: urls.map((url) => ({ image: { url: host + url } })) });
    const compare = (a: object, b: object) => comparedSamples(a, b, { signal });
    expect(await compare(frames("/a", "/b"), frames("/a"))).toBe("different");
    expect(await compare(frames("/a", "/b"), frames("/a", "/c"))).toBe("different");
    expect(await compare(frames("/b", "/a"), frames("/b", "/copy"))).toBe("same");
    expect(await compare({ text: "x" }, { text: "y" })).toBe("different");
    expect(await compare({ text: "x" }, { text: "x" })).toBe("same");
  });
});

describe("categories of a release's label", () => {
  it("are those of the dataset, in frames and sensors too", () => {
    const lost: string[] = [];
    const annotations = [{ id: 1, category_id: 1 }, { id: 2, category_id: 2 }, { id: 3, category_id: 5 }, { id: 4 }];
    const frames = [{ annotations }];
    const label = { sensors: [{ name: "lidar", attributes: { frames } }], category_id: 1 };
    const ids = new Map<number, number | string>([
      [1, 11],
      [2, "dog"],
    ]);
    const { value, objects } = withCategories(label, ids, (reason) => lost.push(reason));
    expect(value).toEqual({
      sensors: [{ name: "lidar", attributes: { frames: [{ annotations: [{ id: 1, category_id: 11 }, { id: 4 }] }] } }],
      category_id: 1,
    });
    expect([objects, lost]).toEqual([
      2,
      ['the dataset has no category "dog"', 'the dataset has no category "of the id 5"'],
    ]);
  });
});
