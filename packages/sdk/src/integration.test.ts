import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  AlreadyExistsError,
  AuthenticationError,
  AuthorizationError,
  BulkError,
  CollaboratorError,
  ConflictError,
  type Dataset,
  NotFoundError,
  TesseraClient,
  ValidationError,
} from "./index.js";
import { type RealServer, startRealServer } from "./testing/real-server.js";

/** The SDK against the product, as a user starts it. `npx tsc -b` comes first. */
let server: RealServer;
let jane: TesseraClient;
let john: TesseraClient;
beforeAll(async () => {
  server = await startRealServer();
  await server.admin("user", "create", "john");
  const johnsKey = (await server.admin("key", "create", "john")).split("\n").at(-1);
  jane = new TesseraClient({ apiKey: server.key, baseUrl: server.url });
  john = new TesseraClient({ apiKey: johnsKey, baseUrl: `${server.url}/` });
});
afterAll(() => server.stop());

let dataset: Dataset<"vector">;
beforeEach(async () => {
  await jane.datasets.delete("jane/flowers").catch(() => undefined);
  await jane.datasets.create({ name: "flowers", taskType: "vector" });
  dataset = await jane.datasets.get<"vector">("jane/flowers");
});
afterEach(() => vi.restoreAllMocks());

const image = (name: string) => ({ name, attributes: { image: { url: `https://example.com/${name}` } } });
const images = (count: number) => Array.from({ length: count }, (_, i) => image(`s${String(i).padStart(5, "0")}.jpg`));
const box = {
  id: 1,
  category_id: 1,
  type: "bbox" as const,
  points: [
    [1, 2],
    [3.5, 4],
  ],
};

/** Loses the answers of the first calls: they were applied, but the client does not know. */
function losingAnswers(count: number): typeof fetch {
  let lost = 0;
  return async (input, init) => {
    const response = await fetch(input, init);
    if (lost++ >= count) return response;
    await response.text();
    throw new TypeError("the connection broke");
  };
}

describe("users and keys", () => {
  test("who am I, and is the server there", async () => {
    expect(await jane.status()).toEqual({});
    expect(await jane.users.get()).toMatchObject({ username: "jane", is_organization: false });
    expect((await jane.users.get("john")).username).toBe("john");
    await expect(jane.users.get("nobody")).rejects.toBeInstanceOf(NotFoundError);
  });

  test("a key is made, used and revoked", async () => {
    const { key, uuid } = await jane.apiKeys.create({ name: "Test" });
    const client = new TesseraClient({ apiKey: key, baseUrl: server.url });
    expect((await client.users.get()).username).toBe("jane");
    expect((await jane.apiKeys.list()).map(({ name }) => name)).toContain("Test");
    await jane.apiKeys.delete(uuid);
    await expect(client.users.get()).rejects.toBeInstanceOf(AuthenticationError);
    await expect(client.status()).rejects.toBeInstanceOf(AuthenticationError);
  });
});

