import { text } from "node:stream/consumers";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

interface Release {
  uuid: string;
  name: string;
  status: string;
  attributes: { url: string | null };
  samples_count: number;
  created_at: string;
}

interface ReleaseFile {
  name: string;
  dataset: {
    labelsets: object[];
    samples: (Record<string, unknown> & { name: string; labels: Record<string, unknown> })[];
  };
  [member: string]: unknown;
}

let server: TestServer;
let jane: TestUser;
let url: string;

beforeAll(async () => {
  server = await openTestServer({ withJobs: true });
  jane = await server.addUser("jane");
  url = await server.addDataset(jane, { name: "flowers", settings: { description: "Wild." } });
});
afterAll(() => server.close());

function finished(name: string, dataset = url): Promise<Release> {
  return eventually(async () => {
    const { body } = await jane.get<Release>(`${dataset}releases/${name}/`);
    return body.status === "PENDING" ? undefined : body;
  }, `The release ${name}`);
}

async function readFile(release: Release): Promise<{ file: ReleaseFile; json: string }> {
  const key = server.context.assets.keyOf(release.attributes.url ?? "", ["http://localhost"]);
  const json = await text(await server.context.assets.read(key ?? ""));
  return { file: JSON.parse(json) as ReleaseFile, json };
}

async function addSamples(names: string[], dataset = url): Promise<string[]> {
  const items = names.map((name, index) => ({
    ...{ name, attributes: { image: { url: "" } }, metadata: { index }, priority: index, readme: "#" },
  }));
  const { body } = await jane.post<{ uuid: string }[]>(`${dataset}samples_bulk/`, items);
  return body.map((sample) => sample.uuid);
}

