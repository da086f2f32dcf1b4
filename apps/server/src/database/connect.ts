import type pg from "pg";
import type { Logger } from "pino";
import type { Config } from "../config.js";
import { openEmbeddedPostgres } from "./embedded/index.js";

export interface DatabaseServer {
  readonly connection: pg.ClientConfig;
  /** Resolves when an embedded database ended by itself; never for an external one. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  stop(): Promise<void>;
}

/**
 * The database that the configuration names: an external server, or the embedded one in the data directory.
 *
 * @param mode `own` for the server; `own-or-join` for administration, which also works beside a running server
 */
export async function connectDatabase(
  config: Pick<Config, "databaseUrl" | "dataDir">,
  mode: "own" | "own-or-join",
  log: Logger,
): Promise<DatabaseServer> {
  if (config.databaseUrl !== undefined) {
    return {
      connection: { connectionString: config.databaseUrl },
      exited: new Promise(() => undefined),
      stop: async () => undefined,
    };
  }
  return openEmbeddedPostgres({ dataDir: config.dataDir, mode, log: (level, message) => log[level](message) });
}
