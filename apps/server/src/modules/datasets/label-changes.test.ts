import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAssetKey } from "../../assets/asset-store.js";
import { changeLabels } from "../../jobs/change-labels.js";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

const COLOR = { name: "color", input_type: "select", values: ["red", "blue"] };
const HEIGHT = { name: "height", input_type: "number" };
const TREE = { id: 3, name: "tree", attributes: [COLOR, HEIGHT, { name: "note", input_type: "text" }] };
const BUSH = { id: 5, name: "bush", attributes: [COLOR, { ...HEIGHT, input_type: "text" }] };
const ROAD = { id: 1, name: "road" };

type Json = Record<string, unknown>;
interface Change extends Json {
  readonly uuid: string;
}

let server: TestServer;
let jane: TestUser;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
});
afterAll(() => server.close());

const attributesOf = (...categories: object[]) => ({ format_version: "0.1", categories });

async function addDataset(
  name: string,
  taskType: "vector" | "segmentation-bitmap" | "multisensor-sequence" = "vector",
) {
  const settings = { task_attributes: attributesOf(ROAD, TREE, BUSH) };
  return server.addDataset(jane, { name, taskType, settings });
}

async function addLabel(url: string, name: string, attributes: unknown, more: Json = {}): Promise<string> {
  const sample = { name, attributes: { image: { url: "" } } };
  const { uuid } = (await jane.post<{ uuid: string }>(`${url}samples/`, sample)).body;
  await save(uuid, attributes, more);
  return uuid;
}

async function save(uuid: string, attributes: unknown, more: Json = {}): Promise<void> {
  const saved = await jane.put(`/labels/${uuid}/ground-truth/`, { attributes, ...more });
  expect(saved.status, saved.text).toBeLessThan(202);
}

const labelOf = async (uuid: string) => (await jane.get(`/labels/${uuid}/ground-truth/`)).body;

const box = (id: number, category: number, attributes?: Json) => ({
  ...{ id, track_id: id, category_id: category, type: "point", points: [[1, 2]] },
  ...(attributes !== undefined && { attributes }),
});

/** Asks for a change and runs its job. */
async function change(url: string, body: unknown): Promise<Change> {
  const asked = await jane.post<Change>(`${url}task_attributes/changes/`, body);
  expect(asked.status, asked.text).toBe(201);
  expect(asked.body).toMatchObject({ status: "PENDING", created_by: "jane" });
  await run(asked.body.uuid);
  return (await jane.get<Change>(`${url}task_attributes/changes/${asked.body.uuid}/`)).body;
}

async function run(uuid: string): Promise<void> {
  const { id } = await server.database.db
    .selectFrom("task_attributes_change")
    .select("id")
    .where("uuid", "=", uuid)
    .executeTakeFirstOrThrow();
  await changeLabels(server.jobContext, { changeId: id }, { isLast: true });
}

