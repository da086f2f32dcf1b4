import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expectRefusal, invalid, type Refusal } from "../../testing/refusals.js";
import { type Answer, openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

const LAST_ADMINISTRATOR: Refusal = { status: 403, sdkError: "NetworkError" };
const NOT_FOUND: Refusal = { status: 404, sdkError: "NotFoundError" };
const PASSWORD = "correct horse battery";

let server: TestServer;
let jane: TestUser;
let john: TestUser;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  john = await server.addUser("john");
  await jane.patch("/user/", { email: "jane@example.com" });
  await server.addOrganization("acme", jane);
  for (const user of [jane, john]) await user.put("/user/password/", { new_password: PASSWORD });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.database.pool.query(
    "update account set is_server_administrator = username = 'jane', disabled_at = null",
  );
});

const signIn = (username: string, password: string) =>
  server.call("POST", "/sessions/", { body: { username, password } });
const cookieOf = (answer: Answer) => String([answer.headers["set-cookie"]].flat()[0]).split(";")[0] ?? "";
const withCookie = (cookie: string) => server.call("GET", "/user", { headers: { cookie } });
const usernames = (answer: Answer) => (answer.body as { username: string }[]).map(({ username }) => username);
const lastNote = async () => {
  const { rows } = await server.database.pool.query(
    "select action, subject, actor.username as by from audit_log l join account actor on actor.id = l.account_id order by l.id desc limit 1",
  );
  return rows[0];
};

describe("the users of a server", () => {
  it("are listed by name, people only, page by page", async () => {
    const all = await jane.get("/server/users/");
    expect(usernames(all)).toEqual(["jane", "john"]);
    expect((all.body as unknown as unknown[])[0]).toEqual({
      ...{ username: "jane", email: "jane@example.com", created_at: expect.any(String) },
      ...{ is_server_administrator: true, disabled_at: null, sole_administrator_of: ["acme"] },
    });
    const second = await jane.get("/server/users/?per_page=1&page=2");
    expect([usernames(second), second.headers["x-total-count"]]).toEqual([["john"], "2"]);
    expectRefusal(await jane.get("/server/users/?page=2"), NOT_FOUND);
  });

  it.each([
    ["JAN", ["jane"]],
    ["example.COM", ["jane"]],
    ["n", ["jane", "john"]],
    ["%", []],
    ["_", []],
    ["acme", []],
    ["%00", []],
  ])("are found by %s in the name or the email address", async (search, found) => {
    const answer = await jane.get(`/server/users/?search=${search === "%" ? "%25" : search}`);
    expect([usernames(answer), answer.headers["x-total-count"]]).toEqual([found, String(found.length)]);
  });

  it("are people: nobody and an organization are 404", async () => {
    for (const name of ["nobody", "acme"]) {
      const url = `/server/users/${name}/`;
      expectRefusal(await jane.get(url), NOT_FOUND);
      expectRefusal(await jane.patch(url, { is_disabled: true }), NOT_FOUND);
      expectRefusal(await jane.post(`${url}password/`, {}), NOT_FOUND);
      expectRefusal(await jane.get(`${url}api_keys/`), NOT_FOUND);
      expectRefusal(await jane.get(`${url}sessions/`), NOT_FOUND);
      expectRefusal(await jane.delete(`${url}sessions/`), NOT_FOUND);
    }
    expectRefusal(await jane.patch("/server/users/john/", { is_disabled: "yes" }), invalid("is_disabled"));
  });

  it("have their own right on datasets, whoever runs the server", async () => {
    const url = await server.addDataset(john, { name: "private" });
    expectRefusal(await jane.get(url), NOT_FOUND);
    expect((await jane.get("/user")).body).toMatchObject({ is_server_administrator: true });
    expect((await john.get("/user")).body).toMatchObject({ is_server_administrator: false });
    expect((await john.get("/users/jane/")).body).not.toHaveProperty("is_server_administrator");
  });
});

describe("disabling a user", () => {
  it("ends sessions, keys and leases at once; enabling lets them in again", async () => {
    const url = await server.addDataset(john, { name: "flowers" });
    await john.post(`${url}samples/`, { name: "a", attributes: { image: { url: "" } } });
    expect((await john.post(`${url}queue/label/`, { client: "a-tab-of-mine" })).body.lease).not.toBeNull();
    const cookie = cookieOf(await signIn("john", PASSWORD));
    expect([(await withCookie(cookie)).status, (await john.get("/user")).status]).toEqual([200, 200]);

    const disabled = await jane.patch("/server/users/john/", { is_disabled: true });
    expect(disabled).toMatchObject({ status: 200, body: { username: "john", disabled_at: expect.any(String) } });
    expect([(await withCookie(cookie)).status, (await john.get("/user")).status]).toEqual([401, 401]);
    expect((await signIn("john", PASSWORD)).status).toBe(401);
    expect((await server.database.pool.query("select 1 from lease")).rowCount).toBe(0);
    expect(await lastNote()).toEqual({ action: "account.disabled", subject: "john", by: "jane" });

    expect((await jane.patch("/server/users/john/", { is_disabled: false })).body).toMatchObject({ disabled_at: null });
    expect([(await withCookie(cookie)).status, (await john.get("/user")).status]).toEqual([401, 200]);
    expect((await signIn("john", PASSWORD)).status).toBe(201);
  });

  it("names the organizations that have no administrator then", async () => {
    await server.addOrganization("garden", john);
    const disabled = await jane.patch("/server/users/john/", { is_disabled: true });
    expect(disabled).toMatchObject({ status: 200, body: { sole_administrator_of: ["garden"] } });
    await server.database.pool.query(
      "insert into organization_member (organization_id, account_id, role, default_dataset_role) select o.id, a.id, 'administrator', 'admin' from account o, account a where o.username = 'garden' and a.username = 'jane'",
    );
    expect((await jane.get("/server/users/john/")).body).toMatchObject({ sole_administrator_of: [] });
    expect((await jane.get("/server/users/jane/")).body).toMatchObject({ sole_administrator_of: ["acme", "garden"] });
  });

  it("of who administrates the server takes effect on their rights, too", async () => {
    await jane.patch("/server/users/john/", { is_server_administrator: true });
    expect((await john.get("/server/users/")).status).toBe(200);
    await john.patch("/server/users/jane/", { is_disabled: true });
    expect((await jane.get("/server/users/")).status).toBe(401);
    // The only one who is left.
    expectRefusal(await john.patch("/server/users/john/", { is_disabled: true }), LAST_ADMINISTRATOR);
    expectRefusal(await john.patch("/server/users/john/", { is_server_administrator: false }), LAST_ADMINISTRATOR);
  });
});

