import type { LabelStatus } from "@tessera/schema";
import { LABEL_STATUSES } from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

let server: TestServer;
let jane: TestUser;
let rosa: TestUser;
let url: string;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  rosa = await server.addUser("rosa");
  url = await server.addDataset(jane, { name: "flowers", collaborators: { rosa: "reviewer" } });
  await jane.post(`${url}labelsets/`, { name: "model" });
});
afterAll(() => server.close());

let count = 0;
async function addLabelUrl(dataset = url): Promise<{ label: string; sample: string }> {
  const name = `sample-${++count}.jpg`;
  const { body } = await jane.post<{ uuid: string }>(`${dataset}samples/`, {
    name,
    attributes: { image: { url: "" } },
  });
  return { label: `/labels/${body.uuid}/ground-truth/`, sample: body.uuid };
}

const box = (x: number) => ({
  id: 1,
  category_id: 1,
  type: "bbox",
  points: [
    [x, 0],
    [x + 1, 1],
  ],
  track_id: 1,
});
const attributesOf = (x: number) => ({ format_version: "0.1", annotations: [box(x)] });

function versionsOf(sample: string) {
  return server.database.db
    .selectFrom("label_version as v")
    .innerJoin("sample as s", "s.id", "v.sample_id")
    .leftJoin("label_content as c", "c.id", "v.content_id")
    .select(["v.version", "v.operation", "v.label_status", "v.score", "v.content_id", "c.attributes"])
    .where("s.uuid", "=", sample)
    .orderBy("v.version")
    .execute();
}

