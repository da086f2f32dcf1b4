import { gzipSync } from "node:zlib";
import type { LabelDraft, LabelDraftContent } from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";
import { forgetLeftDrafts } from "./draft-repository.js";

let server: TestServer;
let jane: TestUser;
let lara: TestUser;
let mona: TestUser;
let dataset: string;
let count = 0;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  lara = await server.addUser("lara");
  mona = await server.addUser("mona");
  dataset = await server.addDataset(jane, {
    name: "flowers",
    collaborators: { lara: "labeler", mona: "manager" },
    settings: { enable_save_button: true },
  });
});
afterAll(() => server.close());

async function addSample(to = dataset): Promise<{ uuid: string; draft: string }> {
  const sample = { name: `${++count}.jpg`, attributes: { image: { url: "" } } };
  const { uuid } = (await jane.post<{ uuid: string }>(`${to}samples/`, sample)).body;
  return { uuid, draft: `/labels/${uuid}/ground-truth/draft/` };
}

const DRAFT = { revision: 0, label_version: 0, format: "tessera/1", client: "laptop", object_count: 2, content: {} };
const put = (url: string, body: object = {}, user = lara) => user.put<LabelDraft>(url, { ...DRAFT, ...body });
const work = (uuid: string, body: object, user = lara) =>
  user.post(`/labels/${uuid}/ground-truth/work/`, {
    ...{ work_type: "label", action: "submit", version: 0, time: 1, inactive_time: 0 },
    ...{ attributes: { annotations: [] }, ...body },
  });

