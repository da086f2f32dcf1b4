import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cloneSamples } from "../../jobs/clone-samples.js";
import { eventually, type TestUser } from "../../testing/test-server.js";
import { EMPTY, EVERYTHING, QueueWorld } from "./test-support.js";

let world: QueueWorld;
let jane: TestUser;
let lara: TestUser;
let luis: TestUser;
let rosa: TestUser;
let ruth: TestUser;
let mona: TestUser;
let sam: TestUser;

beforeAll(async () => {
  world = await QueueWorld.open();
  ({ jane, lara, luis, rosa, ruth, mona, sam } = world.users);
});
afterAll(() => world.server.close());

const submit = (user: TestUser) => (uuid: string) => world.label(user, uuid);
const accept = (user: TestUser) => (uuid: string) => world.review(user, uuid, "accept");
const put = (uuid: string, label_status: string, user = jane) =>
  user.put(`/labels/${uuid}/ground-truth/`, { attributes: EMPTY, label_status });

describe("the label queue", () => {
  it("gives samples by priority, then age, and says when there are none", async () => {
    const { url } = await world.openDataset({ a: {}, b: { priority: 5 }, c: {}, d: { priority: -1 } });
    expect(await world.drain(lara, url, { finish: submit(lara) })).toEqual([
      ["b", "open"],
      ["a", "open"],
      ["c", "open"],
      ["d", "open"],
    ]);
    const answer = await lara.post(`${url}queue/label/`, { client: "tab-of-lara" });
    expect(answer.body).toEqual({ sample: null, lease: null, reason: null });
  });

  it("of an archived dataset is empty, also to who works on it; what they have can be saved once it is unarchived", async () => {
    const { url, uuids } = await world.openDataset({ a: {}, b: {}, c: {} });
    await world.label(luis, uuids.c);
    expect((await world.next(lara, url)).name).toBe("a");
    await jane.patch(url, { archived: true });
    for (const queue of ["label", "review"] as const) {
      expect(await world.next(rosa, url, { queue })).toMatchObject({ sample: null, lease: null, reason: null });
    }
    expect((await world.next(lara, url)).sample).toBeNull();
    const nothing = { count: 0, is_capped: false };
    expect((await rosa.get(`${url}queue/`)).body).toEqual({ label: nothing, review: nothing });
    expect((await world.label(lara, uuids.a)).status).toBe(409);
    await jane.patch(url, { archived: false });
    expect((await world.label(lara, uuids.a)).status).toBe(200);
    expect((await world.next(lara, url)).name).toBe("b");
  });

  it("gives the whole sample with its label, and a lease", async () => {
    const { url, uuids } = await world.openDataset({ a: {} });
    await put(uuids.a, "PRELABELED");
    const given = await world.next(lara, url);
    expect(given.sample).toMatchObject({
      ...{ uuid: uuids.a, name: "a", attributes: { image: { url: "" } } },
      label: { label_status: "PRELABELED", labelset: "ground-truth", attributes: EMPTY, version: 1 },
    });
    expect(given.lease).toEqual({
      ...{ uuid: expect.any(String), sample_uuid: uuids.a, work_type: "label" },
      ...{ expires_at: expect.any(String), duration_seconds: 90 },
    });
  });

  it("goes through its steps in their order", async () => {
    const { url, uuids } = await world.openDataset(
      {
        ...{ open: { priority: 9 }, prelabeled: { priority: 8 }, returned: {}, started: {} },
        ...{ mine: { assigned_labeler: "lara" }, bounced: { assigned_labeler: "lara", priority: 1 } },
        other: { assigned_labeler: "luis", priority: 99 },
      },
      EVERYTHING,
    );
    await put(uuids.prelabeled, "PRELABELED");
    await put(uuids.bounced, "REJECTED");
    await world.label(lara, uuids.returned);
    await world.review(rosa, uuids.returned, "reject");
    await world.label(lara, uuids.started, "save");
    expect(await world.drain(lara, url, { finish: submit(lara) })).toEqual([
      ["started", "in_progress"],
      ["returned", "rejected"],
      ["bounced", "assigned"],
      ["mine", "assigned"],
      ["open", "open"],
      ["prelabeled", "open"],
    ]);
    expect((await world.next(luis, url)).name).toBe("other");
  });

  it("gives what one person started or got back to nobody else", async () => {
    const { url, uuids } = await world.openDataset({ returned: {}, started: {} }, EVERYTHING);
    await world.label(lara, uuids.returned);
    await world.review(rosa, uuids.returned, "reject");
    await world.label(lara, uuids.started, "save");
    expect((await world.next(luis, url)).sample).toBeNull();
    expect((await world.next(lara, url)).name).toBe("started");
  });

  it("takes a manager's assignment for a rejected sample's new home", async () => {
    const { url, uuids } = await world.openDataset({ a: {} });
    await world.label(lara, uuids.a);
    await world.review(rosa, uuids.a, "reject");
    await mona.patch(`/samples/${uuids.a}/`, { assigned_labeler: "luis" });
    expect((await world.next(lara, url)).sample).toBeNull();
    expect(await world.next(luis, url)).toMatchObject({ name: "a", reason: "assigned" });
  });

  it("knows whose a sample is whatever way its label was written", async () => {
    const { url, uuids } = await world.openDataset({ put: {}, patched: {}, restored: {}, gone: {} }, EVERYTHING);
    await put(uuids.put, "LABELED", lara);
    await put(uuids.put, "REJECTED", rosa); // what rosa writes over it is still lara's to mend
    await put(uuids.patched, "PRELABELED", jane);
    await lara.patch(`/labels/${uuids.patched}/ground-truth/`, { label_status: "LABELED" });
    await rosa.patch(`/labels/${uuids.patched}/ground-truth/`, { label_status: "REJECTED" });
    await put(uuids.restored, "LABELED", lara);
    await put(uuids.restored, "REJECTED", rosa);
    await put(uuids.restored, "REVIEWED", rosa);
    await rosa.post(`/labels/${uuids.restored}/ground-truth/versions/2/restore/`, { version: 3 });
    await put(uuids.gone, "LABELED", lara);
    await put(uuids.gone, "REJECTED", rosa);
    await jane.delete(`/labels/${uuids.gone}/ground-truth/`);
    expect(await world.drain(lara, url, { finish: submit(lara) })).toEqual([
      ["put", "rejected"],
      ["patched", "rejected"],
      ["restored", "rejected"],
      ["gone", "open"],
    ]);
  });

  it("gives a rejected sample that nobody labeled to anybody", async () => {
    const { url, uuids } = await world.openDataset({ a: {} });
    await put(uuids.a, "PRELABELED");
    await rosa.patch(`/labels/${uuids.a}/ground-truth/`, { label_status: "REJECTED" });
    expect(await world.next(luis, url)).toMatchObject({ name: "a", reason: "open" });
  });

  it("gives unfinished work to anybody where saving is off, so that none is stuck", async () => {
    const { url, uuids } = await world.openDataset({ a: {} }, EVERYTHING);
    await world.label(lara, uuids.a, "save");
    expect((await world.next(luis, url)).sample).toBeNull();
    await jane.patch(url, { enable_save_button: false });
    expect(await world.next(luis, url)).toMatchObject({ name: "a", reason: "open" });
  });

  it("leaves skipped, labeled and reviewed samples alone", async () => {
    const { url, uuids } = await world.openDataset({ skipped: {}, labeled: {}, reviewed: {} }, EVERYTHING);
    await world.label(lara, uuids.skipped, "skip");
    await world.label(lara, uuids.labeled);
    await put(uuids.reviewed, "REVIEWED", rosa);
    for (const user of [lara, luis, mona]) expect((await world.next(user, url)).sample).toBeNull();
  });

  it("works on the ground truth alone", async () => {
    const { url, uuids } = await world.openDataset({ a: {} });
    await jane.post(`${url}labelsets/`, { name: "model" });
    await jane.put(`/labels/${uuids.a}/model/`, { attributes: EMPTY, label_status: "LABELED" });
    expect(await world.next(lara, url)).toMatchObject({ name: "a", sample: { label: null } });
  });
});

