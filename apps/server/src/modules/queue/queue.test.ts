import type { LabelStatus, QueueSample, WorkResult } from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

let server: TestServer;
let jane: TestUser;
let lara: TestUser;
let luis: TestUser;
let rosa: TestUser;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  lara = await server.addUser("lara");
  luis = await server.addUser("luis");
  rosa = await server.addUser("rosa");
  await server.addUser("ruth");
});
afterAll(() => server.close());

const EMPTY = { annotations: [] };
const EVERYTHING = {
  enable_save_button: true,
  enable_skip_reviewing: true,
  enable_ratings: true,
  enable_label_status_verified: true,
};

let datasets = 0;
/** A dataset of jane, with lara and luis to label and rosa and ruth to review, and samples by name. */
async function openDataset(samples: Record<string, object>, settings: object = {}) {
  const collaborators = { lara: "labeler", luis: "labeler", rosa: "reviewer", ruth: "reviewer" } as const;
  const url = await server.addDataset(jane, { name: `queue-${++datasets}`, collaborators, settings: { ...settings } });
  const uuids: Record<string, string> = {};
  for (const [name, fields] of Object.entries(samples)) {
    const sample = { name, attributes: { image: { url: "" } }, ...fields };
    uuids[name] = (await jane.post<{ uuid: string }>(`${url}samples/`, sample)).body.uuid;
  }
  return { url, uuids };
}

type Next = QueueSample & { name: string | undefined };

async function next(
  user: TestUser,
  queue: string,
  options: { client?: string; exclude?: string[] } = {},
): Promise<Next> {
  const body = {
    client: options.client ?? `tab-of-${user.username}`,
    ...(options.exclude && { exclude: options.exclude }),
  };
  const answer = await user.post<QueueSample>(queue, body);
  expect(answer.status, answer.text).toBe(200);
  return { ...answer.body, name: answer.body.sample?.name };
}

async function work(user: TestUser, uuid: string, body: object): Promise<Answer<WorkResult & Record<string, unknown>>> {
  const label = await jane.get<{ version: number }>(`/labels/${uuid}/ground-truth/`);
  const version = label.status === 200 ? label.body.version : 0;
  return user.post(`/labels/${uuid}/ground-truth/work/`, { version, time: 1000, inactive_time: 0, ...body });
}

const submit = (user: TestUser, uuid: string) =>
  work(user, uuid, { work_type: "label", action: "submit", attributes: EMPTY });
const review = (user: TestUser, uuid: string, action: string) => work(user, uuid, { work_type: "review", action });

async function statusOf(uuid: string): Promise<LabelStatus> {
  const answer = await jane.get<{ label_status: LabelStatus }>(`/labels/${uuid}/ground-truth/`);
  return answer.status === 404 ? "UNLABELED" : answer.body.label_status;
}

describe("the label queue", () => {
  it("gives samples by priority, then age, and says when there are none", async () => {
    const { url } = await openDataset({ a: {}, b: { priority: 5 }, c: {}, d: { priority: -1 } });
    const queue = `${url}queue/label/`;
    const names: unknown[] = [];
    for (let n = 0; n < 4; n++) {
      const given = await next(lara, queue);
      expect(given.reason).toBe("open");
      names.push(given.name);
      expect((await submit(lara, given.sample?.uuid ?? "")).status).toBe(200);
    }
    expect(names).toEqual(["b", "a", "c", "d"]);
    expect((await lara.post(queue, { client: "tab-of-lara" })).body).toEqual({
      sample: null,
      lease: null,
      reason: null,
    });
  });

  it("gives the whole sample with its label, and a lease", async () => {
    const { url, uuids } = await openDataset({ a: {} });
    await jane.put(`/labels/${uuids.a}/ground-truth/`, { attributes: EMPTY });
    const given = await next(lara, `${url}queue/label/`);
    expect(given.sample).toMatchObject({
      ...{ uuid: uuids.a, name: "a", attributes: { image: { url: "" } } },
      label: { label_status: "PRELABELED", attributes: EMPTY, version: 1 },
    });
    expect(given.lease).toEqual({
      ...{ uuid: expect.any(String), sample_uuid: uuids.a, work_type: "label" },
      ...{ expires_at: expect.any(String), duration_seconds: 90 },
    });
    const inSeconds = (Date.parse(given.lease?.expires_at ?? "") - Date.now()) / 1000;
    expect(inSeconds).toBeGreaterThan(30);
    expect(inSeconds).toBeLessThan(150);
  });

  it("goes through its steps in their order", async () => {
    const { url, uuids } = await openDataset(
      {
        open: { priority: 9 },
        prelabeled: { priority: 8 },
        mine: { assigned_labeler: "lara" },
        other: { assigned_labeler: "luis", priority: 99 },
        returned: {},
        started: {},
        bounced: { assigned_labeler: "lara", priority: 1 },
      },
      EVERYTHING,
    );
    await jane.put(`/labels/${uuids.prelabeled}/ground-truth/`, { attributes: EMPTY });
    await jane.put(`/labels/${uuids.bounced}/ground-truth/`, { attributes: EMPTY, label_status: "REJECTED" });
    await submit(lara, uuids.returned ?? "");
    await review(rosa, uuids.returned ?? "", "reject");
    await work(lara, uuids.started ?? "", { work_type: "label", action: "save", attributes: EMPTY });
    const order: [unknown, unknown][] = [];
    for (let n = 0; n < 6; n++) {
      const given = await next(lara, `${url}queue/label/`);
      order.push([given.name, given.reason]);
      await submit(lara, given.sample?.uuid ?? "");
    }
    expect(order).toEqual([
      ["started", "in_progress"],
      ["returned", "rejected"],
      ["bounced", "assigned"],
      ["mine", "assigned"],
      ["open", "open"],
      ["prelabeled", "open"],
    ]);
    expect((await next(lara, `${url}queue/label/`)).sample).toBeNull();
    expect((await next(luis, `${url}queue/label/`)).name).toBe("other");
  });
});

describe("the review queue", () => {
  it("goes through its steps in their order", async () => {
    const { url, uuids } = await openDataset(
      {
        own: { priority: 9 },
        others: {},
        mine: { assigned_reviewer: "rosa" },
        ruths: { assigned_reviewer: "ruth", priority: 99 },
        corrected: {},
        started: {},
        unlabeled: { priority: 99 },
      },
      EVERYTHING,
    );
    for (const name of ["others", "mine", "ruths", "corrected", "started"]) await submit(lara, uuids[name] ?? "");
    await submit(rosa, uuids.own ?? "");
    await review(rosa, uuids.corrected ?? "", "reject");
    await submit(lara, uuids.corrected ?? "");
    await review(rosa, uuids.started ?? "", "save");
    const order: [unknown, unknown][] = [];
    for (let n = 0; n < 5; n++) {
      const given = await next(rosa, `${url}queue/review/`);
      order.push([given.name, given.reason]);
      expect((await review(rosa, given.sample?.uuid ?? "", "accept")).status).toBe(200);
    }
    expect(order).toEqual([
      ["started", "in_progress"],
      ["corrected", "corrected"],
      ["mine", "assigned"],
      ["others", "open"],
      ["own", "open"],
    ]);
    expect((await next(rosa, `${url}queue/review/`)).sample).toBeNull();
    expect(await statusOf(uuids.own ?? "")).toBe("REVIEWED");
  });
});
