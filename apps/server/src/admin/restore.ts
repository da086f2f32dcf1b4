import { createWriteStream } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { TASK_TYPES } from "@tessera/schema";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type Entry, open, type ZipFile } from "yauzl";
import type { Config } from "../config.js";
import { migrateDatabase, migrateDatabaseTo } from "../database/database.js";
import { MIGRATIONS } from "../database/migrations/index.js";
import { AppError } from "../errors.js";
import { THUMBNAIL_URGENCY } from "../jobs/enqueue.js";
import { hasThumbnails } from "../modules/thumbnails/service.js";
import {
  ASSET_PREFIX,
  BACKUP_TABLES,
  FORMAT_VERSION,
  MANIFEST_ENTRY,
  type Manifest,
  PASSING_TABLES,
  tableEntry,
} from "./backup-format.js";
import type { AdminDatabase } from "./with-database.js";

export interface RestoreSummary {
  readonly rows: number;
  readonly assets: number;
}

const openZip = promisify<string, { lazyEntries: true; autoClose: false }, ZipFile>(open);

/**
 * Reads a backup. Rows come in one transaction, whole or not at all; a backup of an earlier version is read into its own schema
 * and then migrated. Files are added to those that are there.
 */
export async function restore(
  database: AdminDatabase,
  config: Config,
  options: { readonly file: string; readonly isReplacing: boolean },
): Promise<RestoreSummary> {
  const zip = await openZip(options.file, { lazyEntries: true, autoClose: false }).catch(refuseDamage);
  try {
    const entries = await readEntries(zip);
    const manifest = await readManifest(zip, entries);
    await prepareSchema(database, manifest);
    const assets = await restoreAssets(zip, entries, config);
    const rows = await restoreRows(database, { zip, entries, manifest }, options);
    await migrateDatabase(database.db);
    return { rows, assets };
  } catch (error) {
    if (error instanceof Error && zipErrors.has(error)) refuseDamage(error);
    throw error;
  } finally {
    zip.close();
  }
}

function refusal(detail: string): AppError {
  return new AppError("invalid", { detail });
}

/** What went wrong in reading the file itself, not in what is done with its rows. */
const zipErrors = new WeakSet<Error>();

function refuseDamage(error: unknown): never {
  // That the file is missing or closed to us is said by the system's own error.
  if (error instanceof Error && "syscall" in error) throw error;
  throw new AppError("invalid", {
    detail: "The backup is damaged or was cut off; the database was left as it was.",
    cause: error,
  });
}