describe("a label", () => {
  it("is created by PUT, replaced by PUT, and read back", async () => {
    const { label, sample } = await addLabelUrl();
    expect((await jane.get(label)).status).toBe(404);
    const made = await jane.put(label, { attributes: attributesOf(1) });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      ...{ sample_uuid: sample, label_type: "vector", label_status: "PRELABELED", labelset: "ground-truth" },
      ...{ attributes: attributesOf(1), score: null, rating: null, version: 1 },
      ...{ created_at: expect.any(String), created_by: "jane", updated_at: made.body.created_at, updated_by: "jane" },
      ...{ reviewed_at: null, reviewed_by: null },
    });
    const replaced = await rosa.put(label, { attributes: attributesOf(2), label_status: "LABELED", score: 0.25 });
    expect(replaced).toMatchObject({
      status: 200,
      body: { attributes: attributesOf(2), label_status: "LABELED", score: 0.25, version: 2 },
    });
    expect(replaced.body).toMatchObject({ created_by: "jane", created_at: made.body.created_at, updated_by: "rosa" });
    expect((await jane.get(label)).body).toEqual(replaced.body);
    const defaults = await jane.put(label, { attributes: attributesOf(3) });
    expect(defaults.body).toMatchObject({ label_status: "PRELABELED", score: null });
  });

  it("is changed in part by PATCH; null clears the score", async () => {
    const { label } = await addLabelUrl();
    const { body: made } = await jane.put(label, { attributes: attributesOf(1), label_status: "LABELED", score: 0.5 });
    const steps: [patch: object, change: object][] = [
      [{ label_status: "SKIPPED" }, { label_status: "SKIPPED" }],
      [{ score: null }, { score: null }],
      [{ score: 0.75 }, { score: 0.75 }],
      [{ rating: 4 }, { rating: 4 }],
      [{ attributes: attributesOf(2) }, { attributes: attributesOf(2) }],
      [{ rating: null }, { rating: null }],
      [{}, {}],
    ];
    let expected: Record<string, unknown> = made;
    for (const [index, [patch, change]] of steps.entries()) {
      const answer = await jane.patch(label, patch);
      expected = { ...expected, ...change, version: index + 2, updated_at: expect.any(String) };
      expect(answer.body, JSON.stringify(patch)).toEqual(expected);
    }
    expect((await jane.get(label)).body).toEqual(expected);
  });

  it("remembers who reviewed it, and when, until it is another label", async () => {
    const { label } = await addLabelUrl();
    await jane.put(label, { attributes: attributesOf(1), label_status: "LABELED" });
    const reviewed = await rosa.patch(label, { label_status: "REVIEWED" });
    expect(reviewed.body).toMatchObject({ reviewed_by: "rosa", reviewed_at: reviewed.body.updated_at });
    const relabeled = await jane.put(label, { attributes: attributesOf(2), label_status: "LABELED" });
    expect(relabeled.body).toMatchObject({ label_status: "LABELED", reviewed_by: null, reviewed_at: null });
    expect((await jane.patch(label, { label_status: "REJECTED" })).body).toMatchObject({ reviewed_by: "jane" });
  });

  it("is kept in every version, also once it is deleted", async () => {
    const { label, sample } = await addLabelUrl();
    await jane.put(label, { attributes: attributesOf(1) });
    await jane.patch(label, { label_status: "LABELED" });
    await jane.put(label, { attributes: attributesOf(3), score: 0.5 });
    expect((await jane.delete(label)).status).toBe(204);
    expect((await jane.get(label)).status).toBe(404);
    expect((await jane.delete(label)).status).toBe(404);
    const again = await jane.put(label, { attributes: attributesOf(5) });
    expect(again).toMatchObject({ status: 201, body: { version: 5, created_by: "jane" } });
    const versions = await versionsOf(sample);
    expect(versions.map(({ version, operation, label_status }) => [version, operation, label_status])).toEqual([
      [1, "saved", "PRELABELED"],
      [2, "saved", "LABELED"],
      [3, "saved", "PRELABELED"],
      [4, "deleted", null],
      [5, "saved", "PRELABELED"],
    ]);
    const texts = versions.map(({ attributes }) => attributes && JSON.parse(attributes));
    expect(texts).toEqual([attributesOf(1), attributesOf(1), attributesOf(3), null, attributesOf(5)]);
    // A change of status writes no attributes again.
    expect(versions[1]?.content_id).toBe(versions[0]?.content_id);
  });

  it("comes back with ids where only one of id and track_id was sent, and is otherwise untouched", async () => {
    const { label } = await addLabelUrl();
    const text = `{"annotations": [ {"id": 3, "category_id":1, "type":"point", "points":[[1.10, 2e0]] } ], "mine": 1546300800123456789}`;
    const saved = await jane.call("PUT", label, { body: `{"attributes": ${text}}` });
    expect(saved.body.attributes).toMatchObject({ annotations: [{ id: 3, track_id: 3 }] });
    expect(saved.text).toContain("1546300800123456789");
    expect(saved.text).toContain("[[1.10, 2e0]]");
    const whole = text.replace('"id": 3,', '"id": 3, "track_id": 3,');
    expect((await jane.call("PUT", label, { body: `{"attributes": ${whole}}` })).text).toContain(whole);
    expect((await jane.get(label)).text).toContain(whole);
  });

  it("in another labelset leaves the ground truth and the counters alone", async () => {
    const dataset = await server.addDataset(jane, { name: "two-sets" });
    await jane.post(`${dataset}labelsets/`, { name: "model" });
    const { sample } = await addLabelUrl(dataset);
    const label = `/labels/${sample}/model/`;
    const made = await jane.put(label, { attributes: attributesOf(1), label_status: "LABELED" });
    expect(made).toMatchObject({ status: 201, body: { labelset: "model" } });
    expect((await jane.get(`/labels/${sample}/ground-truth/`)).status).toBe(404);
    expect((await jane.get(dataset)).body).toMatchObject({ label_stats: { LABELED: 0, UNLABELED: 1, TOTAL: 1 } });
    expect((await jane.get(`${dataset}samples/?label_status=LABELED`)).body).toEqual([]);
    await jane.delete(label);
    expect((await jane.get(dataset)).body).toMatchObject({ label_stats: { UNLABELED: 1, TOTAL: 1 } });
  });
});

