import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefusal, NOT_FOUND } from "../../testing/refusals.js";
import { eventually, openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

let server: TestServer;
let jane: TestUser;
let john: TestUser;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  john = await server.addUser("john");
  await server.database.pool.query("update account set email = 'jane@example.com' where username = 'jane'");
});
afterAll(() => server.close());

describe("an account", () => {
  it("sees all of itself, and of others what everybody sees", async () => {
    const own = await jane.get("/user");
    expect(own.body).toEqual({
      ...{ username: "jane", created_at: expect.any(String), is_organization: false, email: "jane@example.com" },
      ...{ subscription: "FREE", is_trial_expired: false, organizations: [], is_server_administrator: false },
    });
    expect((await jane.get("/users/jane")).body).toEqual(own.body);
    expect((await john.get("/users/jane")).body).toEqual({
      ...{ username: "jane", created_at: own.body.created_at, is_organization: false },
    });
  });
});

describe("the status of the API", () => {
  it("is {} for a key that works and a client that is new enough", async () => {
    for (const query of [
      "",
      "?lib_version=1.0.0",
      "?lib_version=1.33.0",
      "?lib_version=2",
      "?lib_version=",
      "?lib_version=x",
    ]) {
      expect(await jane.get(`/api_status/${query}`), query).toMatchObject({ status: 200, body: {} });
    }
    for (const version of ["0.9.9", "0.58"]) {
      const answer = await jane.get(`/api_status/?lib_version=${version}`);
      expectRefusal(answer, { status: 426, sdkError: "NetworkError" }, version);
    }
    expectRefusal(await server.call("GET", "/api_status/"), { status: 401, sdkError: "AuthenticationError" });
  });
});

describe("an API key", () => {
  interface Key {
    uuid: string;
    name: string;
    prefix: string;
    key?: string;
    last_used_at: string | null;
  }
  const userBy = (key = "") => ({ headers: { authorization: `APIKey ${key}` } });

  it("is shown once, and stored hashed", async () => {
    const made = await jane.post<Key>("/user/api_keys/", { name: "Uploads" });
    const { key = "", ...shown } = made.body;
    expect(key).toMatch(/^[0-9a-f]{40}$/);
    expect(shown).toMatchObject({ name: "Uploads", prefix: key.slice(0, 8), last_used_at: null });
    const list = await jane.get<Key[]>("/user/api_keys/");
    expect(list.body).toContainEqual(shown);
    expect(list.text).not.toContain(key);
    const { rows } = await server.database.pool.query("select row_to_json(k)::text as text from api_key k");
    expect(JSON.stringify(rows)).not.toContain(key);
    expect((await server.call("GET", "/user", userBy(key))).body).toMatchObject({ username: "jane" });
  });

  it("keeps its last use", async () => {
    const { body } = await jane.post<Key>("/user/api_keys/", { name: "Used" });
    await server.call("GET", "/user", userBy(body.key));
    // It is noted beside the request, which does not wait for it.
    const used = await eventually(async () => {
      const keys = await jane.get<Key[]>("/user/api_keys/");
      return keys.body.find(({ uuid }) => uuid === body.uuid)?.last_used_at ?? undefined;
    }, "The use of a key");
    expect(used).toMatch(/^\d{4}-/);
  });

  it("works until it is revoked, and other keys go on", async () => {
    const first = await jane.post<Key>("/user/api_keys/", { name: "First" });
    const second = await jane.post<Key>("/user/api_keys/", { name: "Second" });
    expect((await jane.delete(`/user/api_keys/${first.body.uuid}/`)).status).toBe(204);
    expect((await server.call("GET", "/user", userBy(first.body.key))).status).toBe(401);
    expect((await server.call("GET", "/user", userBy(second.body.key))).status).toBe(200);
    expectRefusal(await jane.delete(`/user/api_keys/${first.body.uuid}/`), NOT_FOUND);
    const names = (await jane.get<Key[]>("/user/api_keys/")).body.map(({ name }) => name);
    expect(names).toContain("Second");
    expect(names).not.toContain("First");
  });

  it("is revoked by nobody but its owner", async () => {
    const { body } = await jane.post<Key>("/user/api_keys/", { name: "Mine" });
    expectRefusal(await john.delete(`/user/api_keys/${body.uuid}/`), NOT_FOUND);
    expect((await server.call("GET", "/user", userBy(body.key))).status).toBe(200);
    expect((await john.get<Key[]>("/user/api_keys/")).body.map(({ name }) => name)).toEqual(["test"]);
  });
});
