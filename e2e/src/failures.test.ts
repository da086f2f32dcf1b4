import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { Api } from "./api.js";
import { type ExternalPostgres, findPostgres, startExternalPostgres } from "./external-postgres.js";
import { sleep, waitUntilUnused } from "./processes.js";
import { makeDataDir, ServerProcess } from "./server-process.js";
import { DATASET, findLosses, Writer, waitForReleases } from "./writer.js";

/** What fails below the server while it works. It answers 503 for a while and goes on, in the same process. */

const cleanUps: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(options: Parameters<typeof ServerProcess.start>[0] = {}): Promise<ServerProcess> {
  const server = await ServerProcess.start(options);
  cleanUps.push(() => server.dispose());
  return server;
}

/** The server under load: two writers of samples, labels and releases. */
async function startUnderLoad(server: ServerProcess): Promise<{ key: string; writer: Writer }> {
  const key = await server.createFirstAccount("jane");
  await new Api(server.url, key).post("/user/datasets/", { name: "written", task_type: "vector" });
  const writer = new Writer("load-");
  writer.start(server.url, key, 2);
  return { key, writer };
}

/** Saves and builds a release in the process that was there before, and finds all that was acknowledged. */
async function expectRecovery(server: ServerProcess, key: string, writer: Writer): Promise<void> {
  const api = new Api(server.url, key);
  await waitUntilReady(server);
  await writer.stop();
  const name = `after-${Date.now()}`;
  const { uuid } = await api.post<{ uuid: string }>(`${DATASET}samples/`, { name, attributes: { image: { url: "" } } });
  // One that findLosses knows nothing of would count as a fault.
  await api.delete(`/samples/${uuid}/`);
  await api.post(`${DATASET}releases/`, { name });
  expect(await waitForReleases(api)).toEqual([]);
  expect(await findLosses(api, writer)).toEqual([]);
  expectSameProcess(server);
}

function expectSameProcess(server: ServerProcess): void {
  expect(() => process.kill(server.pid, 0)).not.toThrow();
  expect(server.output).not.toMatch(/unhandled|triggerUncaughtException/i);
}

async function waitUntilReady(server: ServerProcess, patienceMs = 60_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await fetch(`${server.url}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    if (answer === undefined || Date.now() > deadline) {
      throw new Error(`The server does not recover (${answer?.status ?? "no answer"}):\n${server.output.slice(-4000)}`);
    }
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
    await sleep(100);
  }
}

const bin = findPostgres();
const DATABASE = "tessera";

describe.skipIf(bin === undefined)(
  `an external PostgreSQL${bin ? "" : " (skipped: it is not installed in /usr/lib/postgresql)"}`,
  () => {
    let postgres: ExternalPostgres;

    async function startOnExternal(): Promise<ServerProcess> {
      postgres = await startExternalPostgres(bin ?? "");
      cleanUps.push(() => postgres.stop());
      return start({ env: { DATABASE_URL: postgres.createDatabase(DATABASE) } });
    }

    // A job that met every restart is tried again after minutes: each try waits longer than the one before.
    test.each(["SIGINT", "SIGQUIT"] as const)(
      "restarted again and again under load (%s)",
      { timeout: 360_000 },
      async (signal) => {
        const server = await startOnExternal();
        const { key, writer } = await startUnderLoad(server);
        for (let round = 0; round < 6; round++) {
          await sleep(300 + round * 150);
          await postgres.restart(signal);
        }
        await expectRecovery(server, key, writer);
      },
    );

    test("all its backends are ended, again and again, while jobs are settled", async () => {
      const server = await startOnExternal();
      const { key, writer } = await startUnderLoad(server);
      const api = new Api(server.url, key);
      for (let round = 0; round < 25; round++) {
        await api.call("POST", `${DATASET}releases/`, { name: `round-${round}` });
        await sleep(20 + ((round * 37) % 90));
        postgres.endBackends(DATABASE);
      }
      await expectRecovery(server, key, writer);
    });
  },
);

describe("the embedded PostgreSQL", () => {
  test("is started again when it is killed, at the same address", async () => {
    const server = await start();
    const { key, writer } = await startUnderLoad(server);
    for (let round = 0; round < 2; round++) {
      await sleep(700);
      const pid = await server.postgresPid();
      process.kill(pid, "SIGKILL");
      while ((await fetch(`${server.url}/readyz`)).status === 200) await sleep(10);
      await waitUntilReady(server);
      expect(await server.postgresPid()).not.toBe(pid);
    }
    await expectRecovery(server, key, writer);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(await waitUntilUnused(server.dataDir)).toEqual([]);
  });

  test("a server that is stopped while its database is down ends by itself", async () => {
    const server = await start();
    process.kill(await server.postgresPid(), "SIGKILL");
    while ((await fetch(`${server.url}/readyz`)).status === 200) await sleep(10);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(await waitUntilUnused(server.dataDir)).toEqual([]);
  });
});

const canMount = tryMount();

describe.skipIf(!canMount)(`a full disk${canMount ? "" : " (skipped: file systems cannot be mounted here)"}`, () => {
  test("is answered with 503, and once there is room the server goes on", async () => {
    const dataDir = await makeDataDir();
    cleanUps.push(() => rmSync(dataDir, { recursive: true, force: true }));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=160m,mode=0711", "tmpfs", dataDir]);
    cleanUps.push(() => void execFileSync("umount", ["-l", dataDir]));
    const server = await start({ dataDir });
    const key = await server.createFirstAccount("jane");
    const api = new Api(server.url, key);
    await api.post("/user/datasets/", { name: "written", task_type: "vector" });
    const ballast = path.join(dataDir, "ballast");
    const { bavail, bsize } = statfsSync(dataDir);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 256 * 1024));
    // Metadata that does not compress, until the write-ahead log has no room.
    let refused: { status: number } | undefined;
    const kept: string[] = [];
    for (let index = 0; index < 500 && refused === undefined; index++) {
      const noise = Array.from({ length: 4000 }, () => Math.random().toString(36)).join("");
      const sample = { name: `s${index}`, attributes: { image: { url: "" } }, metadata: { noise } };
      const answer = await api.call<{ uuid: string }>("POST", `${DATASET}samples/`, sample);
      if (answer.status === 201) kept.push(answer.body.uuid);
      else refused = answer;
    }
    expect(refused?.status).toBe(503);
    await sleep(2000);
    expectSameProcess(server);
    rmSync(ballast);
    await waitUntilReady(server);
    for (const uuid of kept) expect((await api.call("GET", `/samples/${uuid}/`)).status).toBe(200);
    await api.post(`${DATASET}releases/`, { name: "after" });
    expect(await waitForReleases(api)).toEqual([]);
    expectSameProcess(server);
  });
});

function tryMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const directory = `/tmp/tessera-mount-${process.pid}`;
  mkdirSync(directory);
  try {
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", directory]).status !== 0) return false;
    return spawnSync("umount", [directory]).status === 0;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