describe("datasets", () => {
  test("have the defaults of the Python client", async () => {
    const created = await jane.datasets.create({ name: "defaults" });
    expect(created).toMatchObject({
      ...{ description: "", task_type: "segmentation-bitmap", category: "other", public: false, readme: "" },
      ...{ metadata: {}, labeling_inactivity_timeout_seconds: 300, enable_skip_labeling: true },
      ...{ enable_skip_reviewing: false, enable_ratings: false, enable_interpolation: true },
      ...{ enable_same_dimensions_track_constraint: false, enable_save_button: false, archived: false },
      ...{ enable_label_status_verified: false, enable_3d_cuboid_rotation: false, enable_confirm_on_submit: false },
      ...{ enable_3d_region_of_interest: false, enable_object_linking: false, enable_extrapolation: false },
      ...{ task_attributes: { format_version: "0.1", categories: [{ id: 1, name: "object" }] }, data_type: "IMAGE" },
    });
    await created.delete();
    await expect(created.refresh()).rejects.toBeInstanceOf(NotFoundError);
  });

  test("take every setting", async () => {
    const updated = await dataset.update({
      ...{
        description: "Wild flowers",
        category: "custom-bees",
        public: true,
        readme: "# Flowers",
        metadata: { a: 1 },
      },
      ...{ labelingInactivityTimeoutSeconds: 60, enableSkipLabeling: false, enableSkipReviewing: true },
      ...{ enableRatings: true, enableInterpolation: false, useTimestampsForInterpolation: false, archived: true },
      ...{ enableSameDimensionsTrackConstraint: true, enableSaveButton: true, enableLabelStatusVerified: true },
      ...{ enable3dCuboidRotation: true, enableConfirmOnSubmit: true, enable3dRegionOfInterest: true },
      ...{ regionOfInterest: { radius: 5 }, enableObjectLinking: true, enableObjectLinkCategoryRestrictions: true },
      ...{
        enableExtrapolation: true,
        versionRetentionDays: 30,
        noncollaboratorCanLabel: true,
        noncollaboratorCanReview: true,
        tags: ["x"],
      },
      taskAttributes: { categories: [{ id: 7, name: "rose" }] },
    });
    expect(updated).toMatchObject({
      ...{
        description: "Wild flowers",
        category: "custom-bees",
        public: true,
        readme: "# Flowers",
        metadata: { a: 1 },
      },
      ...{ labeling_inactivity_timeout_seconds: 60, enable_skip_labeling: false, enable_skip_reviewing: true },
      ...{ enable_ratings: true, enable_interpolation: false, use_timestamps_for_interpolation: false, archived: true },
      ...{
        enable_same_dimensions_track_constraint: true,
        enable_save_button: true,
        enable_label_status_verified: true,
      },
      ...{ enable_3d_cuboid_rotation: true, enable_confirm_on_submit: true, enable_3d_region_of_interest: true },
      ...{ region_of_interest: { radius: 5 }, enable_object_linking: true },
      ...{ enable_object_link_category_restrictions: true, enable_extrapolation: true, tags: ["x"] },
      ...{ version_retention_days: 30, noncollaborator_can_label: true, noncollaborator_can_review: true },
      task_attributes: { categories: [{ id: 7, name: "rose" }] },
    });
    expect((await dataset.update({ regionOfInterest: null })).region_of_interest).toBeNull();
    expect((await dataset.update({ versionRetentionDays: null })).version_retention_days).toBeNull();
  });

  test("are plain data with methods behind it", async () => {
    const data = JSON.parse(JSON.stringify(dataset));
    expect(Object.keys(dataset)).toEqual(Object.keys(data));
    expect(dataset).toEqual(data);
    expect(structuredClone(dataset)).toEqual(data);
    expect({ ...dataset }).toEqual(data);
  });

  test("clone, list, and names that are taken", async () => {
    await dataset.addSamples(images(3));
    const copy = await dataset.clone({ newName: "copy", newPublic: true, cloneLabels: true });
    expect(copy).toMatchObject({ full_name: "jane/copy", cloned_from: "jane/flowers", public: true });
    await expect(dataset.clone({ newName: "copy" })).rejects.toBeInstanceOf(AlreadyExistsError);
    expect((await jane.datasets.list().all()).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["copy", "flowers"]),
    );
    expect((await john.datasets.list({ user: "jane" }).all()).map(({ name }) => name)).toEqual(["copy"]);
    await copy.delete();
  });
});

describe("collaborators and organizations", () => {
  test("come, change and go", async () => {
    await expect(john.datasets.get("jane/flowers")).rejects.toBeInstanceOf(NotFoundError);
    const collaborator = await dataset.addCollaborator({ username: "john" });
    expect([collaborator.user.username, collaborator.role]).toEqual(["john", "labeler"]);
    await expect(dataset.addCollaborator({ username: "john" })).rejects.toBeInstanceOf(CollaboratorError);
    await expect(john.datasets.delete("jane/flowers")).rejects.toBeInstanceOf(AuthorizationError);
    expect((await collaborator.update({ role: "admin" })).role).toBe("admin");
    expect((await dataset.getCollaborator("john")).role).toBe("admin");
    expect((await dataset.getCollaborators().all()).map(({ user }) => user.username)).toContain("john");
    expect((await collaborator.getDataset()).full_name).toBe("jane/flowers");
    await collaborator.delete();
    await expect(dataset.getCollaborator("john")).rejects.toBeInstanceOf(NotFoundError);
  });

  test("an organization has members and datasets", async () => {
    await jane.organizations.create({ name: "acme" });
    await jane.organizations.addMember("acme", { username: "john", defaultDatasetRole: "labeler" });
    await jane.organizations.updateMember("acme", "john", { role: "administrator" });
    const members = await jane.organizations.listMembers("acme");
    expect(members.map(({ user, role }) => [user.username, role])).toEqual([
      ["jane", "administrator"],
      ["john", "administrator"],
    ]);
    const owned = await john.datasets.create({ name: "roses", organization: "acme" });
    expect(owned.full_name).toBe("acme/roses");
    await owned.delete();
    await jane.organizations.removeMember("acme", "john");
    await expect(john.organizations.listMembers("acme")).rejects.toBeInstanceOf(AuthorizationError);
  });
});

