import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Api } from "./api.js";
import { type ExternalPostgres, findPostgres, startExternalPostgres } from "./external-postgres.js";
import { sleep, waitUntilUnused } from "./processes.js";
import { QueueWorker, type Simulation } from "./queue-worker.js";
import { inviteAll, LeaseBook } from "./queue-world.js";
import { makeDataDir, ServerProcess } from "./server-process.js";

const LABELERS = 50;
const REVIEWERS = 10;
const SAMPLES = 300;
const DATASET = "/datasets/jane/shared/";

/** Status → what may follow it, by which work. */
const TRANSITIONS: Readonly<Record<string, readonly string[]>> = {
  none: ["LABELING_IN_PROGRESS", "LABELED", "SKIPPED"],
  LABELING_IN_PROGRESS: ["LABELING_IN_PROGRESS", "LABELED", "SKIPPED"],
  LABELED: ["REVIEWING_IN_PROGRESS", "REVIEWED", "REJECTED", "LABELED"],
  REVIEWING_IN_PROGRESS: ["REVIEWING_IN_PROGRESS", "REVIEWED", "REJECTED", "LABELED"],
  REJECTED: ["LABELING_IN_PROGRESS", "LABELED", "SKIPPED"],
  REVIEWED: [],
  SKIPPED: [],
};

interface Version {
  readonly version: number;
  readonly operation: string;
  readonly label_status: string;
  readonly saved_by: string;
}

const bin = findPostgres();

describe.skipIf(bin === undefined)(
  `${LABELERS} labelers and ${REVIEWERS} reviewers on two servers${bin ? "" : " (skipped: PostgreSQL is not installed in /usr/lib/postgresql)"}`,
  () => {
    let postgres: ExternalPostgres;
    let dataDir = "";
    let servers: ServerProcess[] = [];
    let jane: Api;
    const simulation: Simulation = {
      ...{ dataset: DATASET, book: new LeaseBook(), workunits: new Map(), faults: [], isDone: false },
      tally: { given: 0, killed: 0, released: 0, conflicts: 0, reloads: 0 },
    };

    beforeAll(async () => {
      postgres = await startExternalPostgres(bin ?? "");
      // Who is called away holds a sample for as long as that.
      const env = { DATABASE_URL: postgres.createDatabase("tessera"), LEASE_SECONDS: "4", RATE_LIMIT_PER_MINUTE: "0" };
      dataDir = await makeDataDir();
      const first = await ServerProcess.start({ dataDir, env });
      jane = new Api(first.url, await first.createFirstAccount("jane"));
      servers = [first, await ServerProcess.start({ dataDir, env })];
      const settings = { enable_save_button: true, enable_skip_reviewing: true };
      await jane.post("/user/datasets/", { name: "shared", task_type: "vector", ...settings });
      const samples = Array.from({ length: SAMPLES }, (_, n) => ({
        ...{ name: `${n}.jpg`, attributes: { image: { url: "" } }, priority: n % 3 },
      }));
      await jane.post(`${DATASET}samples_bulk/`, samples);
    });

    afterAll(async () => {
      for (const server of servers) await server.stop();
      await postgres.stop();
      await waitUntilUnused(dataDir);
      await rm(dataDir, { recursive: true, force: true });
    });

    test("do all the work there is", async () => {
      const [first] = servers;
      if (first === undefined) throw new Error("There is no server.");
      const people = [
        ...Array.from({ length: LABELERS }, (_, n) => ({ username: `labeler${n}`, role: "labeler" })),
        ...Array.from({ length: REVIEWERS }, (_, n) => ({ username: `reviewer${n}`, role: "reviewer" })),
      ];
      const keys = await inviteAll(first, jane, DATASET, people);
      const urls = servers.map(({ url }) => url);
      const workers = people.map(({ username, role }, seed) => {
        const key = keys.get(username) ?? "";
        return new QueueWorker(simulation, {
          username,
          key,
          urls,
          seed,
          queue: role === "labeler" ? "label" : "review",
        });
      });
      const work = Promise.all(workers.map((worker) => worker.run()));
      let finished = 0;
      for (let patience = 0; finished < SAMPLES && patience < 2400 && simulation.faults.length === 0; patience++) {
        await sleep(100);
        const { label_stats: stats } = await jane.get<{ label_stats: Record<string, number> }>(DATASET);
        finished = (stats.REVIEWED ?? 0) + (stats.SKIPPED ?? 0);
      }
      simulation.isDone = true;
      await work;
      console.log(JSON.stringify({ ...simulation.tally, work: simulation.workunits.size }));
      expect(simulation.faults).toEqual([]);
      expect(finished).toBe(SAMPLES);
    }, 300_000);

    test("and no two of them ever held one sample", () => {
      expect(simulation.book.violations).toEqual([]);
      // Or nothing was put to the test.
      const { killed, released, reloads } = simulation.tally;
      expect(Math.min(killed, released, reloads)).toBeGreaterThan(5);
    });

    test("no label took a way that it may not take, and each rejected one went back to its labeler", async () => {
      const samples = await jane.get<{ uuid: string }[]>(`${DATASET}samples/`);
      let rejections = 0;
      for (const { uuid } of samples) {
        const versions = await jane.get<Version[]>(`/labels/${uuid}/ground-truth/versions/`);
        let status = "none";
        let labeler = "";
        for (const [index, version] of versions.toReversed().entries()) {
          expect([version.version, version.operation]).toEqual([index + 1, "saved"]);
          expect(TRANSITIONS[status], `${uuid}: ${status} → ${version.label_status}`).toContain(version.label_status);
          const isLabeling = version.saved_by.startsWith("labeler");
          expect(isLabeling).toBe(["none", "LABELING_IN_PROGRESS", "REJECTED"].includes(status));
          if (isLabeling && labeler !== "") expect(version.saved_by).toBe(labeler);
          if (isLabeling) labeler = version.saved_by;
          if (version.label_status === "REJECTED") rejections++;
          status = version.label_status;
        }
        expect(["REVIEWED", "SKIPPED"]).toContain(status);
      }
      expect(rejections).toBeGreaterThan(10);
    });

    test("the workunits are the work that was acknowledged", async () => {
      const listed = new Map<string, number>();
      for (let page = 1; listed.size < simulation.workunits.size; page++) {
        const units = await jane.get<{ uuid: string; time: number }[]>(`${DATASET}workunits/?page=${page}`);
        for (const { uuid, time } of units) listed.set(uuid, time);
      }
      const byUuid = (map: ReadonlyMap<string, number>) => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
      expect(byUuid(listed)).toEqual(byUuid(simulation.workunits));
    });
  },
);
