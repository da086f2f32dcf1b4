import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Api } from "./api.js";
import { sleep, waitUntilUnused } from "./processes.js";
import { makeDataDir, ServerProcess } from "./server-process.js";
import { DATASET, findLosses, Writer, waitForReleases } from "./writer.js";

/** What is killed in each round, with a moment after the writers began, in milliseconds. */
const ROUNDS = [
  { victims: ["server"], afterMs: 350 },
  { victims: ["database"], afterMs: 600 },
  { victims: ["server", "database"], afterMs: 200 },
  { victims: ["database", "server"], afterMs: 900 },
  { victims: ["server"], afterMs: 120 },
  { victims: ["server", "database"], afterMs: 1300 },
  { victims: ["database"], afterMs: 250 },
  { victims: ["server"], afterMs: 1700 },
] as const;

describe("kill -9 loses nothing that was acknowledged", () => {
  const writer = new Writer();
  let dataDir = "";
  let key = "";

  beforeAll(async () => {
    dataDir = await makeDataDir();
    const server = await ServerProcess.start({ dataDir });
    key = await server.createFirstAccount("jane");
    await new Api(server.url, key).post("/user/datasets/", { name: "written", task_type: "vector" });
    await server.stop();
  });

  afterAll(async () => {
    await waitUntilUnused(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  });

  test.each(ROUNDS.map((round, index) => [index + 1, round.victims.join(" and "), round] as const))(
    "round %i: the %s",
    async (_number, _names, { victims, afterMs }) => {
      const server = await ServerProcess.start({ dataDir });
      const databasePid = await server.postgresPid();
      writer.start(server.url, key);
      await sleep(afterMs + Math.random() * 200);
      for (const victim of victims) {
        if (victim === "server") server.kill("SIGKILL");
        else process.kill(databasePid, "SIGKILL");
      }
      // A server that lost only its embedded database starts it again; the next round's server takes over from it.
      if (victims.some((victim) => victim === "server")) await server.exited;
      else await waitUntilRecovered(server, databasePid);
      await writer.stop();
      if (!victims.some((victim) => victim === "server")) {
        expect(await server.stop(), server.output.slice(-4000)).toEqual({ code: 0, signal: null });
      }

      const again = await ServerProcess.start({ dataDir });
      try {
        const api = new Api(again.url, key);
        expect(await findLosses(api, writer)).toEqual([]);
        expect(await waitForReleases(api), "releases that are not done").toEqual([]);
      } finally {
        expect(await again.stop()).toEqual({ code: 0, signal: null });
      }
      expect(await waitUntilUnused(dataDir)).toEqual([]);
    },
  );

  test("there was something to lose", async () => {
    const { samples, labels, releases } = writer.acknowledged;
    expect(samples.size).toBeGreaterThan(100);
    expect(labels.size).toBeGreaterThan(20);
    expect(releases.size).toBeGreaterThan(3);
  });

  test("files of the releases hold the samples of their moment", async () => {
    const server = await ServerProcess.start({ dataDir });
    try {
      const api = new Api(server.url, key);
      const releases = await api.get<{ samples_count: number; attributes: { url: string } }[]>(`${DATASET}releases/`);
      for (const release of releases) {
        const file = (await (await fetch(release.attributes.url)).json()) as { dataset: { samples: unknown[] } };
        expect(file.dataset.samples).toHaveLength(release.samples_count);
      }
    } finally {
      await server.stop();
    }
  });
});

async function waitUntilRecovered(server: ServerProcess, killedPid: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const isReady = await fetch(`${server.url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady && (await server.postgresPid().catch(() => killedPid)) !== killedPid) return;
    if (Date.now() > deadline) throw new Error(`The server does not recover:\n${server.output.slice(-4000)}`);
    await sleep(50);
  }
}