describe("samples", () => {
  test("2,500: added, listed by cursor and by page, counted, deleted", async () => {
    const items = images(2500);
    const added = await dataset.addSamples(items);
    const names = items.map(({ name }) => name);
    expect(added.map(({ name }) => name)).toEqual(names);
    const seen: string[] = [];
    for await (const { name } of dataset.getSamples({ perPage: 400 })) seen.push(name);
    expect(seen).toEqual(names);

    const first = await dataset.getSamples({ perPage: 1000, direction: "desc" });
    expect([first.items.length, first.total, first.hasNext]).toEqual([1000, 2500, true]);
    const last = await (await first.next())?.next();
    expect([last?.items.at(-1)?.name, last?.hasNext, await last?.next()]).toEqual([names[0], false, undefined]);
    expect((await dataset.getSamples({ page: 3, perPage: 1000 }).all()).map(({ name }) => name)).toEqual(
      names.slice(2000),
    );
    await expect(dataset.getSamples({ page: 4, perPage: 1000 })).rejects.toBeInstanceOf(NotFoundError);

    // Again: nothing changes, as after an upload that broke off.
    const again = await dataset.addSamples(items.slice(0, 5));
    expect(again.map(({ uuid }) => uuid)).toEqual(added.slice(0, 5).map(({ uuid }) => uuid));
    expect(await dataset.deleteSamples(added.map(({ uuid }) => uuid))).toEqual({ deleted_count: 2500 });
    expect((await dataset.refresh()).samples_count).toBe(0);
  });

  test("exactly one full page ends", async () => {
    await dataset.addSamples(images(4));
    expect(await dataset.getSamples({ perPage: 2 }).all()).toHaveLength(4);
    expect(await dataset.getSamples({ perPage: 4 }).all()).toHaveLength(4);
  });

  test("filters, sorting, labels in lists", async () => {
    const [a, b] = await dataset.addSamples([
      { ...image("violet a,b.jpg"), metadata: { city: "London", robot_id: 3 }, priority: 5 },
      { ...image("violet c.jpg"), metadata: { city: "Paris" }, priority: 10 },
      image("rose.jpg"),
    ]);
    await a?.addLabel({ attributes: { annotations: [box] }, labelStatus: "LABELED" });
    const names = async (params: Parameters<typeof dataset.getSamples>[0]) =>
      (await dataset.getSamples(params).all()).map(({ name }) => name);
    expect(await names({ name: "violet" })).toEqual(["violet a,b.jpg", "violet c.jpg"]);
    expect(await names({ name: "a,b" })).toEqual(["violet a,b.jpg"]);
    expect(await names({ metadata: ["city:London", "robot_id:3"] })).toEqual(["violet a,b.jpg"]);
    expect(await names({ metadata: "city:Paris" })).toEqual(["violet c.jpg"]);
    expect(await names({ labelStatus: "LABELED" })).toEqual(["violet a,b.jpg"]);
    expect(await names({ labelStatus: ["LABELED", "UNLABELED"], sort: "priority", direction: "desc" })).toEqual([
      ...["violet c.jpg", "violet a,b.jpg", "rose.jpg"],
    ]);
    const [summary] = (await dataset.getSamples({ labelset: "ground-truth", name: "a,b" })).items;
    expect(summary?.label).toMatchObject({ label_status: "LABELED" });
    expect(summary?.label).not.toHaveProperty("attributes");
    const [full] = (await dataset.getSamples({ labelset: "ground-truth", includeFullLabel: true, name: "a,b" })).items;
    expect(full?.label).toMatchObject({ attributes: { annotations: [box] } });
    expect((await jane.samples.get(b?.uuid ?? "", { labelset: "ground-truth" })).label).toBeNull();
  });

  test("one: created, changed, assigned, deleted", async () => {
    const sample = await dataset.addSample({ ...image("a b/ü.jpg"), readme: "# A", assignedLabeler: "jane" });
    expect(sample).toMatchObject({
      name: "a b/ü.jpg",
      readme: "# A",
      assigned_labeler: "jane",
      priority: 0,
      metadata: {},
    });
    const changed = await sample.update({ name: "b.jpg", priority: 2.5, assignedLabeler: null, metadata: { a: null } });
    expect(changed).toMatchObject({ name: "b.jpg", priority: 2.5, assigned_labeler: null, metadata: { a: null } });
    expect((await sample.getDataset()).name).toBe("flowers");
    await expect(dataset.addSample(image("b.jpg"))).rejects.toBeInstanceOf(AlreadyExistsError);
    const refused = await dataset
      .addSample({ ...image("c"), assignedLabeler: "john" })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ValidationError);
    await sample.delete();
    await expect(sample.update({ priority: 1 })).rejects.toBeInstanceOf(NotFoundError);
  });

  test("faulty ones of many are named, the others are added", async () => {
    const items = [...images(3), image(""), { name: "x", attributes: { image: 5 } as never }, image("last.jpg")];
    const error = await dataset.addSamples(items).catch((reason: unknown) => reason);
    if (!(error instanceof BulkError)) throw error;
    expect(error.failures.map(({ index, error }) => [index, Object.keys((error as ValidationError).fields)])).toEqual([
      [3, ["name"]],
      [4, ["attributes.image"]],
    ]);
    expect(error.results.filter((result) => result !== undefined)).toHaveLength(4);
    expect(await dataset.getSamples().all()).toHaveLength(4);
  });

  test("a key that is revoked in the middle of many", async () => {
    const { key, uuid } = await jane.apiKeys.create({ name: "Upload" });
    const client = new TesseraClient({ apiKey: key, baseUrl: server.url });
    async function* source() {
      yield* images(20);
      await jane.apiKeys.delete(uuid);
      yield* images(30).slice(20);
    }
    const upload = client.samples.createMany("jane/flowers", source(), { chunkSize: 10, concurrency: 1 });
    const error = await upload.catch((reason: unknown) => reason);
    if (!(error instanceof BulkError)) throw error;
    expect(error.cause).toBeInstanceOf(AuthenticationError);
    const added = error.results.filter((result) => result !== undefined).length;
    expect(await dataset.getSamples().all()).toHaveLength(added);
    expect(added + error.failures.length).toBe(30);
  });

  test("19-digit integers, in and out", async () => {
    const exact = new TesseraClient({ apiKey: server.key, baseUrl: server.url, exactIntegers: true });
    const frame = { image: { url: "https://example.com/1.jpg" }, timestamp: 1700000000123456789n };
    await exact.datasets.create({ name: "films", taskType: "image-vector-sequence" });
    const sample = await exact.samples.create("jane/films", { name: "a", attributes: { frames: [frame] } });
    expect((await exact.samples.get(sample.uuid)).attributes).toEqual({ frames: [frame] });
    await exact.datasets.delete("jane/films");
  });
});

