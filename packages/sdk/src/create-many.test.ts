import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { BulkError, type SampleCreateParams, TesseraClient } from "./index.js";
import { type Behaviour, type FaultServer, json, refusal, reset, startFaultServer } from "./testing/fault-server.js";

let server: FaultServer;
let client: TesseraClient;
beforeAll(async () => {
  server = await startFaultServer();
  client = new TesseraClient({ apiKey: "key", baseUrl: server.url, maxRetries: 2 });
});
afterAll(() => server.stop());
beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
afterEach(() => vi.restoreAllMocks());

/** What the product does: the samples in their order; a faulty one refuses all, by its path. */
const product: Behaviour = (request, response, raw) => {
  const items = JSON.parse(request.text) as { name: string }[];
  const faults = items.flatMap(({ name }, i) =>
    name.startsWith("bad") ? [[`[${i}].name`, ["is bad."]] as const] : [],
  );
  const body = { ...Object.fromEntries(faults), detail: "Some are bad." };
  const answer =
    faults.length > 0 ? json(body, { status: 400 }) : json(items.map((item) => ({ uuid: item.name, ...item })));
  answer(request, response, raw);
};

const sample = (name: string): SampleCreateParams => ({
  name,
  attributes: { image: { url: "https://example.com/a.png" } },
});
const many = (count: number) => Array.from({ length: count }, (_, i) => sample(`s${i}`));
const sizes = () => server.requests.map(({ text }) => (JSON.parse(text) as unknown[]).length);

describe("createMany", () => {
  test("1,000 a request, in the order of the input, from any iterable", async () => {
    server.play(product);
    async function* source() {
      yield* many(2500);
    }
    const progress: (number | undefined)[] = [];
    const samples = await client.samples.createMany("jane/flowers", source(), {
      onProgress: ({ done }) => progress.push(done),
    });
    expect(samples.map(({ name }) => name)).toEqual(many(2500).map(({ name }) => name));
    expect(sizes().toSorted()).toEqual([1000, 1000, 500]);
    expect(progress.at(-1)).toBe(2500);
    expect(server.requests.every(({ headers }) => headers["idempotency-key"] === undefined)).toBe(true);
  });

  test("fewer a request when they are large", async () => {
    server.play(product);
    const large = { ...sample("x"), readme: "x".repeat(3 * 1024 * 1024) };
    await client.samples.createMany("jane/flowers", Array(5).fill(large), { concurrency: 1 });
    expect(sizes()).toEqual([2, 2, 1]);
  });

  test("faulty ones are named, the others of their chunk are added", async () => {
    server.play(product);
    const items = [...many(3), sample("bad1"), ...many(2), sample("bad2")];
    const error = await client.samples.createMany("jane/flowers", items, { chunkSize: 4 }).catch((e: unknown) => e);
    if (!(error instanceof BulkError)) throw error;
    expect(error.failures.map(({ index }) => index)).toEqual([3, 6]);
    expect(error.failures[0]?.error).toMatchObject({
      name: "ValidationError",
      fields: { name: ["is bad."] },
      status: 400,
    });
    expect(error.results.map((result) => (result as { name: string } | undefined)?.name)).toEqual([
      ...["s0", "s1", "s2", undefined],
      ...["s0", "s1", undefined],
    ]);
  });

  test("a reset is sent again: the server knows the names that are there", async () => {
    server.play(reset, product);
    expect(await client.samples.createMany("jane/flowers", many(3))).toHaveLength(3);
    expect(sizes()).toEqual([3, 3]);
  });

  test("a key that is revoked midway: what was added stays known", async () => {
    server.play(product, refusal(401, "Authentication credentials were not provided or are wrong or revoked."));
    const error = await client.samples
      .createMany("jane/flowers", many(30), { chunkSize: 10, concurrency: 1 })
      .catch((e: unknown) => e);
    if (!(error instanceof BulkError)) throw error;
    expect(error.results.filter((result) => result !== undefined)).toHaveLength(10);
    expect(error.failures).toHaveLength(20);
    expect(error.cause).toMatchObject({ name: "AuthenticationError" });
    // Others would be refused as well: they are not sent.
    expect(server.requests).toHaveLength(2);
  });

  test("an abort rejects with its reason", async () => {
    const controller = new AbortController();
    server.play(product, () => controller.abort(new Error("stop")));
    const call = client.samples.createMany("jane/flowers", many(100), {
      ...{ chunkSize: 10, concurrency: 1, signal: controller.signal },
    });
    await expect(call).rejects.toThrow("stop");
    expect(server.requests).toHaveLength(2);
  });

  test("an answer of another length is not taken", async () => {
    server.play(json([{ uuid: "a", name: "a" }]));
    await expect(client.samples.createMany("jane/flowers", many(2))).rejects.toThrow(/1 samples for 2/);
  });
});

describe("deleteMany", () => {
  test("1,000 a request, and counts", async () => {
    server.play((request, response, raw) => {
      const { uuids } = JSON.parse(request.text) as { uuids: string[] };
      json({ deleted_count: uuids.length })(request, response, raw);
    });
    const uuids = Array.from({ length: 2300 }, (_, i) => `u${i}`);
    const progress: number[] = [];
    const outcome = await client.samples.deleteMany("jane/flowers", uuids, {
      onProgress: (p) => progress.push(p.done),
    });
    expect(outcome).toEqual({ deleted_count: 2300 });
    expect(progress).toHaveLength(3);
    expect(await client.samples.deleteMany("jane/flowers", [])).toEqual({ deleted_count: 0 });
  });
});
