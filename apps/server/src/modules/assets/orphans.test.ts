import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { expectRefusal, NOT_FOUND } from "../../testing/refusals.js";
import { eventually, openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";
import { listOrphans } from "./orphans-repository.js";
import { removeUnusedAssets } from "./orphans-service.js";

interface Upload {
  readonly uuid: string;
  readonly url: string;
  readonly key: string;
}

const GRACE_DAYS = 7;
/** One pixel. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let server: TestServer;
let jane: TestUser;
let john: TestUser;
let dataset: string;
let count = 0;

beforeAll(async () => {
  server = await openTestServer({ withJobs: true });
  jane = await server.addUser("jane");
  john = await server.addUser("john");
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.database.pool.query("delete from asset");
  dataset = await server.addDataset(jane, { name: `flowers-${++count}` });
});

async function upload(filename = "a.jpg"): Promise<Upload> {
  const { body } = await jane.post<{ uuid: string; url: string }>("/assets/", { filename });
  const key = new URL(body.url).pathname.slice("/storage/".length);
  await server.jobContext.assets.write(key, "image/png", PNG);
  return { ...body, key };
}

async function addSample(image: Upload, fields: object = {}): Promise<string> {
  const body = { name: "a.jpg", attributes: { image: { url: image.url } }, ...fields };
  const answer = await jane.post<{ uuid: string }>(`${dataset}samples/`, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.uuid;
}

/** Lets so many days pass for uploads and deletions, and runs the job. */
async function runJobAfter(days: number): Promise<void> {
  await server.database.pool.query(
    `update asset set created_at = created_at - interval '${days} days', unused_since = unused_since - interval '${days} days'`,
  );
  await removeUnusedAssets({ db: server.database.db, assets: server.jobContext.assets }, GRACE_DAYS);
}

const isThere = async ({ url }: Upload) => (await server.call("GET", new URL(url).pathname)).status === 200;
const orphans = async () => (await listOrphans(server.database.db, "all", 0)).map(({ uuid }) => uuid);

describe("the files of what is deleted", () => {
  it("go after the grace time, with their samples", async () => {
    const [deleted, kept] = [await upload(), await upload()];
    const sample = await addSample(deleted);
    await addSample(kept, { name: "b.jpg" });
    await jane.delete(`/samples/${sample}/`);
    await runJobAfter(GRACE_DAYS - 1);
    expect(await isThere(deleted)).toBe(true);
    await runJobAfter(1);
    expect([await isThere(deleted), await isThere(kept)]).toEqual([false, true]);
    const { rows } = await server.database.pool.query("select uuid from asset");
    expect(rows).toEqual([{ uuid: kept.uuid }]);
  });

  it("go with their dataset: images, bitmaps, and those of earlier versions", async () => {
    dataset = await server.addDataset(jane, { name: `bitmaps-${count}`, taskType: "segmentation-bitmap" });
    const files = [await upload(), await upload("1.png"), await upload("2.png")] as const;
    const sample = await addSample(files[0]);
    for (const bitmap of files.slice(1)) {
      const attributes = { segmentation_bitmap: { url: bitmap.url }, annotations: [] };
      const answer = await jane.put(`/labels/${sample}/ground-truth/`, { attributes });
      expect(answer.status, answer.text).toBeLessThan(300);
    }
    expect(await orphans()).toEqual([]);
    await jane.delete(dataset);
    await eventually(async () => {
      const { rows } = await server.database.pool.query("select from sample where uuid = $1", [sample]);
      return rows.length === 0 || undefined;
    }, "The end of the dataset");
    await runJobAfter(GRACE_DAYS);
    expect(await Promise.all(files.map(isThere))).toEqual([false, false, false]);
  });

  it("stay while something else refers to them, and go with the last of these", async () => {
    const referrers: readonly [string, (image: Upload) => Promise<unknown>][] = [
      ["another sample", (image) => addSample(image, { name: "again.jpg" })],
      ["a sample's metadata", async (image) => addSample(await upload(), { name: "m", metadata: { mask: image.url } })],
      ["a sample's readme", async (image) => addSample(await upload(), { name: "r", readme: `![](${image.url})` })],
      ["the dataset's readme", (image) => jane.patch(dataset, { readme: `![](${image.url})` })],
      [
        "a url with escaped slashes",
        (image) => {
          const url = image.url.replaceAll("/", "\\u002F");
          return jane.post(`${dataset}samples/`, `{"name": "e", "attributes": {"image": {"url": "${url}"}}}` as never);
        },
      ],
    ];
    for (const [name, refer] of referrers) {
      dataset = await server.addDataset(jane, { name: `referrers-${++count}` });
      const image = await upload();
      const sample = await addSample(image);
      await refer(image);
      await jane.delete(`/samples/${sample}/`);
      await runJobAfter(GRACE_DAYS);
      await runJobAfter(GRACE_DAYS);
      expect(await isThere(image), name).toBe(true);
      expect(await orphans(), name).not.toContain(image.uuid);
    }
    const image = await upload();
    const samples = [await addSample(image, { name: "1" }), await addSample(image, { name: "2" })];
    await jane.delete(`/samples/${samples[0]}/`);
    await runJobAfter(GRACE_DAYS);
    expect(await isThere(image)).toBe(true);
    await jane.delete(`/samples/${samples[1]}/`);
    await runJobAfter(GRACE_DAYS);
    expect(await isThere(image)).toBe(false);
  });

  it("are tried again where the store fails", async () => {
    const image = await upload();
    await jane.delete(`/samples/${await addSample(image)}/`);
    const remove = vi.spyOn(server.jobContext.assets, "delete").mockRejectedValueOnce(new Error("Unreachable."));
    await expect(runJobAfter(GRACE_DAYS)).rejects.toThrow("Unreachable");
    remove.mockRestore();
    expect(await isThere(image)).toBe(true);
    await runJobAfter(0);
    expect(await isThere(image)).toBe(false);
  });

  it("do not include uploads that were never used: a script may use them later", async () => {
    const image = await upload();
    await runJobAfter(1000);
    expect(await isThere(image)).toBe(true);
    expect(await orphans()).toEqual([image.uuid]);
  });
});

describe("an upload", () => {
  it("is deleted by who made it, and by nobody else", async () => {
    const image = await upload();
    expectRefusal(await john.delete(`/assets/${image.uuid}/`), NOT_FOUND);
    expect(await isThere(image)).toBe(true);
    expect((await jane.delete(`/assets/${image.uuid}/`)).status).toBe(204);
    await eventually(async () => !(await isThere(image)) || undefined, "The end of the file");
    expectRefusal(await jane.delete(`/assets/${image.uuid}/`), NOT_FOUND);
    expectRefusal(await jane.delete("/assets/x/"), NOT_FOUND);
  });
});
