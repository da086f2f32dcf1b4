import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openTestServer, type TestServer, type TestUser } from "../testing/test-server.js";
import { buildRelease } from "./build-release.js";
import type { JobContext } from "./context.js";

let server: TestServer;
let jane: TestUser;
let context: JobContext;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  await server.addDataset(jane, { name: "flowers" });
  context = server.jobContext;
});
afterAll(() => server.close());
afterEach(() => vi.restoreAllMocks());

async function addRelease(name: string): Promise<number> {
  await jane.post("/datasets/jane/flowers/releases/", { name });
  const row = await server.database.db
    .selectFrom("release")
    .select("id")
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return row.id;
}

const read = async (name: string) => (await jane.get(`/datasets/jane/flowers/releases/${name}/`)).body;

describe("the job that writes a release", () => {
  it("leaves it pending when it fails, and failed when that was its last attempt", async () => {
    const releaseId = await addRelease("unlucky");
    vi.spyOn(context.assets, "write").mockRejectedValue(new Error("The disk is full."));
    await expect(buildRelease(context, { releaseId }, { isLast: false })).rejects.toThrow("disk");
    expect(await read("unlucky")).toMatchObject({ status: "PENDING", attributes: { url: null } });
    await expect(buildRelease(context, { releaseId }, { isLast: true })).rejects.toThrow("disk");
    expect(await read("unlucky")).toMatchObject({
      status: "FAILED",
      attributes: { url: null },
      status_info: expect.any(String),
    });
    // What went wrong is for the log, not for the client.
    expect(JSON.stringify(await read("unlucky"))).not.toContain("disk");
    // No connection is kept: each attempt gave its own up.
    expect(server.database.pool.totalCount).toBe(server.database.pool.idleCount);
  });

  it("succeeds when it is tried again", async () => {
    const releaseId = await addRelease("lucky");
    vi.spyOn(context.assets, "write").mockRejectedValueOnce(new Error("The disk is full."));
    await expect(buildRelease(context, { releaseId }, { isLast: false })).rejects.toThrow();
    await buildRelease(context, { releaseId }, { isLast: false });
    expect(await read("lucky")).toMatchObject({
      status: "SUCCEEDED",
      samples_count: 0,
      attributes: { url: expect.any(String) },
    });
  });

  it("does nothing for a release that is done or gone", async () => {
    const releaseId = await addRelease("done");
    await buildRelease(context, { releaseId }, { isLast: false });
    const done = await read("done");
    await buildRelease(context, { releaseId }, { isLast: false });
    expect(await read("done")).toEqual(done);
    await buildRelease(context, { releaseId: 2 ** 40 }, { isLast: false });
  });

  it("takes its file away again when the release was deleted meanwhile", async () => {
    const releaseId = await addRelease("deleted");
    const { write } = context.assets;
    const keys: string[] = [];
    vi.spyOn(context.assets, "write").mockImplementation(async (key, type, source) => {
      const written = await write.call(context.assets, key, type, source);
      keys.push(key);
      await jane.delete("/datasets/jane/flowers/releases/deleted/");
      return written;
    });
    await buildRelease(context, { releaseId }, { isLast: false });
    expect(keys).toHaveLength(1);
    expect(await context.assets.stat(keys[0] ?? "")).toBeUndefined();
  });
});
