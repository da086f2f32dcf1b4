import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgetOldRows } from "../../jobs/housekeeping.js";
import { expectRefusal, invalid, NOT_FOUND } from "../../testing/refusals.js";
import type { TestUser } from "../../testing/test-server.js";
import { EMPTY, EVERYTHING, QueueWorld } from "./test-support.js";

let world: QueueWorld;
let jane: TestUser;
let lara: TestUser;
let luis: TestUser;
let rosa: TestUser;
let ruth: TestUser;
let mona: TestUser;

beforeAll(async () => {
  world = await QueueWorld.open();
  ({ jane, lara, luis, rosa, ruth, mona } = world.users);
});
afterAll(() => world.server.close());

const LEASED = { status: 409, sdkError: "NetworkError" } as const;

describe("many leases of one person", () => {
  it("are bounded: nobody empties a queue alone, by many tabs or by excluding", async () => {
    const samples = Object.fromEntries(Array.from({ length: 40 }, (_, number) => [`s${100 + number}`, {}]));
    const { url } = await world.openDataset(samples);
    for (let tab = 0; tab < 30; tab++) await world.next(lara, url, { client: `a-tab-of-lara-${tab}` });
    const exclude: string[] = [];
    for (let sample = 0; sample < 30; sample++) {
      const { sample: taken } = await world.next(lara, url, { client: "one-tab-of-lara", exclude });
      exclude.push(taken?.uuid ?? "");
    }
    const held = await mona.get<{ username: string }[]>(`${url}leases/`);
    expect(held.body.map(({ username }) => username)).toEqual(Array.from({ length: 16 }, () => "lara"));
    expect((await world.next(luis, url)).sample).not.toBeNull();
  });

  it("end in the order of their last sign of life; the newest one stays", async () => {
    const samples = Object.fromEntries(Array.from({ length: 20 }, (_, number) => [`s${100 + number}`, {}]));
    const { url } = await world.openDataset(samples);
    const first = await world.next(lara, url, { client: "a-tab-of-lara-first" });
    await world.next(lara, url, { client: "a-tab-of-lara-second" });
    await world.server.database.pool.query(
      "update lease set expires_at = expires_at + case when uuid = $1 then interval '1 minute' else interval '0' end",
      [first.lease?.uuid],
    );
    for (let tab = 0; tab < 15; tab++) await world.next(lara, url, { client: `a-tab-of-lara-${tab}` });
    const { body } = await mona.get<{ sample_name: string }[]>(`${url}leases/`);
    const names = body.map(({ sample_name }) => sample_name);
    expect(names).toHaveLength(16);
    expect(names).toContain("s100");
    expect(names).not.toContain("s101");
  });
});

describe("a lease that ran out while its sample was read", () => {
  it("is given to nobody: somebody else may have finished the sample meanwhile", async () => {
    const { url } = await world.openDataset({ a: {}, b: {} });
    const { pool } = world.server.database;
    // The first lease that is made is over at once, as if the machine had stood still for so long.
    await pool.query(`create sequence leases_made;
      create function run_out() returns trigger language plpgsql as $$ begin
        if nextval('leases_made') = 1 then new.expires_at := now() - interval '1 second'; end if; return new; end $$;
      create trigger run_out before insert on lease for each row execute function run_out()`);
    try {
      const { lease } = await world.next(lara, url);
      const { rows } = await pool.query("select expires_at > now() as is_live from lease where uuid = $1", [
        lease?.uuid,
      ]);
      expect(rows).toEqual([{ is_live: true }]);
      expect(Number((await pool.query("select last_value from leases_made")).rows[0].last_value)).toBeGreaterThan(1);
    } finally {
      await pool.query("drop trigger run_out on lease; drop function run_out; drop sequence leases_made");
    }
  });
});

