import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createAssetKey } from "../assets/asset-store.js";
import { createLocalAssetStore } from "../assets/local-asset-store.js";
import { type Config, readConfig } from "../config.js";
import { withDatabase as withDatabaseName } from "../testing/global-setup.js";
import { openTestServer, type TestServer, type TestUser } from "../testing/test-server.js";
import { backup } from "./backup.js";
import { BACKUP_TABLES, PASSING_TABLES } from "./backup-format.js";
import { restore } from "./restore.js";
import { type AdminDatabase, withDatabase } from "./with-database.js";

const log = pino({ level: "silent" });

let server: TestServer;
let jane: TestUser;
let directory: string;
let file: string;

/** The commands' view of the test server's own database, with a data directory beside it. */
function configOf(databaseUrl: string, dataDir: string): Config {
  return readConfig({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir });
}

async function onDatabase(config: Config, work: (database: AdminDatabase) => Promise<void>): Promise<void> {
  await withDatabase({ config, log }, { isMigrated: false }, work);
}

async function withEmptyDatabase(work: (config: Config) => Promise<void>): Promise<void> {
  const name = `test_restore_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client({ connectionString: inject("databaseUrl") });
  await client.connect();
  await client.query(`create database ${name}`);
  const dataDir = await mkdtemp(path.join(directory, "restored-"));
  try {
    await work(configOf(withDatabaseName(inject("databaseUrl"), name), dataDir));
  } finally {
    // Without force: a connection that the command left open fails here.
    await client.query(`drop database ${name}`);
    await client.end();
  }
}

async function contentsOf(pool: pg.Pool): Promise<Record<string, unknown[]>> {
  const contents: Record<string, unknown[]> = {};
  for (const table of BACKUP_TABLES) {
    const { rows } = await pool.query(`select t::text as row from ${table} t order by 1`);
    contents[table] = rows;
  }
  return contents;
}

let source: Config;
let assetKey: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "tessera-backup-"));
  file = path.join(directory, "backup.zip");
  server = await openTestServer();
  jane = await server.addUser("jane");
  await server.addOrganization("acme", jane);
  const url = await server.addDataset(jane, { name: "flowers", settings: { metadata: { robot_id: 3 } } });
  const sample = await jane.post<{ uuid: string }>(`${url}samples/`, {
    name: "tab\tis refused, but \\ and ünïcode are fine".replace("\t", " "),
    attributes: { image: { url: "https://example.com/violet.jpg" } },
  });
  const label = { attributes: { annotations: [{ id: 1, category_id: 1, type: "point", points: [[1, 2]] }] } };
  await jane.put(`/labels/${sample.body.uuid}/ground-truth/`, label);
  await jane.patch(`/labels/${sample.body.uuid}/ground-truth/`, { label_status: "REVIEWED" });
  await jane.post(`/samples/${sample.body.uuid}/issues/`, { description: "forgot a\nflower" });
  await jane.post(`${url}releases/`, { name: "v0.1" });
  // Labels that are saved from now on would be changed; those that come from a backup are not.
  const rule = { categories: { 1: { to: 2, drop: [], choices: {} } }, attributes: {}, deletes: false };
  await server.database.pool.query("update dataset set late_rule = $1", [JSON.stringify(rule)]);

  const { rows } = await server.database.pool.query<{ name: string }>("select current_database() as name");
  source = configOf(
    withDatabaseName(inject("databaseUrl"), rows[0]?.name ?? ""),
    await mkdtemp(path.join(directory, "source-")),
  );
  assetKey = createAssetKey("violet.jpg");
  await storeOf(source).write(assetKey, "image/jpeg", Buffer.from("violet"));
  await onDatabase(source, async (database) => {
    const summary = await backup(database, source, { file, withAssets: true });
    expect(summary).toMatchObject({ assets: 1, rows: expect.any(Number) });
  });
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

function storeOf(config: Config) {
  return createLocalAssetStore({
    directory: path.join(config.dataDir, "assets"),
    secret: "the secret of a backup test",
    maxUploadBytes: 1024,
    expiresInSeconds: 60,
  });
}

describe("backup and restore", () => {
  it("know every table of the schema", async () => {
    const { rows } = await server.database.pool.query<{ table_name: string }>(
      `select table_name::text from information_schema.tables
       where table_schema = 'public' and table_name not like 'tessera_migration%'`,
    );
    expect(rows.map((row) => row.table_name).sort()).toEqual([...BACKUP_TABLES, ...PASSING_TABLES].sort());
  });

  it("bring every row and file to an empty database, and ids go on behind them", async () => {
    await withEmptyDatabase(async (target) => {
      await onDatabase(target, async (database) => {
        await restore(database, target, { file, isReplacing: false });
        expect(await contentsOf(database.pool)).toEqual(await contentsOf(server.database.pool));
        await database.pool.query(`insert into account (username) values ('john')`);
        // What had still to be done is done again: the release that was pending.
        const jobs = await database.pool.query("select task_identifier from graphile_worker.jobs order by 1");
        expect(jobs.rows).toEqual([{ task_identifier: "build-release" }, { task_identifier: "make-thumbnails" }]);
        const { rows } = await database.pool.query("select id, dataset_id from sample");
        const [{ id, dataset_id: datasetId }] = rows;
        const payload = { datasetId, fromId: id, toId: id, attempt: 1 };
        const thumbnails = await database.pool.query(
          `select j.payload::jsonb = $1::jsonb as is_right, q.queue_name from graphile_worker._private_jobs j
           join graphile_worker._private_job_queues q on q.id = j.job_queue_id`,
          [JSON.stringify(payload)],
        );
        expect(thumbnails.rows).toEqual([{ is_right: true, queue_name: "thumbnails" }]);
      });
      const stream = await storeOf(target).read(assetKey);
      expect(Buffer.concat(await stream.toArray()).toString()).toBe("violet");
    });
  });

  it("keep counting samples after a restore", async () => {
    await withEmptyDatabase(async (target) => {
      await onDatabase(target, async (database) => {
        await restore(database, target, { file, isReplacing: false });
        await database.pool.query(`delete from sample`);
        const { rows } = await database.pool.query("select sum(samples)::int as samples from dataset_count");
        expect(rows).toEqual([{ samples: 0 }]);
      });
    });
  });

  it("touch a database that is in use only with --replace", async () => {
    await onDatabase(source, async (database) => {
      await expect(restore(database, source, { file, isReplacing: false })).rejects.toThrow(/--replace/);
      const before = await contentsOf(server.database.pool);
      await jane.post("/user/datasets/", { name: "added-after-the-backup" });
      await restore(database, source, { file, isReplacing: true });
      expect(await contentsOf(server.database.pool)).toEqual(before);
    });
  });

  it("refuse what is no backup, or is cut off, and change nothing", async () => {
    const bytes = await readFile(file);
    const strange = path.join(directory, "strange.zip");
    const before = await contentsOf(server.database.pool);
    await onDatabase(source, async (database) => {
      const overwritten = Buffer.from(bytes);
      overwritten.fill(0xff, 60, 160);
      const cut = bytes.subarray(0, bytes.length - 2000);
      for (const content of [Buffer.from("not a zip"), cut, overwritten, Buffer.alloc(0)]) {
        await writeFile(strange, content);
        const refused = restore(database, source, { file: strange, isReplacing: true });
        await expect(refused).rejects.toMatchObject({ name: "AppError", message: expect.stringMatching(/cut off/) });
      }
    });
    expect(await contentsOf(server.database.pool)).toEqual(before);
  });

  it("leave no half file behind when the backup cannot be written", async () => {
    const nowhere = path.join(directory, "no-such-directory", "backup.zip");
    await onDatabase(source, async (database) => {
      await expect(backup(database, source, { file: nowhere, withAssets: true })).rejects.toThrow(/ENOENT/);
    });
  });
});
