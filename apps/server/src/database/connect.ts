import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Logger } from "pino";
import type { Config } from "../config.js";
import { type EmbeddedPostgres, type OpenOptions, openEmbeddedPostgres } from "./embedded/index.js";

export interface DatabaseServer {
  /** Stays the same when an embedded database is started again. */
  readonly connection: pg.ClientConfig;
  stop(): Promise<void>;
}

/**
 * The database that the configuration names: an external server, or the embedded one in the data directory, which is
 * started again whenever it ends by itself.
 *
 * @param mode `own` for the server; `own-or-join` for administration, which also works beside a running server
 */
export async function connectDatabase(
  config: Pick<Config, "databaseUrl" | "dataDir">,
  mode: "own" | "own-or-join",
  log: Logger,
): Promise<DatabaseServer> {
  if (config.databaseUrl !== undefined) {
    return { connection: { connectionString: config.databaseUrl }, stop: async () => undefined };
  }
  const options: OpenOptions = { dataDir: config.dataDir, mode, log: (level, message) => log[level](message) };
  return keepRunning(await openEmbeddedPostgres(options), options, log);
}

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 30_000;
/** A database that lived for so long begins with the first delay again. */
const STABLE_AFTER_MS = 60_000;

/** Starts an embedded database again, at the same address, whenever it ends by itself: killed, or for want of disk space. */
function keepRunning(first: EmbeddedPostgres, options: OpenOptions, log: Logger): DatabaseServer {
  const stopping = new AbortController();
  let current: Promise<EmbeddedPostgres | undefined> = Promise.resolve(first);
  let delayMs = FIRST_DELAY_MS;
  const openAgain = async (): Promise<EmbeddedPostgres | undefined> => {
    while (!stopping.signal.aborted) {
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) break;
      delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
      try {
        return await openEmbeddedPostgres({ ...options, again: first.connection });
      } catch (error) {
        log.error({ err: error, next_attempt_in_ms: delayMs }, "the database could not be started again");
      }
    }
    return undefined;
  };
  const supervise = async () => {
    for (let database = await current; database !== undefined; database = await current) {
      const startedAt = Date.now();
      await database.exited.catch((error: unknown) => log.error({ err: error }, "the database left something behind"));
      if (Date.now() - startedAt > STABLE_AFTER_MS) delayMs = FIRST_DELAY_MS;
      current = openAgain();
      if ((await current) !== undefined) log.info("the database is back");
    }
  };
  void supervise();
  return {
    connection: first.connection,
    async stop() {
      stopping.abort();
      // A start in progress ends first: it cannot be interrupted.
      await (await current)?.stop();
    },
  };
}