describe("the review queue", () => {
  it("goes through its steps in their order", async () => {
    const { url, uuids } = await world.openDataset(
      {
        ...{ own: { priority: 9 }, others: {}, corrected: {}, started: {}, unlabeled: { priority: 99 } },
        ...{ mine: { assigned_reviewer: "rosa" }, ruths: { assigned_reviewer: "ruth", priority: 99 } },
      },
      { ...EVERYTHING, enable_label_status_verified: false },
    );
    for (const name of ["others", "mine", "ruths", "corrected", "started"] as const)
      await world.label(lara, uuids[name]);
    await world.label(rosa, uuids.own);
    await world.review(rosa, uuids.corrected, "reject");
    await world.label(lara, uuids.corrected);
    await world.review(rosa, uuids.started, "save");
    expect(await world.drain(rosa, url, { queue: "review", finish: accept(rosa) })).toEqual([
      ["started", "in_progress"],
      ["corrected", "corrected"],
      ["mine", "assigned"],
      ["others", "open"],
      ["own", "open"],
    ]);
    expect((await world.next(ruth, url, { queue: "review" })).name).toBe("ruths");
  });

  it("compares the samples of all labelers by priority, then age", async () => {
    const { url, uuids } = await world.openDataset({
      a: {},
      b: { priority: 2 },
      c: { priority: 1 },
      d: {},
      e: { priority: 2 },
    });
    for (const name of ["a", "c", "e"] as const) await world.label(lara, uuids[name]);
    for (const name of ["b", "d"] as const) await world.label(luis, uuids[name]);
    const order = await world.drain(rosa, url, { queue: "review", finish: accept(rosa) });
    expect(order.map(([name]) => name)).toEqual(["b", "e", "c", "a", "d"]);
  });

  it("gives a corrected sample to who rejected it first, and to others when it comes to that", async () => {
    const { url, uuids } = await world.openDataset({ before: { priority: 9 }, corrected: {} });
    await world.label(lara, uuids.corrected);
    await world.review(ruth, uuids.corrected, "reject");
    await world.label(lara, uuids.corrected);
    await world.label(lara, uuids.before);
    expect(await world.next(ruth, url, { queue: "review" })).toMatchObject({ name: "corrected", reason: "corrected" });
    expect(await world.next(rosa, url, { queue: "review" })).toMatchObject({ name: "before", reason: "open" });
    await world.expireLeases();
    await world.review(rosa, uuids.before, "accept");
    expect(await world.next(rosa, url, { queue: "review" })).toMatchObject({ name: "corrected", reason: "open" });
  });

  it("gives what one reviewer skipped to the others, last, and never back to them", async () => {
    const { url, uuids } = await world.openDataset(
      { a: { priority: 9, assigned_reviewer: "rosa" }, b: {} },
      EVERYTHING,
    );
    for (const uuid of Object.values(uuids)) await world.label(lara, uuid);
    const skipped = await world.review(rosa, uuids.a, "skip");
    expect(skipped.body.label).toMatchObject({ label_status: "LABELED" });
    const order = await world.drain(rosa, url, { queue: "review", finish: accept(rosa) });
    expect(order).toEqual([["b", "open"]]);
    expect(await world.next(ruth, url, { queue: "review" })).toMatchObject({ name: "a", reason: "open" });
    // Who labels it anew starts over.
    await world.review(ruth, uuids.a, "reject");
    await world.label(lara, uuids.a);
    expect(await world.next(rosa, url, { queue: "review" })).toMatchObject({ name: "a", reason: "assigned" });
  });

  it("has a second round where VERIFIED is enabled: by somebody else, after the first", async () => {
    const { url, uuids } = await world.openDataset({ accepted: { priority: 9 }, labeled: {} }, EVERYTHING);
    await world.label(lara, uuids.accepted);
    await world.review(rosa, uuids.accepted, "accept");
    await world.label(lara, uuids.labeled);
    const verify = (uuid: string) => world.review(ruth, uuid, "verify");
    expect(await world.drain(ruth, url, { queue: "review", finish: verify })).toEqual([
      ["labeled", "open"],
      ["accepted", "open"],
    ]);
    expect(await world.statusOf(uuids.accepted)).toBe("VERIFIED");
    const { url: other, uuids: others } = await world.openDataset({ a: {} }, EVERYTHING);
    await world.label(lara, others.a);
    await world.review(rosa, others.a, "accept");
    expect((await world.next(rosa, other, { queue: "review" })).sample).toBeNull();
    await jane.patch(other, { enable_label_status_verified: false });
    expect((await world.next(ruth, other, { queue: "review" })).sample).toBeNull();
  });

  it("gives a second round that somebody skipped to others alone", async () => {
    const { url, uuids } = await world.openDataset({ a: {} }, EVERYTHING);
    await world.label(lara, uuids.a);
    await world.review(rosa, uuids.a, "accept");
    expect((await world.next(ruth, url, { queue: "review" })).name).toBe("a");
    const skipped = await world.review(ruth, uuids.a, "skip");
    expect(skipped.body.label).toMatchObject({ label_status: "REVIEWED", reviewed_by: "rosa" });
    for (const user of [ruth, rosa]) expect((await world.next(user, url, { queue: "review" })).sample).toBeNull();
    expect((await world.next(mona, url, { queue: "review" })).name).toBe("a");
  });

  it("goes on with an abandoned review once its reviewer is gone", async () => {
    const { url, uuids } = await world.openDataset({ a: {}, b: { assigned_reviewer: "rosa" } }, EVERYTHING);
    for (const uuid of Object.values(uuids)) await world.label(lara, uuid);
    await world.review(rosa, uuids.a, "save");
    expect((await world.next(ruth, url, { queue: "review" })).sample).toBeNull();
    await jane.delete(`${url}collaborators/rosa/`);
    const order = await world.drain(ruth, url, { queue: "review", finish: accept(ruth) });
    expect(order.map(([name]) => name)).toEqual(["a", "b"]);
  });
});

