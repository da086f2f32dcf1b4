import { DATASET_SWITCHES, TASK_TYPES } from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

let server: TestServer;
let jane: TestUser;
let john: TestUser;

beforeAll(async () => {
  server = await openTestServer({ withJobs: true });
  jane = await server.addUser("jane");
  john = await server.addUser("john");
});
afterAll(() => server.close());

const annotations = [
  {
    id: 1,
    category_id: 1,
    type: "bbox",
    points: [
      [0, 0],
      [1, 1],
    ],
    track_id: 1,
  },
];

/** A dataset of boxes with three samples, two of them labeled in the ground truth, one by a model. */
async function addFlowers(
  name: string,
  settings: Record<string, unknown> = {},
): Promise<{ url: string; samples: string[] }> {
  const url = await server.addDataset(jane, { name, taskType: "bboxes", settings });
  await jane.post(`${url}labelsets/`, { name: "model", description: "resnet50" });
  const { body } = await jane.post<{ uuid: string }[]>(
    `${url}samples_bulk/`,
    [1, 2, 3].map((n) => ({ name: `${n}.jpg`, attributes: { image: { url: "" } }, metadata: { n }, priority: n })),
  );
  const samples = body.map((sample) => sample.uuid);
  await jane.put(`/labels/${samples[0]}/ground-truth/`, { attributes: { annotations }, label_status: "LABELED" });
  await jane.patch(`/labels/${samples[0]}/ground-truth/`, { label_status: "REVIEWED", score: 0.5, rating: 4 });
  await jane.put(`/labels/${samples[1]}/ground-truth/`, { attributes: { annotations } });
  await jane.put(`/labels/${samples[2]}/model/`, { attributes: { annotations } });
  return { url, samples };
}

describe("a new dataset", () => {
  it("has every member of the contract, with its defaults", async () => {
    const made = await jane.post("/user/datasets/", { name: "defaults" });
    expect(made.status).toBe(201);
    const stats = { UNLABELED: 0, PRELABELED: 0, LABELING_IN_PROGRESS: 0, LABELED: 0, REVIEWING_IN_PROGRESS: 0 };
    expect(made.body).toEqual({
      ...{ name: "defaults", full_name: "jane/defaults", description: "", category: "other", public: false },
      ...{ owner: { username: "jane", created_at: expect.any(String) }, created_at: expect.any(String) },
      ...{ task_type: "segmentation-bitmap", data_type: "IMAGE", role: "admin", readme: "", metadata: {}, tags: [] },
      task_attributes: { format_version: "0.1", categories: [{ id: 1, name: "object" }] },
      removed_categories: [],
      label_stats: { ...stats, REVIEWED: 0, REJECTED: 0, SKIPPED: 0, VERIFIED: 0, TOTAL: 0 },
      ...{ samples_count: 0, collaborators_count: 0, cloned_from: null, is_cloning: false, region_of_interest: null },
      labelsets: [{ name: "ground-truth", description: "", is_groundtruth: true, created_at: expect.any(String) }],
      labeling_inactivity_timeout_seconds: 300,
      version_retention_days: null,
      ...DATASET_SWITCHES,
    });
    expect((await jane.get("/datasets/jane/defaults")).body).toEqual(made.body);
  });

  it.each([...TASK_TYPES, "pointcloud-detection"])("may be of %s", async (taskType) => {
    const made = await jane.post("/user/datasets/", { name: `type-${taskType}`, task_type: taskType });
    const expected = taskType === "pointcloud-detection" ? "pointcloud-cuboid" : taskType;
    expect(made).toMatchObject({ status: 201, body: { task_type: expected } });
  });

  it("has what was asked for", async () => {
    const settings = {
      ...{ description: "Wild.", category: "custom-bees", public: true, readme: "# Bees", tags: ["a", "b"] },
      ...{ metadata: { a: 1 }, region_of_interest: { min: 1 }, labeling_inactivity_timeout_seconds: 60 },
      ...Object.fromEntries(Object.entries(DATASET_SWITCHES).map(([name, value]) => [name, !value])),
    };
    const made = await jane.post("/user/datasets/", { name: "asked", ...settings });
    expect(made.body).toMatchObject(settings);
  });

  it("has a name that its owner has not given before, and others may", async () => {
    expect((await jane.post("/user/datasets/", { name: "same" })).status).toBe(201);
    const twin = await jane.post("/user/datasets/", { name: "same" });
    expect(twin).toMatchObject({ status: 400, body: { detail: "You already have a dataset with this name." } });
    expect((await john.post("/user/datasets/", { name: "same" })).status).toBe(201);
  });
});

