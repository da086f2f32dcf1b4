import { type EmbeddedPostgres, launch, type OpenOptions } from "./launcher.js";

export { EMBEDDED_POSTGRES_ERROR_CODES, EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from "./errors.js";
export type { EmbeddedPostgres, OpenOptions } from "./launcher.js";
export type { Connection } from "./record.js";

/**
 * Opens the embedded PostgreSQL of a data directory: makes the cluster at the first start, recovers it after a crash.
 * It ends with this process, however that ends.
 *
 * @throws {EmbeddedPostgresError} with a message that says what to do.
 * @example
 * const database = await openEmbeddedPostgres({ dataDir: "./data", mode: "own" });
 * const pool = new pg.Pool(database.connection);
 * void database.exited.then(() => openEmbeddedPostgres({ dataDir: "./data", mode: "own", again: database.connection }));
 * // …
 * await pool.end();
 * await database.stop();
 */
export function openEmbeddedPostgres(options: OpenOptions): Promise<EmbeddedPostgres> {
  return launch(options);
}
