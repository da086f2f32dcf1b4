import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

interface Issue {
  uuid: string;
  description: string;
  comments: { text: string; created_by: string }[];
  [member: string]: unknown;
}

let server: TestServer;
let jane: TestUser;
let vera: TestUser;
let url: string;
let sample: string;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  vera = await server.addUser("vera");
  url = await server.addDataset(jane, { name: "flowers", collaborators: { vera: "viewer" } });
  const { body } = await jane.post<{ uuid: string }>(`${url}samples/`, {
    name: "a.jpg",
    attributes: { image: { url: "" } },
  });
  sample = body.uuid;
});
afterAll(() => server.close());

const add = (body: object, user = jane) => user.post<Issue>(`/samples/${sample}/issues/`, body);

describe("an issue", () => {
  it("has every member of the contract, with its defaults", async () => {
    const made = await add({ description: "You forgot the cars." });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      ...{
        uuid: expect.any(String),
        kind: "note",
        description: "You forgot the cars.",
        status: "OPEN",
        comments: [],
        anchor: null,
        object_deleted_at: null,
        tags: [],
      },
      ...{ created_at: expect.any(String), updated_at: made.body.created_at, created_by: "jane", updated_by: "jane" },
      ...{ sample_uuid: sample, sample_name: "a.jpg" },
    });
    expect((await jane.get<Issue[]>(`${url}issues/`)).body).toContainEqual(made.body);
    expect((await jane.get<Issue[]>(`/samples/${sample}/issues/`)).body).toContainEqual(made.body);
  });

  it("keeps what a patch does not name, and says who changed it", async () => {
    const { body: made } = await add({ description: "Dark.", status: "CLOSED", tags: ["light"] }, vera);
    const patched = await jane.patch<Issue>(`/issues/${made.uuid}/`, { status: "OPEN" });
    expect(patched.body).toEqual({ ...made, status: "OPEN", updated_by: "jane", updated_at: expect.any(String) });
    expect(String(patched.body.updated_at) > String(made.updated_at)).toBe(true);
    const tagged = await vera.patch<Issue>(`/issues/${made.uuid}/`, { tags: [], description: "Bright." });
    expect(tagged.body).toMatchObject({ tags: [], description: "Bright.", created_by: "vera", updated_by: "vera" });
  });

  it("takes replies by everybody who sees it, in order, and they go with it", async () => {
    const { body: made } = await add({ description: "Blurred." });
    await vera.post(`/issues/${made.uuid}/comments/`, { text: "Where?" });
    const answered = await jane.post<Issue>(`/issues/${made.uuid}/comments/`, { text: 'At the "left" 🌻.' });
    expect(answered.status).toBe(201);
    expect(answered.body.comments).toEqual([
      { created_at: expect.any(String), created_by: "vera", text: "Where?" },
      { created_at: expect.any(String), created_by: "jane", text: 'At the "left" 🌻.' },
    ]);
    expect((await jane.delete(`/issues/${made.uuid}/`)).status).toBe(204);
    expect((await jane.post(`/issues/${made.uuid}/comments/`, { text: "Gone?" })).status).toBe(404);
    expect((await server.database.db.selectFrom("issue_comment").selectAll().execute()).length).toBe(0);
  });

  const ANCHORS = [
    { type: "basic" },
    { type: "basic", sensor: "lidar", frame: 0 },
    { type: "track", trackNumber: 3, trackAttribute: "colour", frame: 12, sensor: null },
    { type: "sceneAttribute", sceneAttribute: "weather" },
    { type: "location", location: { type: "2d", x: -1.5, y: 2 } },
    { type: "location", location: { type: "3d", x: 1, y: 2, z: 3 }, sensor: "lidar", frame: 7 },
  ];

  it.each(ANCHORS)("may be anchored: %o", async (anchor) => {
    const { body: made, status } = await add({ description: "Here.", anchor });
    expect(status).toBe(201);
    expect(made.anchor).toEqual(anchor);
    const other = { type: "basic", frame: 1 };
    expect((await jane.patch(`/issues/${made.uuid}/`, { anchor: other })).body.anchor).toEqual(other);
    expect((await jane.patch(`/issues/${made.uuid}/`, { status: "CLOSED" })).body.anchor).toEqual(other);
    expect((await jane.patch(`/issues/${made.uuid}/`, { anchor: null })).body.anchor).toBeNull();
  });

  it.each([
    {},
    { type: "track" },
    { type: "track", trackNumber: 1.5 },
    { type: "basic", frame: -1 },
    { type: "sceneAttribute" },
    { type: "location" },
    { type: "location", location: { type: "3d", x: 1, y: 2 } },
    { type: "location", location: { type: "2d", x: "1", y: 2 } },
    { type: "elsewhere" },
    "basic",
    [],
  ])("may not be anchored: %o", async (anchor) => {
    expect((await add({ description: "Here.", anchor })).status).toBe(400);
  });
});

