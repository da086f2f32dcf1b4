import pg from "pg";
import { pino } from "pino";
import type { TestProject } from "vitest/node";
import { migrateDatabase, openDatabase } from "../database/database.js";
import { openTemporaryPostgres } from "../database/embedded/temporary.js";
import { migrateJobs, openWorkerPool } from "../jobs/runner.js";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
    templateDatabase: string;
  }
}

/**
 * One PostgreSQL for the whole run: the embedded one, or the one that TEST_DATABASE_URL names. The schema is made once, in a template;
 * each test file works in a database cloned from it, in milliseconds.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env.TEST_DATABASE_URL;
  const embedded = external === undefined ? await openTemporaryPostgres() : undefined;
  const serverUrl = external ?? urlOf(embedded?.connection ?? {});
  const templateDatabase = `tessera_template_${process.pid}`;
  await administer(serverUrl, `create database ${templateDatabase}`);
  const connection = { connectionString: withDatabase(serverUrl, templateDatabase) };
  const database = openDatabase({ connection, poolSize: 2, statementTimeoutSeconds: 0 });
  await migrateDatabase(database.db);
  const pool = openWorkerPool(connection, 2, fail);
  await migrateJobs(pool, pino({ level: "silent" }));
  await pool.end();
  await database.close();
  project.provide("databaseUrl", serverUrl);
  project.provide("templateDatabase", templateDatabase);
  return async () => {
    if (embedded !== undefined) return embedded.stop();
    await administer(serverUrl, `drop database if exists ${templateDatabase} with (force)`);
  };
}

function fail(error: Error): never {
  throw error;
}

function urlOf(connection: {
  host?: string;
  port?: number;
  user?: string;
  database?: string;
  password?: string;
}): string {
  const url = new URL("postgres://localhost");
  url.username = connection.user ?? "";
  url.password = connection.password ?? "";
  url.pathname = connection.database ?? "";
  // A socket's directory cannot stand where a host name does.
  url.searchParams.set("host", connection.host ?? "");
  url.searchParams.set("port", String(connection.port ?? ""));
  return url.href;
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = database;
  return changed.href;
}

/** Runs one statement on the server itself, such as the making of a database. */
export async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