describe("people who can no longer work", () => {
  it("lose their leases, and what is held for them is everybody's in its place by priority", async () => {
    const { url, uuids } = await world.openDataset(
      {
        open: { priority: 1 },
        started: { priority: 3 },
        returned: { priority: 2 },
        assigned: { priority: 4, assigned_labeler: "lara" },
      },
      EVERYTHING,
    );
    await world.label(lara, uuids.returned);
    await world.review(rosa, uuids.returned, "reject");
    await world.label(lara, uuids.started, "save");
    const { lease } = await world.next(lara, url);
    await jane.delete(`${url}collaborators/lara/`);
    expect((await lara.call("PUT", `/leases/${lease?.uuid}/`)).status).toBe(404);
    const save = await world.work(lara, uuids.started, { work_type: "label", action: "submit", lease: lease?.uuid });
    expect(save.status).toBe(404);
    const order = await world.drain(luis, url, { finish: submit(luis) });
    expect(order).toEqual(["assigned", "started", "returned", "open"].map((name) => [name, "open"]));
  });

  it("are those too who may only look now: their next save is refused in words", async () => {
    const { url, uuids } = await world.openDataset({ a: {}, b: { assigned_labeler: "lara" } }, EVERYTHING);
    await world.label(lara, uuids.a, "save");
    const { lease } = await world.next(lara, url);
    await jane.patch(`${url}collaborators/lara/`, { role: "viewer" });
    const save = await world.label(lara, uuids.a);
    expect(save).toMatchObject({ status: 403, body: { detail: "You do not have permission to perform this action." } });
    expect((await lara.call("PUT", `/leases/${lease?.uuid}/`)).status).toBe(404);
    expect((await lara.post(`${url}queue/label/`, { client: "tab-of-lara" })).status).toBe(403);
    const order = await world.drain(luis, url, { finish: submit(luis) });
    expect(order.map(([name]) => name)).toEqual(["a", "b"]);
  });

  it("may also be strangers to a public dataset that closed", async () => {
    const open = { ...EVERYTHING, public: true, noncollaborator_can_label: true };
    const { url, uuids } = await world.openDataset({ a: {}, b: {} }, open);
    expect((await world.next(sam, url)).name).toBe("a");
    await world.label(sam, uuids.a, "save");
    const { lease } = await world.next(sam, url);
    expect((await sam.post(`${url}queue/review/`, { client: "tab-of-sam" })).status).toBe(403);
    await jane.patch(url, { noncollaborator_can_label: false });
    expect((await sam.call("PUT", `/leases/${lease?.uuid}/`)).status).toBe(404);
    expect((await world.label(sam, uuids.a)).status).toBe(403);
    await world.expireLeases();
    // First what is anybody's, then what was held for somebody who is gone.
    const order = await world.drain(luis, url, { finish: submit(luis) });
    expect(order.map(([name]) => name)).toEqual(["b", "a"]);
  });

  it("are disabled accounts too: others go on with their work, after what is anybody's, until they are enabled again", async () => {
    const { url, uuids } = await world.openDataset(
      {
        open: {},
        started: {},
        returned: {},
        assigned: { assigned_labeler: "lara" },
        review: { assigned_reviewer: "rosa" },
      },
      EVERYTHING,
    );
    await world.label(lara, uuids.returned);
    await world.review(rosa, uuids.returned, "reject");
    await world.label(lara, uuids.started, "save");
    await world.label(luis, uuids.review);
    expect((await world.next(luis, url)).name).toBe("open");
    await world.label(luis, uuids.open);
    expect((await world.next(luis, url)).sample).toBeNull();
    const disable = (username: string, isDisabled: boolean) =>
      world.server.database.pool.query(
        "update account set disabled_at = case when $2 then now() end where username = $1",
        [username, isDisabled],
      );
    await disable("lara", true);
    await disable("rosa", true);
    try {
      expect((await world.drain(luis, url, { finish: submit(luis) })).map(([name]) => name).sort()).toEqual([
        "assigned",
        "returned",
        "started",
      ]);
      const reviewed = await world.drain(ruth, url, { queue: "review", finish: accept(ruth) });
      expect(reviewed.map(([name]) => name)).toContain("review");
    } finally {
      await disable("lara", false);
      await disable("rosa", false);
    }
  });

  it("are no organization's account: what is assigned to it is for anybody", async () => {
    await world.server.addOrganization("acme", jane);
    await jane.post("/organizations/acme/datasets/", { name: "shared", task_type: "vector" });
    const url = "/datasets/acme/shared/";
    await jane.post(`${url}collaborators/`, { user: "lara", role: "labeler" });
    const sample = { name: "a", attributes: { image: { url: "" } }, assigned_labeler: "acme" };
    expect((await jane.post(`${url}samples/`, sample)).status).toBe(201);
    expect(await world.next(lara, url)).toMatchObject({ name: "a", reason: "open" });
  });
});

