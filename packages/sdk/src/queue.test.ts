import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import {
  ConflictError,
  type Label,
  type LabelVersion,
  NotFoundError,
  type Sample,
  TesseraClient,
  type ValidationError,
} from "./index.js";
import { type RealServer, startRealServer } from "./testing/real-server.js";

/** The queues, work and history by the SDK, against the product. */
let server: RealServer;
let jane: TesseraClient;
let john: TesseraClient;
let samples: Sample<"vector">[];

beforeAll(async () => {
  server = await startRealServer();
  await server.admin("user", "create", "john");
  const johnsKey = (await server.admin("key", "create", "john")).split("\n").at(-1);
  jane = new TesseraClient({ apiKey: server.key, baseUrl: server.url });
  john = new TesseraClient({ apiKey: johnsKey, baseUrl: server.url });
});
afterAll(() => server.stop());

beforeEach(async () => {
  await jane.datasets.delete("jane/flowers").catch(() => undefined);
  await jane.datasets.create({ name: "flowers", taskType: "vector", enableSaveButton: true });
  await jane.collaborators.add("jane/flowers", { username: "john", role: "labeler" });
  samples = await jane.samples.createMany<"vector">(
    "jane/flowers",
    ["a", "b"].map((name) => ({ name, attributes: { image: { url: "" } } })),
  );
});

const TAB = "tab-of-john-1";
const attributes = { annotations: [] };
const submit = { workType: "label", action: "submit", time: 1500, inactiveTime: 20, attributes } as const;