describe("a list of issues", () => {
  it("is filtered by status and by any of some tags, and paged", async () => {
    const dataset = await server.addDataset(jane, { name: "filtered" });
    const { body } = await jane.post<{ uuid: string }>(`${dataset}samples/`, {
      name: "a",
      attributes: { image: { url: "" } },
    });
    for (const [description, status, tags] of [
      ["a", "OPEN", ["x"]],
      ["b", "CLOSED", ["x", "y"]],
      ["c", "OPEN", ["y", "z w"]],
      ["d", "CLOSED", []],
    ]) {
      await jane.post(`/samples/${body.uuid}/issues/`, { description, status, tags });
    }
    const read = async (query: string) =>
      (await jane.get<Issue[]>(`${dataset}issues/?${query}`)).body.map((issue) => issue.description).join("");
    expect(await read("")).toBe("abcd");
    expect(await read("status=OPEN")).toBe("ac");
    expect(await read("status=CLOSED&tags=x")).toBe("b");
    expect(await read("tags=x,z%20w")).toBe("abc");
    expect(await read("tags=none")).toBe("");
    expect(await read("per_page=3&page=2")).toBe("d");
  });
});

describe("an issue about an object", () => {
  const point = (id: number, more: object = {}) => ({
    ...{ id, track_id: id, category_id: 1, type: "point", points: [[id, 2]] },
    ...more,
  });
  let label: string;
  let issue: Issue;
  const save = async (...annotations: object[]) => {
    const saved = await jane.put(label, { attributes: { annotations } });
    expect(saved.status, saved.text).toBeLessThan(202);
  };
  const deletedAt = async () => {
    const { body } = await jane.get<Issue[]>(`${url}issues/`);
    return body.find(({ uuid }) => uuid === issue.uuid)?.object_deleted_at;
  };

  beforeEach(async () => {
    const { body } = await jane.post<{ uuid: string }>(`${url}samples/`, {
      name: `about-${Math.random()}.jpg`,
      attributes: { image: { url: "" } },
    });
    label = `/labels/${body.uuid}/ground-truth/`;
    await save(point(1), point(2));
    const anchor = { type: "track", trackNumber: 2 };
    issue = (await jane.post<Issue>(`/samples/${body.uuid}/issues/`, { description: "Too small.", anchor })).body;
    expect(await deletedAt()).toBeNull();
  });

  it("is about no other object that gets its number after it was deleted", async () => {
    await save(point(1), point(2, { points: [[7, 7]] }));
    expect(await deletedAt()).toBeNull();
    await save(point(1));
    const at = await deletedAt();
    expect(at).toEqual(expect.any(String));
    await save(point(1), point(2, { points: [[9, 9]] }));
    expect(await deletedAt()).toBe(at);
    await save(point(1), point(2, { points: [[7, 7]], category_id: 2 }));
    expect(await deletedAt()).toBe(at);
    const anchor = { type: "track", trackNumber: 1 };
    expect((await jane.patch<Issue>(`/issues/${issue.uuid}/`, { anchor })).body.object_deleted_at).toBeNull();
  });

  it.each([
    ["as it was last", [[7, 7]]],
    ["as it was before", [[2, 2]]],
  ])("is about the object again that is back %s, as by undo", async (_, points) => {
    await save(point(1), point(2, { points: [[7, 7]], attributes: { size: "small" } }));
    await save(point(1));
    expect(await deletedAt()).toEqual(expect.any(String));
    await save(point(3), point(2, { points }));
    expect(await deletedAt()).toBeNull();
    await jane.delete(label);
    expect(await deletedAt()).toEqual(expect.any(String));
    await save(point(2, { points }));
    expect(await deletedAt()).toBeNull();
  });

  it("is about the object again that a restored version brings back", async () => {
    await jane.delete(label);
    expect(await deletedAt()).toEqual(expect.any(String));
    const restored = await jane.post(`${label}versions/1/restore/`, { version: 0 });
    expect(restored.status, restored.text).toBeLessThan(202);
    await save(point(1));
    expect(await deletedAt()).toEqual(expect.any(String));
    await jane.post(`${label}versions/1/restore/`, { version: 4 });
    expect(await deletedAt()).toBeNull();
  });
});
