import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefusal, INVALID, invalid, type Refusal } from "../../testing/refusals.js";
import { openTestServer, type TestServer } from "../../testing/test-server.js";
import { renewSetupToken } from "./service.js";

const REFUSED: Refusal = { status: 403, sdkError: "AuthorizationError" };
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
  it("shows a page that runs no script but its own, until it is used", async () => {
    const page = await server.call("GET", `/setup/?token=${token}`);
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(page.headers["content-security-policy"]).not.toContain("unsafe");
    expect(page.headers).toMatchObject({ "referrer-policy": "no-referrer", "cache-control": "no-store" });
    expect(page.text).not.toContain(token);
    for (const query of ["", "?token=", "?token=wrong", `?token=${token}x`, `?token=${token}&token=b`, "?token=%00"]) {
      expect((await server.call("GET", `/setup/${query}`)).status, query).toBe(410);
    }
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
    expect(own).toMatchObject({ status: 200, body: { username, email: "jane@example.com" } });
    expectRefusal(await submit({ ...user, token, username: "second" }), REFUSED);
    expect((await server.call("GET", `/setup/?token=${token}`)).status).toBe(410);
    expect(await renewSetupToken(server.database.db)).toBeUndefined();
    const rows = await server.database.db.selectFrom("account").select(["username", "password_hash"]).execute();
    expect(rows).toEqual([{ username, password_hash: expect.stringMatching(/^\$argon2id\$/) }]);
  });
});