describe("objects of a removed category", () => {
  it("move to another one, with the attributes that it has too, and the rest is counted", async () => {
    const url = await addDataset("move");
    const values = { color: "red", height: 4, note: "old", custom: 1 };
    const uuid = await addLabel(url, "a", { annotations: [box(1, 3, values), box(2, 1), box(3, 3)] });
    const other = await addLabel(url, "b", { annotations: [box(1, 1)] });
    const done = await change(url, {
      task_attributes: attributesOf(ROAD, BUSH),
      categories: [{ id: 3, move_to: 5 }],
    });
    expect(done).toMatchObject({
      ...{ status: "SUCCEEDED", samples_total: 2, samples_done: 2, labels_changed: 1, labels_kept: 0 },
      // height is a number there and a text here; note is not in bush. What tree does not know either, as an import stores it, stays.
      ...{ objects_moved: 2, objects_deleted: 0, values_dropped: 2 },
    });
    expect(await labelOf(uuid)).toMatchObject({
      version: 2,
      updated_by: "jane",
      attributes: { annotations: [box(1, 5, { color: "red", custom: 1 }), box(2, 1), box(3, 5)] },
    });
    expect(await labelOf(other)).toMatchObject({ version: 1 });
    expect((await jane.get(url)).body).toMatchObject({
      ...{ task_attributes: attributesOf(ROAD, BUSH), removed_categories: [{ id: 3, name: "tree" }] },
    });
    const { body: versions } = await jane.get<Json[]>(`/labels/${uuid}/ground-truth/versions/`);
    expect(versions.map(({ reason }) => reason)).toEqual([
      'Objects of the category "tree" were moved to "bush".',
      null,
    ]);
  });

  it("keep the choices that the other category has, and the others are dropped and counted", async () => {
    const tags = (...values: string[]) => ({ name: "tags", input_type: "multiselect", values });
    const from = { id: 3, name: "tree", attributes: [COLOR, tags("a", "b", "c")] };
    const to = { id: 5, name: "bush", attributes: [{ ...COLOR, values: ["blue", "green"] }, tags("a", "d")] };
    const settings = { task_attributes: attributesOf(from, to) };
    const url = await server.addDataset(jane, { name: "choices", settings });
    const uuid = await addLabel(url, "a", {
      annotations: [
        box(1, 3, { color: "red", tags: ["a", "b", "c"], custom: "red" }),
        box(2, 3, { color: "blue", tags: null }),
        box(3, 5, { color: "none of bush's" }),
      ],
    });
    expect(await change(url, { categories: [{ id: 3, move_to: 5 }] })).toMatchObject({
      ...{ objects_moved: 2, values_dropped: 3, labels_changed: 1 },
    });
    expect((await labelOf(uuid)).attributes).toEqual({
      annotations: [
        box(1, 5, { tags: ["a"], custom: "red" }),
        box(2, 5, { color: "blue", tags: null }),
        box(3, 5, { color: "none of bush's" }),
      ],
    });
  });

  it("stay two where objects of both categories have one instance number in an image", async () => {
    const url = await addDataset("instances", "multisensor-sequence");
    const frames = { frames: [{ image: { url: "" } }, { image: { url: "" } }] };
    const sensors = [{ name: "front", task_type: "image-vector-sequence", attributes: frames }];
    const { uuid } = (await jane.post<{ uuid: string }>(`${url}samples/`, { name: "s", attributes: { sensors } })).body;
    const label = (...lists: object[][]) => ({
      sensors: [
        { ...sensors[0], attributes: { frames: lists.map((annotations) => ({ format_version: "0.1", annotations })) } },
      ],
    });
    const part = (id: number, category: number, instance: number) => box(id, category, { instance, color: "red" });
    await save(
      uuid,
      label(
        // Two parts of tree 1, one of tree 2, two roads 1, one bush 1 and one bush 4.
        [part(1, 3, 1), part(2, 3, 1), part(3, 3, 2), part(4, 1, 1), part(5, 1, 1), part(6, 5, 1), part(7, 5, 4)],
        [part(1, 3, 1), part(4, 1, 7)],
      ),
    );
    const done = await change(url, {
      categories: [
        { id: 3, move_to: 5 },
        { id: 1, move_to: 5 },
      ],
    });
    expect(done).toMatchObject({ status: "SUCCEEDED", objects_moved: 7, values_dropped: 0 });
    expect((await labelOf(uuid)).attributes).toEqual(
      label(
        // Bush 1 keeps its number; of the others, road 1 gets the next free one and tree 1 the one after.
        [part(1, 5, 6), part(2, 5, 6), part(3, 5, 2), part(4, 5, 5), part(5, 5, 5), part(6, 5, 1), part(7, 5, 4)],
        [part(1, 5, 1), part(4, 5, 7)],
      ),
    );
  });

  it("are deleted, with their links, and their numbers stay as they were written", async () => {
    const url = await addDataset("delete");
    const exact = '{"b":12345678901234567890,"a":1.50}';
    const sample = { name: "a", attributes: { image: { url: "" } } };
    const { uuid } = (await jane.post<{ uuid: string }>(`${url}samples/`, sample)).body;
    const annotations = [box(1, 3), box(2, 1), box(4, 1)].map((object) => JSON.stringify(object)).join(", ");
    const links = [
      { from_id: 1, to_id: 2 },
      { from_id: 2, to_id: 4 },
    ];
    const text = `{"attributes": {"custom": ${exact}, "annotations": [${annotations}], "links": ${JSON.stringify(links)}}}`;
    const saved = await jane.call("PUT", `/labels/${uuid}/ground-truth/`, { body: text });
    expect(saved.status, saved.text).toBe(201);
    const done = await change(url, { categories: [{ id: 3, move_to: null }] });
    expect(done).toMatchObject({ objects_deleted: 1, objects_moved: 0, labels_changed: 1 });
    const label = await jane.get<{ attributes: Json }>(`/labels/${uuid}/ground-truth/`);
    expect(label.body.attributes).toMatchObject({ annotations: [box(2, 1), box(4, 1)], links: [links[1]] });
    expect(label.text).toContain(exact);
  });

  it("change in every sensor and frame, and where a track goes in all of them its links go", async () => {
    const url = await addDataset("sensors", "multisensor-sequence");
    const frames = { frames: [{ image: { url: "" } }, { image: { url: "" } }] };
    const sensors = ["front", "rear"].map((name) => ({
      ...{ name, task_type: "image-vector-sequence", attributes: frames },
    }));
    const { uuid } = (await jane.post<{ uuid: string }>(`${url}samples/`, { name: "s", attributes: { sensors } })).body;
    const sensor = (name: string, ...lists: object[][]) => ({
      ...{ name, task_type: "image-vector-sequence" },
      attributes: { frames: lists.map((annotations) => ({ annotations })) },
    });
    const links = [
      { from_id: 1, to_id: 2 },
      { from_id: 2, to_id: 4 },
    ];
    // Track 2 is a tree in one frame only.
    await save(uuid, {
      sensors: [sensor("front", [box(1, 3), box(2, 3)], [box(2, 1)]), sensor("rear", [box(4, 1)], [box(1, 3)])],
      links,
    });
    expect(await change(url, { categories: [{ id: 3, move_to: null }] })).toMatchObject({ objects_deleted: 3 });
    expect((await labelOf(uuid)).attributes).toMatchObject({
      sensors: [sensor("front", [], [box(2, 1)]), sensor("rear", [box(4, 1)], [])],
      links: [links[1]],
    });
  });

  it("leave no pixel behind in segmentation bitmaps", async () => {
    const url = await addDataset("pixels", "segmentation-bitmap");
    const ids = [1, 2, 0, 0, 70_000, 1];
    const pixels = Buffer.from(ids.flatMap((id) => [id & 255, (id >> 8) & 255, id >> 16, 255]));
    const png = await sharp(pixels, { raw: { width: 3, height: 2, channels: 4 } })
      .png()
      .toBuffer();
    const key = createAssetKey("label.png");
    await server.context.assets.write(key, "image/png", png);
    const bitmapUrl = server.context.assets.urlOf(key, "http://localhost");
    const object = (id: number, category: number) => ({ id, category_id: category });
    const uuid = await addLabel(url, "a", {
      annotations: [object(1, 3), object(2, 1), object(70_000, 3)],
      segmentation_bitmap: { url: bitmapUrl },
    });
    const elsewhere = { annotations: [object(1, 3)], segmentation_bitmap: { url: "https://example.com/a.png" } };
    const foreign = await addLabel(url, "b", elsewhere);
    expect(await change(url, { categories: [{ id: 3, move_to: null }] })).toMatchObject({
      ...{ status: "SUCCEEDED", objects_deleted: 2, labels_changed: 1, labels_kept: 1 },
    });
    const { attributes } = (await labelOf(uuid)) as { attributes: { segmentation_bitmap: { url: string } } };
    expect(attributes).toMatchObject({ annotations: [{ id: 2 }] });
    expect(attributes.segmentation_bitmap.url).not.toBe(bitmapUrl);
    const newKey = server.context.assets.keyOf(attributes.segmentation_bitmap.url, ["http://localhost"]) ?? "";
    const erased = await sharp(await buffer(await server.context.assets.read(newKey)))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(erased.info.channels).toBe(4);
    const left = ids.map((_, pixel) => erased.data.readUIntLE(4 * pixel, 3));
    expect(left).toEqual([0, 2, 0, 0, 0, 0]);
    // A bitmap that is not ours cannot be rewritten: its label stays whole.
    expect(await labelOf(foreign)).toMatchObject({ version: 1, attributes: elsewhere });
  });

  it("send what was reviewed back to labeled, and leave other states", async () => {
    const url = await addDataset("reviewed");
    const uuid = await addLabel(url, "a", { annotations: [box(1, 3)] }, { label_status: "REVIEWED" });
    const rejected = await addLabel(url, "b", { annotations: [box(1, 3)] }, { label_status: "REJECTED" });
    await change(url, { categories: [{ id: 3, move_to: 5 }] });
    expect(await labelOf(uuid)).toMatchObject({ label_status: "LABELED", reviewed_by: null, reviewed_at: null });
    expect(await labelOf(rejected)).toMatchObject({ label_status: "REJECTED", reviewed_by: "jane" });
    expect((await jane.get(url)).body).toMatchObject({ label_stats: { LABELED: 1, REJECTED: 1, TOTAL: 2 } });
  });

  it("are changed too where somebody saves them behind the job", async () => {
    const url = await addDataset("meanwhile");
    const uuid = await addLabel(url, "a", { annotations: [box(1, 3)] });
    const asked = await jane.post<Change>(`${url}task_attributes/changes/`, { categories: [{ id: 3, move_to: 5 }] });
    // As if the job had come past the sample already.
    await server.database.pool.query(
      "update task_attributes_change set after_id = (select max(id) from sample), samples_done = 1 where uuid = $1",
      [asked.body.uuid],
    );
    await save(uuid, { annotations: [box(1, 3), box(2, 3)] });
    await run(asked.body.uuid);
    expect(await labelOf(uuid)).toMatchObject({ attributes: { annotations: [box(1, 5), box(2, 5)] } });
    // A job that runs once more changes nothing.
    await run(asked.body.uuid);
    expect(await labelOf(uuid)).toMatchObject({ version: 3 });
  });

  it("go to a category that is there, and stays", async () => {
    const url = await addDataset("refused");
    for (const categories of [
      [{ id: 9, move_to: 1 }],
      [{ id: 3, move_to: 9 }],
      [{ id: 3, move_to: 3 }],
      [
        { id: 3, move_to: 5 },
        { id: 5, move_to: 1 },
      ],
      [
        { id: 3, move_to: 5 },
        { id: 3, move_to: 1 },
      ],
      [],
    ]) {
      expect((await jane.post(`${url}task_attributes/changes/`, { categories })).status).toBe(400);
    }
    expect((await jane.get(`${url}task_attributes/changes/`)).body).toEqual([]);
  });
});

