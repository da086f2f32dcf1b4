import { randomUUID } from "node:crypto";
import type { Label, LabelVersion, LabelVersionContent } from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefusal, expectUnchanged, invalid, NOT_FOUND } from "../../testing/refusals.js";
import type { TestUser } from "../../testing/test-server.js";
import { EMPTY, EVERYTHING, QueueWorld } from "../queue/test-support.js";

let world: QueueWorld;
let jane: TestUser;
let lara: TestUser;
let rosa: TestUser;
let mona: TestUser;

beforeAll(async () => {
  world = await QueueWorld.open();
  ({ jane, lara, rosa, mona } = world.users);
});
afterAll(() => world.server.close());

const mine = (x: number) => ({ annotations: [], mine: x });

/** A sample whose label was prelabeled (1), labeled (2), reviewed with four stars (3), deleted (4) and made anew (5). */
async function openHistory(settings: object = EVERYTHING) {
  const { url, uuids } = await world.openDataset({ a: {} }, settings);
  const label = `/labels/${uuids.a}/ground-truth/`;
  await jane.put(label, { attributes: mine(1), score: 0.5 });
  await lara.put(label, { attributes: mine(2), label_status: "LABELED" });
  await rosa.patch(label, { label_status: "REVIEWED", rating: 4 });
  await jane.delete(label);
  await lara.put(label, { attributes: mine(5), label_status: "LABELED" });
  return { url, uuid: uuids.a, label, versions: `${label}versions/` };
}

describe("the history of a label", () => {
  it("lists every write, newest first, by pages", async () => {
    const { versions, label } = await openHistory();
    const list = await rosa.get<LabelVersion[]>(versions);
    expect(list.body[0]).toEqual({
      ...{ version: 5, operation: "saved", label_status: "LABELED", score: null, rating: null },
      ...{ saved_at: expect.any(String), saved_by: "lara", is_current: true, reason: null },
    });
    expect(list.body.map((v) => [v.version, v.operation, v.label_status, v.saved_by, v.rating, v.is_current])).toEqual([
      [5, "saved", "LABELED", "lara", null, true],
      [4, "deleted", null, "jane", null, false],
      [3, "saved", "REVIEWED", "rosa", 4, false],
      [2, "saved", "LABELED", "lara", null, false],
      [1, "saved", "PRELABELED", "jane", null, false],
    ]);
    expect(list.headers["x-total-count"]).toBe("5");
    const page = await rosa.get<LabelVersion[]>(`${versions}?per_page=2&page=3`);
    expect(page.body.map(({ version }) => version)).toEqual([1]);
    expectRefusal(await rosa.get(`${versions}?page=2`), NOT_FOUND);
    await jane.delete(label);
    const after = await rosa.get<LabelVersion[]>(versions);
    expect(after.body.map(({ is_current }) => is_current)).toEqual(Array(6).fill(false));
  });

  it("shows any version with its attributes, a deletion with none", async () => {
    const { versions } = await openHistory();
    const contents = [mine(1), mine(2), mine(2), null, mine(5)];
    for (const [index, attributes] of contents.entries()) {
      const { body } = await rosa.get<LabelVersionContent>(`${versions}${index + 1}/`);
      expect(body).toMatchObject({ version: index + 1, attributes });
    }
    for (const version of ["0", "6", "-1", "1.5", "x", "99999999999", "01", "%00"]) {
      expectRefusal(await rosa.get(`${versions}${version}/`), NOT_FOUND, version);
    }
  });

  it("is empty of what was never labeled, and none of what is not there", async () => {
    const { uuids } = await world.openDataset({ a: {} });
    const list = await lara.get(`/labels/${uuids.a}/ground-truth/versions/`);
    expect(list).toMatchObject({ status: 200, body: [] });
    expectRefusal(await lara.get(`/labels/${uuids.a}/nope/versions/`), NOT_FOUND);
    expectRefusal(await lara.get(`/labels/${randomUUID()}/ground-truth/versions/`), NOT_FOUND);
  });
});