describe("a release", () => {
  it("holds what the API says at that time", async () => {
    await jane.post(`${url}labelsets/`, { name: "model", description: 'of "May"' });
    const [first, second] = await addSamples(["a.jpg", 'b "ü" 🌻.jpg', "c.jpg"]);
    const attributes = `{"annotations": [], "mine": [1546300800123456789, 1.10, "é\\u00e9"]}`;
    await jane.call("PUT", `/labels/${first}/ground-truth/`, { body: `{"attributes": ${attributes}, "score": 0.1}` });
    await jane.patch(`/labels/${first}/ground-truth/`, { label_status: "REVIEWED", rating: 3 });
    await jane.put(`/labels/${second}/model/`, { attributes: { annotations: [] } });
    await jane.patch(`/samples/${second}/`, { assigned_labeler: "jane" });
    const made = await jane.post<Release>(`${url}releases/`, { name: "v1", description: "First." });
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...{ name: "v1", description: "First.", release_type: "JSON", status: "PENDING" },
        attributes: { url: null },
      },
    });
    const release = await finished("v1");
    expect(release).toMatchObject({ status: "SUCCEEDED", samples_count: 3, uuid: made.body.uuid });
    const { file, json } = await readFile(release);
    const { body: dataset } = await jane.get<Record<string, unknown>>(url);
    expect(file).toMatchObject({ name: "v1", description: "First.", created_at: made.body.created_at });
    expect(file.dataset).toMatchObject({
      ...{ name: "flowers", owner: "jane", description: "Wild.", task_type: "vector" },
      ...{ task_attributes: dataset.task_attributes, labelsets: dataset.labelsets },
    });
    expect(json).toContain(attributes);
    const LABEL = [
      "label_status",
      "attributes",
      "score",
      "rating",
      "created_at",
      "created_by",
      "updated_at",
      "updated_by",
      "reviewed_at",
      "reviewed_by",
    ];
    for (const sample of file.dataset.samples) {
      const { labels, ...own } = sample;
      expect(Object.keys(labels)).toEqual(["ground-truth", "model"]);
      expect((await jane.get(`/samples/${sample.uuid}/`)).body).toMatchObject(own);
      for (const [labelset, label] of Object.entries(labels)) {
        const answer = await jane.get(`/labels/${sample.uuid}/${labelset}/`);
        if (label === null) expect(answer.status).toBe(404);
        else {
          expect(Object.keys(label as object).sort()).toEqual([...LABEL].sort());
          expect(answer.body).toMatchObject(label as object);
        }
      }
    }
    expect(file.dataset.samples.map((sample) => sample.name)).toEqual(["a.jpg", 'b "ü" 🌻.jpg', "c.jpg"]);
  });

  it("of a dataset without samples is a document, too", async () => {
    const empty = await server.addDataset(jane, { name: "empty" });
    await jane.post(`${empty}releases/`, { name: "v1" });
    const release = await finished("v1", empty);
    expect((await readFile(release)).file.dataset.samples).toEqual([]);
  });

  it("is read by whoever has its url, and by nobody once it is deleted", async () => {
    await jane.post(`${url}releases/`, { name: "v2" });
    const release = await finished("v2");
    const path = new URL(release.attributes.url ?? "").pathname;
    const answer = await server.app.inject({ url: path });
    expect([answer.statusCode, answer.headers["content-type"]]).toEqual([
      200,
      expect.stringContaining("application/json"),
    ]);
    expect(JSON.parse(answer.body)).toMatchObject({ name: "v2" });
    expect((await jane.delete(`${url}releases/v2/`)).status).toBe(204);
    expect((await jane.get(`${url}releases/v2/`)).status).toBe(404);
    await eventually(
      async () => ((await server.app.inject({ url: path })).statusCode === 404 ? true : undefined),
      "The file's end",
    );
  });

  it("has a name of its own, and stands in the list", async () => {
    const twin = await jane.post(`${url}releases/`, { name: "v1" });
    expect(twin).toMatchObject({ status: 400, body: { detail: "A release with this name already exists." } });
    const list = await jane.get<Release[]>(`${url}releases/`);
    expect(list.body.map((release) => release.name)).toEqual(["v1"]);
  });

  it("is a snapshot of one instant, whatever happens while it is written", async () => {
    const dataset = await server.addDataset(jane, { name: "busy" });
    const samples = await addSamples(
      Array.from({ length: 300 }, (_, index) => `${index}.jpg`),
      dataset,
    );
    let isDone = false;
    // Each round gives both of a pair one number, in one transaction: no snapshot sees two.
    const write = (round: number) =>
      server.database.db
        .transaction()
        .execute((tx) =>
          sql`update sample set priority = ${round} where uuid in (${samples[0]}, ${samples[299]})`.execute(tx),
        );
    // They begin with numbers of their own.
    await write(1);
    const writing = (async () => {
      for (let round = 2; !isDone; round++) await write(round);
    })();
    for (const name of ["s1", "s2", "s3"]) {
      await jane.post(`${dataset}releases/`, { name });
      const { file } = await readFile(await finished(name, dataset));
      expect(file.dataset.samples).toHaveLength(300);
      const pair = file.dataset.samples.filter(({ uuid }) => uuid === samples[0] || uuid === samples[299]);
      expect(pair[0]?.priority).toBe(pair[1]?.priority);
    }
    isDone = true;
    await writing;
  });

  it("that is deleted while it is pending leaves no file behind", async () => {
    const dataset = await server.addDataset(jane, { name: "hasty" });
    await addSamples(["a.jpg"], dataset);
    for (let n = 0; n < 5; n++) {
      await jane.post(`${dataset}releases/`, { name: "v" });
      expect((await jane.delete(`${dataset}releases/v/`)).status).toBe(204);
    }
    await jobsToEnd();
    expect((await jane.get(`${dataset}releases/`)).body).toEqual([]);
  });

  it("that is pending when its dataset is deleted goes with it", async () => {
    const dataset = await server.addDataset(jane, { name: "doomed" });
    await jane.post(`${dataset}releases/`, { name: "v" });
    expect((await jane.delete(dataset)).status).toBe(204);
    await jobsToEnd();
    const rows = await server.database.db.selectFrom("release").select("id").where("name", "=", "v").execute();
    expect(rows).toEqual([]);
  });
});

/** No job is left, and none has failed. */
async function jobsToEnd(): Promise<void> {
  await eventually(async () => {
    const { rows } = await server.database.pool.query<{ last_error: string | null }>(
      "select last_error from graphile_worker._private_jobs",
    );
    expect(rows.filter((row) => row.last_error !== null)).toEqual([]);
    return rows.length === 0 || undefined;
  }, "The end of the jobs");
}
