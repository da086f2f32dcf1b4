import { type DATASET_ROLES, ERRORS, LABEL_STATUSES, type LabelStatus } from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";
import { requireWritable } from "./write-rules.js";

/** Who may write a label in which state, whatever the path. The access matrix asks the same of every route. */

describe("a label under review", () => {
  const isWritable = (role: (typeof DATASET_ROLES)[number], status: LabelStatus | null) => {
    try {
      requireWritable(role, status);
      return true;
    } catch {
      return false;
    }
  };

  it("is written by reviewers and above alone; every other by all who may label", () => {
    const closed = ["REVIEWING_IN_PROGRESS", "REVIEWED", "VERIFIED"];
    for (const status of [null, ...LABEL_STATUSES]) {
      const isOpen = status === null || !closed.includes(status);
      expect(isWritable("labeler", status), `${status}`).toBe(isOpen);
      for (const role of ["reviewer", "manager", "admin"] as const) expect(isWritable(role, status)).toBe(true);
    }
  });
});

describe("a write of a reviewed label", () => {
  let server: TestServer;
  let jane: TestUser;
  let rita: TestUser;
  let lara: TestUser;
  let dataset: string;
  let samples = 0;

  beforeAll(async () => {
    server = await openTestServer();
    [jane, rita, lara] = [await server.addUser("jane"), await server.addUser("rita"), await server.addUser("lara")];
    dataset = await server.addDataset(jane, {
      ...{ name: "flowers", taskType: "vector", collaborators: { rita: "reviewer", lara: "labeler" } },
      settings: { enable_label_status_verified: true, enable_ratings: true },
    });
  });
  afterAll(() => server.close());

  const point = (x: number) => ({
    attributes: { annotations: [{ id: 1, category_id: 1, type: "point", points: [[x, x]] }] },
  });

  /** A sample that lara labeled and rita gave `status` to, with five stars. */
  async function reviewed(status: LabelStatus): Promise<string> {
    const { body } = await jane.post<{ uuid: string }>(`${dataset}samples/`, {
      ...{ name: `${++samples}.jpg`, attributes: { image: { url: "" } } },
    });
    const url = `/labels/${body.uuid}/ground-truth/`;
    expect((await lara.put(url, { ...point(1), label_status: "LABELED" })).status).toBe(201);
    const { body: label } = await rita.patch<Record<string, unknown>>(url, { label_status: status, rating: 5 });
    expect(label).toMatchObject({ label_status: status, reviewed_by: "rita", rating: 5 });
    return url;
  }

  const shown = async (url: string) => (await jane.get<Record<string, unknown>>(url)).body;

  it.each(["REVIEWING_IN_PROGRESS", "REVIEWED", "VERIFIED"] as const)(
    "in %s: a labeler changes it by no path",
    async (status) => {
      const url = await reviewed(status);
      const before = await shown(url);
      const attempts = [
        lara.put(url, { ...point(2), label_status: "LABELED" }),
        lara.put(url, point(2)),
        lara.put(url, { ...point(2), version: 2 }),
        lara.patch(url, point(2)),
        lara.patch(url, { label_status: "LABELED" }),
        lara.patch(url, { score: 0.5 }),
        lara.patch(url, {}),
        lara.delete(url),
        lara.post(`${url}versions/1/restore/`, { version: 2 }),
        lara.post(`${url}work/`, {
          ...{ ...point(2), work_type: "label", action: "submit", version: 2, time: 1, inactive_time: 0 },
        }),
      ];
      for (const answer of await Promise.all(attempts)) {
        expect(answer).toMatchObject({
          status: 409,
          body: { detail: "This label is in review now, or was reviewed." },
        });
      }
      expect(await shown(url)).toEqual(before);
    },
  );

  it("never takes a labeler's rating, whatever the status", async () => {
    const url = await reviewed("REJECTED");
    for (const rating of [1, null]) expect((await lara.patch(url, { rating })).status).toBe(403);
    expect(await shown(url)).toMatchObject({ rating: 5 });
  });

  it.each(["REVIEWING_IN_PROGRESS", "REVIEWED", "VERIFIED"] as const)(
    "in %s: new content of a reviewer without a status makes it LABELED, reviewed by nobody",
    async (status) => {
      const url = await reviewed(status);
      expect((await rita.patch(url, point(2))).body).toMatchObject({
        ...{
          ...point(2),
          label_status: "LABELED",
          reviewed_by: null,
          reviewed_at: null,
          rating: null,
          updated_by: "rita",
        },
      });
      expect(await shown(url)).toMatchObject({ label_status: "LABELED", reviewed_by: null, rating: null });
    },
  );

  it("of a reviewer with a review's status is a review of the new content", async () => {
    const url = await reviewed("REVIEWED");
    expect((await jane.patch(url, { ...point(3), label_status: "REVIEWED" })).body).toMatchObject({
      ...{ ...point(3), label_status: "REVIEWED", reviewed_by: "jane", rating: null },
    });
    expect((await rita.put(url, { ...point(4), label_status: "VERIFIED" })).body).toMatchObject({
      ...{ ...point(4), label_status: "VERIFIED", reviewed_by: "rita", rating: null },
    });
  });

  it("without new content leaves the review: a score, a rating", async () => {
    const url = await reviewed("REVIEWED");
    expect((await rita.patch(url, { score: 0.25, rating: 3 })).body).toMatchObject({
      ...{ label_status: "REVIEWED", reviewed_by: "rita", rating: 3, score: 0.25 },
    });
  });

  it("that replaces it or takes the status back takes who reviewed it too", async () => {
    const replaced = await reviewed("REVIEWED");
    const nobody = { reviewed_by: null, reviewed_at: null, rating: null };
    expect((await rita.put(replaced, point(2))).body).toMatchObject({ label_status: "PRELABELED", ...nobody });
    const reopened = await reviewed("REVIEWED");
    expect((await rita.patch(reopened, { label_status: "LABELED" })).body).toMatchObject({
      ...{ label_status: "LABELED", ...nobody },
    });
  });

  it("that restores an unreviewed version is unreviewed, with no rating of another version", async () => {
    const url = await reviewed("REVIEWED");
    expect((await rita.patch(url, { ...point(2), label_status: "LABELED", rating: 2 })).status).toBe(200);
    expect((await rita.post(`${url}versions/1/restore/`, { version: 3 })).body).toMatchObject({
      ...{ label_status: "LABELED", reviewed_by: null, rating: null, ...point(1) },
    });
  });

  it("that somebody else has from the queue is for managers; the holder and other labelsets are free", async () => {
    const url = await reviewed("REJECTED");
    const uuid = url.split("/")[2];
    const other = `/labels/${uuid}/model/`;
    await jane.patch(`/samples/${uuid}/`, { priority: 100 });
    await jane.post(`${dataset}labelsets/`, { name: "model" });
    const { body: given } = await lara.post<{ sample: { uuid: string }; lease: { uuid: string } }>(
      ...([`${dataset}queue/label/`, { client: "a-tab-of-lara" }] as const),
    );
    expect(given.sample.uuid).toBe(uuid);
    const refused = [
      ...[rita.put(url, point(2)), rita.patch(url, { ...point(2), version: 2 }), rita.delete(url)],
      rita.post(`${url}versions/1/restore/`, { version: 2 }),
    ];
    for (const answer of await Promise.all(refused)) {
      expect(answer).toMatchObject({ status: 409, body: { detail: ERRORS.leased.detail } });
    }
    expect((await rita.put(other, point(2))).status).toBe(201);
    expect((await lara.patch(url, { score: 0.5 })).status).toBe(200);
    const { version } = await shown(url);
    // A program of a manager writes past it, and the holder is shown both.
    expect((await jane.patch(url, point(3))).status).toBe(200);
    const work = { work_type: "label", action: "submit", time: 1, inactive_time: 0, lease: given.lease.uuid };
    const submitted = await lara.post(`${url}work/`, { ...point(4), ...work, version });
    expect(submitted).toMatchObject({ status: 409, body: { label: point(3) } });
    // Given back, it is anybody's.
    await lara.delete(`/leases/${given.lease.uuid}/`);
    expect((await rita.put(url, point(2))).status).toBe(200);
  });

  it("waits for a review that is being written: the labeler's save comes too late", async () => {
    const url = await reviewed("REJECTED");
    const { pool } = server.database;
    const client = await pool.connect();
    try {
      await client.query("begin");
      await client.query(
        `update label set label_status = 'REVIEWED' where sample_id = (select id from sample where uuid = $1)`,
        [url.split("/")[2]],
      );
      const save = lara.patch(url, point(9));
      // The save stands behind the row's lock before the review is committed.
      for (;;) {
        const { rows } = await pool.query("select 1 from pg_locks where not granted limit 1");
        if (rows.length > 0) break;
      }
      await client.query("commit");
      expect((await save).status).toBe(409);
    } finally {
      client.release();
    }
    expect(await shown(url)).toMatchObject({ label_status: "REVIEWED", ...point(1) });
  });
});
