import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openEmbeddedPostgres } from "./index.js";
import { isAlive } from "./processes.js";
import {
  compileLauncher,
  listPostgresIn,
  makeTestDirectory,
  query,
  readParentPid,
  readPostmasterPid,
  startProcess,
  stopAndCheck,
  until,
  useDataDirectories,
} from "./test-support.js";

const makeDataDirectory = useDataDirectories();
const launcher = join(tmpdir(), `tessera-launcher-${process.pid}`);
beforeAll(() => compileLauncher(launcher));
afterAll(() => rm(launcher, { recursive: true }));

/** Opens the database, prints its mode, and stays. */
const HOLD = (dataDir: string, mode = "own") => `
const database = await openEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, mode: "${mode}" });
setInterval(() => {}, 1000);
console.log(database.mode);
`;

/** Inserts one row after the other, and prints each id once PostgreSQL acknowledged it. */
const INSERT = (dataDir: string) => `
const database = await openEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, mode: "own" });
const client = new pg.Client(database.connection);
client.on("error", () => {});
await client.connect();
await client.query("CREATE TABLE IF NOT EXISTS acknowledged (id bigint PRIMARY KEY)");
const { rows } = await client.query("SELECT coalesce(max(id), 0) AS last FROM acknowledged");
for (let id = Number(rows[0].last) + 1; ; id += 1) {
  await client.query("INSERT INTO acknowledged VALUES ($1)", [id]);
  console.log(id);
}
`;