describe("a draft", () => {
  it("comes back as it was sent, on any device of its author, and to nobody else", async () => {
    const { uuid, draft } = await addSample();
    const made = await put(draft, { content: { diffs: [1], at: 1_234_567_890_123_456 } });
    expect(made.status, made.text).toBe(200);
    expect(made.body).toEqual({
      ...{
        dataset_full_name: "jane/flowers",
        sample_uuid: uuid,
        sample_name: `${count}.jpg`,
        labelset: "ground-truth",
      },
      ...{ revision: expect.any(Number), label_version: 0, format: "tessera/1", client: "laptop", object_count: 2 },
      ...{ bytes: 35, created_at: expect.any(String), updated_at: expect.any(String) },
    });
    const read = await lara.get<LabelDraftContent>(draft);
    expect(read.body).toEqual({ ...made.body, content: { diffs: [1], at: 1_234_567_890_123_456 } });
    for (const user of [jane, mona]) {
      expect((await user.get(draft)).status).toBe(404);
      expect((await user.get<LabelDraft[]>("/user/drafts/")).body).toEqual([]);
    }
    expect((await jane.get(`/labels/${uuid}/ground-truth/`)).status).toBe(404);
    expect((await jane.get(`/labels/${uuid}/ground-truth/versions/`)).body).toEqual([]);
  });

  it("keeps integers of 19 digits and empty members byte for byte", async () => {
    const { draft } = await addSample();
    const content = '{"t":1234567890123456789,"":[ ],"é":"\\u00e9"}';
    const body = JSON.stringify(DRAFT).replace('"content":{}', `"content":${content}`);
    const authorization = `APIKey ${lara.key}`;
    const headers = { authorization, "content-type": "application/json", "content-encoding": "gzip" };
    const answer = await server.call("PUT", draft, { headers, body: gzipSync(body) });
    expect(answer.status, answer.text).toBe(200);
    expect((await lara.get(draft)).text).toContain(`"content":${content}`);
  });

  it("is not overwritten by a device that has not seen it", async () => {
    const { draft } = await addSample();
    const laptop = (await put(draft)).body;
    const late = await put(draft, { client: "desktop" });
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({ draft: laptop, detail: expect.stringContaining("Another device") });
    const desktop = (await put(draft, { client: "desktop", revision: laptop.revision })).body;
    expect(desktop.revision).toBeGreaterThan(laptop.revision);
    expect((await put(draft, { revision: laptop.revision })).body).toMatchObject({ draft: desktop });
    const both = await Promise.all([1, 2].map((n) => put(draft, { client: `${n}`, revision: desktop.revision })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it("that was discarded or submitted elsewhere is not brought back by a device that has it still", async () => {
    const { draft } = await addSample();
    const { revision } = (await put(draft)).body;
    expect((await lara.delete(draft)).status).toBe(204);
    expect(await put(draft, { revision })).toMatchObject({ status: 409, body: { draft: null } });
    // A new one is never taken for the old one.
    expect((await put(draft)).body.revision).toBeGreaterThan(revision);
    expect((await put(draft, { revision })).status).toBe(409);
  });

  it("is discarded by revision, or whatever it is", async () => {
    const { draft } = await addSample();
    const { revision } = (await put(draft)).body;
    expect(await lara.delete(`${draft}?revision=${revision + 100}`)).toMatchObject({ status: 409 });
    expect((await lara.delete(`${draft}?revision=x`)).status).toBe(400);
    expect((await lara.delete(`${draft}?revision=${revision}`)).status).toBe(204);
    expect((await lara.delete(draft)).status).toBe(404);
  });

  it("goes with the save that holds it, and a later one of another device stays", async () => {
    const { uuid, draft } = await addSample();
    const first = (await put(draft)).body;
    const second = (await put(draft, { client: "desktop", revision: first.revision })).body;
    expect((await work(uuid, { action: "save", draft: first.revision })).status).toBe(200);
    expect((await lara.get<LabelDraft>(draft)).body.revision).toBe(second.revision);
    expect((await work(uuid, { version: 1, draft: second.revision })).status).toBe(200);
    expect((await lara.get(draft)).status).toBe(404);
  });

  it("stays when the save that holds it fails, or is somebody else's", async () => {
    const { uuid, draft } = await addSample();
    const { revision } = (await put(draft)).body;
    expect((await work(uuid, { version: 7, draft: revision })).status).toBe(409);
    expect((await work(uuid, { work_type: "normal", action: "edit", draft: revision }, mona)).status).toBe(200);
    expect((await lara.get<LabelDraft>(draft)).body.revision).toBe(revision);
  });

  it("stands apart for each person and labelset", async () => {
    const { uuid, draft } = await addSample();
    await jane.post(`${dataset}labelsets/`, { name: "second" });
    const other = `/labels/${uuid}/second/draft/`;
    await put(draft, { content: { of: "lara" } });
    await put(draft, { content: { of: "mona" } }, mona);
    await put(other, { content: { of: "lara, second" } });
    const of = async (user: TestUser, url: string) => (await user.get<LabelDraftContent>(url)).body.content;
    expect([await of(lara, draft), await of(mona, draft), await of(lara, other)]).toEqual([
      { of: "lara" },
      { of: "mona" },
      { of: "lara, second" },
    ]);
    await jane.delete(`${dataset}labelsets/second/`);
    expect((await lara.get(other)).status).toBe(404);
  });

  it("is checked off the main thread where it is large, and bounded as labels are", async () => {
    const { draft } = await addSample();
    const content = { text: "x".repeat(9 * 1024 * 1024) };
    const made = await put(draft, { content });
    expect([made.status, made.body.bytes]).toEqual([200, JSON.stringify(content).length]);
    const read = await lara.get<LabelDraftContent>(draft);
    expect(read.body.content).toEqual(content);
  });

  it.each([
    ["no content", { content: undefined }],
    ["a list as content", { content: [] }],
    ["a negative revision", { revision: -1 }],
    ["half a version", { label_version: 0.5 }],
    ["an empty format", { format: "" }],
    ["a client of 65", { client: "x".repeat(65) }],
    ["a client with NUL", { client: "a\u0000" }],
    ["no count", { object_count: null }],
  ])("may not have %s", async (_, body) => {
    const { draft } = await addSample();
    expect((await put(draft, body)).status).toBe(400);
    expect((await lara.get(draft)).status).toBe(404);
  });
});

describe("drafts", () => {
  it("are listed for their author, the last written first", async () => {
    const nora = await server.addUser("nora");
    await jane.post(`${dataset}collaborators/`, { user: "nora", role: "labeler" });
    const [a, b] = [await addSample(), await addSample()];
    const { revision } = (await put(a.draft, {}, nora)).body;
    await put(b.draft, {}, nora);
    await put(a.draft, { revision, object_count: 5 }, nora);
    const { body } = await nora.get<LabelDraft[]>("/user/drafts/");
    expect(body.map((draft) => [draft.sample_uuid, draft.object_count])).toEqual([
      [a.uuid, 5],
      [b.uuid, 2],
    ]);
    expect(body[0]).not.toHaveProperty("content");
    expect((await nora.get<LabelDraft[]>("/user/drafts/?per_page=1&page=2")).body).toEqual([body[1]]);
    // Who may no longer label the dataset sees none of it; with the role, the draft is there again.
    await jane.patch(`${dataset}collaborators/nora/`, { role: "viewer" });
    expect((await nora.get("/user/drafts/")).body).toEqual([]);
    expect((await nora.get(a.draft)).status).toBe(403);
    await jane.patch(`${dataset}collaborators/nora/`, { role: "labeler" });
    expect((await nora.get<LabelDraft[]>("/user/drafts/")).body).toHaveLength(2);
    await jane.delete(`/samples/${a.uuid}/`);
    expect((await nora.get<LabelDraft[]>("/user/drafts/")).body.map((draft) => draft.sample_uuid)).toEqual([b.uuid]);
  });

  it("of people who left are kept for 30 days, those of others for good", async () => {
    const omar = await server.addUser("omar");
    await jane.post(`${dataset}collaborators/`, { user: "omar", role: "labeler" });
    const { draft } = await addSample();
    await put(draft, {}, omar);
    await put(draft);
    await jane.delete(`${dataset}collaborators/omar/`);
    const age = (days: number) =>
      server.database.pool.query("update label_draft set updated_at = now() - make_interval(days => $1)", [days]);
    const authors = async () => {
      await forgetLeftDrafts(server.database.db);
      const { rows } = await server.database.pool.query<{ account_id: number }>(
        "select account_id from label_draft where account_id = any($1)",
        [[omar.id, lara.id]],
      );
      return new Set(rows.map((row) => row.account_id));
    };
    await age(29);
    expect(await authors()).toEqual(new Set([omar.id, lara.id]));
    await age(31);
    expect(await authors()).toEqual(new Set([lara.id]));
  });

  it("of an archived dataset can be read only", async () => {
    const old = await server.addDataset(jane, { name: "old", collaborators: { lara: "labeler" } });
    const { draft } = await addSample(old);
    const { revision } = (await put(draft)).body;
    await jane.patch(old, { archived: true });
    expect((await put(draft, { revision })).status).toBe(409);
    expect((await lara.delete(draft)).status).toBe(409);
    expect((await lara.get<LabelDraft>(draft)).body.revision).toBe(revision);
  });

  it("are not in clones", async () => {
    const source = await server.addDataset(jane, { name: "source" });
    const { draft } = await addSample(source);
    await put(draft, {}, jane);
    const before = (await jane.get<LabelDraft[]>("/user/drafts/")).body.length;
    const clone = await jane.post(`${source}clone/`, { name: "copy", clone_labels: true });
    expect(clone.status).toBe(201);
    expect((await jane.get<LabelDraft[]>("/user/drafts/")).body).toHaveLength(before);
  });
});
