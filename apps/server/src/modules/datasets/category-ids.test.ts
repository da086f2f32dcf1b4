import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";
import { changeCategories } from "./category-ids.js";

const TREE = { id: 3, name: "tree" };
const ROAD = { id: 1, name: "road" };

describe("the ids of categories", () => {
  const change = (present: (typeof TREE)[], removed: (typeof TREE)[], next: (typeof TREE)[]) =>
    changeCategories({ categories: present, removed }, next);

  it("are free as long as no other category had them", () => {
    expect(change([ROAD], [], [ROAD, TREE])).toEqual({ removed: [] });
    expect(change([ROAD], [TREE], [ROAD, { id: 2, name: "bush" }])).toEqual({ removed: [TREE] });
  });

  it("of removed categories are remembered, with their colors", () => {
    expect(change([ROAD, TREE], [], [ROAD])).toEqual({ removed: [TREE] });
    const green = { ...TREE, color: [0, 200, 0] };
    expect(change([ROAD, green], [{ id: 9, name: "sky" }], [ROAD])).toEqual({
      removed: [{ id: 9, name: "sky" }, green],
    });
  });

  it("go to no other category", () => {
    expect(change([ROAD], [TREE, { id: 7, name: "sky" }], [ROAD, { id: 3, name: "bush" }])).toEqual({
      fault: { index: 1, message: expect.stringContaining('belonged to the category "tree", which was removed') },
    });
    expect(change([ROAD], [{ id: 7, name: "sky" }], [ROAD, { id: 7, name: "sea" }])).toMatchObject({
      fault: { message: expect.stringContaining("such as 8.") },
    });
  });

  it("stay with a category that is renamed, and go back to one that is restored", () => {
    expect(change([ROAD, TREE], [], [ROAD, { id: 3, name: "conifer" }])).toEqual({ removed: [] });
    expect(change([ROAD], [TREE], [ROAD, TREE])).toEqual({ removed: [] });
  });
});

