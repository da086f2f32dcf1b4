import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, openTestServer, type TestServer, type TestUser } from "../testing/test-server.js";
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
