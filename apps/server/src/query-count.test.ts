import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openTestServer, type TestServer, type TestUser } from "./testing/test-server.js";

/** No list asks the database more often for a longer page. */

const ROWS = 12;

let server: TestServer;
let jane: TestUser;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  await server.addOrganization("acme", jane);
  const url = await server.addDataset(jane, { name: "flowers" });
  for (let n = 0; n < ROWS; n++) {
    const user = await server.addUser(`user-${n}`);
    await jane.post("/organizations/acme/members/", { user: user.username });
    await jane.post(`${url}collaborators/`, { user: user.username, role: "labeler" });
    await jane.post("/user/datasets/", { name: `dataset-${n}` });
    await jane.post("/organizations/acme/datasets/", { name: `dataset-${n}` });
    await jane.post("/user/api_keys/", { name: `key-${n}` });
    await jane.post(`${url}labelsets/`, { name: `labelset-${n}` });
    await jane.post(`${url}releases/`, { name: `release-${n}` });
  }
  const samples = Array.from({ length: ROWS }, (_, n) => ({ name: `${n}`, attributes: { image: { url: "" } } }));
  const { body } = await jane.post<{ uuid: string }[]>(`${url}samples_bulk/`, samples);
  for (const { uuid } of body) {
    await jane.put(`/labels/${uuid}/ground-truth/`, { attributes: { annotations: [] } });
    await jane.put(`/labels/${uuid}/ground-truth/draft/`, {
      ...{ revision: 0, label_version: 1, format: "f", client: "c", object_count: 0, content: {} },
    });
    await jane.patch(`/labels/${body[0]?.uuid}/ground-truth/`, { score: 1 });
    const issue = await jane.post<{ uuid: string }>(`/samples/${body[0]?.uuid}/issues/`, { description: "Dark." });
    await jane.post(`/issues/${issue.body.uuid}/comments/`, { text: "Yes." });
    await sql`insert into workunit (dataset_id, sample_uuid, sample_name, created_by_id, work_type, next_label_status, time_ms, inactive_time_ms)
      select dataset_id, ${randomUUID()}, name, created_by_id, 'label', 'LABELED', 1, 0 from sample where uuid = ${uuid}`.execute(
      server.database.db,
    );
  }
  sample = body[0]?.uuid ?? "";
});
afterAll(() => server.close());
afterEach(() => vi.restoreAllMocks());

let sample: string;

/** The statements that an answer takes, by whatever connection. */
async function countQueries(url: string): Promise<{ queries: number; items: number }> {
  // The first call notes the use of the key, which later ones do not.
  await jane.get(url);
  const spy = vi.spyOn(pg.Client.prototype, "query");
  const answer = await jane.get<unknown[]>(url);
  expect(answer.status, answer.text).toBe(200);
  const queries = spy.mock.calls.length;
  spy.mockRestore();
  return { queries, items: answer.body.length };
}

const DATASET = "/datasets/jane/flowers/";

describe("the number of queries does not grow with the page", () => {
  const LISTS = [
    "/user/datasets/",
    "/users/jane/datasets/",
    "/organizations/acme/datasets/",
    `${DATASET}collaborators/`,
    `${DATASET}samples/`,
    `${DATASET}samples/?labelset=ground-truth`,
    `${DATASET}samples/?labelset=ground-truth&include_full_label=1`,
    `${DATASET}samples/?filters=a:1&name__contains=`,
    `${DATASET}samples/?sort=-gt_label__updated_at&cursor=`,
    `${DATASET}samples/?label_status=PRELABELED&sort=priority`,
    `${DATASET}labelsets/`,
    `${DATASET}issues/`,
    "/samples/<sample>/issues/",
    `${DATASET}releases/`,
    `${DATASET}workunits/?include_session_time_metrics=true`,
    "/labels/<sample>/ground-truth/versions/",
    "/user/drafts/",
  ];

  it.each(LISTS)("of %s", async (list) => {
    const url = `${list}${list.includes("?") ? "&" : "?"}`.replace("<sample>", sample);
    const [one, many] = [await countQueries(`${url}per_page=1`), await countQueries(`${url}per_page=1000`)];
    if (!list.includes("filters=")) expect([one.items, many.items >= ROWS]).toEqual([1, true]);
    expect(many.queries).toBe(one.queries);
    // The caller and the target by one, the page, its count, and the labelset. Whole labels are read behind their sizes.
    expect(many.queries).toBeGreaterThan(1);
    expect(many.queries).toBeLessThanOrEqual(list.includes("include_full_label") ? 5 : 4);
  });

  it("nor with a list that has no pages", async () => {
    const keys = await countQueries("/user/api_keys/");
    const members = await countQueries("/organizations/acme/members/");
    expect([keys, members]).toEqual([
      { queries: 2, items: ROWS + 1 },
      { queries: 2, items: ROWS + 1 },
    ]);
  });

  it("nor with the samples that are added at once", async () => {
    const count = async (samples: number) => {
      const items = Array.from({ length: samples }, () => ({ name: randomUUID(), attributes: { image: { url: "" } } }));
      const spy = vi.spyOn(pg.Client.prototype, "query");
      expect((await jane.post(`${DATASET}samples_bulk/`, items)).status).toBe(201);
      const queries = spy.mock.calls.length;
      spy.mockRestore();
      return queries;
    };
    await count(1);
    expect(await count(500)).toBe(await count(1));
  });
});