describe("a dataset", () => {
  let server: TestServer;
  let jane: TestUser;

  beforeAll(async () => {
    server = await openTestServer();
    jane = await server.addUser("jane");
  });
  afterAll(() => server.close());

  /** A dataset in which something was labeled. */
  async function labeled(name: string): Promise<string> {
    const url = await server.addDataset(jane, { name, taskType: "vector" });
    const sample = { name: "a.jpg", attributes: { image: { url: "" } } };
    const { uuid } = (await jane.post<{ uuid: string }>(`${url}samples/`, sample)).body;
    expect((await jane.put(`/labels/${uuid}/ground-truth/`, { attributes: { annotations: [] } })).status).toBe(201);
    return url;
  }

  const set = (url: string, categories: readonly object[]) =>
    jane.patch<Record<string, unknown>>(url, { task_attributes: { format_version: "0.1", categories } });

  it("gives no category's id to another: trees never become bushes", async () => {
    const url = await labeled("trees");
    expect((await set(url, [ROAD, TREE])).body).toMatchObject({ removed_categories: [] });
    expect((await set(url, [ROAD])).body).toMatchObject({ removed_categories: [TREE] });
    const refused = await set(url, [ROAD, { id: 3, name: "bush" }]);
    expect(refused.status).toBe(400);
    expect(Object.keys(refused.body)).toContain("task_attributes.categories[1].id");
    expect((await jane.get<Record<string, unknown>>(url)).body).toMatchObject({
      ...{ task_attributes: { categories: [ROAD] }, removed_categories: [TREE] },
    });
    expect((await set(url, [ROAD, { id: 4, name: "bush" }])).status).toBe(200);
    expect((await set(url, [ROAD, { id: 4, name: "bush" }, TREE])).body).toMatchObject({ removed_categories: [] });
  });

  it("says how much refers to a category before it is removed, wherever in a label it stands", async () => {
    const url = await labeled("counted");
    const names = ["b.jpg", "c.jpg"].map((name) => ({ name, attributes: { image: { url: "" } } }));
    const uuids = (await jane.post<{ uuid: string }[]>(`${url}samples_bulk/`, names)).body.map(({ uuid }) => uuid);
    const box = (id: number, category: number) => ({
      ...{ id, category_id: category, type: "bbox" },
      ...{
        points: [
          [0, 0],
          [9, 9],
        ],
        attributes: { category_id: "text", other: null },
      },
    });
    await jane.put(`/labels/${uuids[0]}/ground-truth/`, {
      attributes: { annotations: [box(1, 3), box(2, 3), box(3, 1)] },
    });
    await jane.put(`/labels/${uuids[1]}/ground-truth/`, { attributes: { annotations: [box(1, 3)] } });
    // What an older version said does not count.
    await jane.put(`/labels/${uuids[0]}/ground-truth/`, { attributes: { annotations: [box(1, 3), box(2, 1)] } });
    expect((await jane.get(`${url}task_attributes/usage/`)).body).toEqual([
      { id: 1, objects: 1, samples: 1 },
      { id: 3, objects: 2, samples: 2 },
    ]);
    const frames = await server.addDataset(jane, { name: "counted-frames", taskType: "image-vector-sequence" });
    const sample = { name: "s", attributes: { frames: [{ image: { url: "" } }, { image: { url: "" } }] } };
    const { uuid } = (await jane.post<{ uuid: string }>(`${frames}samples/`, sample)).body;
    const frame = (n: number) => ({ annotations: [{ ...box(n, 3), track_id: 1 }], format_version: "0.2" });
    const saved = await jane.put(`/labels/${uuid}/ground-truth/`, {
      attributes: { format_version: "0.2", frames: [frame(1), frame(1)] },
    });
    expect(saved.status, saved.text).toBe(201);
    expect((await jane.get(`${frames}task_attributes/usage/`)).body).toEqual([{ id: 3, objects: 2, samples: 1 }]);
  });

  it("counts the objects of every sensor, and no attribute that is called category_id", async () => {
    const url = await server.addDataset(jane, { name: "counted-sensors", taskType: "multisensor-sequence" });
    const frames = { frames: [{ image: { url: "" } }] };
    const sensors = ["front", "rear", "left"].map((name) => ({
      ...{ name, task_type: "image-vector-sequence", attributes: frames },
    }));
    const { uuid } = (await jane.post<{ uuid: string }>(`${url}samples/`, { name: "s", attributes: { sensors } })).body;
    const point = {
      id: 1,
      track_id: 1,
      category_id: 3,
      type: "point",
      points: [[1, 1]],
      attributes: { category_id: 8 },
    };
    const label = { frames: [{ annotations: [point], image_attributes: { category_id: 9 } }] };
    const saved = await jane.put(`/labels/${uuid}/ground-truth/`, {
      attributes: {
        sensors: [
          { name: "front", task_type: "image-vector-sequence", attributes: label },
          { name: "rear", task_type: "image-vector-sequence", attributes: label },
          { name: "left", task_type: "image-vector-sequence", attributes: [] },
        ],
      },
    });
    expect(saved.status, saved.text).toBe(201);
    expect((await jane.get(`${url}task_attributes/usage/`)).body).toEqual([{ id: 3, objects: 2, samples: 1 }]);
  });

  it("gives any id while nothing was labeled", async () => {
    const url = await server.addDataset(jane, { name: "empty", taskType: "vector" });
    expect((await set(url, [ROAD, TREE])).status).toBe(200);
    expect((await set(url, [ROAD])).body).toMatchObject({ removed_categories: [] });
    expect((await set(url, [ROAD, { id: 3, name: "bush" }])).status).toBe(200);
  });

  it("keeps who changed its task attributes, when, and to what", async () => {
    const url = await server.addDataset(jane, { name: "history", taskType: "vector" });
    await set(url, [ROAD]);
    await set(url, [ROAD, TREE]);
    await jane.patch(url, { description: "No change of these." });
    const { body } = await jane.get<{ saved_by: string; task_attributes: { categories: { name: string }[] } }[]>(
      `${url}task_attributes/versions/`,
    );
    expect(body.map((version) => version.task_attributes.categories.map(({ name }) => name))).toEqual([
      ["road", "tree"],
      ["road"],
      ["object"],
    ]);
    expect(new Set(body.map((version) => version.saved_by))).toEqual(new Set(["jane"]));
  });
});
