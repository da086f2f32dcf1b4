import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Api } from "./api.js";
import { type ExternalPostgres, findPostgres, startExternalPostgres } from "./external-postgres.js";
import { waitUntilUnused } from "./processes.js";
import { makeDataDir, ServerProcess } from "./server-process.js";
import { upload } from "./upload.js";
import { DATASET, findLosses, Writer, waitForReleases } from "./writer.js";

const bin = findPostgres();

describe.skipIf(bin === undefined)(
  `two servers on one external PostgreSQL${bin ? "" : " (skipped: it is not installed in /usr/lib/postgresql)"}`,
  () => {
    let postgres: ExternalPostgres;
    let env: Record<string, string> = {};
    let dataDir = "";
    let servers: ServerProcess[] = [];
    let key = "";

    beforeAll(async () => {
      postgres = await startExternalPostgres(bin ?? "");
      env = { DATABASE_URL: postgres.createDatabase("tessera") };
      dataDir = await makeDataDir();
      // Both at once on an empty database: they migrate one after the other.
      servers = await Promise.all([ServerProcess.start({ dataDir, env }), ServerProcess.start({ dataDir, env })]);
    });

    afterAll(async () => {
      for (const server of servers) await server.stop();
      await postgres.stop();
      await waitUntilUnused(dataDir);
      await rm(dataDir, { recursive: true, force: true });
    });

    const apis = () => servers.map((server) => new Api(server.url, key));

    test("an account made at one is known to the other", async () => {
      // Each start renews the link: the later one's is valid.
      for (const server of servers) key ||= await server.createFirstAccount("jane").catch(() => "");
      for (const api of apis()) expect(await api.get("/user")).toMatchObject({ username: "jane" });
    });

    test("what one does, the other sees, at once", async () => {
      const [one, other] = apis() as [Api, Api];
      await one.post("/user/datasets/", { name: "written", task_type: "vector" });
      const sample = await other.post<{ uuid: string }>(`${DATASET}samples/`, {
        name: "a",
        attributes: { image: { url: "" } },
      });
      expect(await one.get(`/samples/${sample.uuid}/`)).toMatchObject({ name: "a" });
      await one.delete(`/samples/${sample.uuid}/`);
      expect((await other.call("GET", `/samples/${sample.uuid}/`)).status).toBe(404);
    });

    test("a file uploaded to one is served by both", async () => {
      const [one] = apis() as [Api];
      // The form that one made is taken by the other.
      const file = await upload(one, "shared", { to: servers[1]?.url ?? "" });
      for (const server of servers) expect(await (await fetch(new URL(file, server.url))).text()).toBe("shared");
    });

    test("both write at once, one is killed and comes back: nothing is lost, every release is built", async () => {
      const writers = [new Writer("one-"), new Writer("other-")];
      for (const [index, writer] of writers.entries()) writer.start(servers[index]?.url ?? "", key, 2);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      servers[0]?.kill("SIGKILL");
      await servers[0]?.exited;
      for (const writer of writers) await writer.stop();
      const survivor = new Api(servers[1]?.url ?? "", key);
      expect(await waitForReleases(survivor)).toEqual([]);
      servers[0] = await ServerProcess.start({ dataDir, env });
      for (const api of apis()) expect(await findLosses(api, ...writers)).toEqual([]);
    });

    test("a stopped server leaves the database to the other", async () => {
      expect(await servers[0]?.stop()).toEqual({ code: 0, signal: null });
      await new Api(servers[1]?.url ?? "", key).post(`${DATASET}releases/`, { name: "last" });
      expect(await waitForReleases(new Api(servers[1]?.url ?? "", key))).toEqual([]);
    });
  },
);