describe("many saves at once", () => {
  it("of one label are all kept, each with a version of its own", async () => {
    const { label, sample } = await addLabelUrl();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, x) => jane.put(label, { attributes: attributesOf(x), label_status: "LABELED" })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect(answers.map((answer) => Number(answer.body.version)).sort((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    const versions = await versionsOf(sample);
    for (const { body } of answers) {
      const version = versions.find((candidate) => candidate.version === body.version);
      expect(JSON.parse(version?.attributes ?? "")).toEqual(body.attributes);
    }
    const last = answers.find((answer) => answer.body.version === 8);
    expect((await jane.get(label)).body).toEqual(last?.body);
  });

  it("from one version are one save, and refusals for the others", async () => {
    const { label } = await addLabelUrl();
    await jane.put(label, { attributes: attributesOf(0) });
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, x) => jane.put(label, { attributes: attributesOf(x), version: 1 })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    expect((await jane.get(label)).body).toMatchObject({ version: 2 });
  });
});

describe("the counters", () => {
  interface Stats {
    label_stats: Record<LabelStatus | "TOTAL", number>;
    samples_count: number;
  }

  /** The counters must say what a recount says. */
  async function expectRecount(dataset: string): Promise<void> {
    const { body } = await jane.get<Stats>(dataset);
    const { rows } = await server.database.pool.query<{ status: LabelStatus; samples: number }>(
      `select coalesce(l.label_status, 'UNLABELED') as status, count(*) as samples
       from sample s join dataset d on d.id = s.dataset_id and d.name = $1
       join labelset ls on ls.dataset_id = d.id and ls.is_groundtruth
       left join label l on l.sample_id = s.id and l.labelset_id = ls.id group by 1`,
      [dataset.split("/")[3]],
    );
    const counted = Object.fromEntries(rows.map((row) => [row.status, row.samples]));
    const stats = Object.fromEntries(LABEL_STATUSES.map((status) => [status, counted[status] ?? 0]));
    const total = rows.reduce((sum, row) => sum + row.samples, 0);
    expect(body).toMatchObject({ label_stats: { ...stats, TOTAL: total }, samples_count: total });
  }

  /** A linear congruential generator: the same sequence in every run (constants of Numerical Recipes). */
  function createRandom(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  }

  it.each([1, 2, 3])("equal a recount after any operations (sequence %i)", async (seed) => {
    const dataset = await server.addDataset(jane, {
      ...{ name: `counted-${seed}`, settings: { enable_label_status_verified: true } },
    });
    await jane.post(`${dataset}labelsets/`, { name: "model" });
    const random = createRandom(seed);
    const statuses = LABEL_STATUSES;
    const samples: string[] = [];
    const pick = () => samples[random(samples.length)] ?? "";
    const status = () => ({ label_status: statuses[random(statuses.length)] });
    let name = 0;
    const operations: (() => Promise<unknown>)[] = [
      async () => samples.push((await addLabelUrl(dataset)).sample),
      async () => {
        const items = Array.from({ length: 1 + random(5) }, () => ({
          name: `b-${++name}`,
          attributes: { image: { url: "" } },
        }));
        const { body } = await jane.post<{ uuid: string }[]>(`${dataset}samples_bulk/`, items);
        samples.push(...body.map((sample) => sample.uuid));
      },
      () => jane.put(`/labels/${pick()}/ground-truth/`, { attributes: attributesOf(1), ...status() }),
      () => jane.put(`/labels/${pick()}/ground-truth/`, { attributes: attributesOf(2), ...status() }),
      () => jane.patch(`/labels/${pick()}/ground-truth/`, status()),
      () => jane.put(`/labels/${pick()}/model/`, { attributes: attributesOf(3), ...status() }),
      () => jane.delete(`/labels/${pick()}/ground-truth/`),
      () => jane.delete(`/samples/${samples.splice(random(samples.length), 1)[0]}/`),
      () => jane.delete(`${dataset}samples_bulk/`, { uuids: [...samples.splice(random(samples.length), 2), "x"] }),
    ];
    for (let round = 0; round < 15; round++) {
      // Several at once: they meet on the counters' rows.
      await Promise.all(Array.from({ length: 6 }, () => operations[random(operations.length)]?.()));
      await expectRecount(dataset);
    }
    expect(samples.length).toBeGreaterThan(0);
  });
});