describe("a patch", () => {
  it("changes what it names and keeps the rest", async () => {
    const { body: made } = await jane.post("/user/datasets/", {
      name: "patched",
      metadata: { a: 1 },
      region_of_interest: { a: 1 },
    });
    const steps: object[] = [
      { description: "New." },
      { category: "fruit", public: true, archived: true },
      { metadata: { b: "2", cameras: [{ name: "front" }] } },
      { task_attributes: { format_version: "0.1", categories: [{ id: 1, name: "bee", color: [1, 2, 3] }] } },
      { readme: "# Read", tags: ["x"] },
      ...Object.entries(DATASET_SWITCHES).map(([name, value]) => ({ [name]: !value })),
      { region_of_interest: null },
      {},
    ];
    let expected = made;
    for (const patch of steps) {
      const answer = await jane.patch("/datasets/jane/patched/", patch);
      expected = { ...expected, ...patch };
      expect(answer.body, JSON.stringify(patch)).toEqual(expected);
    }
  });

  it("renames, to a name that is free", async () => {
    await server.addDataset(jane, { name: "before" });
    const taken = await jane.patch("/datasets/jane/before/", { name: "patched" });
    expect(taken).toMatchObject({ status: 400, body: { detail: expect.stringContaining("already have") } });
    expect((await jane.patch("/datasets/jane/before/", { name: "after" })).body).toMatchObject({
      full_name: "jane/after",
    });
    expect((await jane.get("/datasets/jane/before/")).status).toBe(404);
  });

  it("changes the task type freely while there are no samples, and then only to one that fits", async () => {
    await server.addDataset(jane, { name: "empty-type" });
    for (const taskType of ["text-named-entities", "pointcloud-cuboid", "pointcloud-detection"]) {
      expect((await jane.patch("/datasets/jane/empty-type/", { task_type: taskType })).status, taskType).toBe(200);
    }
    const { url } = await addFlowers("typed");
    for (const taskType of ["keypoints", "segmentation-bitmap", "text-named-entities"]) {
      expect((await jane.patch(url, { task_type: taskType })).status, taskType).toBe(400);
    }
    expect((await jane.patch(url, { task_type: "vector" })).body).toMatchObject({ task_type: "vector" });
    expect((await jane.patch(url, { task_type: "bboxes" })).status).toBe(400);
  });
});

describe("a deleted dataset", () => {
  it("is gone at once with all that is in it, and its name is free", async () => {
    const { url, samples } = await addFlowers("gone");
    const issue = await jane.post<{ uuid: string }>(`/samples/${samples[0]}/issues/`, { description: "Dark." });
    const { body: release } = await jane.post<{ name: string }>(`${url}releases/`, { name: "v1" });
    expect((await jane.delete(url)).status).toBe(204);
    for (const path of [url, `${url}samples/`, `/samples/${samples[0]}/`, `/labels/${samples[0]}/ground-truth/`]) {
      expect((await jane.get(path)).status, path).toBe(404);
    }
    expect((await jane.get(`${url}releases/${release.name}`)).status).toBe(404);
    expect((await jane.patch(`/issues/${issue.body.uuid}/`, { status: "CLOSED" })).status).toBe(404);
    expect((await jane.delete(url)).status).toBe(404);
    const again = await jane.post("/user/datasets/", { name: "gone" });
    expect(again).toMatchObject({ status: 201, body: { samples_count: 0 } });
    expect((await jane.get(`${url}samples/`)).body).toEqual([]);
    await eventually(async () => {
      const rows = await server.database.db
        .selectFrom("dataset")
        .select("id")
        .where("deleted_at", "is not", null)
        .execute();
      return rows.length === 0 || undefined;
    }, "The purge of deleted datasets");
    const rest = await server.database.pool.query("select 1 from sample where uuid = any($1)", [samples]);
    expect(rest.rows).toEqual([]);
  });
});

describe("a list of datasets", () => {
  it("holds what the caller owns or was let in to; of others what is public, too", async () => {
    const [owner, guest] = [await server.addUser("olga"), await server.addUser("gus")];
    await server.addDataset(owner, { name: "secret" });
    await server.addDataset(owner, { name: "shared", collaborators: { gus: "labeler" } });
    await server.addDataset(owner, { name: "open", settings: { public: true } });
    await server.addDataset(guest, { name: "own" });
    const read = async (user: TestUser, list: string) =>
      (await user.get<{ name: string; role: string | null }[]>(list)).body.map(({ name, role }) => `${name}: ${role}`);
    expect(await read(owner, "/user/datasets/")).toEqual(["secret: admin", "shared: admin", "open: admin"]);
    expect(await read(guest, "/user/datasets/")).toEqual(["shared: labeler", "own: admin"]);
    expect(await read(guest, "/users/olga/datasets/")).toEqual(["shared: labeler", "open: null"]);
    expect(await read(john, "/users/olga/datasets/")).toEqual(["open: null"]);
    expect((await john.get("/users/nobody/datasets/")).status).toBe(404);
  });

  it("leaves the long members out, and is paged", async () => {
    const list = await jane.get<Record<string, unknown>[]>("/user/datasets/?per_page=2&page=2");
    expect(list.body).toHaveLength(2);
    for (const dataset of list.body) {
      expect(dataset).not.toHaveProperty("readme");
      expect(dataset).not.toHaveProperty("task_attributes");
    }
    expect(list.headers.link).toContain('rel="prev"');
    expect(Number(list.headers["x-total-count"])).toBeGreaterThan(4);
  });
});