describe("a manager", () => {
  it("sees who holds what, and gives it back", async () => {
    const { url, uuids } = await world.openDataset({ a: {} });
    const { lease } = await world.next(lara, url);
    expect((await mona.get(`${url}leases/`)).body).toEqual([
      {
        ...{ uuid: lease?.uuid, sample_uuid: uuids.a, sample_name: "a", username: "lara", work_type: "label" },
        ...{ created_at: expect.any(String), expires_at: lease?.expires_at },
      },
    ]);
    const { url: other } = await world.openDataset({ b: {} });
    expectRefusal(await mona.delete(`${other}leases/${lease?.uuid}/`), NOT_FOUND);
    expect((await mona.delete(`${url}leases/${lease?.uuid}/`)).status).toBe(204);
    expect((await mona.get(`${url}leases/`)).body).toEqual([]);
    expectRefusal(await lara.call("PUT", `/leases/${lease?.uuid}/`), NOT_FOUND);
    expect((await world.next(luis, url)).name).toBe("a");
  });
});

describe("a lease", () => {
  it("keeps a sample from everybody else, the same person's other tabs included", async () => {
    const { url } = await world.openDataset({ a: {}, b: {}, c: {} });
    expect((await world.next(lara, url)).name).toBe("a");
    expect((await world.next(luis, url)).name).toBe("b");
    expect((await world.next(lara, url, { client: "another-tab-of-lara" })).name).toBe("c");
    expect((await world.next(rosa, url)).sample).toBeNull();
  });

  it("comes back first when its tab asks again, as after a reload", async () => {
    const { url } = await world.openDataset({ a: {}, b: {} });
    const first = await world.next(lara, url);
    await jane.post(`${url}samples/`, { name: "urgent", attributes: { image: { url: "" } }, priority: 9 });
    const again = await world.next(lara, url);
    expect(again).toMatchObject({ name: "a", reason: "open", lease: { uuid: first.lease?.uuid } });
  });

  it("is joined by a second one for the sample that is fetched ahead", async () => {
    const { url, uuids } = await world.openDataset({ a: {}, b: {}, c: {} });
    await world.next(lara, url);
    expect((await world.next(lara, url, { exclude: [uuids.a] })).name).toBe("b");
    expect((await world.next(lara, url, { exclude: [uuids.a, uuids.b] })).name).toBe("c");
    // It goes on with the older one.
    expect((await world.next(lara, url)).name).toBe("a");
    await world.label(lara, uuids.a);
    expect((await world.next(lara, url)).name).toBe("b");
  });

  it("is kept alive, and given back", async () => {
    const { url } = await world.openDataset({ a: {} });
    const { lease } = await world.next(lara, url);
    await world.server.database.pool.query("update lease set expires_at = now() + interval '5 seconds'");
    const kept = await lara.call<Record<string, unknown>>("PUT", `/leases/${lease?.uuid}/`);
    expect(kept).toMatchObject({ status: 200, body: { ...lease, expires_at: expect.any(String) } });
    expect(Date.parse(String(kept.body.expires_at))).toBeGreaterThan(Date.now() + 30_000);
    expect((await lara.delete(`/leases/${lease?.uuid}/`)).status).toBe(204);
    expectRefusal(await lara.delete(`/leases/${lease?.uuid}/`), NOT_FOUND);
    expectRefusal(await lara.call("PUT", `/leases/${lease?.uuid}/`), NOT_FOUND);
    expect((await world.next(luis, url)).name).toBe("a");
  });

  it("that expired is alive again if nobody took its sample, and lost if somebody did", async () => {
    const { url } = await world.openDataset({ a: {} });
    const { lease } = await world.next(lara, url);
    await world.expireLeases();
    expect((await lara.call("PUT", `/leases/${lease?.uuid}/`)).status).toBe(200);
    await world.expireLeases();
    const taken = await world.next(luis, url);
    expect(taken.name).toBe("a");
    expect(taken.lease?.uuid).not.toBe(lease?.uuid);
    expectRefusal(await lara.call("PUT", `/leases/${lease?.uuid}/`), NOT_FOUND);
  });

  it("is nobody else's to keep or to end, and goes with its sample and its dataset", async () => {
    const { url, uuids } = await world.openDataset({ a: {}, b: {} });
    const first = await world.next(lara, url);
    const second = await world.next(luis, url);
    for (const user of [luis, jane, mona]) {
      expectRefusal(await user.call("PUT", `/leases/${first.lease?.uuid}/`), NOT_FOUND);
      expectRefusal(await user.delete(`/leases/${first.lease?.uuid}/`), NOT_FOUND);
    }
    await jane.delete(`/samples/${uuids.a}/`);
    expectRefusal(await lara.call("PUT", `/leases/${first.lease?.uuid}/`), NOT_FOUND);
    await jane.delete(url);
    expectRefusal(await luis.call("PUT", `/leases/${second.lease?.uuid}/`), NOT_FOUND);
    expectRefusal(await luis.post(`${url}queue/label/`, { client: "tab-of-luis" }), NOT_FOUND);
  });

  it("does not bring back a sample whose label was written past the queue", async () => {
    const { url, uuids } = await world.openDataset({ a: {}, b: {} });
    await world.next(lara, url);
    await jane.put(`/labels/${uuids.a}/ground-truth/`, { attributes: EMPTY, label_status: "LABELED" });
    expect((await world.next(lara, url)).name).toBe("b");
    // And no longer keeps it from the reviewers.
    expect((await world.next(rosa, url, { queue: "review" })).name).toBe("a");
  });

  it("is swept when it expired", async () => {
    const { url } = await world.openDataset({ a: {}, b: {} });
    await world.next(lara, url);
    await world.expireLeases();
    await world.next(luis, url, { exclude: [] });
    const { database } = world.server;
    await forgetOldRows(world.server.jobContext);
    const { rows } = await database.pool.query("select account_id from lease");
    expect(rows).toEqual([{ account_id: luis.id }]);
  });
});