async function readEntries(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  await new Promise<void>((resolve, reject) => {
    zip.on("entry", (entry: Entry) => {
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on("end", resolve);
    zip.on("error", (error: Error) => {
      zipErrors.add(error);
      reject(error);
    });
    zip.readEntry();
  });
  return entries;
}

async function openEntry(zip: ZipFile, entries: ReadonlyMap<string, Entry>, name: string): Promise<Readable> {
  const entry = entries.get(name);
  if (entry === undefined) throw refusal(`The backup lacks ${name}.`);
  const note = (error: Error) => void zipErrors.add(error);
  const open = promisify(
    zip.openReadStream.bind(zip) as (e: Entry, done: (error: Error | null, s: Readable) => void) => void,
  );
  const stream = await open(entry).catch((error: Error) => {
    note(error);
    throw error;
  });
  return stream.on("error", note);
}

async function readManifest(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Promise<Manifest> {
  if (!entries.has(MANIFEST_ENTRY)) throw refusal("This file is no backup of Tessera.");
  const manifest = JSON.parse(await text(await openEntry(zip, entries, MANIFEST_ENTRY))) as Manifest;
  if (manifest.format_version !== FORMAT_VERSION || MIGRATIONS[manifest.migration] === undefined) {
    throw refusal("This backup was written by a newer version of Tessera. Restore it with that version.");
  }
  return manifest;
}

/** Rows are read into the schema that they were written under. */
async function prepareSchema(database: AdminDatabase, manifest: Manifest): Promise<void> {
  const { rows } = await database.pool.query<{ is_empty: boolean }>(
    "select to_regclass('public.tessera_migration') is null as is_empty",
  );
  const isNewest = manifest.migration === Object.keys(MIGRATIONS).at(-1);
  if (rows[0]?.is_empty === true) await migrateDatabaseTo(database.db, manifest.migration);
  else if (isNewest) await migrateDatabase(database.db);
  else throw refusal("This backup is of an earlier version: restore it into an empty database, with a new DATA_DIR.");
  await database.migrateJobs();
}

async function restoreRows(
  database: AdminDatabase,
  source: { zip: ZipFile; entries: ReadonlyMap<string, Entry>; manifest: Manifest },
  options: { readonly isReplacing: boolean },
): Promise<number> {
  const client = await database.pool.connect();
  try {
    await client.query("begin");
    await emptyTables(client, options);
    // The counters come from the backup: they must not be counted once more. Contents, of earlier versions too, come as they were.
    for (const table of ["sample", "label_content"]) await client.query(`alter table ${table} disable trigger user`);
    let rows = 0;
    for (const table of BACKUP_TABLES) {
      const columns = source.manifest.tables[table];
      if (columns === undefined) continue;
      rows += await copyTable(client, table, columns, await openEntry(source.zip, source.entries, tableEntry(table)));
    }
    for (const table of ["sample", "label_content"]) await client.query(`alter table ${table} enable trigger user`);
    await continueSequences(client);
    await enqueueUnfinished(client);
    await client.query("commit");
    client.release();
    return rows;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function emptyTables(client: pg.PoolClient, options: { readonly isReplacing: boolean }): Promise<void> {
  const { rows } = await client.query<{ has_rows: boolean }>("select exists (select from account) as has_rows");
  if (rows[0]?.has_rows === true && !options.isReplacing) {
    throw refusal("The database holds accounts already. Use --replace to put the backup in their place.");
  }
  await client.query(`truncate ${[...BACKUP_TABLES, ...PASSING_TABLES].join(", ")}`);
}

async function copyTable(
  client: pg.PoolClient,
  table: string,
  columns: readonly string[],
  source: Readable,
): Promise<number> {
  const names = columns.map((column) => client.escapeIdentifier(column)).join(", ");
  const copy = client.query(copyFrom(`copy ${table} (${names}) from stdin`));
  await pipeline(source, copy);
  return copy.rowCount;
}

/** New rows get ids behind the restored ones. */
async function continueSequences(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ table_name: string; sequence: string }>(
    `select table_name, pg_get_serial_sequence(table_name, 'id') as sequence from information_schema.columns
     where table_schema = 'public' and column_name = 'id' and is_identity = 'YES'`,
  );
  for (const { table_name: table, sequence } of rows) {
    const name = client.escapeIdentifier(table);
    await client.query(`select setval($1, coalesce((select max(id) from ${name}), 0) + 1, false)`, [sequence]);
  }
  await client.query(
    "select setval('label_draft_revision', coalesce((select max(revision) from label_draft), 0) + 1, false)",
  );
}

/** Jobs are not in a backup; what they had still to do is told by the rows. */
async function enqueueUnfinished(client: pg.PoolClient): Promise<void> {
  const add = (name: string, payload: string, source: string) =>
    client.query(`select graphile_worker.add_job('${name}', ${payload}, max_attempts => 10) from ${source}`);
  await add("build-release", "json_build_object('releaseId', id)", "release where status = 'PENDING'");
  await add("purge-dataset", "json_build_object('datasetId', id)", "dataset where deleted_at is not null");
  await add("change-labels", "json_build_object('changeId', id)", "task_attributes_change where status = 'PENDING'");
  const { queue, priority } = THUMBNAIL_URGENCY;
  await client.query(
    `select graphile_worker.add_job('make-thumbnails', json_build_object('datasetId', dataset_id, 'fromId', min(id), 'toId', max(id),
       'attempt', case when is_retry then 2 else 1 end), queue_name => $1::text, max_attempts => 10, priority => $2::int)
     from (select s.id, s.dataset_id, t.sample_id is not null as is_retry
       from sample s join dataset d on d.id = s.dataset_id and d.deleted_at is null
       left join thumbnail t on t.sample_id = s.id
       where d.task_type = any($3::text[]) and (t.sample_id is null or t.is_passing)) as waiting
     group by dataset_id, is_retry`,
    [queue, priority, TASK_TYPES.filter(hasThumbnails)],
  );
  await add(
    "clone-samples",
    "(clone_job::jsonb || jsonb_build_object('toDatasetId', id))::json",
    "dataset where clone_job is not null and deleted_at is null",
  );
}

async function restoreAssets(zip: ZipFile, entries: ReadonlyMap<string, Entry>, config: Config): Promise<number> {
  const directory = path.join(config.dataDir, "assets", "objects");
  let count = 0;
  for (const name of entries.keys()) {
    if (!name.startsWith(ASSET_PREFIX)) continue;
    const relative = name.slice(ASSET_PREFIX.length);
    // yauzl refuses names that climb out; the store's own names are of this form and no other.
    if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(relative)) throw refusal("The backup holds a file with a strange name.");
    const target = path.join(directory, relative);
    await mkdir(path.dirname(target), { recursive: true });
    await pipeline(await openEntry(zip, entries, name), createWriteStream(`${target}.restoring`));
    await rename(`${target}.restoring`, target);
    count++;
  }
  return count;
}
