import { randomUUID } from "node:crypto";
import type { WorkResult } from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefusal, expectUnchanged, invalid, NOT_FOUND } from "../../testing/refusals.js";
import type { TestUser } from "../../testing/test-server.js";
import { EMPTY, EVERYTHING, QueueWorld } from "../queue/test-support.js";

let world: QueueWorld;
let jane: TestUser;
let lara: TestUser;
let luis: TestUser;
let rosa: TestUser;
let mona: TestUser;

beforeAll(async () => {
  world = await QueueWorld.open();
  ({ jane, lara, luis, rosa, mona } = world.users);
});
afterAll(() => world.server.close());

const box = (x: number) => ({
  annotations: [
    {
      ...{ id: 1, track_id: 1, category_id: 1, type: "bbox" },
      points: [
        [x, 0],
        [x + 1, 1],
      ],
    },
  ],
});
const SUBMIT = { work_type: "label", action: "submit", version: 0, time: 1200, inactive_time: 34 };
const workUrl = (uuid: string, labelset = "ground-truth") => `/labels/${uuid}/${labelset}/work/`;

async function countRows(uuid: string) {
  const { rows } = await world.server.database.pool.query(
    `select (select count(*) from label_version v where v.sample_id = s.id)::int as versions,
      (select count(*) from workunit w where w.sample_id = s.id)::int as workunits from sample s where uuid = $1`,
    [uuid],
  );
  return rows[0] as { versions: number; workunits: number };
}

