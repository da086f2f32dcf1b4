import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefusal, INVALID } from "../testing/refusals.js";
import { type Answer, openTestServer, type TestServer, type TestUser } from "../testing/test-server.js";
import { forgetOldKeys } from "./idempotency/repository.js";

let server: TestServer;
let jane: TestUser;
let url: string;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  url = await server.addDataset(jane, { name: "flowers" });
});
afterAll(() => server.close());

function post(path: string, key: string, body: unknown, user = jane): Promise<Answer<Record<string, unknown>>> {
  return user.call("POST", path, { body, headers: { "idempotency-key": key } });
}

const sampleOf = (name: string) => ({ name, attributes: { image: { url: "" } } });

async function samplesCount(): Promise<unknown> {
  return (await jane.get(url)).body.samples_count;
}

describe("a POST with an Idempotency-Key", () => {
  it("that is sent again is answered from what was kept, and applied once", async () => {
    for (const [path, body] of [
      [`${url}samples/`, sampleOf("once.jpg")],
      [`${url}samples_bulk/`, [sampleOf("once-1.jpg"), sampleOf("once-2.jpg")]],
      [`${url}releases/`, { name: "once" }],
      [`${url}labelsets/`, { name: "once" }],
      ["/user/datasets/", { name: "once" }],
      ["/assets/", { filename: "once.png" }],
    ] as const) {
      const first = await post(path, `again-${path}`, body);
      expect(first.status, first.text).toBe(201);
      expect(first.headers["idempotent-replayed"]).toBeUndefined();
      const again = await post(path, `again-${path}`, body);
      expect([again.status, again.text, again.headers["idempotent-replayed"]], path).toEqual([201, first.text, "true"]);
    }
  });

  it("with twins at the same time is applied once, and answered to all", async () => {
    const before = Number(await samplesCount());
    const twins = await Promise.all(
      Array.from({ length: 6 }, () => post(`${url}samples/`, "twins", sampleOf("twin.jpg"))),
    );
    expect(twins.map((twin) => twin.status)).toEqual(Array(6).fill(201));
    expect(new Set(twins.map((twin) => twin.text)).size).toBe(1);
    expect(twins.filter((twin) => twin.headers["idempotent-replayed"] === "true")).toHaveLength(5);
    expect(await samplesCount()).toBe(before + 1);
  });

  it("and another body, or another path, is refused", async () => {
    await post(`${url}samples/`, "other", sampleOf("other-1.jpg"));
    expectRefusal(await post(`${url}samples/`, "other", sampleOf("other-2.jpg")), {
      ...INVALID,
      field: "Idempotency-Key",
    });
    expectRefusal(await post(`${url}labelsets/`, "other", { name: "other" }), { ...INVALID, field: "Idempotency-Key" });
  });

  it("that failed is not remembered", async () => {
    const invalid = await post(`${url}labelsets/`, "failed", { name: "not a name" });
    expect(invalid.status).toBe(400);
    const twin = await post(`${url}labelsets/`, "failed", { name: "ground-truth" });
    expect(twin.body.detail).toContain("already exists");
    expect((await post(`${url}labelsets/`, "failed", { name: "works" })).status).toBe(201);
  });

  it("is the caller's own", async () => {
    const john = await server.addUser("john");
    await post("/user/datasets/", "shared", { name: "mine" });
    const answer = await post("/user/datasets/", "shared", { name: "mine" }, john);
    expect(answer).toMatchObject({ status: 201, body: { full_name: "john/mine" } });
  });

  it("never gives a secret twice", async () => {
    const first = await post("/user/api_keys/", "secret", { name: "a" });
    expect(first).toMatchObject({ status: 201, body: { key: expect.any(String) } });
    const again = await post("/user/api_keys/", "secret", { name: "a" });
    expectRefusal(again, { status: 409, sdkError: "NetworkError" });
    const { rows } = await server.database.pool.query("select 1 from idempotency_key where body like $1", [
      `%${first.body.key}%`,
    ]);
    expect(rows).toEqual([]);
  });

  it("of 1 to 255 characters is taken, and forgotten after a day", async () => {
    expectRefusal(await post("/user/datasets/", "x".repeat(256), { name: "long" }), INVALID);
    expectRefusal(await post("/user/datasets/", "", { name: "long" }), INVALID);
    expect((await post("/user/datasets/", "x".repeat(255), { name: "long" })).status).toBe(201);
    await server.database.pool.query(
      "update idempotency_key set created_at = now() - interval '25 hours' where key like 'xxx%'",
    );
    await forgetOldKeys(server.database.db);
    expect((await post("/user/datasets/", "x".repeat(255), { name: "long" })).body.detail).toContain("already have");
    expect(
      (await post("/user/datasets/", "again-/user/datasets/", { name: "once" })).headers["idempotent-replayed"],
    ).toBe("true");
  });
});