describe("a clone", () => {
  type Labeled = { name: string; metadata: object; priority: number; label: Record<string, unknown> | null };

  const read = async (user: TestUser, url: string, labelset = "ground-truth") =>
    (await user.get<Labeled[]>(`${url}samples/?labelset=${labelset}&include_full_label=1`)).body;

  it("has the settings and the samples, and no labels unless asked", async () => {
    const settings = { description: "Wild.", category: "fruit", readme: "#", metadata: { a: 1 }, tags: ["x"] };
    const { url } = await addFlowers("original", { ...settings, enable_ratings: true });
    const made = await jane.post(`${url}clone/`, {});
    expect(made).toMatchObject({
      status: 201,
      body: { full_name: "jane/original-clone", cloned_from: "jane/original", ...settings, enable_ratings: true },
    });
    expect(made.body).toMatchObject({
      ...{ is_cloning: false, samples_count: 3, label_stats: { UNLABELED: 3, REVIEWED: 0, TOTAL: 3 } },
      labelsets: [{ name: "ground-truth" }, { name: "model", description: "resnet50" }],
    });
    const samples = await read(jane, "/datasets/jane/original-clone/");
    expect(samples.map(({ name, metadata, priority, label }) => ({ name, metadata, priority, label }))).toEqual(
      [1, 2, 3].map((n) => ({ name: `${n}.jpg`, metadata: { n }, priority: n, label: null })),
    );
  });

  it("with labels has them as they are, each with a history of its own", async () => {
    const { url, samples } = await addFlowers("with-labels");
    const made = await jane.post(`${url}clone/`, { name: "copy", clone_labels: true });
    expect(made.body).toMatchObject({ label_stats: { REVIEWED: 1, PRELABELED: 1, UNLABELED: 1, TOTAL: 3 } });
    for (const labelset of ["ground-truth", "model"]) {
      const [originals, copies] = [await read(jane, url, labelset), await read(jane, "/datasets/jane/copy/", labelset)];
      expect(copies.map(({ label }) => label && { ...label, sample_uuid: "", version: 0 })).toEqual(
        originals.map(({ label }) => label && { ...label, sample_uuid: "", version: 0 }),
      );
      expect(copies.every(({ label }) => label === null || label.version === 1)).toBe(true);
    }
    // What happens to one does not happen to the other.
    await jane.put(`/labels/${samples[0]}/ground-truth/`, { attributes: { annotations: [] } });
    await jane.delete(url);
    const [first] = await read(jane, "/datasets/jane/copy/");
    expect(first?.label).toMatchObject({
      attributes: { annotations },
      label_status: "REVIEWED",
      score: 0.5,
      rating: 4,
    });
    const sample = String(first?.label?.sample_uuid);
    expect((await jane.patch(`/labels/${sample}/ground-truth/`, { score: null })).body).toMatchObject({ version: 2 });
    expect((await jane.get("/datasets/jane/copy/")).body).toMatchObject({ label_stats: { REVIEWED: 1, TOTAL: 3 } });
  });

  it("may have another task type, with labels where they fit", async () => {
    const { url } = await addFlowers("boxes");
    const vector = await jane.post(`${url}clone/`, { name: "vectors", task_type: "vector", clone_labels: true });
    expect(vector.body).toMatchObject({ task_type: "vector", label_stats: { REVIEWED: 1 } });
    expect((await read(jane, "/datasets/jane/vectors/"))[0]?.label).toMatchObject({ label_type: "vector" });
    const points = await jane.post(`${url}clone/`, { name: "points", task_type: "keypoints" });
    expect(points.body).toMatchObject({ task_type: "keypoints", samples_count: 3, label_stats: { UNLABELED: 3 } });
    for (const body of [
      { name: "no", task_type: "keypoints", clone_labels: true },
      { name: "no", task_type: "text-named-entities" },
      { name: "no", task_type: "none" },
      { name: "boxes" },
    ]) {
      expect((await jane.post(`${url}clone/`, body)).status, JSON.stringify(body)).toBe(400);
    }
  });

  it("of a public dataset is anybody's, who then owns it", async () => {
    const { url } = await addFlowers("public", { public: true });
    expect((await john.post(`${url}clone/`, { name: "mine", public: false })).body).toMatchObject({
      ...{ full_name: "john/mine", public: false, role: "admin", samples_count: 3, collaborators_count: 0 },
    });
    const [sample] = (await john.get<{ created_by: string }[]>("/datasets/john/mine/samples/")).body;
    expect(sample).toMatchObject({ created_by: "jane", dataset_full_name: "john/mine" });
    expect((await jane.get("/datasets/john/mine/")).status).toBe(404);
  });

  it("belongs to an organization only if the caller administers it", async () => {
    await server.addOrganization("acme", john);
    const { url } = await addFlowers("for-acme", { public: true });
    const refused = await jane.post(`${url}clone/`, { name: "c", owner: "acme" });
    expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining("administrator") } });
    expect((await john.post(`${url}clone/`, { name: "c", owner: "acme" })).body).toMatchObject({ full_name: "acme/c" });
    expect((await john.post(`${url}clone/`, { name: "d", owner: "jane" })).status).toBe(404);
  });
});
