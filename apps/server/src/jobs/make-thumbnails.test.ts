import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createAssetKey } from "../assets/asset-store.js";
import { expectRefusal, NOT_FOUND } from "../testing/refusals.js";
import { openTestServer, type TestServer, type TestUser } from "../testing/test-server.js";
import type { JobPayloads } from "./enqueue.js";
import { deleteAssets, purgeDataset } from "./housekeeping.js";
import { makeThumbnails } from "./make-thumbnails.js";

const ORIGIN = "http://localhost";

interface Sample {
  readonly uuid: string;
  readonly name: string;
  readonly updated_at: string;
  readonly thumbnail?: { url: string; width: number; height: number; image_width: number; image_height: number } | null;
  readonly thumbnail_error?: string | null;
  readonly rejection?: unknown;
}

let server: TestServer;
let jane: TestUser;
let elsewhere: Server;
let elsewhereUrl: string;
let answers: Map<string, () => { status: number; body?: Buffer | string }>;
let picture: Buffer;
let dataset: string;
let count = 0;

beforeAll(async () => {
  server = await openTestServer({ env: { ALLOWED_PRIVATE_HOSTS: "127.0.0.1" } });
  jane = await server.addUser("jane");
  picture = await photo(640, 480);
  elsewhere = createServer((request, response) => {
    const { status, body } = answers.get(request.url ?? "")?.() ?? { status: 404 };
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
});
afterAll(async () => {
  elsewhere.close();
  await server.close();
});
beforeEach(async () => {
  answers = new Map();
  await server.database.pool.query("delete from graphile_worker._private_jobs");
  dataset = await server.addDataset(jane, { name: `flowers-${++count}` });
});

function photo(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#a40" } })
    .jpeg()
    .toBuffer();
}

/** Puts a file into the store, as an upload does. */
async function upload(bytes: Buffer | undefined): Promise<string> {
  const key = createAssetKey("photo.jpg");
  const values = { account_id: jane.id, key, filename: "photo.jpg" };
  await server.database.db.insertInto("asset").values(values).execute();
  if (bytes !== undefined) await server.context.assets.write(key, "image/jpeg", bytes);
  return server.context.assets.urlOf(key, ORIGIN);
}

const add = async (name: string, url: string, to = dataset) =>
  (await jane.post<Sample>(`${to}samples/`, { name, attributes: { image: { url } } })).body;
const get = async ({ uuid }: { uuid: string }) => (await jane.get<Sample>(`/samples/${uuid}/`)).body;

type Job = { identifier: string; payload: never; priority: number; queue: string | null; seconds: number };

async function takeJobs(): Promise<Job[]> {
  const { rows } = await server.database.pool.query<Omit<Job, "payload"> & { payload: string }>(
    `with gone as (delete from graphile_worker._private_jobs returning *)
     select t.identifier, gone.payload, gone.priority, q.queue_name as queue,
       round(extract(epoch from gone.run_at - gone.created_at))::int as seconds
     from gone join graphile_worker._private_tasks t on t.id = gone.task_id
     left join graphile_worker._private_job_queues q on q.id = gone.job_queue_id order by gone.id`,
  );
  return rows.map((row) => ({ ...row, payload: JSON.parse(row.payload) as never }));
}

/** Runs the jobs that wait, and those that they make for now; returns those for later. */
async function runThumbnailJobs(): Promise<Job[]> {
  const later: Job[] = [];
  for (let jobs = await takeJobs(); jobs.length > 0; jobs = await takeJobs()) {
    for (const job of jobs) {
      if (job.seconds > 0) later.push(job);
      else if (job.identifier === "make-thumbnails") await makeThumbnails(server.jobContext, job.payload);
      else if (job.identifier === "delete-assets") await deleteAssets(server.jobContext, job.payload);
      else throw new Error(`There is a job ${job.identifier}.`);
    }
  }
  return later;
}

const keyOf = (sample: Sample) => server.context.assets.keyOf(sample.thumbnail?.url ?? "", [ORIGIN]) ?? "";
const isThere = async (key: string) => (await server.context.assets.stat(key)) !== undefined;

describe("the thumbnail of a sample", () => {
  it("is made beside the request, at an url of ours, and is no change of the sample", async () => {
    const sample = await add("a.jpg", await upload(picture));
    expect(sample).toMatchObject({ thumbnail: null, thumbnail_error: null });
    expect(await runThumbnailJobs()).toEqual([]);
    // Only a sample that is asked for by itself says why it was rejected.
    const { rejection, ...shown } = await get(sample);
    expect(rejection).toBeNull();
    expect(shown).toEqual({
      ...sample,
      thumbnail: {
        ...{ url: expect.stringMatching(/^http:\/\/localhost\/storage\//), width: 320, height: 240 },
        ...{ image_width: 640, image_height: 480 },
      },
    });
    const file = await server.app.inject({ url: new URL(shown.thumbnail?.url ?? "").pathname });
    expect([file.statusCode, file.headers["content-type"]]).toEqual([200, "image/webp"]);
    expect((await sharp(file.rawPayload).metadata()).width).toBe(320);
    expect((await jane.get<Sample[]>(`${dataset}samples/`)).body).toEqual([shown]);
  });

  it("is requested once for a whole bulk call, by samples that are new", async () => {
    const url = await upload(picture);
    const items = (names: string[]) => names.map((name) => ({ name, attributes: { image: { url } } }));
    await jane.post(`${dataset}samples_bulk/`, items(["a", "b", "c"]));
    const jobs = await takeJobs();
    expect(jobs).toMatchObject([{ identifier: "make-thumbnails", queue: "thumbnails", priority: 10, seconds: 0 }]);
    for (const { payload } of jobs) await makeThumbnails(server.jobContext, payload);
    const again = await jane.post<Sample[]>(`${dataset}samples_bulk/`, items(["b", "c", "a"]));
    expect(again.body.map(({ name, thumbnail }) => [name, thumbnail?.width])).toEqual([
      ["b", 320],
      ["c", 320],
      ["a", 320],
    ]);
    expect(await takeJobs()).toEqual([]);
    await jane.post(`${dataset}samples_bulk/`, items(["c", "d"]));
    expect(await takeJobs()).toHaveLength(1);
  });

  it("works through more samples than one batch holds", async () => {
    const url = await upload(picture);
    const items = Array.from({ length: 60 }, (_, index) => ({ name: `${index}`, attributes: { image: { url } } }));
    await jane.post(`${dataset}samples_bulk/`, items);
    await runThumbnailJobs();
    const { body } = await jane.get<Sample[]>(`${dataset}samples/`);
    expect(body.filter(({ thumbnail }) => thumbnail?.width === 320)).toHaveLength(60);
  });

  it("is kept where that of another fails for a reason of ours, which the job reports", async () => {
    const url = await upload(picture);
    const items = ["a", "b", "c", "d", "e", "f"].map((name) => ({ name, attributes: { image: { url } } }));
    await jane.post(`${dataset}samples_bulk/`, items);
    const [job] = await takeJobs();
    const { assets } = server.context;
    const write = assets.write.bind(assets);
    const written: string[] = [];
    const spy = vi.spyOn(assets, "write").mockImplementation(async (...file) => {
      if (written.push(file[0]) === 2) throw new Error("The disk is full.");
      return write(...file);
    });
    await expect(makeThumbnails(server.jobContext, job?.payload as never)).rejects.toThrow("The disk is full.");
    spy.mockRestore();
    const list = async () => (await jane.get<Sample[]>(`${dataset}samples/`)).body;
    const kept = (await list()).filter(({ thumbnail }) => thumbnail != null).map(keyOf);
    expect(kept.toSorted()).toEqual(written.filter((_, index) => index !== 1).toSorted());
    await makeThumbnails(server.jobContext, job?.payload as never);
    expect((await list()).every(({ thumbnail }) => thumbnail?.width === 320)).toBe(true);
  });

  it("of a sequence is its first frame's", async () => {
    const url = await server.addDataset(jane, { name: `sequence-${count}`, taskType: "image-vector-sequence" });
    const frames = [{ image: { url: await upload(await photo(100, 300)) } }, { image: { url: await upload(picture) } }];
    const sample = (await jane.post<Sample>(`${url}samples/`, { name: "a", attributes: { frames } })).body;
    await runThumbnailJobs();
    expect((await get(sample)).thumbnail).toMatchObject({ width: 100, height: 300, image_height: 300 });
  });

  it("of a sequence whose first frames are missing is of the first that is there", async () => {
    const url = await server.addDataset(jane, { name: `gaps-${count}`, taskType: "image-vector-sequence" });
    const urls = ["", "", await upload(await photo(60, 90)), await upload(picture)];
    const frames = urls.map((each) => ({ image: { url: each } }));
    const sample = (await jane.post<Sample>(`${url}samples/`, { name: "a", attributes: { frames } })).body;
    const empty = (await jane.post<Sample>(`${url}samples/`, { name: "b", attributes: { frames: frames.slice(0, 1) } }))
      .body;
    await runThumbnailJobs();
    expect((await get(sample)).thumbnail).toMatchObject({ width: 60, height: 90 });
    expect(await get(empty)).toMatchObject({ thumbnail: null, thumbnail_error: "The sample names no image." });
  });

  it("is no matter of point clouds and texts", async () => {
    const url = await server.addDataset(jane, { name: `texts-${count}`, taskType: "text-named-entities" });
    const sample = (await jane.post<Sample>(`${url}samples/`, { name: "a", attributes: { text: "A rose." } })).body;
    expect(sample).not.toHaveProperty("thumbnail");
    expect(await takeJobs()).toEqual([]);
  });

  it("is made anew when the image changes, and its file goes", async () => {
    const sample = await add("a.jpg", await upload(picture));
    await runThumbnailJobs();
    const before = await get(sample);
    await jane.patch(`/samples/${sample.uuid}/`, { priority: 3, metadata: { a: 1 } });
    expect(await takeJobs()).toEqual([]);
    const image = { url: await upload(await photo(50, 60)) };
    const patched = await jane.patch<Sample>(`/samples/${sample.uuid}/`, { attributes: { image } });
    expect(patched.body.thumbnail).toBeNull();
    await runThumbnailJobs();
    const after = await get(sample);
    expect(after.thumbnail).toMatchObject({ width: 50, height: 60 });
    expect([await isThere(keyOf(before)), await isThere(keyOf(after))]).toEqual([false, true]);
  });

  it("of an image that was replaced while it was made is not kept", async () => {
    let sample: Sample | undefined;
    const other = await upload(await photo(50, 60));
    const source = await upload(picture);
    const { assets } = server.context;
    const write = assets.write.bind(assets);
    const spy = vi.spyOn(assets, "write").mockImplementation(async (...file) => {
      await jane.patch(`/samples/${sample?.uuid}/`, { attributes: { image: { url: other } } });
      return write(...file);
    });
    sample = await add("a.jpg", source);
    const [job] = await takeJobs();
    await makeThumbnails(server.jobContext, job?.payload as never);
    const key = String(spy.mock.calls[0]?.[0]);
    spy.mockRestore();
    expect((await get(sample)).thumbnail).toBeNull();
    expect(await isThere(key)).toBe(false);
    await runThumbnailJobs();
    expect((await get(sample)).thumbnail).toMatchObject({ width: 50 });
  });

  it("goes with its sample and its dataset", async () => {
    const url = await upload(picture);
    const samples = [await add("a", url), await add("b", url), await add("c", url)] as const;
    await runThumbnailJobs();
    const keys = (await Promise.all(samples.map(get))).map(keyOf);
    await jane.delete(`/samples/${samples[0].uuid}/`);
    await jane.delete(`${dataset}samples_bulk/`, { uuids: [samples[1].uuid] });
    await runThumbnailJobs();
    expect(await Promise.all(keys.map(isThere))).toEqual([false, false, true]);
    await jane.delete(dataset);
    const [job] = await takeJobs();
    await purgeDataset(server.jobContext, job?.payload as unknown as JobPayloads["purge-dataset"]);
    expect(await Promise.all(keys.map(isThere))).toEqual([false, false, false]);
    const { rows } = await server.database.pool.query(
      "select 1 from thumbnail t left join sample s on s.id = t.sample_id where s.id is null",
    );
    expect(rows).toEqual([]);
  });
});

describe("an image elsewhere", () => {
  it("is fetched", async () => {
    answers.set("/a.jpg", () => ({ status: 200, body: picture }));
    const sample = await add("a.jpg", `${elsewhereUrl}/a.jpg`);
    await runThumbnailJobs();
    expect((await get(sample)).thumbnail).toMatchObject({ width: 320, image_width: 640 });
  });

  it("inside the server's network is not, and the sample is there all the same", async () => {
    for (const host of ["127.0.0.2", "169.254.169.254", "[::1]", "10.0.0.1"]) {
      const sample = await add(host, `http://${host}/a.jpg`);
      await runThumbnailJobs();
      expect(await get(sample)).toMatchObject({
        thumbnail: null,
        thumbnail_error: expect.stringMatching(/private network/),
      });
    }
  });

  it.each([
    ["", "The sample names no image."],
    ["not a url", "This is no url."],
    ["s3://bucket/a.jpg", "The url is neither http nor https."],
    ["file:///etc/passwd", "The url is neither http nor https."],
  ])("with the url %j says what is wrong", async (url, reason) => {
    const sample = await add("a.jpg", url);
    expect(await runThumbnailJobs()).toEqual([]);
    expect(await get(sample)).toMatchObject({ thumbnail: null, thumbnail_error: reason });
  });

  it("that is none is told so, without a word of what answered", async () => {
    answers.set("/page.png", () => ({ status: 200, body: "<html>secret</html>" }));
    answers.set("/gone.png", () => ({ status: 410, body: "secret" }));
    const [page, gone] = [await add("a", `${elsewhereUrl}/page.png`), await add("b", `${elsewhereUrl}/gone.png`)];
    expect(await runThumbnailJobs()).toEqual([]);
    expect((await get(page)).thumbnail_error).toBe("The file is not an image that can be read.");
    expect((await get(gone)).thumbnail_error).toBe("The url answers with status 410.");
  });

  it("that cannot be had now is tried again later, the others not", async () => {
    let status = 503;
    answers.set("/a.jpg", () => ({ status, body: picture }));
    const sample = await add("a", `${elsewhereUrl}/a.jpg`);
    const broken = await add("b", `${elsewhereUrl}/b.jpg`);
    const [later] = await runThumbnailJobs();
    expect((await get(sample)).thumbnail_error).toBe("The url answers with status 503.");
    expect(later).toMatchObject({ payload: { attempt: 2 }, seconds: 60 });
    const [evenLater] = await runAgain(later);
    expect(evenLater).toMatchObject({ payload: { attempt: 3 }, seconds: 900 });
    status = 200;
    answers.set("/b.jpg", () => ({ status: 200, body: picture }));
    expect(await runAgain(evenLater)).toEqual([]);
    expect(await get(sample)).toMatchObject({ thumbnail: { width: 320 }, thumbnail_error: null });
    expect((await get(broken)).thumbnail_error).toBe("The url answers with status 404.");
  });

  async function runAgain(job: Job | undefined): Promise<Job[]> {
    if (job === undefined) throw new Error("Nothing was put off.");
    await makeThumbnails(server.jobContext, job.payload);
    return runThumbnailJobs();
  }

  it("at a host that does not answer is not waited for again and again", async () => {
    const dead = createServer();
    await new Promise<void>((resolve) => dead.listen(0, "127.0.0.1", resolve));
    const { port } = dead.address() as AddressInfo;
    await new Promise((resolve) => dead.close(resolve));
    let fetched = 0;
    const guardedFetch: typeof server.jobContext.guardedFetch = (...request) => {
      fetched++;
      return server.jobContext.guardedFetch(...request);
    };
    answers.set("/a.jpg", () => ({ status: 200, body: picture }));
    const items = Array.from({ length: 40 }, (_, index) => ({
      name: `${index}`,
      attributes: { image: { url: index === 39 ? `${elsewhereUrl}/a.jpg` : `http://127.0.0.1:${port}/${index}.jpg` } },
    }));
    await jane.post(`${dataset}samples_bulk/`, items);
    const [job] = await takeJobs();
    await makeThumbnails({ ...server.jobContext, guardedFetch }, job?.payload as never);
    // Three at a time: as many as are under way when the third fails, and the one elsewhere.
    expect(fetched).toBeLessThan(8);
    const { body } = await jane.get<Sample[]>(`${dataset}samples/`);
    expect(body.filter(({ thumbnail_error: error }) => error === "The connection failed.")).toHaveLength(39);
    expect(body.filter(({ thumbnail }) => thumbnail?.width === 320)).toHaveLength(1);
    expect(await takeJobs()).toMatchObject([{ payload: { attempt: 2 }, seconds: 60 }]);
  });

  it("is given up after some tries", async () => {
    answers.set("/a.jpg", () => ({ status: 500 }));
    await add("a", `${elsewhereUrl}/a.jpg`);
    let [job] = await runThumbnailJobs();
    for (const attempt of [2, 3, 4]) {
      expect(job).toMatchObject({ payload: { attempt } });
      [job] = await runAgain(job);
    }
    expect(job).toBeUndefined();
  });
});

describe("a file of ours", () => {
  it("that was not uploaded yet is waited for", async () => {
    const url = await upload(undefined);
    const sample = await add("a.jpg", url);
    const [later] = await runThumbnailJobs();
    expect((await get(sample)).thumbnail_error).toBe("The file was not uploaded.");
    const key = server.context.assets.keyOf(url, [ORIGIN]) ?? "";
    await server.context.assets.write(key, "image/jpeg", picture);
    await makeThumbnails(server.jobContext, later?.payload as never);
    expect((await get(sample)).thumbnail).toMatchObject({ width: 320 });
  });

  it("is read from the store, under whatever name the server was reached by", async () => {
    const url = (await upload(picture)).replace(ORIGIN, "https://labels.example.com");
    const sample = await add("a.jpg", url);
    await runThumbnailJobs();
    expect((await get(sample)).thumbnail).toMatchObject({ width: 320 });
  });

  it("that is spoilt says so", async () => {
    const sample = await add("a.jpg", await upload(picture.subarray(0, picture.length / 2)));
    await runThumbnailJobs();
    expect((await get(sample)).thumbnail_error).toBe("The image is damaged.");
  });
});

it("leaves a deleted dataset alone", async () => {
  const sample = await add("a.jpg", await upload(picture));
  const [job] = await takeJobs();
  await jane.delete(dataset);
  await makeThumbnails(server.jobContext, job?.payload as never);
  expectRefusal(await jane.get(`/samples/${sample.uuid}/`), NOT_FOUND);
  expect(
    (
      await server.database.pool.query(
        "select 1 from thumbnail t join sample s on s.id = t.sample_id where s.uuid = $1",
        [sample.uuid],
      )
    ).rows,
  ).toEqual([]);
});
