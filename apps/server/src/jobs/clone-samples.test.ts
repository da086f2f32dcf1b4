import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, openTestServer, type TestServer, type TestUser } from "../testing/test-server.js";
import { changeLabels } from "./change-labels.js";
import { cloneSamples } from "./clone-samples.js";

let server: TestServer;
let jane: TestUser;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
});
afterAll(() => server.close());

async function idOf(name: string): Promise<number> {
  const row = await server.database.db
    .selectFrom("dataset")
    .select("id")
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return row.id;
}

it("does not mind thumbnails that are made meanwhile", async () => {
  const { pool } = server.database;
  const source = await server.addDataset(jane, { name: "source" });
  // Its job makes the row of the queue.
  await jane.post(`${source}samples/`, { name: "a", attributes: { image: { url: "" } } });
  await server.addDataset(jane, { name: "copy" });
  await pool.query("update dataset set clone_job = '{}' where name = 'copy'");
  const payload = { fromDatasetId: await idOf("source"), toDatasetId: await idOf("copy"), withLabels: true };

  // The clone reads its snapshot, and then waits for the lock on its dataset.
  const other = await pool.connect();
  await other.query("begin");
  await other.query("select from dataset where id = $1 for update", [payload.toDatasetId]);
  const cloned = cloneSamples(server.jobContext, payload);
  await eventually(async () => {
    const { rowCount } = await other.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return rowCount === 1 ? true : undefined;
  }, "The clone's wait");
  const { rowCount } = await pool.query("update graphile_worker._private_job_queues set locked_at = now()");
  expect(rowCount).toBe(1);
  await other.query("commit");
  other.release();

  await cloned;
  const samples = await jane.get<{ name: string }[]>("/datasets/jane/copy/samples/");
  expect(samples.body.map(({ name }) => name)).toEqual(["a"]);
  const { rows } = await pool.query<{ queues: number; jobs: number }>(
    `select count(distinct j.job_queue_id)::int as queues, count(*)::int as jobs from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'make-thumbnails'`,
  );
  expect(rows).toEqual([{ queues: 1, jobs: 2 }]);
});

it("waits for a change that began after the clone was asked for, and has the attributes of its labels", async () => {
  const categories = [1, 2].map((id) => ({ id, name: `category ${id}` }));
  const settings = { task_attributes: { format_version: "0.1", categories } };
  const source = await server.addDataset(jane, { name: "changing", settings });
  const { body } = await jane.post<{ uuid: string }>(`${source}samples/`, {
    name: "a",
    attributes: { image: { url: "" } },
  });
  const point = { id: 1, track_id: 1, category_id: 1, type: "point", points: [[1, 2]] };
  await jane.put(`/labels/${body.uuid}/ground-truth/`, { attributes: { annotations: [point] } });
  const ids = { fromDatasetId: await idOf("changing"), toDatasetId: 0, withLabels: true };
  await server.database.pool.query(
    `insert into dataset (name, owner_id, task_type, task_attributes, clone_job, created_by_id)
     select 'changing-copy', owner_id, task_type, task_attributes, '{}', created_by_id from dataset where id = $1`,
    [ids.fromDatasetId],
  );
  const payload = { ...ids, toDatasetId: await idOf("changing-copy") };
  const next = { task_attributes: { format_version: "0.1", categories: [{ id: 2, name: "category 2" }] } };
  const asked = await jane.post(`${source}task_attributes/changes/`, { ...next, categories: [{ id: 1, move_to: 2 }] });
  expect(asked.status, asked.text).toBe(201);
  const copy = "/datasets/jane/changing-copy/";
  await cloneSamples(server.jobContext, payload);
  expect((await jane.get(`${copy}samples/`)).body).toEqual([]);
  const { rows } = await server.database.pool.query<{ id: number }>("select max(id) as id from task_attributes_change");
  await changeLabels(server.jobContext, { changeId: rows[0]?.id ?? 0 }, { isLast: true });
  await cloneSamples(server.jobContext, payload);
  const samples = await jane.get<{ uuid: string }[]>(`${copy}samples/`);
  const label = await jane.get(`/labels/${samples.body[0]?.uuid}/ground-truth/`);
  expect(label.body.attributes).toEqual({ annotations: [{ ...point, category_id: 2 }] });
  expect((await jane.get(copy)).body).toMatchObject({ is_cloning: false, ...next });
});
