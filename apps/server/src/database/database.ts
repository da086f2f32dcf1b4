import { setTimeout } from "node:timers/promises";
import { Kysely, Migrator, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import { MIGRATIONS } from "./migrations/index.js";
import { withPreparedStatements } from "./prepared.js";
import type { Database } from "./schema.js";

export type Db = Kysely<Database>;
export type Tx = Transaction<Database>;
/** What a repository takes: the database, or the transaction that is open. */
export type DbOrTx = Db | Tx;

export interface DatabaseSettings {
  readonly connection: pg.ClientConfig;
  readonly poolSize: number;
  /** Zero: statements may take as long as they need (jobs, administration). */
  readonly statementTimeoutSeconds: number;
  /** A connection broke, idle or at work. Its query fails; the next one opens a new connection. */
  readonly onConnectionError?: (error: Error) => void;
}

export interface OpenDatabase {
  readonly db: Db;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const TYPE_OID = { int8: 20, timestamptz: 1184, json: 114, jsonb: 3802 } as const;

/** int8 fits a number (ids, counters); times become ISO text; JSON stays the text that was stored. */
function parserOf(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (format === "binary") return pg.types.getTypeParser(oid, "binary") as (value: string) => unknown;
  switch (oid) {
    case TYPE_OID.int8:
      return Number;
    case TYPE_OID.timestamptz:
      return isoTime;
    case TYPE_OID.json:
    case TYPE_OID.jsonb:
      return (text) => text;
    default:
      return pg.types.getTypeParser(oid, "text");
  }
}

/** `2020-07-20 14:59:36.2422+00` (the session is in UTC) to `2020-07-20T14:59:36.242200Z`. */
export function isoTime(text: string): string {
  const end = text.length - 3;
  const seconds = `${text.slice(0, 10)}T${text.slice(11, 19)}`;
  return `${seconds}.${text.slice(20, end).padEnd(6, "0")}Z`;
}

/** Opens a pool. Nothing is connected until the first query. */
export function openDatabase(settings: DatabaseSettings): OpenDatabase {
  const pool = new pg.Pool({
    ...settings.connection,
    max: settings.poolSize,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: settings.statementTimeoutSeconds * 1000,
    options: "-c timezone=UTC -c jit=off",
    types: { getTypeParser: parserOf } as pg.CustomTypesConfig,
  });
  // Without listeners a connection that breaks would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", (error) => settings.onConnectionError?.(error)));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: withPreparedStatements(pool) }) });
  const close = async () => {
    // Kysely ends the pool only if it has run a query itself.
    await db.destroy();
    if (!pool.ended) await pool.end();
  };
  return { db, pool, close };
}

/** One round trip. @throws when the database does not answer */
export async function pingDatabase(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}

/** Brings the database to the newest version, under a lock that makes it safe from several processes at once. */
export async function migrateDatabase(db: Db): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { error } = await migratorOf(db).migrateToLatest();
      if (error !== undefined) throw error;
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code !== UNDEFINED_TABLE || attempt === MIGRATE_ATTEMPTS) throw error;
      await setTimeout(100 * attempt);
    }
  }
}

/**
 * Kysely lists all tables before it takes its lock. Another server that starts on the same database makes and drops tables of
 * the job library meanwhile, and the list ends with this error.
 */
const UNDEFINED_TABLE = "42P01";
const MIGRATE_ATTEMPTS = 10;

/** Brings an empty database to one version, for rows that were written under it. */
export async function migrateDatabaseTo(db: Db, migration: string): Promise<void> {
  const { error } = await migratorOf(db).migrateTo(migration);
  if (error !== undefined) throw error;
}

function migratorOf(db: Db): Migrator {
  return new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
    migrationTableName: "tessera_migration",
    migrationLockTableName: "tessera_migration_lock",
  });
}
