import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { openEmbeddedPostgres } from "./index.js";
import { launch } from "./launcher.js";
import { openTemporaryPostgres } from "./temporary.js";
import {
  listPostgresIn,
  makeTestDirectory,
  query,
  readPostmasterPid,
  stopAndCheck,
  useDataDirectories,
} from "./test-support.js";

const makeDataDirectory = useDataDirectories();

describe("an embedded database", () => {
  test("is made at the first start and keeps its rows", async () => {
    const dataDir = join(await makeTestDirectory(), "new", "data");
    const first = await openEmbeddedPostgres({ dataDir, mode: "own" });
    expect(first.mode).toBe("own");
    expect(first.connection).toMatchObject({ user: "tessera", database: "tessera" });
    await query(first.connection, "CREATE TABLE kept AS SELECT 'Ä' AS word");
    await stopAndCheck(first, dataDir);

    const second = await openEmbeddedPostgres({ dataDir, mode: "own" });
    expect(await query(second.connection, "SELECT word FROM kept")).toEqual([{ word: "Ä" }]);
    await stopAndCheck(second, dataDir);
    expect((await readdir(dataDir)).sort()).toEqual(["postgres", "postgres.log", "postgres.run"]);
  });

  test("has settings for a small server that loses nothing", async () => {
    const dataDir = await makeTestDirectory();
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    const names = [
      "fsync",
      "full_page_writes",
      "jit",
      "max_connections",
      "server_encoding",
      "synchronous_commit",
      "TimeZone",
    ];
    const list = names.map((name) => `'${name}'`).join(", ");
    const rows = await query(database.connection, `SELECT name, setting FROM pg_settings WHERE name IN (${list})`);
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: "on",
      full_page_writes: "on",
      jit: "off",
      max_connections: "100",
      server_encoding: "UTF8",
      synchronous_commit: "on",
      TimeZone: "UTC",
    });
    const [locale] = await query(
      database.connection,
      "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()",
    );
    expect(locale).toEqual({ datlocprovider: "b", datlocale: "C.UTF-8" });
    expect(await query(database.connection, "SELECT now() AT TIME ZONE 'Europe/Vienna' IS NOT NULL AS zones")).toEqual([
      { zones: true },
    ]);
    await database.stop();
  });

  test("takes the operator's settings over its own", async () => {
    const dataDir = await makeDataDirectory();
    const file = join(dataDir, "postgres", "postgresql.conf");
    await writeFile(file, `${await readFile(file, "utf8")}max_connections = 33\n`);
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    expect(await query(database.connection, "SHOW max_connections")).toEqual([{ max_connections: "33" }]);
    await database.stop();
  });

  test("listens on a private socket only", async () => {
    const dataDir = await makeDataDirectory();
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    expect(await query(database.connection, "SHOW listen_addresses")).toEqual([{ listen_addresses: "" }]);
    const directory = await stat(database.connection.host);
    expect(directory.mode & 0o777).toBe(0o700);
    await database.stop();
  });

  test("has its socket elsewhere when the data directory's path is too long for one", async () => {
    const dataDir = join(await makeDataDirectory(), "ä".repeat(60));
    await mkdir(dataDir);
    await rename(join(dataDir, "..", "postgres"), join(dataDir, "postgres"));
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    const { host } = database.connection;
    expect(Buffer.byteLength(join(host, ".s.PGSQL.5432"))).toBeLessThan(104);
    expect((await stat(host)).mode & 0o777).toBe(0o700);
    const joined = await openEmbeddedPostgres({ dataDir, mode: "own-or-join" });
    expect(joined.mode).toBe("joined");
    expect(joined.connection.host).toBe(host);
    await stopAndCheck(database, dataDir);
    await expect(stat(host)).rejects.toThrow("ENOENT");
  });

  test("survives quotes, commas and spaces in the path", async () => {
    const dataDir = join(await makeTestDirectory(), `it's a "da,ta" $dir\\`);
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    expect(await query(database.connection, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await stopAndCheck(database, dataDir);
  });

  test("on TCP listens on the loopback interface and wants its password", async () => {
    const dataDir = await makeTestDirectory();
    for (const start of ["first", "later"]) {
      const database = await launch({ dataDir, mode: "own" }, { transport: "tcp" });
      const { connection } = database;
      expect(connection.host).toBe("127.0.0.1");
      expect(connection.password, start).toMatch(/^[0-9a-f]{64}$/);
      expect(await query(connection, "SHOW unix_socket_directories")).toEqual([{ unix_socket_directories: "" }]);
      await expect(query({ ...connection, password: "wrong" }, "SELECT 1")).rejects.toThrow("password authentication");
      const joined = await launch({ dataDir, mode: "own-or-join" });
      expect(joined.connection).toEqual(connection);
      await database.stop();
      await expect(query(connection, "SELECT 1")).rejects.toThrow("ECONNREFUSED");
    }
    expect((await stat(join(dataDir, "postgres.run", "password"))).mode & 0o777).toBe(0o600);
    // The way from TCP back to the socket needs nothing.
    await (await openEmbeddedPostgres({ dataDir, mode: "own" })).stop();
  });

  test("bounds its log", async () => {
    const dataDir = await makeDataDirectory();
    await writeFile(join(dataDir, "postgres.log"), Buffer.alloc(5 * 1024 * 1024 + 1, "x\n"));
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    await database.stop();
    expect((await stat(join(dataDir, "postgres.log.1"))).size).toBeGreaterThan(5 * 1024 * 1024);
    expect((await stat(join(dataDir, "postgres.log"))).size).toBeLessThan(10_000);
    expect(await readFile(join(dataDir, "postgres.log"), "utf8")).toContain("database system is shut down");
  });

  test("refuses a cluster of another major version, says what to do, and leaves it alone", async () => {
    const dataDir = await makeDataDirectory();
    await writeFile(join(dataDir, "postgres", "PG_VERSION"), "17\n");
    await cp(join(dataDir, "postgres"), join(dataDir, "copy"), { recursive: true });
    await rm(join(dataDir, "postgres"), { recursive: true });
    await rename(join(dataDir, "copy"), join(dataDir, "postgres"));
    const before = await stat(join(dataDir, "postgres"));
    await expect(openEmbeddedPostgres({ dataDir: dataDir, mode: "own" })).rejects.toMatchObject({
      code: "wrong-version",
      message: expect.stringMatching(/PostgreSQL 17.*PostgreSQL 18.*tessera backup.*tessera restore.*DATABASE_URL/s),
    });
    expect((await stat(join(dataDir, "postgres"))).uid).toBe(before.uid);
    // With the right version it opens, though the copy's owner is not PostgreSQL's.
    await writeFile(join(dataDir, "postgres", "PG_VERSION"), "18\n");
    await (await openEmbeddedPostgres({ dataDir: dataDir, mode: "own" })).stop();
  });

  test("refuses a directory with something else in it", async () => {
    const dataDir = await makeDataDirectory();
    const other = await makeTestDirectory();
    await cp(join(dataDir, "postgres", "base"), join(other, "postgres"), { recursive: true });
    await expect(openEmbeddedPostgres({ dataDir: other, mode: "own" })).rejects.toMatchObject({
      code: "not-a-cluster",
      message: expect.stringContaining("DATABASE_URL"),
    });
  });

  test("says why PostgreSQL does not start, and can be opened when that is repaired", async () => {
    const dataDir = await makeDataDirectory();
    const file = join(dataDir, "postgres", "postgresql.conf");
    const good = await readFile(file, "utf8");
    await writeFile(file, `${good}shared_buffers = 'much'\n`);
    await expect(openEmbeddedPostgres({ dataDir, mode: "own" })).rejects.toMatchObject({
      code: "start-failed",
      message: expect.stringMatching(/shared_buffers.*DATABASE_URL/s),
    });
    await writeFile(file, good);
    await stopAndCheck(await openEmbeddedPostgres({ dataDir, mode: "own" }), dataDir);
  });

  test("stops once, however often it is asked, with clients connected", async () => {
    const dataDir = await makeDataDirectory();
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    const client = new pg.Client(database.connection);
    client.on("error", () => {}); // the shutdown ends it
    await client.connect();
    await Promise.all([database.stop(), database.stop()]);
    await database.stop();
    expect(await listPostgresIn(dataDir)).toEqual([]);
    await client.end();
  });
});

describe("a temporary database", () => {
  test("does not sync, and is gone after stop", async () => {
    const database = await openTemporaryPostgres();
    const dataDir = join(database.connection.host, "..", "..");
    expect(await query(database.connection, "SHOW fsync")).toEqual([{ fsync: "off" }]);
    expect(await readPostmasterPid(dataDir)).toBeGreaterThan(0);
    await database.stop();
    await expect(stat(dataDir)).rejects.toThrow("ENOENT");
  });

  test("syncs when asked to", async () => {
    const database = await openTemporaryPostgres({ fsync: true });
    expect(await query(database.connection, "SHOW fsync")).toEqual([{ fsync: "on" }]);
    await database.stop();
  });
});