describe("restoring a version", () => {
  const restore = (user: TestUser, versions: string, version: number, from: number) =>
    user.post<Label>(`${versions}${version}/restore/`, { version: from });

  it("writes it anew, with score and rating, and copies no content", async () => {
    const { versions, label, uuid } = await openHistory();
    const restored = await restore(rosa, versions, 3, 5);
    expect(restored).toMatchObject({
      status: 200,
      body: {
        version: 6,
        label_status: "REVIEWED",
        rating: 4,
        attributes: mine(2),
        updated_by: "rosa",
        reviewed_by: "rosa",
      },
    });
    expect((await jane.get(label)).body).toEqual(restored.body);
    const [newest] = (await jane.get<LabelVersion[]>(versions)).body;
    expect(newest).toMatchObject({ version: 6, operation: "restored", label_status: "REVIEWED", is_current: true });
    const { rows } = await world.server.database.pool.query(
      "select count(*)::int as count from label_content c join sample s on s.id = c.sample_id where s.uuid = $1",
      [uuid],
    );
    expect(rows).toEqual([{ count: 3 }]);
  });

  it("brings a deleted label back", async () => {
    const { versions, label } = await openHistory();
    await jane.delete(label);
    expect(await restore(lara, versions, 2, 0)).toMatchObject({
      status: 200,
      body: { version: 7, label_status: "LABELED", attributes: mine(2), created_by: "lara" },
    });
  });

  it("keeps the status where the caller may give it, else it is in progress", async () => {
    const first = await openHistory();
    expect((await restore(lara, first.versions, 3, 5)).body).toMatchObject({ label_status: "LABELING_IN_PROGRESS" });
    expect((await world.next(lara, first.url)).reason).toBe("in_progress");
    const second = await openHistory();
    await mona.patch(second.label, { label_status: "VERIFIED" });
    await jane.patch(second.url, { enable_label_status_verified: false });
    expect((await restore(mona, second.versions, 6, 6)).body).toMatchObject({ label_status: "LABELING_IN_PROGRESS" });
  });

  it("from a stale version is answered with the label that is there; a deletion has nothing to restore", async () => {
    const { versions, label } = await openHistory();
    const { body: current } = await jane.get(label);
    await expectUnchanged(world.server, async () => {
      for (const from of [0, 4, 6]) {
        const stale = await restore(lara, versions, 1, from);
        expect(stale).toMatchObject({ status: 409, body: { version: 5, label: current } });
      }
      expectRefusal(await restore(lara, versions, 4, 5), invalid("version"));
      expectRefusal(await restore(lara, versions, 9, 5), NOT_FOUND);
      for (const version of [undefined, null, -1, 1.5, "5", 2 ** 31]) {
        expectRefusal(await lara.post(`${versions}1/restore/`, { version }), invalid("version"), String(version));
      }
    });
  });

  it("is applied once under one Idempotency-Key", async () => {
    const { versions } = await openHistory();
    const options = { body: { version: 5 }, headers: { "idempotency-key": "restore" } };
    const send = () => lara.call("POST", `${versions}2/restore/`, options);
    const [first, again] = [await send(), await send()];
    expect(again.text).toBe(first.text);
    expect((await jane.get<LabelVersion[]>(versions)).body[0]?.version).toBe(6);
  });

  it("does not mix up labelsets", async () => {
    const { url, versions, uuid } = await openHistory();
    await jane.post(`${url}labelsets/`, { name: "model" });
    await jane.put(`/labels/${uuid}/model/`, { attributes: EMPTY });
    const other = versions.replace("ground-truth", "model");
    expect((await jane.get<LabelVersion[]>(other)).body).toHaveLength(1);
    expectRefusal(await restore(lara, other, 2, 1), NOT_FOUND);
  });
});