describe("attributes and choices", () => {
  const SKY = { name: "sky", input_type: "select", values: ["clear", "grey"] };
  const TAGS = { name: "tags", input_type: "multiselect", values: ["a", "b", "c"] };
  const LEAF = { id: 3, name: "leaf", attributes: [COLOR, TAGS] };

  async function addLeaves(name: string): Promise<string> {
    const settings = { task_attributes: { ...attributesOf(ROAD, LEAF), image_attributes: [SKY] } };
    return server.addDataset(jane, { name, settings });
  }

  it("are counted by object, sample and choice", async () => {
    const url = await addLeaves("counted-values");
    await addLabel(url, "a", {
      annotations: [
        box(1, 3, { color: "red", tags: ["a", "b"] }),
        box(2, 3, { color: "red" }),
        box(3, 1, { color: "red" }),
      ],
      image_attributes: { sky: "grey" },
    });
    await addLabel(url, "b", { annotations: [box(1, 3, { color: "blue", tags: null })] });
    const row = (category_id: number | null, name: string, value: string | null, objects: number, samples: number) => ({
      ...{ category_id, name, value, objects, samples },
    });
    expect((await jane.get(`${url}task_attributes/attribute_usage/`)).body).toEqual([
      row(null, "sky", null, 1, 1),
      row(null, "sky", "grey", 1, 1),
      row(3, "color", null, 3, 2),
      row(3, "color", "blue", 1, 1),
      row(3, "color", "red", 2, 1),
      row(3, "tags", null, 1, 1),
      row(3, "tags", "a", 1, 1),
      row(3, "tags", "b", 1, 1),
    ]);
  });

  it("are deleted, or replaced by another choice, of one category alone", async () => {
    const url = await addLeaves("changed-values");
    const uuid = await addLabel(url, "a", {
      annotations: [box(1, 3, { color: "red", tags: ["a", "b", "c"] }), box(2, 1, { color: "red" })],
      image_attributes: { sky: "grey", sun: 1 },
    });
    const untouched = await addLabel(url, "b", { annotations: [box(1, 3, { color: "blue" })] });
    const done = await change(url, {
      attributes: [
        { category_id: 3, name: "color", value: "red", move_to: "blue" },
        { category_id: 3, name: "tags", value: "b", move_to: "a" },
        { category_id: 3, name: "tags", value: "c", move_to: null },
        { category_id: null, name: "sky" },
      ],
    });
    expect(done).toMatchObject({ values_changed: 2, objects_moved: 0, labels_changed: 1 });
    expect((await labelOf(uuid)).attributes).toMatchObject({
      annotations: [box(1, 3, { color: "blue", tags: ["a"] }), box(2, 1, { color: "red" })],
    });
    expect((await labelOf(uuid)).attributes).toHaveProperty("image_attributes", { sun: 1 });
    expect(await labelOf(untouched)).toMatchObject({ version: 1 });
  });

  it("become a choice that the attribute has", async () => {
    const url = await addLeaves("refused-values");
    for (const attribute of [
      { category_id: 3, name: "color", value: "red", move_to: "green" },
      { category_id: 3, name: "color", value: "red", move_to: "red" },
      { category_id: 3, name: "color", move_to: "red" },
      { category_id: 9, name: "color" },
    ]) {
      expect((await jane.post(`${url}task_attributes/changes/`, { attributes: [attribute] })).status).toBe(400);
    }
  });
});

