import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { EmbeddedPostgresError, USE_DATABASE_URL } from "./errors.js";
import type { Layout } from "./layout.js";
import { type FileLock, tryLock } from "./lock.js";
import { isAlive } from "./processes.js";
import { type Connection, type OwnerRecord, type OwnMode, readOwnerRecord } from "./record.js";
import { hasLivingPostmaster, type Log } from "./takeover.js";

/** How long to wait for an owner that is starting (recovery may take a while), or for a command to be done. */
const PATIENCE_MS = 60_000;

/**
 * A killed process holds its lock until the kernel has taken it apart, and looks alive till then: for so long nobody is
 * refused. Its helper, the lock tool, may even outlive it by milliseconds.
 */
const DYING_MS = 1_000;
const GONE_MS = 5_000;

/** Makes this process the owner of the data directory, or finds the living owner's database. */
export async function takeOwnership(
  layout: Layout,
  mode: OwnMode,
  log: Log,
): Promise<{ owner: FileLock } | { joined: Connection }> {
  const begin = Date.now();
  let told = false;
  for (;;) {
    const record = await readOwnerRecord(layout);
    const owner = await tryLock(layout.ownerLock, layout.keepFor);
    if (owner?.enforced || (owner !== undefined && !(await looksOwned(layout, record)))) return { owner };
    owner?.release();
    const elapsedMs = Date.now() - begin;
    if (mode === "own-or-join") {
      if (record?.connection !== undefined && (await answers(record.connection))) return { joined: record.connection };
      if (elapsedMs > PATIENCE_MS) throw inUse(layout, record, " and its database does not answer");
    } else if (record?.mode === "own-or-join" && elapsedMs < PATIENCE_MS) {
      if (!told) log("info", `Waiting for the administration command of process ${record.pid} to end.`);
      told = true;
    } else if (elapsedMs > GONE_MS || (elapsedMs > DYING_MS && (await isOwnerAlive(record)))) {
      throw inUse(layout, record);
    }
    await sleep(50);
  }
}

/** The best guess where the machine has no lock. */
async function looksOwned(layout: Layout, record: OwnerRecord | undefined): Promise<boolean> {
  return (await isOwnerAlive(record)) && (await hasLivingPostmaster(layout));
}

/** Between taking the lock and writing the record an owner has the record of its predecessor. */
async function isOwnerAlive(record: OwnerRecord | undefined): Promise<boolean> {
  return record !== undefined && (record.machine !== hostname() || (await isAlive(record.pid)));
}

function inUse(layout: Layout, record: OwnerRecord | undefined, detail = ""): EmbeddedPostgresError {
  const who = record === undefined ? "Another process" : `Process ${record.pid} on ${record.machine}`;
  return new EmbeddedPostgresError(
    "in-use",
    `${who} uses the data directory ${layout.dataDir}${detail}. Only one Tessera server can: stop that one, set DATA_DIR to ` +
      `another directory, or for several servers on the same data ${USE_DATABASE_URL}.`,
  );
}

async function answers(connection: Connection): Promise<boolean> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
