import { rm, symlink } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { openEmbeddedPostgres } from "./index.js";
import { tryLock } from "./lock.js";
import { run } from "./run.js";
import {
  compileLauncher,
  makeTestDirectory,
  query,
  startProcess,
  stopAndCheck,
  until,
  useDataDirectories,
} from "./test-support.js";

const makeDataDirectory = useDataDirectories();
const launcher = join(tmpdir(), `tessera-launcher-${process.pid}`);
beforeAll(() => compileLauncher(launcher));
afterAll(() => rm(launcher, { recursive: true }));

/** Opens the database, prints what came of it, and stays until it is killed. */
const OPEN = (dataDir: string, mode: string) => `
setInterval(() => {}, 1000);
try {
  console.log((await openEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, mode: "${mode}" })).mode);
} catch (error) {
  console.log(error.code);
}
`;

test("a lock has one holder, and is free when that is gone", async () => {
  const path = join(await makeTestDirectory(), "lock");
  const lock = await tryLock(path);
  expect(lock?.enforced).toBe(true);
  expect(await tryLock(path)).toBeUndefined();
  lock?.release();
  const next = await tryLock(path);
  expect(next).toBeDefined();
  next?.release();
  next?.release();
});

/** A PATH with some of the machine's tools. */
async function makePath(...tools: string[]): Promise<string> {
  const directory = await makeTestDirectory();
  for (const tool of tools) await symlink((await run("which", [tool])).output.trim(), join(directory, tool));
  return directory;
}

describe.skipIf(process.platform !== "linux")("on a Linux (others lock without a tool)", () => {
  test("without flock Perl takes the lock", async () => {
    const lock = join(await makeTestDirectory(), "lock");
    vi.stubEnv("PATH", await makePath("perl"));
    onTestFinished(() => void vi.unstubAllEnvs());
    const first = await tryLock(lock);
    expect(first?.enforced).toBe(true);
    expect(await tryLock(lock)).toBeUndefined();
    first?.release();
  });

  test("without both the record and PostgreSQL's own lock file decide", async () => {
    const dataDir = await makeDataDirectory();
    vi.stubEnv("PATH", await makePath("id"));
    onTestFinished(() => void vi.unstubAllEnvs());
    const messages: string[] = [];
    const log = (_: string, message: string) => messages.push(message);
    const database = await openEmbeddedPostgres({ dataDir, mode: "own", log });
    expect(messages).toContainEqual(expect.stringContaining("no flock"));
    await expect(openEmbeddedPostgres({ dataDir, mode: "own" })).rejects.toMatchObject({ code: "in-use" });
    expect((await openEmbeddedPostgres({ dataDir, mode: "own-or-join" })).mode).toBe("joined");
    await stopAndCheck(database, dataDir);
  });
});

test("a second server is refused and told who has the data", async () => {
  const dataDir = await makeDataDirectory();
  const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
  await expect(openEmbeddedPostgres({ dataDir, mode: "own" })).rejects.toMatchObject({
    code: "in-use",
    message: expect.stringMatching(new RegExp(`Process ${process.pid} on ${hostname()}.*DATA_DIR.*DATABASE_URL`)),
  });
  // The refused one has disturbed nothing.
  expect(await query(database.connection, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await stopAndCheck(database, dataDir);
});

test("a command joins the server, and leaves it running", async () => {
  const dataDir = await makeDataDirectory();
  const server = startProcess(launcher, OPEN(dataDir, "own"));
  expect(await server.nextLine()).toBe("own");
  const joined = await openEmbeddedPostgres({ dataDir, mode: "own-or-join" });
  expect(joined.mode).toBe("joined");
  expect(await query(joined.connection, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await joined.stop();
  expect(await query(joined.connection, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("of servers that start at the same moment on a new directory one gets it", async () => {
  const dataDir = await makeTestDirectory();
  const servers = Array.from({ length: 4 }, () => startProcess(launcher, OPEN(dataDir, "own")));
  const results = await Promise.all(servers.map((server) => server.nextLine()));
  expect(results.sort()).toEqual(["in-use", "in-use", "in-use", "own"]);
});

test("commands that start at the same moment on a new directory share it", async () => {
  const dataDir = await makeTestDirectory();
  const commands = Array.from({ length: 4 }, () => startProcess(launcher, OPEN(dataDir, "own-or-join")));
  const results = await Promise.all(commands.map((command) => command.nextLine()));
  expect(results.sort()).toEqual(["joined", "joined", "joined", "own"]);
});

test("a server waits for a command to be done", async () => {
  const dataDir = await makeDataDirectory();
  const command = await openEmbeddedPostgres({ dataDir, mode: "own-or-join" });
  expect(command.mode).toBe("own");
  const messages: string[] = [];
  const server = openEmbeddedPostgres({ dataDir, mode: "own", log: (_, message) => messages.push(message) });
  await until(async () => messages.some((message) => message.startsWith("Waiting for the administration command")));
  await command.stop();
  await stopAndCheck(await server, dataDir);
});