describe("labels", () => {
  test("are created, changed, replaced and deleted", async () => {
    const sample = await dataset.addSample(image("a.jpg"));
    await expect(sample.getLabel()).rejects.toBeInstanceOf(NotFoundError);
    const label = await sample.addLabel({ attributes: { annotations: [box] }, score: 0.5 });
    expect(label).toMatchObject({ label_status: "PRELABELED", label_type: "vector", score: 0.5, version: 1 });
    expect(label.attributes.annotations).toEqual([expect.objectContaining(box)]);
    expect(await label.update({ labelStatus: "REVIEWED", rating: 4, score: null })).toMatchObject({
      ...{ label_status: "REVIEWED", rating: 4, score: null, reviewed_by: "jane" },
    });
    expect((await sample.updateLabel({ attributes: { annotations: [] } })).attributes.annotations).toEqual([]);
    expect((await label.getSample()).uuid).toBe(sample.uuid);
    await label.delete();
    await expect(sample.getLabel()).rejects.toBeInstanceOf(NotFoundError);
    await expect(sample.updateLabel({ labelStatus: "LABELED" })).rejects.toBeInstanceOf(NotFoundError);
  });

  test("in a labelset of their own", async () => {
    const labelset = await dataset.addLabelset({ name: "model", description: "Of May" });
    expect(labelset).toMatchObject({ name: "model", description: "Of May", is_groundtruth: false });
    await expect(dataset.addLabelset({ name: "model" })).rejects.toBeInstanceOf(AlreadyExistsError);
    const sample = await dataset.addSample(image("a.jpg"));
    const label = await sample.addLabel({ labelset: "model", attributes: { annotations: [box] } });
    await label.update({ labelStatus: "LABELED" });
    expect((await sample.getLabel({ labelset: "model" })).label_status).toBe("LABELED");
    await expect(sample.getLabel()).rejects.toBeInstanceOf(NotFoundError);
    await sample.deleteLabel({ labelset: "model" });
    expect((await dataset.getLabelsets().all()).map(({ name }) => name).toSorted()).toEqual(["ground-truth", "model"]);
    expect((await dataset.getLabelset("model")).name).toBe("model");
    await labelset.delete();
    await expect(labelset.delete()).rejects.toBeInstanceOf(NotFoundError);
    await expect(jane.labelsets.delete("jane/flowers", "ground-truth")).rejects.toBeInstanceOf(ValidationError);
  });

  test("of somebody else are not overwritten", async () => {
    const sample = await dataset.addSample(image("a.jpg"));
    const label = await sample.addLabel({ attributes: { annotations: [] }, version: 0 });
    await sample.updateLabel({ labelStatus: "LABELED" });
    const error = await label.update({ labelStatus: "REJECTED", version: label.version }).catch((e: unknown) => e);
    if (!(error instanceof ConflictError)) throw error;
    expect(error.version).toBe(2);
    expect((await sample.getLabel()).label_status).toBe("LABELED");
  });

  test("that are not valid say where", async () => {
    const sample = await dataset.addSample(image("a.jpg"));
    const bad = { annotations: [box, { ...box, id: 2, points: [[1, 2]] }] };
    const error = await sample.addLabel({ attributes: bad }).catch((reason: unknown) => reason);
    if (!(error instanceof ValidationError)) throw error;
    expect(error.status).toBe(400);
    expect(Object.keys(error.fields)).toEqual(["attributes.annotations[1].points"]);
  });

  test("of 20,000 objects go and come value for value", async () => {
    const sample = await dataset.addSample(image("a.jpg"));
    const annotations = Array.from({ length: 20_000 }, (_, i) => ({
      ...box,
      id: i + 1,
      points: [
        [i, 0.1],
        [i + 1, 1e-7],
      ],
    }));
    await sample.addLabel({ attributes: { annotations } });
    expect((await sample.getLabel()).attributes.annotations.map(({ id, points }) => ({ id, points }))).toEqual(
      annotations.map(({ id, points }) => ({ id, points })),
    );
  });
});

