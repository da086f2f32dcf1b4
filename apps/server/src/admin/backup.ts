import { createWriteStream } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { ZipFile } from "yazl";
import type { Config } from "../config.js";
import { MIGRATIONS } from "../database/migrations/index.js";
import {
  ASSET_PREFIX,
  BACKUP_TABLES,
  FORMAT_VERSION,
  MANIFEST_ENTRY,
  type Manifest,
  tableEntry,
} from "./backup-format.js";
import type { AdminDatabase } from "./with-database.js";

export interface BackupSummary {
  readonly rows: number;
  readonly assets: number;
}

/**
 * Writes one consistent snapshot of the database, and the files of the local asset store, to a zip file. The server may go on
 * working: rows are of one instant, files are never changed once written.
 */
export async function backup(
  database: AdminDatabase,
  config: Config,
  options: { readonly file: string; readonly withAssets: boolean },
): Promise<BackupSummary> {
  const partial = `${options.file}.partial`;
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(partial, { mode: 0o600 }));
  // Reported below, where everything else is: a full disk must not end the process from here.
  written.catch(() => undefined);
  const client = await database.pool.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    zip.addBuffer(Buffer.from(JSON.stringify(await readManifest(client), null, 2)), MANIFEST_ENTRY);
    let rows = 0;
    for (const table of BACKUP_TABLES) rows += await Promise.race([addTable(zip, client, table), failure(written)]);
    await client.query("commit");
    const assets = options.withAssets && config.s3 === undefined ? await addAssets(zip, config) : 0;
    zip.end();
    await written;
    await rename(partial, options.file);
    client.release();
    return { rows, assets };
  } catch (error) {
    client.release(true);
    await rm(partial, { force: true });
    throw error;
  }
}

/** Never resolves; rejects when the file cannot be written. */
async function failure(written: Promise<void>): Promise<never> {
  await written;
  throw new Error("The backup's file was closed early.");
}

async function readManifest(client: pg.PoolClient): Promise<Manifest> {
  const columns = await client.query<{ table_name: string; columns: string[] }>(
    `select table_name, array_agg(column_name::text order by ordinal_position) as columns
     from information_schema.columns
     where table_schema = 'public' and table_name = any($1) and is_generated = 'NEVER' group by table_name`,
    [[...BACKUP_TABLES]],
  );
  return {
    format_version: FORMAT_VERSION,
    created_at: new Date().toISOString(),
    migration: Object.keys(MIGRATIONS).at(-1) ?? "",
    tables: Object.fromEntries(columns.rows.map((row) => [row.table_name, row.columns])),
  };
}

/** Adds one table as COPY text and waits until it is in: the connection carries one COPY at a time. */
async function addTable(zip: ZipFile, client: pg.PoolClient, table: string): Promise<number> {
  const rows = new PassThrough();
  zip.addReadStream(rows, tableEntry(table));
  const copy = client.query(copyTo(`copy ${table} to stdout`));
  await pipeline(copy, rows);
  return copy.rowCount;
}

/** Adds every file of the local store under its relative path; half-written ones are elsewhere and stay out. */
async function addAssets(zip: ZipFile, config: Config): Promise<number> {
  const directory = path.join(config.dataDir, "assets", "objects");
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === "ENOENT") return [];
    throw error;
  });
  const files = entries.filter((entry) => entry.isFile());
  for (const entry of files) {
    const file = path.join(entry.parentPath, entry.name);
    // Images and releases are compressed already, or compress badly for their size.
    zip.addFile(file, ASSET_PREFIX + path.relative(directory, file).split(path.sep).join("/"), { compress: false });
  }
  return files.length;
}
