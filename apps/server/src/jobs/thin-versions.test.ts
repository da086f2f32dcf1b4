import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expectRefusal, invalid } from "../testing/refusals.js";
import { openTestServer, type TestServer, type TestUser } from "../testing/test-server.js";
import { thinVersions } from "./thin-versions.js";

let server: TestServer;
let jane: TestUser;
let dataset: string;
let label: string;
let count = 0;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
});
afterAll(() => server.close());
beforeEach(async () => {
  dataset = await server.addDataset(jane, { name: `flowers-${++count}` });
  const attributes = { image: { url: "" } };
  const sample = await jane.post<{ uuid: string }>(`${dataset}samples/`, { name: "a.jpg", attributes });
  label = `/labels/${sample.body.uuid}/ground-truth/`;
});

interface Write {
  /** Days ago, at noon UTC. */
  readonly daysAgo: number;
  /** `null` deletes the label. */
  readonly status: "LABELED" | "LABELING_IN_PROGRESS" | "REVIEWED" | "REJECTED" | null;
}

/** Writes the label so often; versions count from 1. */
async function writeHistory(writes: readonly Write[]): Promise<void> {
  for (const [index, { daysAgo, status }] of writes.entries()) {
    const answer =
      status === null
        ? await jane.delete(label)
        : await jane.put(label, { attributes: { annotations: [], write: index + 1 }, label_status: status });
    expect(answer.status, answer.text).toBeLessThan(300);
    await server.database.pool.query(
      `update label_version v set saved_at = date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'
         - make_interval(days => $1) + interval '12 hours' + make_interval(mins => $2)
       from sample s join dataset d on d.id = s.dataset_id
       where s.id = v.sample_id and d.name = $3 and v.version = $4`,
      [daysAgo, index, `flowers-${count}`, index + 1],
    );
  }
}

const versions = async () =>
  (await jane.get<{ version: number }[]>(`${label}versions/`)).body.map(({ version }) => version).toReversed();
const contents = async () => {
  const { rows } = await server.database.pool.query<{ write: number }>(
    `select (c.attributes ->> 'write')::int as write from label_content c join sample s on s.id = c.sample_id
     join dataset d on d.id = s.dataset_id where d.name = $1 order by c.id`,
    [`flowers-${count}`],
  );
  return rows.map(({ write }) => write);
};
const thin = () => thinVersions({ database: server.database });

const HISTORY: readonly Write[] = [
  { daysAgo: 40, status: "LABELING_IN_PROGRESS" },
  { daysAgo: 40, status: "REVIEWED" },
  { daysAgo: 40, status: "LABELING_IN_PROGRESS" },
  { daysAgo: 40, status: "LABELED" },
  { daysAgo: 39, status: "LABELED" },
  { daysAgo: 39, status: null },
  { daysAgo: 39, status: "REJECTED" },
  { daysAgo: 39, status: "LABELED" },
  { daysAgo: 2, status: "LABELED" },
  { daysAgo: 2, status: "LABELED" },
];

describe("old versions of a label", () => {
  it("are all kept where the dataset has no rule", async () => {
    await writeHistory(HISTORY);
    await thin();
    expect(await versions()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect((await jane.get(dataset)).body).toMatchObject({ version_retention_days: null });
  });

  it("are thinned to one a day, and reviewed ones stay; their contents go with the next run", async () => {
    await writeHistory(HISTORY);
    const answer = await jane.patch(dataset, { version_retention_days: 30 });
    expect(answer).toMatchObject({ status: 200, body: { version_retention_days: 30 } });
    await thin();
    expect(await versions()).toEqual([2, 4, 7, 8, 9, 10]);
    expect(await contents()).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10]);
    await thin();
    expect(await versions()).toEqual([2, 4, 7, 8, 9, 10]);
    expect(await contents()).toEqual([2, 4, 7, 8, 9, 10]);
    expect((await jane.get(`${label}versions/4/`)).body).toMatchObject({ attributes: { write: 4 } });
    expect((await jane.get(`${label}versions/3/`)).status).toBe(404);
    expect((await jane.get(label)).body).toMatchObject({ attributes: { write: 10 } });
  });

  it("leave the present one and the numbers as they are, and what is restored from them", async () => {
    await writeHistory([
      { daysAgo: 50, status: "LABELED" },
      { daysAgo: 50, status: "LABELED" },
      { daysAgo: 50, status: null },
    ]);
    await jane.patch(dataset, { version_retention_days: 1 });
    await thin();
    await thin();
    expect(await versions()).toEqual([3]);
    expect(await contents()).toEqual([]);
    await jane.put(label, { attributes: { annotations: [], write: 4 }, label_status: "LABELED" });
    expect(await versions()).toEqual([3, 4]);
    await thin();
    expect((await jane.get(label)).body).toMatchObject({ attributes: { write: 4 } });
  });

  it("are kept by the rule of a clone, too", async () => {
    await jane.patch(dataset, { version_retention_days: 14 });
    const clone = await jane.post(`${dataset}clone/`, { name: `clone-${count}` });
    expect(clone.body).toMatchObject({ version_retention_days: 14 });
    expect((await jane.patch(dataset, { version_retention_days: null })).body).toMatchObject({
      version_retention_days: null,
    });
  });

  it("take a whole number of days", async () => {
    for (const value of [0, -1, 1.5, "7", 36_501, true]) {
      const refused = await jane.patch(dataset, { version_retention_days: value });
      expectRefusal(refused, invalid("version_retention_days"), String(value));
    }
  });
});