test("issues are raised, answered, closed and deleted", async () => {
  const sample = await dataset.addSample(image("a.jpg"));
  const issue = await sample.addIssue({ description: "No cars?", anchor: { type: "basic", frame: 3 } });
  expect(issue).toMatchObject({ status: "OPEN", sample_name: "a.jpg", anchor: { type: "basic", frame: 3 } });
  expect((await issue.comment({ text: "There are." })).comments.map(({ text }) => text)).toEqual(["There are."]);
  expect(await issue.update({ status: "CLOSED", anchor: null, tags: ["cars"] })).toMatchObject({
    ...{ status: "CLOSED", tags: ["cars"] },
  });
  expect(await sample.getIssues()).toHaveLength(1);
  expect(await dataset.getIssues({ status: "OPEN" }).all()).toEqual([]);
  expect(await dataset.getIssues({ tags: "cars" }).all()).toHaveLength(1);
  await issue.delete();
  expect(await dataset.getIssues().all()).toEqual([]);
});

test("a release is made, waited for, read and deleted", async () => {
  const [sample] = await dataset.addSamples(images(3));
  await sample?.addLabel({ attributes: { annotations: [box] } });
  const pending = await dataset.addRelease({ name: "v0.1", description: "First" });
  await expect(dataset.addRelease({ name: "v0.1" })).rejects.toBeInstanceOf(AlreadyExistsError);
  const release = await pending.wait({ maxWaitMs: 30_000 });
  expect(release).toMatchObject({ status: "SUCCEEDED", description: "First", samples_count: 3 });
  const file = await release.download();
  expect(file.dataset.samples.map(({ labels }) => labels["ground-truth"]?.label_status)).toEqual([
    ...["PRELABELED", undefined, undefined],
  ]);
  const response = await release.download().asResponse();
  expect(JSON.parse(await response.text())).toEqual(file);
  expect((await dataset.getReleases().all()).map(({ name }) => name)).toEqual(["v0.1"]);
  expect((await dataset.getRelease("v0.1")).uuid).toBe(release.uuid);
  await release.delete();
  await expect(release.wait()).rejects.toBeInstanceOf(NotFoundError);
});