describe("the queue", () => {
  test("hands out samples, ahead too, until there are none", async () => {
    expect(await john.queue.counts("jane/flowers")).toEqual({
      label: { count: 2, is_capped: false },
      review: { count: 0, is_capped: false },
    });
    const first = await john.queue.next<"vector">("jane/flowers", { workType: "label", client: TAB });
    if (first.sample === null) throw new Error("There is none.");
    expectTypeOf(first.sample.attributes.image.url).toEqualTypeOf<string>();
    expect([first.sample.name, first.sample.label, first.reason]).toEqual(["a", null, "open"]);
    const exclude = [first.sample.uuid];
    const second = await john.queue.next("jane/flowers", { workType: "label", client: TAB, exclude });
    expect(second.sample?.name).toBe("b");
    for (const { sample, lease } of [first, second]) {
      const { label, workunit } = await john.labels.work<"vector">(sample?.uuid ?? "", "ground-truth", {
        ...{ ...submit, version: 0, lease: lease?.uuid },
        sessionTimeMetrics: { zoom: 1 },
      });
      expectTypeOf(label).toEqualTypeOf<Label<"vector">>();
      expect([label.label_status, workunit.time, workunit.created_by]).toEqual(["LABELED", 1500, "john"]);
      expect((await label.getSample()).uuid).toBe(sample?.uuid);
    }
    const none = await john.queue.next("jane/flowers", { workType: "label", client: TAB });
    expect(none).toEqual({ sample: null, lease: null, reason: null });
    expect(await jane.workunits.list("jane/flowers").all()).toHaveLength(2);
  });

  test("keeps a sample for as long as it is told to", async () => {
    const { lease } = await john.queue.next("jane/flowers", { workType: "label", client: TAB });
    if (lease === null) throw new Error("There is none.");
    expect((await john.queue.keepAlive(lease.uuid)).uuid).toBe(lease.uuid);
    await expect(jane.queue.keepAlive(lease.uuid)).rejects.toBeInstanceOf(NotFoundError);
    await john.queue.release(lease.uuid, { keepalive: true });
    await expect(john.queue.keepAlive(lease.uuid)).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("work", () => {
  test("of two people at once ends in a conflict that has the other's label", async () => {
    const uuid = samples[0]?.uuid ?? "";
    await jane.labels.put(uuid, { attributes, labelStatus: "LABELED" });
    const error = await john.labels.work(uuid, "ground-truth", { ...submit, version: 0 }).catch((e: unknown) => e);
    if (!(error instanceof ConflictError)) throw error;
    expect([error.version, error.label?.updated_by, error.label?.attributes]).toEqual([1, "jane", attributes]);
  });

  test("that the dataset does not take says why", async () => {
    const uuid = samples[0]?.uuid ?? "";
    const skip = { ...submit, action: "verify", workType: "review", version: 0 } as const;
    const error = (await jane.labels.work(uuid, "ground-truth", skip).catch((e: unknown) => e)) as ValidationError;
    expect(error.fields.action).toEqual(["VERIFIED is not enabled in this dataset."]);
  });
});

test("one goes back to what one submitted, and to the neighbours in a list", async () => {
  const [a, b] = samples.map(({ uuid }) => uuid);
  expect(await john.queue.back("jane/flowers", { workType: "label", client: TAB })).toEqual({
    sample: null,
    lease: null,
  });
  await john.labels.work(a ?? "", "ground-truth", { ...submit, version: 0 });
  const back = await john.queue.back<"vector">("jane/flowers", { workType: "label", client: TAB, before: b });
  expect([back.sample?.uuid, back.lease?.sample_uuid, back.sample?.label?.label_status]).toEqual([a, a, "LABELED"]);
  expect((await back.sample?.getLabel())?.version).toBe(1);
  const list = { labelStatus: ["UNLABELED", "SKIPPED"], sort: "name", direction: "desc" } as const;
  expect(await jane.samples.neighbours(a ?? "", list)).toEqual({
    ...{ previous: { uuid: b, name: "b" }, next: null, is_match: false, position: 2, count: 1 },
  });
});

test("a rejection tells its reason to who labels the sample next", async () => {
  const uuid = samples[0]?.uuid ?? "";
  await john.labels.work(uuid, "ground-truth", { ...submit, version: 0 });
  const review = { workType: "review", version: 1, time: 100, inactiveTime: 0 } as const;
  const reason = { description: "A car is missing.", anchor: { type: "track", trackNumber: 3 } } as const;
  await jane.labels.work(uuid, "ground-truth", { ...review, action: "reject", reason });
  const next = await john.queue.next("jane/flowers", { workType: "label", client: TAB });
  expect([next.sample?.uuid, next.reason]).toEqual([uuid, "rejected"]);
  expect(next.sample?.rejection).toMatchObject({ kind: "rejection", created_by: "jane", ...reason });
  expect((await jane.samples.get(uuid)).rejection?.uuid).toBe(next.sample?.rejection?.uuid);
});

test("drafts go from device to device, and are cleared by the save that holds them", async () => {
  const uuid = samples[0]?.uuid ?? "";
  const draft = {
    revision: 0,
    labelVersion: 0,
    format: "test/1",
    client: "laptop",
    objectCount: 1,
    content: { a: [1] },
  };
  const { revision } = await john.labels.drafts.put(uuid, "ground-truth", draft);
  expect(await john.labels.drafts.get(uuid, "ground-truth")).toMatchObject({ revision, content: { a: [1] } });
  expect((await john.labels.drafts.list().all()).map((item) => item.sample_uuid)).toEqual([uuid]);
  expect(await jane.labels.drafts.list().all()).toEqual([]);
  const desktop = { ...draft, client: "desktop" };
  const error = await john.labels.drafts.put(uuid, "ground-truth", desktop).catch((e: unknown) => e);
  if (!(error instanceof ConflictError)) throw error;
  expect([error.draft?.revision, error.draft?.client, error.label]).toEqual([revision, "laptop", undefined]);
  const later = await john.labels.drafts.put(uuid, "ground-truth", { ...desktop, revision });
  await expect(john.labels.drafts.delete(uuid, "ground-truth", { revision })).rejects.toBeInstanceOf(ConflictError);
  await john.labels.work(uuid, "ground-truth", { ...submit, version: 0, draft: later.revision });
  await expect(john.labels.drafts.get(uuid, "ground-truth")).rejects.toBeInstanceOf(NotFoundError);
});

test("the history of a label is listed, shown, and restored", async () => {
  const uuid = samples[0]?.uuid ?? "";
  await jane.labels.put(uuid, { attributes, labelStatus: "LABELED" });
  await jane.labels.update(uuid, { labelStatus: "REVIEWED" });
  await jane.labels.delete(uuid, { labelset: "ground-truth" });
  const versions: LabelVersion[] = [];
  for await (const version of jane.labels.versions.list(uuid, "ground-truth", { perPage: 2 })) versions.push(version);
  expect(versions.map(({ version, operation }) => [version, operation])).toEqual([
    [3, "deleted"],
    [2, "saved"],
    [1, "saved"],
  ]);
  const deleted = await jane.labels.versions.get(uuid, "ground-truth", 3);
  expect([deleted.attributes, deleted.label_status]).toEqual([null, null]);
  const first = await jane.labels.versions.get<"vector">(uuid, "ground-truth", 1);
  expect(first.attributes?.annotations).toEqual([]);
  const restored = await jane.labels.versions.restore<"vector">(uuid, "ground-truth", 1, { version: 0 });
  expect([restored.version, restored.label_status]).toEqual([4, "LABELED"]);
  await expect(jane.labels.versions.restore(uuid, "ground-truth", 2, { version: 1 })).rejects.toBeInstanceOf(
    ConflictError,
  );
});