describe("while a change is pending", () => {
  const PENDING = "Objects of this dataset are being moved or deleted. Please try again when that is done.";

  it("there is no release and no clone of labels, and no change before a release is written", async () => {
    const url = await addDataset("half-moved");
    await addLabel(url, "a", { annotations: [box(1, 3)] });
    const asked = await jane.post<Change>(`${url}task_attributes/changes/`, { categories: [{ id: 3, move_to: 5 }] });
    const refused = { status: 409, body: { detail: PENDING } };
    expect(await jane.post(`${url}releases/`, { name: "v1" })).toMatchObject(refused);
    expect(await jane.post(`${url}clone/`, { name: "copy", clone_labels: true })).toMatchObject(refused);
    expect((await jane.get(`${url}releases/`)).body).toEqual([]);
    await run(asked.body.uuid);
    expect((await jane.post(`${url}releases/`, { name: "v1" })).status).toBe(201);
    const early = await jane.post(`${url}task_attributes/changes/`, { categories: [{ id: 3, move_to: 1 }] });
    expect(early).toMatchObject({
      status: 409,
      body: { detail: 'The release "v1" of this dataset is being written. Please try again when that is done.' },
    });
    const { body: changes } = await jane.get<unknown[]>(`${url}task_attributes/changes/`);
    expect(changes).toHaveLength(1);
  });

  it("what objects move to stays", async () => {
    const url = await addDataset("targets");
    await addLabel(url, "a", { annotations: [box(1, 3), box(2, 5, { color: "red" })] });
    const asked = await jane.post<Change>(`${url}task_attributes/changes/`, {
      categories: [{ id: 3, move_to: 5 }],
      attributes: [{ category_id: 5, name: "color", value: "red", move_to: "blue" }],
    });
    const patch = (...categories: object[]) => jane.patch(url, { task_attributes: attributesOf(...categories) });
    const refusal = (target: string) => ({
      status: 409,
      body: { detail: `Objects of this dataset are being moved to ${target}. Remove it when that is done.` },
    });
    expect(await patch(ROAD, TREE)).toMatchObject(refusal('the category "bush"'));
    const color = { ...COLOR, values: ["red", "green"] };
    const choice = 'the choice "blue" of the attribute "color"';
    expect(await patch(ROAD, { ...BUSH, attributes: [color] })).toMatchObject(refusal(choice));
    expect(await patch(ROAD, { ...BUSH, attributes: [] })).toMatchObject(
      refusal('the choice "red" of the attribute "color"'),
    );
    expect(await patch(BUSH)).toMatchObject({ status: 200 });
    await run(asked.body.uuid);
    expect(await patch(ROAD)).toMatchObject({ status: 200 });
  });
});

