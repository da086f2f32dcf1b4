import { EventEmitter } from "node:events";
import type pg from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { withDatabase } from "../testing/global-setup.js";
import { eventually, openTestServer, type TestServer } from "../testing/test-server.js";
import { enqueue } from "./enqueue.js";
import { openWorkerPool, runJobs } from "./runner.js";
import { keepWorkerRoll } from "./worker-roll.js";

const log = pino({ level: "silent" });

let server: TestServer;
let pool: pg.Pool;

beforeAll(async () => {
  server = await openTestServer();
  const { rows } = await server.database.pool.query<{ name: string }>("select current_database() as name");
  const connection = { connectionString: withDatabase(inject("databaseUrl"), rows[0]?.name ?? "") };
  pool = openWorkerPool(connection, 6, () => undefined);
});
afterAll(async () => {
  await pool.end();
  await server.close();
});

/** A job that a worker has locked, as it stands in the table while it runs. */
async function addLockedJob(workerId: string): Promise<void> {
  await pool.query(`select graphile_worker.add_job('forget-old-rows', '{}')`);
  await pool.query(
    `update graphile_worker._private_jobs set locked_at = now(), locked_by = $1, attempts = 1 where locked_by is null`,
    [workerId],
  );
}

async function lockedBy(): Promise<unknown[]> {
  const { rows } = await pool.query("select locked_by from graphile_worker.jobs order by id");
  return rows.map((row: { locked_by: unknown }) => row.locked_by);
}

it("takes up the jobs of workers that are gone, and leaves those of the living alone", async () => {
  const events = new EventEmitter();
  const living = await keepWorkerRoll(pool, events, log);
  events.emit("pool:create", { workerPool: { id: "worker-living" } });
  await living.entered();
  await addLockedJob("worker-living");
  await addLockedJob("worker-dead");

  const starting = await keepWorkerRoll(pool, new EventEmitter(), log);
  expect(await lockedBy()).toEqual(["worker-living", null]);
  await living.stop();
  await starting.stop();

  const next = await keepWorkerRoll(pool, new EventEmitter(), log);
  expect(await lockedBy()).toEqual([null, null]);
  await next.stop();
});

it("knows the workers that this process runs by the name that their jobs are locked in", async () => {
  await pool.query("delete from graphile_worker._private_jobs");
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  // A store whose deletions take as long as the test wants.
  const assets = Object.create(server.context.assets, {
    delete: { value: () => finished },
  }) as TestServer["context"]["assets"];
  const jobs = await runJobs({ ...server.jobContext, assets, log }, pool, 1);
  await enqueue(server.database.db, "delete-asset", { key: "slow" });
  const [locked] = await eventually(async () => {
    const workers = await lockedBy();
    return workers[0] == null ? undefined : workers;
  }, "The job's start");

  const other = await keepWorkerRoll(pool, new EventEmitter(), log);
  expect(await lockedBy()).toEqual([locked]);
  await other.stop();
  finish();
  await eventually(async () => ((await lockedBy()).length === 0 ? true : undefined), "The job's end");
  await jobs.stop();
});