describe("many people at once", () => {
  const TABS = 12;

  it("never get the same sample, and together get all", async () => {
    const samples = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${n}`, { priority: n % 3 }]));
    const { url } = await world.openDataset(samples);
    const given: string[] = [];
    await Promise.all(
      Array.from({ length: TABS }, async (_, tab) => {
        const user = [lara, luis, rosa, mona][tab % 4] ?? lara;
        const mine: string[] = [];
        // Three tabs each: fewer samples than one person may hold.
        while (mine.length < 4) {
          const { sample } = await world.next(user, url, { client: `tab-number-${tab}`, exclude: mine });
          if (sample === null) return;
          mine.push(sample.uuid);
          given.push(sample.uuid);
        }
      }),
    );
    expect(given).toHaveLength(40);
    expect(new Set(given).size).toBe(40);
  });

  it("take over an expired lease once", async () => {
    const { url } = await world.openDataset({ a: {} });
    await world.next(lara, url);
    await world.expireLeases();
    const answers = await Promise.all(
      Array.from({ length: TABS }, (_, tab) => world.next(luis, url, { client: `tab-number-${tab}` })),
    );
    expect(answers.filter(({ sample }) => sample !== null)).toHaveLength(1);
  });

  it("review the samples of several labelers without meeting", async () => {
    const samples = Object.fromEntries(Array.from({ length: 24 }, (_, n) => [`${n}`, {}]));
    const { url, uuids } = await world.openDataset(samples);
    for (const [n, uuid] of Object.values(uuids).entries()) await world.label([lara, luis, mona][n % 3] ?? lara, uuid);
    const given: string[] = [];
    await Promise.all(
      Array.from({ length: TABS }, async (_, tab) => {
        const user = [rosa, ruth, mona][tab % 3] ?? rosa;
        const mine: string[] = [];
        while (mine.length < 2) {
          const next = await world.next(user, url, { queue: "review", client: `tab-number-${tab}`, exclude: mine });
          if (next.sample === null) return;
          mine.push(next.sample.uuid);
          given.push(next.sample.uuid);
        }
      }),
    );
    expect(given).toHaveLength(24);
    expect(new Set(given).size).toBe(24);
  });
});

describe("a save under a lease", () => {
  it("of somebody else or of another tab is refused; one's own is not, nor a manager's edit", async () => {
    const { url, uuids } = await world.openDataset({ a: {} }, EVERYTHING);
    const { lease } = await world.next(lara, url);
    const submit = { work_type: "label", action: "save", attributes: EMPTY };
    expectRefusal(await world.work(luis, uuids.a, submit), LEASED);
    expectRefusal(await world.work(luis, uuids.a, { ...submit, lease: lease?.uuid }), LEASED);
    expectRefusal(await world.work(lara, uuids.a, { ...submit, lease: randomUUID() }), LEASED);
    expect((await world.work(lara, uuids.a, { ...submit, lease: lease?.uuid })).status).toBe(200);
    expect((await world.work(lara, uuids.a, submit)).status).toBe(200);
    expect((await world.work(mona, uuids.a, { work_type: "normal", action: "edit" })).status).toBe(200);
    // The lease is still there.
    expect((await lara.call("PUT", `/leases/${lease?.uuid}/`)).status).toBe(200);
  });

  it("that expired goes through, while nobody took the sample", async () => {
    const { url, uuids } = await world.openDataset({ a: {}, b: {} });
    const first = await world.next(lara, url);
    await world.expireLeases();
    const submit = { work_type: "label", action: "submit", attributes: EMPTY };
    expect((await world.work(lara, uuids.a, { ...submit, lease: first.lease?.uuid })).status).toBe(200);
    const second = await world.next(lara, url);
    await world.expireLeases();
    expect((await world.next(luis, url)).name).toBe("b");
    expectRefusal(await world.work(lara, uuids.b, { ...submit, lease: second.lease?.uuid }), LEASED);
  });

  it("ends it, unless the work goes on", async () => {
    const { url, uuids } = await world.openDataset({ a: {}, b: {} }, EVERYTHING);
    const leases = async () =>
      (
        await world.server.database.pool.query(
          "select from lease where dataset_id = (select dataset_id from sample where uuid = $1)",
          [uuids.a],
        )
      ).rowCount;
    await world.next(lara, url);
    await world.label(lara, uuids.a, "save");
    expect(await leases()).toBe(1);
    for (const [uuid, action] of [
      [uuids.a, "submit"],
      [uuids.b, "skip"],
    ] as const) {
      await world.next(lara, url);
      expect(await leases()).toBe(1);
      await world.label(lara, uuid, action);
      expect(await leases()).toBe(0);
    }
  });
});

describe("a wrong request", () => {
  const CLIENTS = [
    undefined,
    null,
    5,
    "",
    "short",
    "x".repeat(65),
    "with a blank",
    "ünïcödé-tab",
    "nul\u0000-in-a-tab",
    {},
  ];

  it("names what is wrong with the client or the samples to leave out", async () => {
    const { url } = await world.openDataset({ a: {} });
    for (const client of CLIENTS) {
      const answer = await lara.post(`${url}queue/label/`, { client });
      expect(answer.status, JSON.stringify(client)).toBe(400);
    }
    const client = "tab-of-lara";
    expectRefusal(await lara.post(`${url}queue/label/`, { client: 5 }), invalid("client"));
    for (const exclude of [null, "a", {}, [5], [null], Array(101).fill("x")]) {
      expectRefusal(await lara.post(`${url}queue/review/`, { client, exclude }), {
        status: 403,
        sdkError: "AuthorizationError",
      });
      expect((await lara.post(`${url}queue/label/`, { client, exclude })).status, JSON.stringify(exclude)).toBe(400);
    }
    expect((await lara.post(`${url}queue/label/`)).status).toBe(400);
    expect((await world.next(lara, url, { exclude: ["nonsense", randomUUID()] })).name).toBe("a");
  });

  it("names no lease", async () => {
    for (const uuid of ["12345", randomUUID(), "%00", "..%2f"]) {
      expectRefusal(await lara.call("PUT", `/leases/${uuid}/`), NOT_FOUND);
      expectRefusal(await lara.delete(`/leases/${uuid}/`), NOT_FOUND);
    }
  });
});
