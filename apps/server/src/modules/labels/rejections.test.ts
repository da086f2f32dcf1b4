import type { Issue, Sample } from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVERYTHING, QueueWorld } from "../queue/test-support.js";

let world: QueueWorld;

beforeAll(async () => {
  world = await QueueWorld.open();
});
afterAll(() => world.server.close());

const REASON = { description: 'The car "behind" the tree is missing.', anchor: { type: "track", trackNumber: 3 } };

/** A sample that lara labeled and rosa rejected, for a reason. */
async function openRejected(reason: object | undefined = REASON) {
  const { lara, rosa, jane } = world.users;
  const { url, uuids } = await world.openDataset({ a: {} }, EVERYTHING);
  await world.label(lara, uuids.a);
  const rejected = await world.work(rosa, uuids.a, { work_type: "review", action: "reject", reason });
  expect(rejected.status, rejected.text).toBe(200);
  const issues = async () => (await jane.get<Issue[]>(`/samples/${uuids.a}/issues/`)).body;
  const rejection = async () => (await jane.get<Sample>(`/samples/${uuids.a}/`)).body.rejection;
  return { url, uuid: uuids.a, issues, rejection };
}

describe("the reason of a rejection", () => {
  it("is an issue, and the first thing that the labeler gets with the sample", async () => {
    const { url, uuid, issues, rejection } = await openRejected({ ...REASON, tags: ["missing"] });
    const [issue] = await issues();
    expect(issue).toMatchObject({
      ...{ kind: "rejection", status: "OPEN", created_by: "rosa", description: REASON.description },
      ...{ anchor: REASON.anchor, tags: ["missing"], sample_uuid: uuid },
    });
    expect(await rejection()).toEqual(issue);
    const next = await world.next(world.users.lara, url);
    expect(next.reason).toBe("rejected");
    expect(next.sample?.rejection).toEqual(issue);
  });

  it("stays while the sample is corrected, and the next accept resolves it", async () => {
    const { url, uuid, issues, rejection } = await openRejected();
    const { lara, rosa } = world.users;
    await world.label(lara, uuid);
    const next = await world.next(rosa, url, { queue: "review" });
    expect([next.reason, next.sample?.rejection?.description]).toEqual(["corrected", REASON.description]);
    await world.review(rosa, uuid, "accept");
    expect(await rejection()).toBeNull();
    expect(await issues()).toMatchObject([{ status: "CLOSED", updated_by: "rosa" }]);
  });

  it("is the latest of several, and all are resolved together", async () => {
    const { uuid, issues, rejection } = await openRejected();
    const { lara, ruth } = world.users;
    await world.label(lara, uuid);
    await world.work(ruth, uuid, { work_type: "review", action: "reject", reason: { description: "Still missing." } });
    expect(await rejection()).toMatchObject({ description: "Still missing.", created_by: "ruth", anchor: null });
    await world.label(lara, uuid);
    await world.review(ruth, uuid, "accept");
    expect((await issues()).map(({ status }) => status)).toEqual(["CLOSED", "CLOSED"]);
  });

  it.each(["REVIEWED", "VERIFIED"])("is resolved by every way to %s, and notes are not", async (label_status) => {
    const { uuid, issues } = await openRejected();
    const { jane } = world.users;
    await jane.post(`/samples/${uuid}/issues/`, { description: "A note." });
    expect((await jane.patch(`/labels/${uuid}/ground-truth/`, { label_status })).status).toBe(200);
    expect((await issues()).map(({ kind, status }) => [kind, status])).toEqual([
      ["rejection", "CLOSED"],
      ["note", "OPEN"],
    ]);
  });

  it("may be resolved by its author, and is then no longer shown first", async () => {
    const { issues, rejection } = await openRejected();
    const [issue] = await issues();
    await world.users.rosa.patch(`/issues/${issue?.uuid}/`, { status: "CLOSED" });
    expect(await rejection()).toBeNull();
  });

  it("may be left out", async () => {
    const { lara, rosa, jane } = world.users;
    const { uuids } = await world.openDataset({ a: {} });
    await world.label(lara, uuids.a);
    expect((await world.review(rosa, uuids.a, "reject")).status).toBe(200);
    expect((await jane.get<Sample>(`/samples/${uuids.a}/`)).body.rejection).toBeNull();
  });

  it("may be given by a manager who sets REJECTED by an edit", async () => {
    const { lara, mona, jane } = world.users;
    const { uuids } = await world.openDataset({ a: {} });
    await world.label(lara, uuids.a);
    const edit = { work_type: "normal", action: "edit", reason: REASON };
    expect((await world.work(mona, uuids.a, edit)).body).toMatchObject({ reason: [expect.any(String)] });
    expect((await world.work(mona, uuids.a, { ...edit, label_status: "REJECTED" })).status).toBe(200);
    expect((await jane.get<Sample>(`/samples/${uuids.a}/`)).body.rejection).toMatchObject(REASON);
  });

  it.each([
    ["for another action", { action: "accept", reason: REASON }],
    ["without words", { action: "reject", reason: { description: "" } }],
    ["that is a text", { action: "reject", reason: "Cars." }],
    ["of 10,001 characters", { action: "reject", reason: { description: "x".repeat(10_001) } }],
    ["about nothing that there can be", { action: "reject", reason: { description: "a", anchor: { type: "track" } } }],
  ])("is refused %s, and the sample stays as it is", async (_, body) => {
    const { lara, rosa, jane } = world.users;
    const { uuids } = await world.openDataset({ a: {} });
    await world.label(lara, uuids.a);
    expect((await world.work(rosa, uuids.a, { work_type: "review", ...body })).status).toBe(400);
    expect(await world.statusOf(uuids.a)).toBe("LABELED");
    expect((await jane.get(`/samples/${uuids.a}/issues/`)).body).toEqual([]);
  });

  it("is not stored when the rejection is not", async () => {
    const { uuid, issues } = await openRejected();
    const reject = { work_type: "review", action: "reject", version: 99, time: 1, inactive_time: 0, reason: REASON };
    expect((await world.users.rosa.post(`/labels/${uuid}/ground-truth/work/`, reject)).status).toBe(409);
    expect(await issues()).toHaveLength(1);
  });

  it("is stored once by a request that is sent twice", async () => {
    const { uuid, issues } = await openRejected();
    const version = await world.versionOf(uuid);
    const reject = { work_type: "review", action: "reject", version, time: 1, inactive_time: 0, reason: REASON };
    const authorization = `APIKey ${world.users.rosa.key}`;
    const headers = { authorization, "idempotency-key": `twice-${uuid}` };
    for (let n = 0; n < 2; n++) {
      const url = `/labels/${uuid}/ground-truth/work/`;
      const answer = await world.server.call("POST", url, { headers, body: reject });
      expect(answer.status, answer.text).toBe(200);
    }
    expect(await issues()).toHaveLength(2);
  });
});