describe.skipIf(process.platform !== "linux")("PostgreSQL (tests that read /proc need Linux)", () => {
  test("stops when its Tessera is killed, and starts again with its rows", async () => {
    const dataDir = await makeDataDirectory();
    const holder = startProcess(launcher, HOLD(dataDir));
    expect(await holder.nextLine()).toBe("own");
    const postmaster = await readPostmasterPid(dataDir);
    const watcher = await readParentPid(postmaster);
    const joined = await openEmbeddedPostgres({ dataDir, mode: "own-or-join" });
    await query(joined.connection, "CREATE TABLE kept AS SELECT 1 AS id");

    await holder.kill();
    await until(async () => !(await isAlive(postmaster)) && !(await isAlive(watcher)));
    expect(await listPostgresIn(dataDir)).toEqual([]);
    // An orderly shutdown, not an abort.
    await expect(stat(join(dataDir, "postgres", "postmaster.pid"))).rejects.toThrow("ENOENT");

    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    expect(await query(database.connection, "SELECT id FROM kept")).toEqual([{ id: 1 }]);
    await stopAndCheck(database, dataDir);
  });

  test("may be opened again at the very moment its Tessera is killed", async () => {
    const dataDir = await makeDataDirectory();
    const holder = startProcess(launcher, HOLD(dataDir));
    await holder.nextLine();
    holder.child.kill("SIGKILL");
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    await stopAndCheck(database, dataDir);
  });

  test("that is killed is reported, and recovers at the next start", async () => {
    const dataDir = await makeDataDirectory();
    const messages: string[] = [];
    const log = (level: string, message: string) => messages.push(`${level} ${message}`);
    const database = await openEmbeddedPostgres({ dataDir, mode: "own", log });
    await query(database.connection, "CREATE TABLE kept AS SELECT 1 AS id");
    process.kill(await readPostmasterPid(dataDir), "SIGKILL");
    expect(await database.exited).toEqual({ code: null, signal: "SIGKILL" });
    expect(messages.join("\n")).toContain("error PostgreSQL ended: SIGKILL");
    await database.stop(); // still allowed

    const again = await openEmbeddedPostgres({ dataDir, mode: "own" });
    expect(await query(again.connection, "SELECT id FROM kept")).toEqual([{ id: 1 }]);
    await stopAndCheck(again, dataDir);
  });

  test("waits for a backend that outlives its killed postmaster", async () => {
    const dataDir = await makeDataDirectory();
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    const client = new pg.Client(database.connection);
    client.on("error", () => {});
    await client.connect();
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    const backend = Number(rows[0].pid);
    // Busy: it does not look at whether its postmaster lives.
    const busy = client.query("DO $$ BEGIN LOOP END LOOP; END $$").catch(() => "ended");
    await until(async () => {
      const [state] = await query(database.connection, `SELECT state FROM pg_stat_activity WHERE pid = ${backend}`);
      return state?.state === "active";
    });
    process.kill(await readPostmasterPid(dataDir), "SIGKILL");
    await database.exited;
    expect(await isAlive(backend)).toBe(true);

    const again = await openEmbeddedPostgres({ dataDir, mode: "own" });
    expect(await isAlive(backend)).toBe(false);
    expect(await busy).toBe("ended");
    await stopAndCheck(again, dataDir);
  });

  test("stops when its watcher is killed, since it would outlive its Tessera", async () => {
    const dataDir = await makeDataDirectory();
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    const postmaster = await readPostmasterPid(dataDir);
    process.kill(await readParentPid(postmaster), "SIGKILL");
    expect(await database.exited).toEqual({ code: null, signal: null });
    expect(await isAlive(postmaster)).toBe(false);
    await stopAndCheck(await openEmbeddedPostgres({ dataDir, mode: "own" }), dataDir);
  });

  test("that lost both Tessera and watcher is taken over", async () => {
    const dataDir = await makeDataDirectory();
    const holder = startProcess(launcher, HOLD(dataDir));
    await holder.nextLine();
    const postmaster = await readPostmasterPid(dataDir);
    const watcher = await readParentPid(postmaster);
    process.kill(watcher, "SIGSTOP"); // so that it does nothing between the two
    await holder.kill();
    process.kill(watcher, "SIGKILL");
    expect(await isAlive(postmaster)).toBe(true);
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    expect(await isAlive(postmaster)).toBe(false);
    await stopAndCheck(database, dataDir);
  });

  test("starts after a reboot, whatever the files say", async () => {
    const dataDir = await makeDataDirectory();
    const cluster = join(dataDir, "postgres");
    const run = join(dataDir, "postgres.run");
    await mkdir(join(run, "socket"), { recursive: true });
    // This test's process stands for the one that has got the number since.
    const words = [process.pid, cluster, 1_700_000_000, 5432, join(run, "socket"), "", "  1234567  1", "ready   "];
    await writeFile(join(cluster, "postmaster.pid"), `${words.join("\n")}\n`);
    await writeFile(join(run, "socket", ".s.PGSQL.5432.lock"), `${words.slice(0, 5).join("\n")}\n`);
    await writeFile(join(run, "socket", ".s.PGSQL.5432"), "");
    await writeFile(join(run, "owner.lock"), "");
    await writeFile(join(run, "cluster.lock"), "");
    const connection = { host: join(run, "socket"), port: 5432, user: "tessera", database: "tessera" };
    await writeFile(
      join(run, "owner.json"),
      JSON.stringify({ pid: process.pid, machine: "", mode: "own", connection }),
    );
    const database = await openEmbeddedPostgres({ dataDir, mode: "own-or-join" });
    expect(database.mode).toBe("own");
    await stopAndCheck(database, dataDir);
  });

  test("does not take a zombie for a running PostgreSQL", async () => {
    const dataDir = await makeDataDirectory();
    const { uid, gid } = await stat(join(dataDir, "postgres"));
    // The shell's child ends when we say so, and what the shell has turned into by then does not ask for it.
    const script = 'exec 3<&0; cat <&3 >/dev/null & echo "$!"; exec sleep 1000';
    const parent = spawn("/bin/sh", ["-c", script], { stdio: ["pipe", "pipe", "ignore"], uid, gid });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const zombie = await new Promise<number>((resolve) => parent.stdout.once("data", (text) => resolve(Number(text))));
    await until(async () => (await readFile(`/proc/${parent.pid}/comm`, "utf8")) === "sleep\n");
    parent.stdin.end();
    await until(async () => (await readFile(`/proc/${zombie}/stat`, "utf8")).includes(") Z "));
    await writeFile(join(dataDir, "postgres", "postmaster.pid"), `${zombie}\n${join(dataDir, "postgres")}\n`);
    expect(await isAlive(zombie)).toBe(false);
    await stopAndCheck(await openEmbeddedPostgres({ dataDir, mode: "own" }), dataDir);
  });

  test("is made anew when its making was interrupted", async () => {
    const dataDir = await makeTestDirectory();
    const holder = startProcess(launcher, HOLD(dataDir));
    // initdb is at work, and has not finished: PG_VERSION is its first file, and global/pg_control a late one.
    await until(async () => {
      const building = (await readdir(dataDir)).find((name) => name.startsWith("postgres.init-"));
      return building !== undefined && (await readdir(join(dataDir, building))).includes("PG_VERSION");
    });
    await holder.kill();
    expect(await readdir(dataDir)).not.toContain("postgres");
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    expect((await readdir(dataDir)).sort()).toEqual(["postgres", "postgres.log", "postgres.run"]);
    await stopAndCheck(database, dataDir);
  });

  test("of a temporary directory is gone with its process", async () => {
    const holder = startProcess(
      launcher,
      `const database = await openTemporaryPostgres();
       setInterval(() => {}, 1000);
       console.log(database.connection.host);`,
    );
    const host = await holder.nextLine();
    const dataDir = join(host ?? "", "..", "..");
    expect((await stat(dataDir)).isDirectory()).toBe(true);
    await holder.kill();
    await until(() =>
      stat(dataDir).then(
        () => false,
        () => true,
      ),
    );
  });

  test("does not keep a process from ending that forgot to stop it", async () => {
    const dataDir = await makeDataDirectory();
    const forgetful = startProcess(
      launcher,
      `await openEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, mode: "own" });`,
    );
    expect(await forgetful.ended).toEqual({ code: 0, errors: "" });
    await until(async () => (await listPostgresIn(dataDir)).length === 0);
  });

  test("keeps every acknowledged row, whoever is killed and whenever", async () => {
    const dataDir = await makeDataDirectory("disk");
    let last = 0;
    for (const [round, rows] of [1, 3, 20, 57, 130, 301].entries()) {
      const writer = startProcess(launcher, INSERT(dataDir));
      const goal = last + rows;
      while (last < goal) {
        const line = await writer.nextLine();
        if (line === undefined) throw new Error(`the writer ended: ${(await writer.ended).errors}`);
        last = Number(line);
      }
      if (round % 2 === 0) writer.child.kill("SIGKILL");
      else process.kill(await readPostmasterPid(dataDir), "SIGKILL");
      // What it could still print was acknowledged too.
      for (let line = await writer.nextLine(); line !== undefined; line = await writer.nextLine()) last = Number(line);
      await writer.kill();

      const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
      const [found] = await query(
        database.connection,
        `SELECT count(*)::int AS kept FROM acknowledged WHERE id <= ${last}`,
      );
      expect(found, `round ${round}`).toEqual({ kept: last });
      const [all] = await query(database.connection, "SELECT max(id)::int AS last FROM acknowledged");
      last = Number(all?.last); // one more may have been written and not been acknowledged
      await database.stop();
    }
  });
});
