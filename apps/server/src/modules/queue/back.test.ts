import type { QueueBackSample } from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestUser } from "../../testing/test-server.js";
import { EVERYTHING, QueueWorld } from "./test-support.js";

let world: QueueWorld;

beforeAll(async () => {
  world = await QueueWorld.open();
});
afterAll(() => world.server.close());

async function back(
  user: TestUser,
  url: string,
  {
    queue = "label",
    client = `tab-of-${user.username}`,
    ...body
  }: { queue?: string; client?: string; before?: string } = {},
) {
  const answer = await user.post<QueueBackSample>(`${url}queue/${queue}/back/`, { client, ...body });
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

const nameOf = async (given: Promise<QueueBackSample>) => (await given).sample?.name;

async function openThree() {
  const { url, uuids } = await world.openDataset({ a: {}, b: {}, c: {}, d: {} }, EVERYTHING);
  for (const name of ["a", "b", "c"] as const)
    await world.label(world.users.lara, uuids[name], name === "b" ? "skip" : "submit");
  return { url, uuids };
}

describe("going back in the label queue", () => {
  it("leads through what one did, the last first, and ends", async () => {
    const { url, uuids } = await openThree();
    const { lara } = world.users;
    const first = await back(lara, url);
    expect([first.sample?.name, first.lease?.sample_uuid, first.lease?.work_type]).toEqual(["c", uuids.c, "label"]);
    expect(first.sample?.label).toMatchObject({ label_status: "LABELED", version: 1 });
    expect(await nameOf(back(lara, url, { before: uuids.c }))).toBe("b");
    expect(await nameOf(back(lara, url, { before: uuids.b }))).toBe("a");
    expect(await back(lara, url, { before: uuids.a })).toEqual({ sample: null, lease: null });
    // From a sample that one has not worked on yet.
    expect(await nameOf(back(lara, url, { before: uuids.d }))).toBe("c");
    expect(await nameOf(back(lara, url, { before: "no uuid" }))).toBe("c");
  });

  it("holds the sample, which is submitted again as work of labeling", async () => {
    const { url, uuids } = await openThree();
    const { lara, rosa } = world.users;
    const { lease } = await back(lara, url);
    expect((await world.next(rosa, url, { queue: "review", client: "tab-one-of-rosa" })).name).toBe("a");
    const exclude = [uuids.a];
    expect((await world.next(rosa, url, { queue: "review", client: "tab-two-of-rosa", exclude })).name).toBeUndefined();
    // Asking for the one after it, the tab keeps it.
    expect((await world.next(lara, url, { exclude: [uuids.c] })).name).toBe("d");
    const body = { work_type: "label", action: "submit", lease: lease?.uuid, attributes: { annotations: [] } };
    const again = await world.work(lara, uuids.c, body);
    expect(again.body).toMatchObject({ label: { label_status: "LABELED" }, workunit: { work_type: "label" } });
    expect((await world.next(rosa, url, { queue: "review", client: "tab-two-of-rosa", exclude })).name).toBe("c");
  });

  it("passes over what somebody else has, reviewed or labeled since", async () => {
    const { url, uuids } = await openThree();
    const { lara, luis, rosa, jane } = world.users;
    await world.next(rosa, url, { queue: "review", exclude: [uuids.a] });
    expect(await nameOf(back(lara, url))).toBe("b");
    await world.review(rosa, uuids.c, "accept");
    expect(await nameOf(back(lara, url))).toBe("b");
    await jane.put(`/labels/${uuids.b}/ground-truth/`, { attributes: { annotations: [] }, label_status: "LABELED" });
    expect(await nameOf(back(lara, url))).toBe("a");
    await jane.delete(`/samples/${uuids.a}/`);
    expect(await nameOf(back(lara, url))).toBeUndefined();
    expect(await nameOf(back(luis, url))).toBeUndefined();
  });

  it("does not take it from another tab of one's own", async () => {
    const { url } = await openThree();
    const { lara } = world.users;
    const here = await back(lara, url);
    expect((await back(lara, url)).lease?.uuid).toBe(here.lease?.uuid);
    expect(await nameOf(back(lara, url, { client: "another-tab" }))).toBe("b");
    await world.expireLeases();
    expect(await nameOf(back(lara, url, { client: "another-tab" }))).toBe("c");
  });

  it("gives one sample to one of two who ask at once", async () => {
    const { url, uuids } = await openThree();
    const { lara, rosa } = world.users;
    const exclude = [uuids.a];
    const [mine, theirs] = await Promise.all([back(lara, url), world.next(rosa, url, { queue: "review", exclude })]);
    expect([mine.sample?.name, theirs.name]).not.toEqual(["c", "c"]);
  });

  it("finds nothing in an archived dataset, and needs a tab's name", async () => {
    const { url } = await openThree();
    const { lara, jane } = world.users;
    expect((await lara.post(`${url}queue/label/back/`, {})).status).toBe(400);
    await jane.patch(url, { archived: true });
    expect(await back(lara, url)).toEqual({ sample: null, lease: null });
  });
});

describe("going back in the review queue", () => {
  it("leads to what one accepted or rejected, until the labeler has it", async () => {
    const { url, uuids } = await openThree();
    const { lara, rosa, ruth } = world.users;
    await world.review(rosa, uuids.a, "accept");
    await world.review(rosa, uuids.c, "reject");
    expect(await nameOf(back(rosa, url, { queue: "review" }))).toBe("c");
    expect(await nameOf(back(rosa, url, { queue: "review", before: uuids.c }))).toBe("a");
    expect(await nameOf(back(ruth, url, { queue: "review" }))).toBeUndefined();
    expect((await world.review(rosa, uuids.a, "reject")).status).toBe(200);
    await world.expireLeases();
    expect((await world.next(lara, url)).reason).toBe("rejected");
    expect((await world.next(lara, url, { client: "second-tab" })).reason).toBe("rejected");
    expect(await nameOf(back(rosa, url, { queue: "review" }))).toBeUndefined();
  });
});
