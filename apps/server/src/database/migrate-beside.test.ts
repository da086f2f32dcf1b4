import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestServer, type TestServer } from "../testing/test-server.js";
import { migrateDatabase } from "./database.js";

let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

it("a database is migrated while another server makes and drops tables in it", async () => {
  const { db } = server.database;
  let isOver = false;
  const other = (async () => {
    while (!isOver) {
      await sql`create table passing (id int); create table passing2 (id int)`.execute(db);
      await sql`drop table passing; drop table passing2`.execute(db);
    }
  })();
  for (let round = 0; round < 15; round++) await expect(migrateDatabase(db)).resolves.toBeUndefined();
  isOver = true;
  await other;
});