describe("server administrators", () => {
  it("name others, and take that back", async () => {
    expect((await john.get("/server/users/")).status).toBe(403);
    await jane.patch("/server/users/john/", { is_server_administrator: true });
    expect(await lastNote()).toEqual({ action: "server_administrator.granted", subject: "john", by: "jane" });
    expect((await john.get("/server/users/")).status).toBe(200);
    await jane.patch("/server/users/john/", { is_server_administrator: false });
    expect((await john.get("/server/users/")).status).toBe(403);
  });

  it("never lose the last one, even when two go at once", async () => {
    for (let round = 0; round < 10; round++) {
      await server.database.pool.query("update account set is_server_administrator = username in ('jane', 'john')");
      const answers = await Promise.all([
        jane.patch("/server/users/jane/", { is_server_administrator: false }),
        john.patch("/server/users/john/", { is_server_administrator: false }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
      const left = await server.database.pool.query("select 1 from account where is_server_administrator");
      expect(left.rowCount).toBe(1);
    }
  });
});

describe("resetting a password", () => {
  it("shows the new one once, and ends the sessions", async () => {
    const cookie = cookieOf(await signIn("john", PASSWORD));
    const headers = { "idempotency-key": "reset-the-password-of-john" };
    const reset = () => jane.call<{ password: string }>("POST", "/server/users/john/password/", { body: {}, headers });
    const first = await reset();
    expect(first.status).toBe(201);
    expect(first.body.password).toMatch(/^[\w-]{20}$/);
    const again = await reset();
    expect(again.status).toBe(409);
    expect(again.text).not.toContain(first.body.password);
    expect((await withCookie(cookie)).status).toBe(401);
    expect((await signIn("john", PASSWORD)).status).toBe(401);
    expect((await signIn("john", first.body.password)).status).toBe(201);
    expect((await john.get("/user")).status).toBe(200);
    await john.put("/user/password/", { current_password: first.body.password, new_password: PASSWORD });
  });

  it("revokes the keys where that is asked for", async () => {
    const jim = await server.addUser("jim");
    await jane.post("/server/users/jim/password/", { revoke_keys: true });
    expect((await jim.get("/user")).status).toBe(401);
    expect((await jane.get("/server/users/jim/api_keys/")).body).toEqual([]);
    expect(await lastNote()).toEqual({ action: "password.reset", subject: "jim", by: "jane" });
  });
});

describe("keys and sessions of a user", () => {
  it("are listed without secrets, and ended", async () => {
    const joan = await server.addUser("joan");
    await joan.put("/user/password/", { new_password: PASSWORD });
    const cookie = cookieOf(await signIn("joan", PASSWORD));
    const keys = await jane.get<{ uuid: string }[]>("/server/users/joan/api_keys/");
    expect(keys.body).toEqual([expect.objectContaining({ uuid: expect.any(String), name: "test" })]);
    expect(keys.text).not.toContain(joan.key);
    const sessions = await jane.get<object[]>("/server/users/joan/sessions/");
    expect(sessions.body).toEqual([expect.objectContaining({ is_current: false })]);

    const url = `/server/users/joan/api_keys/${keys.body[0]?.uuid}/`;
    expectRefusal(await jane.delete(url.replace("joan", "john")), NOT_FOUND);
    expect((await joan.get("/user")).status).toBe(200);
    expect((await jane.delete(url)).status).toBe(204);
    expect((await joan.get("/user")).status).toBe(401);
    expectRefusal(await jane.delete(url), NOT_FOUND);
    expectRefusal(await jane.delete("/server/users/joan/api_keys/nothing/"), NOT_FOUND);

    expect((await withCookie(cookie)).status).toBe(200);
    expect((await jane.delete("/server/users/joan/sessions/")).status).toBe(204);
    expect((await withCookie(cookie)).status).toBe(401);
    expect(await lastNote()).toEqual({ action: "sessions.ended", subject: "joan", by: "jane" });
  });
});
