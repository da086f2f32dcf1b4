import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefusal, INVALID, invalid, type Refusal } from "../../testing/refusals.js";
import { openTestServer, type TestServer } from "../../testing/test-server.js";
import { renewSetupToken } from "./service.js";

const REFUSED: Refusal = { status: 403, sdkError: "AuthorizationError" };
const GONE: Refusal = { status: 410, sdkError: "NetworkError" };
const user = { username: "jane", password: "correct horse", email: "jane@example.com" };

let server: TestServer;
let token: string;

beforeAll(async () => {
  server = await openTestServer();
  await renewSetupToken(server.database.db);
  token = (await renewSetupToken(server.database.db)) ?? "";
});
afterAll(() => server.close());

const submit = (body: unknown) => server.call("POST", "/setup/", { body });

describe("the set-up link", () => {
  it("works until it is used", async () => {
    const check = await server.call("GET", `/setup/token/?token=${token}`);
    expect([check.status, check.body]).toEqual([200, { is_valid: true }]);
    expect(check.headers["cache-control"]).toBe("no-store");
    for (const query of ["", "?token=", "?token=wrong", `?token=${token}x`, "?token=%00"]) {
      expectRefusal(await server.call("GET", `/setup/token/${query}`), GONE, query);
    }
    expectRefusal(await server.call("GET", `/setup/token/?token=${token}&token=b`), INVALID);
  });

  it("makes no account without its token, nor a faulty one", async () => {
    expectRefusal(await submit({ ...user, token: "wrong" }), REFUSED);
    expectRefusal(await submit({ ...user, token: "" }), REFUSED);
    expectRefusal(await submit({ ...user, token, password: "short" }), invalid("password"));
    expectRefusal(await submit({ ...user, token, username: "not found" }), invalid("username"));
    expectRefusal(await submit({ ...user, token, username: "admin" }), invalid("username"));
    expectRefusal(await submit({ ...user, token, email: "nowhere" }), invalid("email"));
    expectRefusal(await submit({ token }), INVALID);
    for (const field of ["token", "username", "password", "email"]) {
      for (const value of [5, null, [], {}, "x".repeat(2000)]) {
        expectRefusal(await submit({ ...user, token, [field]: value }), invalid(field), `${field} ${String(value)}`);
      }
    }
    expect(await server.database.db.selectFrom("account").selectAll().execute()).toEqual([]);
  });

  it("makes one account, whoever else submits at the same moment, and is used up", async () => {
    const answers = await Promise.all(["jane", "john", "jim"].map((username) => submit({ ...user, token, username })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 403, 403]);
    const made = answers.find((answer) => answer.status === 201)?.body;
    const { key, username } = { key: String(made?.key), username: String(made?.username) };
    const own = await server.call("GET", "/user", { headers: { authorization: `APIKey ${key}` } });
    expect(own).toMatchObject({
      status: 200,
      body: { username, email: "jane@example.com", is_server_administrator: true },
    });
    const cookies = answers.flatMap((answer) => answer.headers["set-cookie"] ?? []);
    expect(cookies).toEqual([
      expect.stringMatching(/^tessera_session=[\w-]{43}; HttpOnly; SameSite=Lax;/),
      expect.stringMatching(/^tessera_device=/),
    ]);
    const cookie = String(cookies[0]).split(";")[0] ?? "";
    expect((await server.call("GET", "/user", { headers: { cookie } })).body).toEqual(own.body);
    expectRefusal(await submit({ ...user, token, username: "second" }), REFUSED);
    expectRefusal(await server.call("GET", `/setup/token/?token=${token}`), GONE);
    expect(await renewSetupToken(server.database.db)).toBeUndefined();
    const rows = await server.database.db.selectFrom("account").select(["username", "password_hash"]).execute();
    expect(rows).toEqual([{ username, password_hash: expect.stringMatching(/^\$argon2id\$/) }]);
  });
});

it("says whether there is an account, and creates no key when none is wanted", async () => {
  const other = await openTestServer();
  try {
    const status = () => other.call("GET", "/setup/status/");
    expect(await status()).toMatchObject({ status: 200, body: { is_done: false } });
    const made = await other.call("POST", "/setup/", {
      body: { ...user, token: await renewSetupToken(other.database.db), create_key: false },
    });
    expect([made.status, made.body]).toEqual([201, { username: "jane" }]);
    expect(await other.database.db.selectFrom("api_key").selectAll().execute()).toEqual([]);
    expect((await status()).body).toEqual({ is_done: true });
  } finally {
    await other.close();
  }
});