test("workunits, of times as text and as dates", async () => {
  const list = dataset.getWorkunits({
    start: new Date(0),
    end: "2100-01-01T00:00:00",
    includeSessionTimeMetrics: true,
  });
  expect(await list.all()).toEqual([]);
});

describe("uploads", () => {
  const bytes = randomBytes(3 * 1024 * 1024);
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "tessera-upload-"));
    await writeFile(path.join(directory, "violet.png"), bytes);
  });
  afterAll(() => rm(directory, { recursive: true }));

  test.each([
    ["a Buffer", () => bytes],
    ["a Blob", () => new Blob([bytes])],
    ["a web stream", () => new Blob([bytes]).stream()],
    ["a Node stream", () => Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)])],
    ["a path", () => ({ path: path.join(directory, "violet.png") })],
  ])("%s comes back byte for byte", async (_, source) => {
    const progress: number[] = [];
    const asset = await jane.assets.upload(source(), {
      filename: "violet.png",
      onProgress: ({ done }) => progress.push(done),
    });
    expect(progress.at(-1)).toBe(bytes.length);
    const back = Buffer.from(await (await fetch(asset.url)).arrayBuffer());
    expect(back.equals(bytes)).toBe(true);
  });

  test("is deleted by who uploaded it", async () => {
    const asset = await jane.assets.upload(new Blob(["a violet"]), { filename: "a.txt" });
    expect((await fetch(asset.url)).status).toBe(200);
    await jane.assets.delete(asset.uuid);
    await expect.poll(async () => (await fetch(asset.url)).status, { timeout: 20_000 }).toBe(404);
    await expect(jane.assets.delete(asset.uuid)).rejects.toBeInstanceOf(NotFoundError);
  });

  test("a stream of known size, never held whole", async () => {
    const stream = Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)]);
    const asset = await jane.assets.upload(stream, { filename: "a.png", sizeBytes: bytes.length });
    expect(Buffer.from(await (await fetch(asset.url)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  test("whose answer was lost is done", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    let storageCalls = 0;
    const flaky: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (String(input).endsWith("/storage/") && storageCalls++ === 0) throw new TypeError("the connection broke");
      return response;
    };
    const client = new TesseraClient({ apiKey: server.key, baseUrl: server.url, fetch: flaky });
    const asset = await client.assets.upload(new Blob([bytes]), { filename: "a.png" });
    expect(storageCalls).toBe(2);
    expect((await fetch(asset.url)).headers.get("content-length")).toBe(String(bytes.length));
  });
});

describe("answers that are lost", () => {
  const unlucky = (count: number) =>
    new TesseraClient({ apiKey: server.key, baseUrl: server.url, fetch: losingAnswers(count), maxRetries: 3 });
  beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));

  test("a POST is applied once", async () => {
    const sample = await unlucky(2).samples.create("jane/flowers", image("once.jpg"));
    expect(sample.name).toBe("once.jpg");
    const issue = await unlucky(3).issues.create(sample.uuid, { description: "Once?" });
    expect((await dataset.getIssues().all()).map(({ uuid }) => uuid)).toEqual([issue.uuid]);
  });

  test("many samples are added once", async () => {
    await unlucky(2).samples.createMany("jane/flowers", images(30), { chunkSize: 10 });
    expect(await dataset.getSamples().all()).toHaveLength(30);
  });

  test("a delete is done", async () => {
    await unlucky(1).datasets.delete("jane/flowers");
    await expect(dataset.refresh()).rejects.toBeInstanceOf(NotFoundError);
  });
});

test("the escape hatch", async () => {
  expect(await jane.request("GET", "/datasets/jane/flowers/samples/", { query: { per_page: 1 } })).toEqual([]);
  const { response } = await jane.datasets.list().withResponse();
  expect(response.headers.get("x-total-count")).toMatch(/^\d+$/);
});
