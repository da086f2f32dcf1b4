import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TestBrowser } from "../../testing/browser.js";
import { expectRefusal, expectUnchanged, INVALID, invalid, NOT_FOUND, type Refusal } from "../../testing/refusals.js";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

const FORBIDDEN: Refusal = { status: 403, sdkError: "AuthorizationError" };
const PASSWORD = "correct horse battery";

interface Invitation {
  readonly uuid: string;
  readonly token: string;
  readonly url: string;
  readonly expires_at: string;
  readonly role: string;
}

let server: TestServer;
let jane: TestUser;
let mia: TestUser;
let dataset: string;
let count = 0;

beforeAll(async () => {
  server = await openTestServer({ env: { MAX_COLLABORATORS: "40" } });
  jane = await server.addUser("jane");
  mia = await server.addUser("mia");
  await server.addOrganization("acme", jane);
});
afterAll(() => server.close());
beforeEach(async () => {
  dataset = await server.addDataset(jane, { name: `flowers-${++count}`, collaborators: { mia: "manager" } });
});

const ORGANIZATION = "/organizations/acme/";

async function invite(by: TestUser, target: string, body: unknown = {}): Promise<Invitation> {
  const answer = await by.post<Invitation>(`${target}invitations/`, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

const accept = (token: string, by: TestUser, body: unknown = {}) => by.post(`/invitations/${token}/accept/`, body);
const look = (token: string) => server.call("GET", `/invitations/${token}/`);
const roleOf = async (username: string) =>
  (await jane.get<{ role: string }>(`${dataset}collaborators/${username}/`)).body.role;

describe("an invitation", () => {
  it("is shown once, with its link, and kept hashed", async () => {
    const { token, url, ...shown } = await invite(jane, dataset, { role: "reviewer", email: "john@example.com" });
    expect(url).toBe(`http://localhost/join/${token}`);
    expect(shown).toMatchObject({
      ...{ created_by: "jane", email: "john@example.com", role: "reviewer", default_dataset_role: null },
      ...{ dataset: dataset.slice("/datasets/".length, -1), organization: null },
    });
    const days = (Date.parse(shown.expires_at) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.99);
    expect(days).toBeLessThan(7.01);
    const list = await jane.get<Invitation[]>(`${dataset}invitations/`);
    expect(list.body).toEqual([shown]);
    const { rows } = await server.database.pool.query("select row_to_json(i)::text as text from invitation i");
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it("tells whoever has its token what it offers", async () => {
    const { uuid, token, url: _, ...offer } = await invite(jane, dataset);
    expect((await look(token)).body).toEqual(offer);
    expect((await look(token)).headers["cache-control"]).toBe("no-store");
    for (const wrong of [uuid, `${token}x`, token.slice(1), "%00", token.toLowerCase()]) {
      expectRefusal(await look(wrong), NOT_FOUND, wrong);
    }
  });

  it("names the field that is wrong", async () => {
    await expectUnchanged(server, async () => {
      for (const [field, values] of [
        ["role", [5, "member", "owner", null]],
        ["email", [5, "john", "a b@c", "", {}, `${"x".repeat(320)}@example.com`]],
      ] as const) {
        for (const value of values) {
          expectRefusal(await jane.post(`${dataset}invitations/`, { [field]: value }), invalid(field), String(value));
        }
      }
      for (const [field, value] of [
        ["role", "labeler"],
        ["default_dataset_role", "member"],
        ["email", 1],
      ] as const) {
        expectRefusal(await jane.post(`${ORGANIZATION}invitations/`, { [field]: value }), invalid(field));
      }
      expectRefusal(await jane.post(`${dataset}invitations/`, []), INVALID);
    });
  });

  it("can be taken back by who could make it: a manager none to admins", async () => {
    const [toAdmin, toLabeler] = [await invite(jane, dataset, { role: "admin" }), await invite(mia, dataset)];
    expectRefusal(await mia.delete(`/invitations/${toAdmin.uuid}/`), FORBIDDEN);
    expect((await jane.delete(`/invitations/${toLabeler.uuid}/`)).status).toBe(204);
    expectRefusal(await jane.delete(`/invitations/${toLabeler.uuid}/`), NOT_FOUND);
    expectRefusal(await look(toLabeler.token), NOT_FOUND);
    expect((await jane.get<Invitation[]>(`${dataset}invitations/`)).body.map(({ uuid }) => uuid)).toEqual([
      toAdmin.uuid,
    ]);
  });

  it("ends after seven days", async () => {
    const john = await server.addUser(`late-${count}`);
    const { uuid, token } = await invite(jane, dataset);
    await server.database.pool.query("update invitation set expires_at = now() where uuid = $1", [uuid]);
    expectRefusal(await look(token), NOT_FOUND);
    expectRefusal(await accept(token, john), NOT_FOUND);
    expectRefusal(await jane.delete(`/invitations/${uuid}/`), NOT_FOUND);
    expect((await jane.get(`${dataset}invitations/`)).body).toEqual([]);
  });

  it("ends when its maker could not make it any more", async () => {
    const { token } = await invite(mia, dataset, { role: "manager" });
    await jane.patch(`${dataset}collaborators/mia/`, { role: "reviewer" });
    expectRefusal(await look(token), NOT_FOUND);
    expectRefusal(await accept(token, await server.addUser(`friend-of-mia-${count}`)), NOT_FOUND);
  });

  it("goes with its dataset", async () => {
    const { token } = await invite(jane, dataset);
    await jane.delete(dataset);
    expectRefusal(await look(token), NOT_FOUND);
  });
});

describe("accepting an invitation", () => {
  it("lets the caller in, once", async () => {
    const john = await server.addUser("john");
    const { token } = await invite(jane, dataset, { role: "reviewer" });
    expect(await accept(token, john)).toMatchObject({ status: 200, body: { username: "john" } });
    expect(await roleOf("john")).toBe("reviewer");
    expectRefusal(await look(token), NOT_FOUND);
    expectRefusal(await accept(token, await server.addUser("second")), NOT_FOUND);
  });

  it("is for one of many who come at once", async () => {
    const { token } = await invite(jane, dataset);
    const users = await Promise.all([1, 2, 3, 4, 5].map((index) => server.addUser(`racer-${index}`)));
    const statuses = await Promise.all(users.map(async (user) => (await accept(token, user)).status));
    expect(statuses.toSorted()).toEqual([200, 404, 404, 404, 404]);
    expect((await jane.get<unknown[]>(`${dataset}collaborators/`)).body).toHaveLength(2);
  });

  it("makes an account for who has none, and signs it in", async () => {
    const { token } = await invite(jane, dataset, { role: "labeler" });
    const browser = new TestBrowser(server);
    const body = { username: "newcomer", password: PASSWORD, email: "new@example.com" };
    const answer = await browser.call("POST", `/invitations/${token}/accept/`, { body });
    expect(answer).toMatchObject({ status: 201, body: { username: "newcomer", email: "new@example.com" } });
    expect((await browser.call("GET", dataset)).body).toMatchObject({ role: "labeler" });
    expect((await new TestBrowser(server).signIn("newcomer", PASSWORD)).status).toBe(201);
  });

  it("marks the browser, which then does not wait for what others try at signing in", async () => {
    const { token } = await invite(jane, dataset);
    const browser = new TestBrowser(server);
    await browser.call("POST", `/invitations/${token}/accept/`, { body: { username: "marked", password: PASSWORD } });
    await browser.call("DELETE", "/sessions/current/");
    for (let attempt = 0; attempt < 6; attempt++) await new TestBrowser(server).signIn("marked", "wrong password");
    // Long enough for a slow machine.
    await server.database.pool.query("update login_attempt set retry_at = now() + interval '1 minute'");
    expect((await new TestBrowser(server).signIn("marked", PASSWORD)).status).toBe(429);
    expect((await browser.signIn("marked", PASSWORD)).status).toBe(201);
    await server.database.pool.query("delete from login_attempt");
  });

  it("that names an email address is for the account with it alone", async () => {
    const name = `invited-${count}`;
    const [invited, other] = [await server.addUser(name), await server.addUser(`finder-${count}`)];
    const address = `${name}@example.com`;
    for (const target of [dataset, ORGANIZATION]) {
      const { token } = await invite(jane, target, { email: address });
      await expectUnchanged(server, async () => {
        for (const email of [null, `x${address}`]) {
          await other.patch("/user/", { email });
          expectRefusal(await accept(token, other), FORBIDDEN, String(email));
          // Nor does the body of a new account stand in for one's own address.
          expectRefusal(await accept(token, other, { email: address }), FORBIDDEN);
        }
      });
      await invited.patch("/user/", { email: address.toUpperCase() });
      expect((await accept(token, invited)).status).toBe(200);
    }
    expect(await roleOf(name)).toBe("labeler");
    expect((await jane.get(`${dataset}collaborators/${other.username}/`)).status).toBe(404);
  });

  it("that names an email address makes an account with it alone", async () => {
    for (const [index, email] of [undefined, "fresh1@example.com", "FRESH2@example.com"].entries()) {
      const { token } = await invite(jane, dataset, { email: `fresh${index}@example.com` });
      const account = { username: `fresh-${index}`, password: PASSWORD };
      const post = (body: unknown) => server.call("POST", `/invitations/${token}/accept/`, { body });
      await expectUnchanged(server, async () => {
        expectRefusal(await post({ ...account, email: "finder@example.com" }), invalid("email"));
      });
      const made = await post({ ...account, ...(email !== undefined && { email }) });
      expect(made).toMatchObject({ status: 201, body: { email: email ?? "fresh0@example.com" } });
    }
  });

  it("stays open when the account is faulty", async () => {
    const { token } = await invite(jane, dataset);
    const url = `/invitations/${token}/accept/`;
    const good = { username: "newcomer2", password: PASSWORD };
    const post = (body: unknown) => server.call("POST", url, { body });
    await expectUnchanged(server, async () => {
      expectRefusal(await post({}), invalid("username"));
      expectRefusal(await post({ username: "newcomer2" }), invalid("password"));
      expectRefusal(await post({ ...good, username: "JANE" }), { status: 400, sdkError: "AlreadyExistsError" });
      for (const [field, values] of [
        ["username", ["", "a b", "admin", "@jane", 5, null, "x".repeat(101), "not found"]],
        ["password", ["short", 5, null, "x".repeat(1001)]],
        ["email", ["new", 5, "a b@c"]],
      ] as const) {
        for (const value of values)
          expectRefusal(await post({ ...good, [field]: value }), invalid(field), String(value));
      }
    });
    expect((await post(good)).status).toBe(201);
  });

  it("by a session adds the session's account, and not from another site", async () => {
    const [first, second] = [await invite(jane, dataset), await invite(jane, dataset, { role: "manager" })];
    const browser = new TestBrowser(server);
    const body = { username: "visitor", password: PASSWORD };
    await browser.call("POST", `/invitations/${first.token}/accept/`, { body });
    const url = `/invitations/${second.token}/accept/`;
    const foreign = { headers: { origin: "https://example.com" }, body: {} };
    expectRefusal(await browser.call("POST", url, foreign), FORBIDDEN);
    expect(await browser.call("POST", url, { body: {} })).toMatchObject({ status: 200, body: { username: "visitor" } });
    expect(await roleOf("visitor")).toBe("manager");
  });

  it("takes a session that ended for none, and a wrong key for wrong", async () => {
    const { token } = await invite(jane, dataset);
    const url = `/invitations/${token}/accept/`;
    const body = { username: "returning", password: PASSWORD };
    const wrong = await server.call("POST", url, { body, headers: { authorization: "APIKey wrong" } });
    expectRefusal(wrong, { status: 401, sdkError: "AuthenticationError" });
    const headers = { cookie: "tessera_session=ended", origin: "http://localhost" };
    expect((await server.call("POST", url, { body, headers })).status).toBe(201);
  });

  it("never lowers a role", async () => {
    const labeler = await invite(jane, dataset, { role: "labeler" });
    expect((await accept(labeler.token, mia)).status).toBe(200);
    expect(await roleOf("mia")).toBe("manager");
    const admin = await invite(jane, dataset, { role: "admin" });
    expect((await accept(admin.token, mia)).status).toBe(200);
    expect(await roleOf("mia")).toBe("admin");
    const own = await invite(jane, dataset, { role: "viewer" });
    expect((await accept(own.token, jane)).status).toBe(200);
    expect((await jane.get(dataset)).body).toMatchObject({ role: "admin", collaborators_count: 1 });
  });

  it("joins an organization, and its later datasets by the default role", async () => {
    const user = await server.addUser("member1");
    const { token, ...made } = await invite(jane, ORGANIZATION, { default_dataset_role: "labeler" });
    expect(made).toMatchObject({
      organization: "acme",
      dataset: null,
      role: "member",
      default_dataset_role: "labeler",
    });
    expect((await accept(token, user)).body).toMatchObject({ organizations: [{ username: "acme" }] });
    await jane.post("/organizations/acme/datasets/", { name: "shared" });
    expect((await user.get("/datasets/acme/shared/")).body).toMatchObject({ role: "labeler" });

    const higher = await invite(jane, ORGANIZATION, { role: "administrator", default_dataset_role: "viewer" });
    expect((await accept(higher.token, user)).status).toBe(200);
    const members = await jane.get<{ user: { username: string } }[]>("/organizations/acme/members/");
    expect(members.body.find((member) => member.user.username === "member1")).toMatchObject({
      role: "administrator",
      default_dataset_role: "labeler",
    });
  });

  it("keeps to the limit of collaborators, and the invitation stays", async () => {
    const limited = await openTestServer({ env: { MAX_COLLABORATORS: "1" } });
    try {
      const owner = await limited.addUser("jane");
      const url = await limited.addDataset(owner, { name: "flowers" });
      const [one, two] = [await invite(owner, url), await invite(owner, url)];
      const users = [await limited.addUser("john"), await limited.addUser("jim")] as const;
      expect((await accept(one.token, users[0])).status).toBe(200);
      expectRefusal(await accept(two.token, users[1]), { status: 402, sdkError: "SubscriptionError" });
      await owner.delete(`${url}collaborators/john/`);
      expect((await accept(two.token, users[1])).status).toBe(200);
      await owner.delete(`${url}collaborators/jim/`);
      const rivals = await Promise.all(["a", "b", "c", "d"].map((name) => limited.addUser(`rival-${name}`)));
      const tokens = await Promise.all(rivals.map(async () => (await invite(owner, url)).token));
      const answers = await Promise.all(rivals.map((rival, index) => accept(tokens[index] ?? "", rival)));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 402, 402, 402]);
    } finally {
      await limited.close();
    }
  });

  it("stands in the audit log", async () => {
    const user = await server.addUser("audited");
    await server.database.pool.query("delete from audit_log");
    const { token } = await invite(jane, dataset);
    await accept(token, user);
    const { rows } = await server.database.pool.query(
      "select a.username, l.action, l.subject from audit_log l join account a on a.id = l.account_id order by l.id",
    );
    const subject = `jane/flowers-${count}`;
    expect(rows).toEqual([
      { username: "jane", action: "invitation.created", subject },
      { username: "audited", action: "invitation.accepted", subject },
    ]);
  });
});
