import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EmbeddedPostgresError, systemErrorCode, USE_DATABASE_URL } from "./errors.js";
import type { Layout } from "./layout.js";
import { type FileLock, tryLock } from "./lock.js";
import { isPostgresOf, listPostgresOf, signal } from "./processes.js";

export type Log = (level: "info" | "warn" | "error", message: string) => void;

/** From asking politely to force. A killed PostgreSQL loses nothing that it acknowledged. */
const QUIT_AFTER_MS = 60_000;
const KILL_AFTER_MS = 65_000;
const GIVE_UP_AFTER_MS = 90_000;
/** Backends whose postmaster is gone end by themselves when they next wait for something. */
const ORPHANS_QUIT_AFTER_MS = 2_000;
const ORPHANS_KILL_AFTER_MS = 5_000;

/**
 * Takes the cluster lock, which the processes of the last run keep as long as one of them lives: PostgreSQL that is
 * shutting down because its Tessera was killed, or backends whose postmaster was. To be called by the holder of the
 * owner lock, so that none of them belongs to anybody.
 */
export async function lockCluster(layout: Layout, log: Log): Promise<FileLock> {
  const begin = Date.now();
  let warned = false;
  for (;;) {
    const lock = await tryLock(layout.clusterLock, layout.keepFor);
    if (lock !== undefined && (provesEmpty(lock) || !(await hasLivingPostmaster(layout)))) return lock;
    if (!warned) log("warn", "The database of an earlier Tessera process is still stopping; waiting for it.");
    const elapsedMs = Date.now() - begin;
    // Without a real lock the PostgreSQL may be that of a living Tessera: wait, and touch nothing.
    if (lock === undefined) await pressOn(layout, elapsedMs, !warned);
    else lock.release();
    warned = true;
    if (elapsedMs > GIVE_UP_AFTER_MS) throw stillRunning(layout, await listPostgresOf(layout.clusterDir));
    await sleep(20);
  }
}

/** Only a lock that PostgreSQL's processes inherit tells, when it is free, that none of them lives. */
function provesEmpty(lock: FileLock): boolean {
  return lock.enforced && lock.fd !== undefined;
}

/** True while the PostgreSQL that postmaster.pid names is there. */
export async function hasLivingPostmaster(layout: Layout): Promise<boolean> {
  const pid = (await readPostmasterFile(layout.clusterDir))?.pid;
  return pid !== undefined && (await isPostgresOf(pid, layout.clusterDir));
}

async function pressOn(layout: Layout, elapsedMs: number, first: boolean): Promise<void> {
  const postmaster = (await readPostmasterFile(layout.clusterDir))?.pid;
  if (postmaster !== undefined && (await isPostgresOf(postmaster, layout.clusterDir))) {
    if (first) signal(postmaster, "SIGINT");
    if (elapsedMs > QUIT_AFTER_MS) signal(postmaster, "SIGQUIT");
    if (elapsedMs > KILL_AFTER_MS) signal(postmaster, "SIGKILL");
    return;
  }
  if (elapsedMs < ORPHANS_QUIT_AFTER_MS) return;
  const name = elapsedMs < ORPHANS_KILL_AFTER_MS ? "SIGQUIT" : "SIGKILL";
  for (const pid of await listPostgresOf(layout.clusterDir)) signal(pid, name);
}

function stillRunning(layout: Layout, pids: readonly number[]): EmbeddedPostgresError {
  const who = pids.length === 0 ? "Processes of an earlier run" : `The processes ${pids.join(", ")} of an earlier run`;
  return new EmbeddedPostgresError(
    "in-use",
    `${who} still use the database in ${layout.clusterDir} and do not end. ` +
      `End them, restart the machine, set DATA_DIR to another directory, or ${USE_DATABASE_URL}.`,
  );
}

/**
 * Removes a postmaster.pid that cannot be true, so that PostgreSQL does not take it for one. PostgreSQL judges by
 * whether the process id exists, and it may belong to a zombie, or since a restart to anybody. We hold the lock that
 * every process of this cluster would hold, and look at the process as well; only then it goes.
 */
export async function removeStalePostmasterFile(layout: Layout, lock: FileLock, log: Log): Promise<void> {
  const file = await readPostmasterFile(layout.clusterDir);
  if (file === undefined) return;
  if (file.pid !== undefined && (await isPostgresOf(file.pid, layout.clusterDir))) {
    throw new EmbeddedPostgresError(
      "in-use",
      `A PostgreSQL that Tessera did not start (process ${file.pid}) runs on ${layout.clusterDir}. ` +
        `Stop it, set DATA_DIR to another directory, or ${USE_DATABASE_URL}.`,
    );
  }
  if (!provesEmpty(lock)) return; // let PostgreSQL decide
  log("info", "The database was not shut down the last time; it recovers.");
  await rm(join(layout.clusterDir, "postmaster.pid"), { force: true });
}

/** What PostgreSQL says about itself in postmaster.pid. */
export async function readPostmasterFile(
  clusterDir: string,
): Promise<{ pid: number | undefined; status: string | undefined } | undefined> {
  const text = await readFile(join(clusterDir, "postmaster.pid"), "utf8").catch((error) => {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const lines = text.split("\n");
  const pid = Number.parseInt(lines[0] ?? "", 10);
  return { pid: Number.isInteger(pid) && pid > 0 ? pid : undefined, status: lines[7]?.trim() };
}
