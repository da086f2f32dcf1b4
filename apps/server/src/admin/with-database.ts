import type pg from "pg";
import type { Logger } from "pino";
import type { Config } from "../config.js";
import { connectDatabase } from "../database/connect.js";
import { type Db, migrateDatabase, openDatabase } from "../database/database.js";
import { migrateJobs, openWorkerPool } from "../jobs/runner.js";

export interface AdminDatabase {
  readonly db: Db;
  readonly pool: pg.Pool;
  /** Brings the job tables to the newest version. */
  migrateJobs(): Promise<void>;
}

/** Opens the configured database, starting the embedded one when no server runs, and closes it after the work. */
export async function withDatabase(
  context: { readonly config: Config; readonly log: Logger },
  options: { readonly isMigrated: boolean },
  work: (database: AdminDatabase) => Promise<void>,
): Promise<void> {
  const { config, log } = context;
  const server = await connectDatabase(config, "own-or-join", log);
  const { connection } = server;
  const database = openDatabase({ connection, poolSize: 3, statementTimeoutSeconds: 0 });
  const onError = (error: Error) => log.warn({ err: error }, "a database connection was lost");
  const migrateJobTables = async () => {
    const pool = openWorkerPool(connection, 2, onError);
    try {
      await migrateJobs(pool, log);
    } finally {
      await pool.end();
    }
  };
  try {
    if (options.isMigrated) {
      await migrateDatabase(database.db);
      await migrateJobTables();
    }
    await work({ db: database.db, pool: database.pool, migrateJobs: migrateJobTables });
  } finally {
    await database.close();
    await server.stop();
  }
}