describe("work", () => {
  it("writes label, history, workunit and the sample's state at once", async () => {
    const { url, uuids } = await world.openDataset({ a: {} }, EVERYTHING);
    const { lease } = await world.next(lara, url);
    const metrics = { session_time_metrics: { zoom: 1.5, big: 1 } };
    const done = await lara.post<WorkResult>(workUrl(uuids.a), {
      ...{ ...SUBMIT, ...metrics, lease: lease?.uuid },
      attributes: box(1),
    });
    expect(done.status, done.text).toBe(200);
    expect(done.body.label).toMatchObject({
      label_status: "LABELED",
      version: 1,
      created_by: "lara",
      attributes: box(1),
    });
    expect(done.body.workunit).toEqual({
      ...{ uuid: expect.any(String), created_at: expect.any(String), created_by: "lara", work_type: "label" },
      ...{ next_label_status: "LABELED", time: 1200, inactive_time: 34, sample_uuid: uuids.a, sample_name: "a" },
      ...{ label_rating: null, ...metrics },
    });
    expect(await countRows(uuids.a)).toEqual({ versions: 1, workunits: 1 });
    const accepted = await world.work(rosa, uuids.a, { work_type: "review", action: "accept", rating: 4 });
    expect(accepted.body.label).toMatchObject({ label_status: "REVIEWED", version: 2, rating: 4, reviewed_by: "rosa" });
    expect(accepted.body.label).toMatchObject({ attributes: box(1) });
    const list = await jane.get<object[]>(`${url}workunits/?include_session_time_metrics=1&sort=created_at`);
    expect(list.body).toMatchObject([
      { ...done.body.workunit, ...metrics },
      { work_type: "review", created_by: "rosa", label_rating: 4, next_label_status: "REVIEWED", time: 1000 },
    ]);
    expect((await jane.get(url)).body).toMatchObject({ label_stats: { REVIEWED: 1, LABELED: 0, TOTAL: 1 } });
  });

  it("says what is mandatory and missing, and then writes nothing; programs may still put such a label", async () => {
    const color = { name: "color", input_type: "select", values: ["red"], is_mandatory: true };
    const occluded = { name: "occluded", input_type: "checkbox", is_mandatory: true };
    const sky = { name: "sky", input_type: "text", is_mandatory: true };
    const taskAttributes = {
      format_version: "0.1",
      categories: [
        { id: 1, name: "car", attributes: [color, occluded, { name: "note", input_type: "text" }] },
        { id: 2, name: "van" },
      ],
      image_attributes: [sky],
    };
    const { url, uuids } = await world.openDataset({ a: {} }, { ...EVERYTHING, task_attributes: taskAttributes });
    const object = (id: number, category: number, attributes?: object) => ({
      ...{ id, category_id: category, type: "bbox", attributes },
      points: [
        [0, 0],
        [1, 1],
      ],
    });
    const annotations = [object(1, 1, { color: "red", occluded: false }), object(2, 2), object(3, 1, { color: "" })];
    const submit = await lara.post(workUrl(uuids.a), { ...SUBMIT, attributes: { annotations } });
    expect(submit.status).toBe(400);
    expect(submit.body).toMatchObject({
      "attributes.image_attributes": ['"sky" is mandatory and has no value.'],
      "attributes.annotations[2].attributes": [
        '"color" is mandatory and has no value.',
        '"occluded" is mandatory and has no value.',
      ],
    });
    expect(await countRows(uuids.a)).toEqual({ versions: 0, workunits: 0 });
    const saved = await lara.post(workUrl(uuids.a), { ...SUBMIT, action: "save", attributes: { annotations } });
    expect(saved.status, saved.text).toBe(200);
    const put = await lara.put(`/labels/${uuids.a}/ground-truth/`, {
      ...{ attributes: { annotations }, label_status: "LABELED" },
    });
    expect(put.status, put.text).toBe(200);
    // What is accepted without new content is looked at too.
    const review = { ...SUBMIT, work_type: "review", version: 2 };
    expect((await rosa.post(workUrl(uuids.a), { ...review, action: "accept" })).status).toBe(400);
    expect((await rosa.post(workUrl(uuids.a), { ...review, action: "reject" })).status).toBe(200);
    const whole = {
      annotations: [object(1, 1, { color: "red", occluded: true })],
      image_attributes: { sky: "clear" },
    };
    const again = await lara.post(workUrl(uuids.a), { ...SUBMIT, version: 3, attributes: whole });
    expect(again.status, again.text).toBe(200);
    expect((await jane.patch(url, { block_submit_on_mandatory: false })).status).toBe(200);
    const missing = { ...SUBMIT, version: 4, attributes: { annotations } };
    expect((await lara.post(workUrl(uuids.a), missing)).status).toBe(200);
  });

  it("stores metrics and attributes as they came", async () => {
    const { url, uuids } = await world.openDataset({ a: {} });
    const body = `{"work_type":"label","action":"submit","version":0,"time":1,"inactive_time":0,
      "session_time_metrics": {"ns": 1700000000123456789, "z":  1.50}, "attributes": {"annotations": [], "mine": 1700000000123456789}}`;
    const done = await lara.call("POST", workUrl(uuids.a), { body });
    expect(done.text).toContain('{"annotations": [], "mine": 1700000000123456789}');
    expect(done.text).toContain('{"ns": 1700000000123456789, "z":  1.50}');
    const list = await jane.get(`${url}workunits/?include_session_time_metrics=1`);
    expect(list.text).toContain('{"ns": 1700000000123456789, "z":  1.50}');
    expect((await jane.get(`${url}workunits/`)).text).not.toContain("session_time_metrics");
  });

  it("with megabytes of attributes is checked and stored off the main thread, and made again when repeated", async () => {
    const { uuids } = await world.openDataset({ a: {} });
    const annotations = Array.from({ length: 20_000 }, (_, n) => ({
      ...box(n).annotations[0],
      id: n + 1,
      track_id: n + 1,
    }));
    const body = JSON.stringify({ ...SUBMIT, attributes: { annotations } });
    const send = () => lara.call("POST", workUrl(uuids.a), { body, headers: { "idempotency-key": "large" } });
    const first = await send();
    expect(first.status).toBe(200);
    await world.work(rosa, uuids.a, { work_type: "review", action: "accept" });
    const again = await send();
    expect(again.headers["idempotent-replayed"]).toBe("true");
    expect(again.text === first.text).toBe(true);
    const { rows } = await world.server.database.pool.query(
      "select length(body) as size from idempotency_key where key = 'large'",
    );
    expect((rows[0] as { size: number }).size).toBeLessThan(2000);
    expect(await countRows(uuids.a)).toEqual({ versions: 2, workunits: 2 });
  });

  it("is applied once under one Idempotency-Key, also when sent twice at once", async () => {
    const { uuids } = await world.openDataset({ a: {}, b: {} });
    const options = { body: { ...SUBMIT, attributes: box(2) }, headers: { "idempotency-key": "once" } };
    const answers = await Promise.all([1, 2, 3].map(() => lara.call("POST", workUrl(uuids.a), options)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await countRows(uuids.a)).toEqual({ versions: 1, workunits: 1 });
    const other = await lara.call("POST", workUrl(uuids.b), options);
    expectRefusal(other, invalid("Idempotency-Key"));
  });

  it("from a stale version is answered with the label that is there, and changes nothing", async () => {
    const { uuids } = await world.openDataset({ a: {} });
    const first = await lara.post<WorkResult>(workUrl(uuids.a), { ...SUBMIT, attributes: box(1) });
    await expectUnchanged(world.server, async () => {
      for (const version of [0, 2]) {
        const stale = await luis.post(workUrl(uuids.a), { ...SUBMIT, version, attributes: box(2) });
        expect(stale.status).toBe(409);
        expect(stale.body).toEqual({ detail: expect.stringContaining("saved"), version: 1, label: first.body.label });
      }
    });
    await jane.delete(`/labels/${uuids.a}/ground-truth/`);
    const stale = await luis.post(workUrl(uuids.a), { ...SUBMIT, version: 1, attributes: box(2) });
    expect(stale).toMatchObject({ status: 409, body: { version: 0, label: null } });
    const plain = await jane.put(`/labels/${uuids.a}/ground-truth/`, { attributes: EMPTY, version: 7 });
    expect(plain).toMatchObject({ status: 409, body: { version: 0, label: null } });
  });

  it("of many at once from one version is done by one of them", async () => {
    const { uuids } = await world.openDataset({ a: {} });
    const users = [lara, luis, rosa, mona, jane, lara, luis, rosa];
    const answers = await Promise.all(
      users.map((user, x) => user.post(workUrl(uuids.a), { ...SUBMIT, attributes: box(x) })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
    expect(await countRows(uuids.a)).toEqual({ versions: 1, workunits: 1 });
  });

  it("meets plain saves without one waiting for the other for ever", async () => {
    const { uuids } = await world.openDataset({ a: {} });
    const url = `/labels/${uuids.a}/ground-truth/`;
    await jane.put(url, { attributes: EMPTY });
    const rounds = Array.from({ length: 12 }, (_, x) => x);
    const answers = await Promise.all(
      rounds.flatMap((x) => [
        jane.put(url, { attributes: box(x) }),
        mona.patch(url, { score: x }),
        mona.post(workUrl(uuids.a), { ...SUBMIT, work_type: "normal", action: "edit", version: x + 1 }),
      ]),
    );
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
  });

  it("without attributes leaves them as they are, and needs a label, unless it is skipped", async () => {
    const { url, uuids } = await world.openDataset({ a: {}, b: {} }, EVERYTHING);
    for (const action of ["submit", "save"]) {
      expectRefusal(await lara.post(workUrl(uuids.a), { ...SUBMIT, action }), invalid("attributes"));
    }
    expectRefusal(
      await mona.post(workUrl(uuids.a), { ...SUBMIT, work_type: "normal", action: "edit" }),
      invalid("attributes"),
    );
    const skipped = await lara.post(workUrl(uuids.a), { ...SUBMIT, action: "skip" });
    expect(skipped.body).toMatchObject({ label: { label_status: "SKIPPED", attributes: { annotations: [] } } });
    await jane.put(`/labels/${uuids.b}/ground-truth/`, { attributes: box(1) });
    const submitted = await lara.post(workUrl(uuids.b), { ...SUBMIT, version: 1 });
    expect(submitted.body).toMatchObject({ label: { label_status: "LABELED", attributes: box(1), version: 2 } });
    expect((await jane.get(url)).body).toMatchObject({ label_stats: { SKIPPED: 1, LABELED: 1 } });
  });

  it("of labelers does not undo a review, nor that of reviewers touch what is not labeled", async () => {
    const { uuids } = await world.openDataset({ a: {}, b: {} });
    await jane.put(`/labels/${uuids.a}/ground-truth/`, { attributes: EMPTY, label_status: "REVIEWED" });
    const undone = await lara.post(workUrl(uuids.a), { ...SUBMIT, version: 1, attributes: EMPTY });
    expect(undone).toMatchObject({ status: 409, body: { detail: expect.stringContaining("review") } });
    expect((await world.review(rosa, uuids.b, "accept")).status).toBe(409);
    await jane.put(`/labels/${uuids.b}/ground-truth/`, { attributes: EMPTY });
    expect((await world.review(rosa, uuids.b, "accept")).status).toBe(409);
  });

  it("on another labelset is a manager's edit, and moves no queue", async () => {
    const { url, uuids } = await world.openDataset({ a: {} });
    await jane.post(`${url}labelsets/`, { name: "model" });
    const edit = { ...SUBMIT, work_type: "normal", action: "edit", attributes: box(1) };
    expectRefusal(await mona.post(workUrl(uuids.a, "model"), { ...SUBMIT, attributes: box(1) }), invalid("work_type"));
    const done = await mona.post(workUrl(uuids.a, "model"), { ...edit, label_status: "REVIEWED" });
    expect(done.body).toMatchObject({
      label: { labelset: "model", label_status: "REVIEWED" },
      workunit: { work_type: "normal" },
    });
    expect((await world.next(lara, url)).name).toBe("a");
    expectRefusal(await mona.post(workUrl(uuids.a, "nope"), edit), NOT_FOUND);
  });

  it("of a manager may set any status, and keeps whose the label is", async () => {
    const { url, uuids } = await world.openDataset({ a: {} }, EVERYTHING);
    await world.label(lara, uuids.a);
    const edit = { work_type: "normal", action: "edit" };
    expect((await world.work(mona, uuids.a, { ...edit, attributes: box(3) })).body.label).toMatchObject({
      label_status: "LABELED",
    });
    for (const label_status of ["VERIFIED", "REVIEWED", "LABELED", "REJECTED"]) {
      expect((await world.work(mona, uuids.a, { ...edit, label_status })).body.label).toMatchObject({ label_status });
    }
    expect(await world.next(lara, url)).toMatchObject({ name: "a", reason: "rejected" });
  });
});

describe("work that is wrong", () => {
  const WRONG: Readonly<Record<string, readonly unknown[]>> = {
    work_type: [undefined, null, 5, "", "LABEL", "labeling", [], {}],
    action: [undefined, null, 5, "", "SUBMIT", "delete", "accept", "edit", []],
    version: [undefined, null, -1, 1.5, "1", 2 ** 31, Infinity, {}],
    time: [undefined, null, -1, 1.5, "5", 1e15, Infinity, []],
    inactive_time: [undefined, null, -1, 0.1, "5", 1e15, {}],
    attributes: [null, 5, "x", [], {}, { annotations: 5 }, { annotations: [{}] }],
    rating: [0, 6, 2.5, "3", [], 3],
    label_status: [null, 5, "DONE", "LABELED", "VERIFIED"],
    session_time_metrics: [null, 5, "x", []],
    lease: [null, 5, {}],
  };

  it("is told by the member at fault, and changes nothing", async () => {
    const { uuids } = await world.openDataset({ a: {} });
    await expectUnchanged(world.server, async () => {
      for (const [member, values] of Object.entries(WRONG)) {
        for (const value of values) {
          const body = { ...SUBMIT, attributes: EMPTY, [member]: value };
          const text = JSON.stringify(body).replace(
            `"${member}":null`,
            `"${member}":${value === Infinity ? "1e400" : "null"}`,
          );
          const answer = await lara.call("POST", workUrl(uuids.a), { body: text });
          expectRefusal(answer, invalid(member), `${member}: ${JSON.stringify(value)}`);
        }
      }
    });
  });

  it("is refused as a whole", async () => {
    const { uuids } = await world.openDataset({ a: {} });
    await expectUnchanged(world.server, async () => {
      for (const body of ["", "[]", "5", "null", "{", '"x"', '{"work_type":"label"', "{}"]) {
        expect((await lara.call("POST", workUrl(uuids.a), { body })).status, body).toBe(400);
      }
      const metrics = { session_time_metrics: { x: "x".repeat(70_000) } };
      expectRefusal(
        await lara.post(workUrl(uuids.a), { ...SUBMIT, ...metrics, attributes: EMPTY }),
        invalid("session_time_metrics"),
      );
      for (const uuid of [randomUUID(), "12345"]) {
        expectRefusal(await lara.post(workUrl(uuid), { ...SUBMIT, attributes: EMPTY }), NOT_FOUND);
      }
    });
  });

  it("is refused by switches that are off, and to people without the role", async () => {
    const { uuids } = await world.openDataset({ a: {} }, { enable_skip_labeling: false });
    await world.label(lara, uuids.a);
    await expectUnchanged(world.server, async () => {
      for (const action of ["skip", "save"]) expectRefusal(await world.label(lara, uuids.a, action), invalid("action"));
      for (const action of ["skip", "save", "verify"]) {
        expectRefusal(await world.review(rosa, uuids.a, action), invalid("action"));
      }
      const rated = { work_type: "review", action: "accept", rating: 3 };
      expectRefusal(await world.work(rosa, uuids.a, rated), invalid("rating"));
      expect((await world.review(lara, uuids.a, "accept")).status).toBe(403);
      expect((await world.work(rosa, uuids.a, { work_type: "normal", action: "edit" })).status).toBe(403);
    });
  });

  it("on a sample that was deleted meanwhile, or a dataset, is a 404", async () => {
    const { url, uuids } = await world.openDataset({ a: {}, b: {} });
    await world.next(lara, url);
    await jane.delete(`/samples/${uuids.a}/`);
    expectRefusal(await lara.post(workUrl(uuids.a), { ...SUBMIT, attributes: EMPTY }), NOT_FOUND);
    await jane.delete(url);
    expectRefusal(await lara.post(workUrl(uuids.b), { ...SUBMIT, attributes: EMPTY }), NOT_FOUND);
  });
});
