import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { eventually, openTestServer, type TestServer, type TestUser } from "../testing/test-server.js";
import { moveReleaseFiles } from "./move-release-files.js";

interface Release {
  readonly status: string;
  readonly attributes: { readonly url: string | null };
}

let server: TestServer;
let jane: TestUser;

beforeAll(async () => {
  server = await openTestServer({ withJobs: true });
  jane = await server.addUser("jane");
});
afterAll(() => server.close());
afterEach(() => vi.restoreAllMocks());

const urlOf = async (dataset: string) =>
  (await jane.get<Release>(`${dataset}releases/v1/`)).body.attributes.url ?? undefined;
const pathOf = (url: string) => new URL(url).pathname;
const statusOf = async (url: string) => (await server.call("GET", pathOf(url))).status;

async function addRelease(name: string, isPublic: boolean): Promise<{ dataset: string; url: string }> {
  const dataset = await server.addDataset(jane, { name, settings: { public: isPublic } });
  await jane.post(`${dataset}releases/`, { name: "v1" });
  return { dataset, url: await eventually(() => urlOf(dataset), "The release") };
}

it("a release's url ends when its dataset becomes private, and its members get another", async () => {
  const { dataset, url } = await addRelease("flowers", true);
  const text = (await server.call("GET", pathOf(url))).text;
  expect((await jane.patch(dataset, { public: false })).status).toBe(200);
  await eventually(async () => (await statusOf(url)) === 404 || undefined, "The end of the url");
  const next = (await urlOf(dataset)) ?? "";
  expect(next).not.toBe(url);
  expect(next.split("/").at(-1)).toBe("v1.json");
  expect(await server.call("GET", pathOf(next))).toMatchObject({ status: 200, text });
});

it("a release's url stays while nothing is made private", async () => {
  const changes = [
    { name: "stays-public", isPublic: true, body: { public: true } },
    { name: "stays-private", isPublic: false, body: { public: false } },
    { name: "becomes-public", isPublic: false, body: { public: true } },
    { name: "renamed", isPublic: true, body: { description: "Roses" } },
  ];
  for (const { name, isPublic, body } of changes) {
    const { dataset, url } = await addRelease(name, isPublic);
    expect((await jane.patch(dataset, body)).status).toBe(200);
    const { rows } = await server.database.pool.query(
      "select from graphile_worker.jobs where task_identifier = 'move-release-files'",
    );
    expect(rows, name).toEqual([]);
    expect(await urlOf(dataset), name).toBe(url);
    expect(await statusOf(url), name).toBe(200);
  }
});

it("a move that is cut off is taken up again", async () => {
  const { dataset, url } = await addRelease("cut-off", false);
  const key = decodeURIComponent(pathOf(url).slice("/storage/".length));
  vi.spyOn(server.jobContext.assets, "write").mockRejectedValueOnce(new Error("The disk is full."));
  await expect(moveReleaseFiles(server.jobContext, { keys: [key] })).rejects.toThrow("disk");
  expect(await urlOf(dataset)).toBe(url);
  expect(await statusOf(url)).toBe(200);
  const remove = vi.spyOn(server.jobContext.assets, "delete").mockRejectedValueOnce(new Error("Killed."));
  await expect(moveReleaseFiles(server.jobContext, { keys: [key] })).rejects.toThrow("Killed");
  remove.mockRestore();
  const moved = (await urlOf(dataset)) ?? "";
  expect(moved).not.toBe(url);
  await moveReleaseFiles(server.jobContext, { keys: [key] });
  expect(await urlOf(dataset)).toBe(moved);
  expect(await statusOf(moved)).toBe(200);
  expect(await statusOf(url)).toBe(404);
});
