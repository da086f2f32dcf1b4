import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { DATABASE_NAME } from "./cluster.js";
import { EmbeddedPostgresError, systemErrorCode, USE_DATABASE_URL } from "./errors.js";
import type { Layout } from "./layout.js";
import type { Connection } from "./record.js";
import { type Log, readPostmasterFile } from "./takeover.js";
import type { Ending, WatchedPostgres } from "./watcher.js";

const RECOVERY_NOTICE_MS = 10_000;

/** Waits without a limit while PostgreSQL lives: recovery after a crash takes the time it takes. */
export async function untilReady(layout: Layout, postgres: WatchedPostgres, log: Log): Promise<void> {
  const pid = await postgres.started;
  let ending: Ending | undefined;
  void postgres.ended.then((value) => {
    ending = value;
  });
  let nextNotice = Date.now() + RECOVERY_NOTICE_MS;
  for (;;) {
    if (pid === undefined) ending = await postgres.ended;
    if (ending !== undefined) throw startError(layout, ending.words || `exit code ${ending.code}`);
    const file = await readPostmasterFile(layout.clusterDir);
    if (file?.pid === pid && file?.status === "ready") return;
    if (Date.now() > nextNotice) {
      log("warn", "PostgreSQL is still recovering; this may take minutes after a crash.");
      nextNotice += RECOVERY_NOTICE_MS;
    }
    await Promise.race([sleep(5), postgres.ended]);
  }
}

const UNKNOWN_DATABASE = "3D000";
const DUPLICATE_DATABASE = "42P04";

/** The database of a new cluster; also after an interruption between initdb and here. */
export async function ensureDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client(connection);
  try {
    await client.connect();
  } catch (error) {
    if (systemErrorCode(error) !== UNKNOWN_DATABASE) throw error;
    await createDatabase(connection);
  } finally {
    await client.end().catch(() => {});
  }
}

async function createDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client({ ...connection, database: "postgres" });
  try {
    await client.connect();
    await client.query(`CREATE DATABASE ${DATABASE_NAME}`);
  } catch (error) {
    if (systemErrorCode(error) !== DUPLICATE_DATABASE) throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Why PostgreSQL did not start, from its last words. */
export function startError(layout: Layout, words: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "start-failed",
    `PostgreSQL did not start on ${layout.clusterDir}: ${lastLines(words)}\n` +
      `More may be in ${layout.logFile}. Check the free space and DATA_DIR, or ${USE_DATABASE_URL}.`,
  );
}

/** For the log. */
export function describeEnding({ code, signal, words }: Ending): string {
  return `${signal ?? `exit code ${code}`}${words === "" ? "" : `, last words: ${lastLines(words)}`}`;
}

function lastLines(words: string): string {
  return words.trim().split("\n").slice(-6).join("\n");
}
