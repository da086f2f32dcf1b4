import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { openEmbeddedPostgres } from "./index.js";

test("keeps its rows from one start to the next", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "tessera-embedded-"));
  await chmod(dataDir, 0o711);
  const first = await openEmbeddedPostgres({ dataDir, mode: "own" });
  const client = new pg.Client(first.connection);
  await client.connect();
  await client.query("CREATE TABLE kept (id int)");
  await client.end();
  await first.stop();
  const second = await openEmbeddedPostgres({ dataDir, mode: "own" });
  const again = new pg.Client(second.connection);
  await again.connect();
  expect((await again.query("SELECT * FROM kept")).rows).toEqual([]);
  await again.end();
  await second.stop();
  await rm(dataDir, { recursive: true });
});