describe("what comes in after a change", () => {
  async function moveTrees(name: string, values: object[] = []) {
    const url = await addDataset(name);
    const uuid = await addLabel(url, "a", { annotations: [box(1, 3)] });
    await change(url, {
      task_attributes: attributesOf(ROAD, BUSH),
      categories: [{ id: 3, move_to: 5 }],
      ...(values.length > 0 && { attributes: values }),
    });
    return { url, uuid };
  }
  const late = { annotations: [box(1, 3, { color: "red", height: 4 }), box(2, 1)] };
  const moved = { annotations: [box(1, 5, { color: "red" }), box(2, 1)] };

  it("is moved too, whatever way it comes, and the answer says what is stored", async () => {
    const { url, uuid } = await moveTrees("late");
    const put = await jane.put<{ attributes: Json }>(`/labels/${uuid}/ground-truth/`, { attributes: late });
    expect(put.body.attributes).toEqual(moved);
    expect((await labelOf(uuid)).attributes).toEqual(moved);
    const patch = await jane.patch<{ attributes: Json }>(`/labels/${uuid}/ground-truth/`, { attributes: late });
    expect(patch.body.attributes).toEqual(moved);
    const work = { version: 4, work_type: "label", action: "submit", attributes: late, time: 1, inactive_time: 0 };
    const submitted = await jane.post<{ label: Json }>(`/labels/${uuid}/ground-truth/work/`, work);
    expect(submitted.status, submitted.text).toBe(200);
    expect(submitted.body.label.attributes).toEqual(moved);
    expect((await labelOf(uuid)).attributes).toEqual(moved);
    // The version from before the change is kept as it was, and restored as it is now.
    const restored = await jane.post<{ attributes: Json }>(`/labels/${uuid}/ground-truth/versions/1/restore/`, {
      version: 5,
    });
    expect(restored.status, restored.text).toBe(200);
    expect(restored.body.attributes).toEqual({ annotations: [box(1, 5)] });
    const { body: first } = await jane.get<Json>(`/labels/${uuid}/ground-truth/versions/1/`);
    expect(first.attributes).toEqual({ annotations: [box(1, 3)] });
    expect((await jane.get(`${url}task_attributes/usage/`)).body).toEqual([{ id: 5, objects: 1, samples: 1 }]);
  });

  it("stays what it is where the category came back, and follows where the other one moved on", async () => {
    const { url, uuid } = await moveTrees("late-and-on");
    await change(url, { task_attributes: attributesOf(ROAD), categories: [{ id: 5, move_to: 1 }] });
    await save(uuid, { annotations: [box(1, 3, { color: "red" }), box(2, 5)] });
    expect((await labelOf(uuid)).attributes).toEqual({ annotations: [box(1, 1, {}), box(2, 1)] });
    await jane.patch(url, { task_attributes: attributesOf(ROAD, TREE) });
    await save(uuid, { annotations: [box(1, 3, { color: "red" }), box(2, 5)] });
    expect((await labelOf(uuid)).attributes).toEqual({ annotations: [box(1, 3, { color: "red" }), box(2, 1)] });
  });

  it("is kept where the others were deleted: usage counts it for a removed category", async () => {
    const url = await addDataset("late-deleted");
    const uuid = await addLabel(url, "a", { annotations: [box(1, 3)] });
    await change(url, { task_attributes: attributesOf(ROAD, BUSH), categories: [{ id: 3, move_to: null }] });
    await save(uuid, late);
    expect((await labelOf(uuid)).attributes).toEqual(late);
    expect((await jane.get(`${url}task_attributes/usage/`)).body).toEqual([
      { id: 1, objects: 1, samples: 1 },
      { id: 3, objects: 1, samples: 1 },
    ]);
  });

  it("gets the choices that took the place of others", async () => {
    const url = await addDataset("late-choices");
    const uuid = await addLabel(url, "a", { annotations: [box(1, 5, { color: "red" })] });
    const bush = { ...BUSH, attributes: [{ ...COLOR, values: ["blue", "green"] }] };
    await change(url, {
      task_attributes: attributesOf(ROAD, TREE, bush),
      attributes: [{ category_id: 5, name: "color", value: "red", move_to: "blue" }],
    });
    await save(uuid, { annotations: [box(1, 5, { color: "red" }), box(2, 3, { color: "red" })] });
    expect((await labelOf(uuid)).attributes).toEqual({
      annotations: [box(1, 5, { color: "blue" }), box(2, 3, { color: "red" })],
    });
  });
});