describe("a clone", () => {
  it("starts with no assignments and nothing started", async () => {
    const { url, uuids } = await world.openDataset(
      { assigned: { assigned_labeler: "luis" }, started: {}, labeled: {} },
      EVERYTHING,
    );
    await world.label(lara, uuids.started, "save");
    await world.label(lara, uuids.labeled);
    const { database } = world.server;
    const clone = jane.post(`${url}clone/`, { name: "copied", clone_labels: true });
    const job = await eventually(async () => {
      const { rows } = await database.pool.query<{ id: number; source: string }>(
        "select id, clone_job->>'fromDatasetId' as source from dataset where name = 'copied'",
      );
      return rows[0];
    }, "The clone");
    const payload = { fromDatasetId: Number(job.source), toDatasetId: Number(job.id), withLabels: true };
    await cloneSamples(world.server.jobContext, payload);
    expect((await clone).status).toBe(201);
    const copy = "/datasets/jane/copied/";
    const taken = await world.drain(jane, copy, { finish: submit(jane) });
    expect(taken).toEqual([
      ["assigned", "open"],
      ["started", "open"],
    ]);
    expect((await world.next(jane, copy, { queue: "review" })).name).toBe("labeled");
  });
});

describe("the counts", () => {
  it("are of what the caller could get, leases of others left out", async () => {
    const { url, uuids } = await world.openDataset(
      { a: {}, b: {}, mine: { assigned_labeler: "lara" }, other: { assigned_labeler: "luis" }, labeled: {} },
      EVERYTHING,
    );
    await world.label(lara, uuids.labeled);
    const counts = async (user: TestUser) => {
      const { body } = await user.get<Record<"label" | "review", { count: number; is_capped: boolean }>>(
        `${url}queue/`,
      );
      expect([body.label.is_capped, body.review.is_capped]).toEqual([false, false]);
      return [body.label.count, body.review.count];
    };
    expect(await counts(lara)).toEqual([3, 0]);
    expect(await counts(rosa)).toEqual([2, 1]);
    await world.next(luis, url);
    await world.next(luis, url, { exclude: [uuids.other] });
    expect(await counts(lara)).toEqual([2, 0]);
    expect(await counts(luis)).toEqual([3, 0]);
    await world.expireLeases();
    expect(await counts(lara)).toEqual([3, 0]);
  });

  it("stop at 1000", async () => {
    const { url } = await world.openDataset({});
    const samples = Array.from({ length: 1001 }, (_, n) => ({ name: `${n}`, attributes: { image: { url: "" } } }));
    await jane.post(`${url}samples_bulk/`, samples);
    const answer = await lara.get(`${url}queue/`);
    expect(answer.body).toEqual({ label: { count: 1000, is_capped: true }, review: { count: 0, is_capped: false } });
  });

  it("are none for who may only look", async () => {
    const { url } = await world.openDataset({ a: {} }, { public: true });
    const none = { count: 0, is_capped: false };
    expect((await sam.get(`${url}queue/`)).body).toEqual({ label: none, review: none });
  });
});
