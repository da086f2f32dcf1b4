import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TestBrowser } from "../../testing/browser.js";
import { expectRefusal, INVALID, invalid, NOT_FOUND, type Refusal } from "../../testing/refusals.js";
import { eventually, openTestServer, type TestServer } from "../../testing/test-server.js";
import { createUser } from "../setup/service.js";

const PASSWORD = "correct horse battery";
const WRONG: Refusal = { status: 401, sdkError: "NetworkError" };
const THROTTLED: Refusal = { status: 429, sdkError: "APILimitError" };
const NO_CREDENTIALS: Refusal = { status: 401, sdkError: "AuthenticationError" };

let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
  for (const username of ["jane", "john"]) {
    await createUser(server.database.db, { username, password: PASSWORD, email: `${username}@example.com` });
  }
  await server.addUser("keysonly");
  await server.addOrganization("acme", await server.addUser("founder"));
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.database.pool.query("delete from login_attempt; delete from session; delete from audit_log");
});

interface Session {
  readonly uuid: string;
  readonly last_used_at: string;
  readonly expires_at: string;
  readonly user_agent: string | null;
  readonly is_current: boolean;
}

async function signedIn(username = "jane"): Promise<TestBrowser> {
  const browser = new TestBrowser(server);
  expect((await browser.signIn(username, PASSWORD)).status).toBe(201);
  return browser;
}

const sessionsOf = async (browser: TestBrowser) => (await browser.call<Session[]>("GET", "/user/sessions/")).body;
const auditActions = async () => {
  const rows = await server.database.db.selectFrom("audit_log").select(["action", "subject"]).orderBy("id").execute();
  return rows.map(({ action, subject }) => `${action} ${subject}`);
};

describe("signing in", () => {
  it("answers with the account and a cookie that scripts cannot read", async () => {
    const browser = new TestBrowser(server);
    const answer = await browser.signIn("jane", PASSWORD);
    expect(answer).toMatchObject({ status: 201, body: { username: "jane", email: "jane@example.com" } });
    expect(answer.headers["set-cookie"]).toEqual([
      expect.stringMatching(/^tessera_session=[\w-]{43}; HttpOnly; SameSite=Lax; Path=\/; Max-Age=2592000$/),
      expect.stringMatching(
        /^tessera_device=[\w-]{22}\.[\w-]{43}; HttpOnly; SameSite=Lax; Path=\/sessions; Max-Age=31536000$/,
      ),
    ]);
    expect((await browser.call("GET", "/user")).body).toEqual(answer.body);
    const { rows } = await server.database.pool.query("select row_to_json(s)::text as text from session s");
    expect(JSON.stringify(rows)).not.toContain(browser.cookie?.split("=")[1]);
    expect(await auditActions()).toEqual(["session.created jane"]);
  });

  it("takes the email and any case for a name", async () => {
    for (const name of ["JANE", "jane@example.com", "Jane@Example.COM"]) {
      expect((await new TestBrowser(server).signIn(name, PASSWORD)).body, name).toMatchObject({ username: "jane" });
    }
  });

  it("is refused in the same words whether or not there is such an account", async () => {
    const texts = new Set<string>();
    for (const name of ["jane", "nobody", "keysonly", "acme", "j@ne", "jane "]) {
      const answer = await new TestBrowser(server).signIn(name, "wrong password");
      expectRefusal(answer, WRONG, name);
      expect(answer.headers["set-cookie"]).toBeUndefined();
      texts.add(answer.text);
    }
    expect(texts.size).toBe(1);
    const unknown = "session.refused (unknown)";
    const expected = ["session.refused jane", unknown, "session.refused keysonly", ...Array(3).fill(unknown)];
    expect(await auditActions()).toEqual(expected);
  });

  it("names the field that is no name or no password", async () => {
    const body = { username: "jane", password: PASSWORD };
    for (const field of ["username", "password"]) {
      for (const value of [undefined, 5, null, [], {}, "x".repeat(2000)]) {
        const answer = await server.call("POST", "/sessions/", { body: { ...body, [field]: value } });
        expectRefusal(answer, invalid(field), `${field} ${JSON.stringify(value)}`);
      }
    }
    expectRefusal(await server.call("POST", "/sessions/", { body: "{" }), INVALID);
  });

  it("is by a cookie for https alone where the server is reached by https", async () => {
    const secure = await openTestServer({ env: { PUBLIC_URL: "https://labels.example.com" } });
    try {
      await createUser(secure.database.db, { username: "jane", password: PASSWORD });
      const answer = await new TestBrowser(secure).signIn("jane", PASSWORD);
      expect(answer.headers["set-cookie"]).toEqual([
        expect.stringMatching(/; Secure$/),
        expect.stringMatching(/; Secure$/),
      ]);
    } finally {
      await secure.close();
    }
  });
});

describe("guessing a password", () => {
  const guess = (name: string, password = "wrong password") => new TestBrowser(server).signIn(name, password);
  const passTime = (seconds: number) =>
    server.database.pool.query(
      `update login_attempt set retry_at = retry_at - interval '${seconds} s', last_at = last_at - interval '${seconds} s'`,
    );
  /** How long the last attempt at an account made the next one wait. */
  const pauseOf = async (name: string) => {
    const key = createHash("sha256").update(`account:${name}`).digest();
    const { rows } = await server.database.pool.query<{ seconds: number }>(
      "select extract(epoch from retry_at - last_at)::int as seconds from login_attempt where key = $1",
      [key],
    );
    return rows[0]?.seconds ?? 0;
  };

  it("pauses longer each time, and never long: the person gets in between", async () => {
    const pauses: number[] = [];
    for (let round = 0; round < 8; round++) {
      let answer = await guess("jane");
      while (answer.status === 401) answer = await guess("jane");
      expectRefusal(answer, THROTTLED);
      pauses.push(await pauseOf("jane"));
      await passTime(30);
    }
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(Math.max(...pauses)).toBe(30);
    expect((await guess("jane", PASSWORD)).status).toBe(201);
    expectRefusal(await guess("jane"), WRONG);
  });

  it("is forgotten after an hour", async () => {
    for (let failure = 1; failure <= 5; failure++) await guess("jane");
    await passTime(3700);
    for (let failure = 1; failure <= 5; failure++) expectRefusal(await guess("jane"), WRONG);
  });

  describe("while no pause ends", () => {
    // The first pauses are a second, which a busy machine may take for one attempt.
    beforeAll(async () => {
      await server.database.pool.query(`
        create function stretch_pause() returns trigger language plpgsql as $$ begin
          if new.last_at = now() and new.retry_at > now() then new.retry_at := new.retry_at + interval '1 minute'; end if;
          return new;
        end $$;
        create trigger stretch_pause before insert or update on login_attempt for each row execute function stretch_pause()`);
    });
    afterAll(async () => {
      await server.database.pool.query("drop function stretch_pause cascade");
    });

    it.each(["jane", "nobody"])("is slowed down after five failures: %s", async (name) => {
      for (let failure = 1; failure <= 5; failure++) expectRefusal(await guess(name), WRONG, `failure ${failure}`);
      const refused = await guess(name, PASSWORD);
      expectRefusal(refused, THROTTLED);
      expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    });

    it("by many at once is no way around", async () => {
      const statuses = await Promise.all(Array.from({ length: 15 }, async () => (await guess("jane")).status));
      expect(statuses.filter((status) => status === 401)).toHaveLength(5);
      expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    });

    it("does not slow down a browser that the account has signed in from", async () => {
      const browser = await signedIn();
      await browser.call("DELETE", "/sessions/current/");
      for (let index = 0; index < 20; index++) expectRefusal(await guess(`somebody-${index}`), WRONG);
      expectRefusal(await guess("jane", PASSWORD), THROTTLED);
      expectRefusal(await browser.signIn("john", PASSWORD), THROTTLED);
      for (let failure = 1; failure <= 7; failure++) expectRefusal(await browser.signIn("jane", "wrong"), WRONG);
      expect((await browser.signIn("jane@example.com", PASSWORD)).status).toBe(201);
      for (let failure = 1; failure <= 10; failure++) expectRefusal(await browser.signIn("jane", "wrong"), WRONG);
      expectRefusal(await browser.signIn("jane", PASSWORD), THROTTLED);
    });

    it("does not tell which names have accounts, not even where they sign in from", async () => {
      await createUser(server.database.db, { username: "gone", password: PASSWORD });
      await server.database.pool.query("update account set disabled_at = now() where username = 'gone'");
      await signedIn("jane");
      const answersOf = async (names: readonly string[], browser: TestBrowser) => {
        await server.database.pool.query("delete from login_attempt");
        const texts: string[] = [];
        for (const name of names) {
          const { status, text, headers } = await browser.signIn(name, "wrong password");
          // The seconds run on while the test does.
          texts.push(`${status} ${text.replace(/\d+ seconds/, "seconds")} ${headers["retry-after"] === undefined}`);
        }
        return texts;
      };
      const sixTimes = (name: string) => Array<string>(6).fill(name);
      const ofNobody = await answersOf(sixTimes("nobody"), new TestBrowser(server));
      expect(ofNobody.map((text) => text.slice(0, 3))).toEqual(["401", "401", "401", "401", "401", "429"]);
      for (const name of ["jane", "JANE", "jane@example.com", "john", "keysonly", "acme", "gone"]) {
        expect(await answersOf(sixTimes(name), new TestBrowser(server)), name).toEqual(ofNobody);
      }
      // Nor for whoever has an account of one's own there.
      expect(await answersOf(sixTimes("jane"), await signedIn("john"))).toEqual(ofNobody);
      // Nor which email belongs to which name: a pause of one is none of the other.
      const mixed = (name: string) => [...Array<string>(5).fill("jane@example.com"), name];
      expect(await answersOf(mixed("jane"), new TestBrowser(server))).toEqual(
        await answersOf(mixed("nobody"), new TestBrowser(server)),
      );
    });

    it("is slowed down by address over all accounts", async () => {
      for (let index = 0; index < 20; index++) expectRefusal(await guess(`somebody-${index}`), WRONG);
      expectRefusal(await guess("jane", PASSWORD), THROTTLED);
      await passTime(400);
      expect((await guess("jane", PASSWORD)).status).toBe(201);
    });

    it("at a browser that was left open is slowed down, too", async () => {
      const browser = await signedIn();
      const tryPassword = () =>
        browser.call("PUT", "/user/password/", {
          body: { current_password: "wrong", new_password: "staple battery horse" },
        });
      for (let failure = 1; failure <= 10; failure++) expectRefusal(await tryPassword(), invalid("current_password"));
      expectRefusal(await tryPassword(), THROTTLED);
    });
  });
});

describe("a session", () => {
  it("is listed, by whose it is", async () => {
    const [here, there, other] = [await signedIn(), new TestBrowser(server), await signedIn("john")];
    await there.call("POST", "/sessions/", {
      body: { username: "jane", password: PASSWORD },
      headers: { "user-agent": "Firefox" },
    });
    const sessions = await sessionsOf(there);
    expect(sessions.map(({ user_agent, is_current }) => [user_agent, is_current])).toContainEqual(["Firefox", true]);
    expect(sessions.map(({ is_current }) => is_current).toSorted()).toEqual([false, true]);
    expect((await sessionsOf(here)).map(({ uuid }) => uuid).toSorted()).toEqual(
      sessions.map(({ uuid }) => uuid).toSorted(),
    );
    expect(await sessionsOf(other)).toHaveLength(1);
  });

  it("can be ended from another, at once, and by nobody else", async () => {
    const [here, there, other] = [await signedIn(), await signedIn(), await signedIn("john")];
    const uuid = (await sessionsOf(there)).find(({ is_current }) => is_current)?.uuid ?? "";
    expectRefusal(await other.call("DELETE", `/user/sessions/${uuid}/`), NOT_FOUND);
    expect((await here.call("DELETE", `/user/sessions/${uuid}/`)).status).toBe(204);
    expectRefusal(await there.call("GET", "/user"), NO_CREDENTIALS);
    expectRefusal(await here.call("DELETE", `/user/sessions/${uuid}/`), NOT_FOUND);
    expect((await here.call("GET", "/user")).status).toBe(200);
  });

  it("ends by signing out, which clears the cookie", async () => {
    const browser = await signedIn();
    const before = browser.cookie ?? "";
    const answer = await browser.call("DELETE", "/sessions/current/");
    expect(answer.status).toBe(204);
    expect(answer.headers["set-cookie"]).toMatch(/^tessera_session=; .*Max-Age=0/);
    expectRefusal(await server.call("GET", "/user", { headers: { cookie: before } }), NO_CREDENTIALS);
    expect((await browser.call("DELETE", "/sessions/current/")).status).toBe(204);
    expect(await auditActions()).toEqual(["session.created jane", "session.ended jane"]);
  });

  it("notes its last use, once a minute", async () => {
    const browser = await signedIn();
    await server.database.pool.query("update session set last_used_at = now() - interval '2 minutes'");
    // It is noted beside the request, which does not wait for it.
    const isRecent = ({ last_used_at }: Session) => Date.now() - Date.parse(last_used_at) < 100_000;
    const used = await eventually(
      async () => (await sessionsOf(browser)).find(isRecent)?.last_used_at,
      "the note of the last use",
    );
    for (let use = 0; use < 3; use++) expect((await sessionsOf(browser))[0]?.last_used_at).toBe(used);
  });

  it("lives on while it is used, and so does its cookie", async () => {
    const browser = await signedIn();
    expect((await browser.call("GET", "/user")).headers["set-cookie"]).toBeUndefined();
    await server.database.pool.query(
      "update session set last_used_at = now() - interval '3 days', expires_at = now() + interval '27 days'",
    );
    const isRenewed = ({ expires_at }: Session) => Date.parse(expires_at) - Date.now() > 29.9 * 86_400_000;
    await eventually(async () => (await sessionsOf(browser)).find(isRenewed), "the renewal");
    await server.database.pool.query("update session set expires_at = now() + interval '27 days'");
    expect((await browser.call("GET", "/user")).headers["set-cookie"]).toMatch(/^tessera_session=[\w-]{43};.*2592000/);
    await server.database.pool.query("update session set expires_at = now()");
    expectRefusal(await browser.call("GET", "/user"), NO_CREDENTIALS);
  });

  it("takes the place of the browser's earlier one", async () => {
    const browser = await signedIn();
    const before = browser.cookie ?? "";
    await browser.signIn("john", PASSWORD);
    expect((await browser.call("GET", "/user")).body).toMatchObject({ username: "john" });
    expectRefusal(await server.call("GET", "/user", { headers: { cookie: before } }), NO_CREDENTIALS);
  });

  it("keeps what it reads out of caches", async () => {
    const browser = await signedIn();
    expect((await browser.call("GET", "/user")).headers["cache-control"]).toBe("private, no-cache");
    expect((await browser.call("GET", "/datasets/jane/none/")).headers["cache-control"]).toBe("private, no-cache");
  });

  it("that ended does not keep one from signing in again", async () => {
    const browser = await signedIn();
    await server.database.pool.query("delete from session");
    expect((await browser.signIn("jane", PASSWORD)).status).toBe(201);
    expect((await browser.call("GET", "/user")).status).toBe(200);
  });
});

describe("a password", () => {
  const change = (browser: TestBrowser, body: unknown) => browser.call("PUT", "/user/password/", { body });
  const NEW_PASSWORD = "staple battery horse";

  it("is changed by who knows it, and ends the other sessions", async () => {
    const [here, there] = [await signedIn("john"), await signedIn("john")];
    const body = { current_password: PASSWORD, new_password: NEW_PASSWORD };
    expect((await change(here, body)).status).toBe(204);
    expect((await here.call("GET", "/user")).status).toBe(200);
    expectRefusal(await there.call("GET", "/user"), NO_CREDENTIALS);
    expectRefusal(await there.signIn("john", PASSWORD), WRONG);
    expect((await there.signIn("john", NEW_PASSWORD)).status).toBe(201);
    expect(await auditActions()).toContain("password.changed john");
    await change(here, { current_password: NEW_PASSWORD, new_password: PASSWORD });
  });

  it("revokes the account's keys along with it only when asked to", async () => {
    const user = await server.addUser("keyed");
    const other = await server.addUser("unrelated");
    const first = { new_password: PASSWORD };
    expect((await user.put("/user/password/", first)).status).toBe(204);
    expect((await user.get("/user")).status).toBe(200);
    const browser = new TestBrowser(server);
    await browser.signIn("keyed", PASSWORD);
    const body = { current_password: PASSWORD, new_password: NEW_PASSWORD, revoke_keys: "yes" };
    expectRefusal(await change(browser, body), invalid("revoke_keys"));
    expect((await change(browser, { ...body, revoke_keys: true })).status).toBe(204);
    expectRefusal(await user.get("/user"), NO_CREDENTIALS);
    expect((await browser.call("GET", "/user/api_keys/")).body).toEqual([]);
    expect((await other.get("/user")).status).toBe(200);
  });

  it("stays without the present one, or for one that is too short", async () => {
    const browser = await signedIn();
    const current = { current_password: PASSWORD };
    expectRefusal(await change(browser, { new_password: NEW_PASSWORD }), invalid("current_password"));
    expectRefusal(
      await change(browser, { current_password: "wrong", new_password: NEW_PASSWORD }),
      invalid("current_password"),
    );
    for (const value of [undefined, null, 5, "short", "x".repeat(1001)]) {
      expectRefusal(await change(browser, { ...current, new_password: value }), invalid("new_password"), String(value));
    }
    expect((await browser.signIn("jane", PASSWORD)).status).toBe(201);
  });

  it("can be set for an account that worked by keys alone", async () => {
    const user = await server.addUser("late");
    expect((await user.put("/user/password/", { new_password: NEW_PASSWORD })).status).toBe(204);
    expect((await new TestBrowser(server).signIn("late", NEW_PASSWORD)).status).toBe(201);
  });
});

describe("an email", () => {
  it("is set, kept and cleared by whose it is", async () => {
    const browser = await signedIn();
    const patch = (body: unknown) => browser.call("PATCH", "/user/", { body });
    expect((await patch({ email: "j@example.com" })).body).toMatchObject({ username: "jane", email: "j@example.com" });
    expect((await patch({})).body).toMatchObject({ email: "j@example.com" });
    expect((await patch({ email: null })).body).toMatchObject({ email: null });
    expectRefusal(await patch({ email: "JOHN@example.com" }), { status: 400, sdkError: "AlreadyExistsError" });
    for (const value of [5, "", "jane", "a b@c", [], "x".repeat(400)]) {
      expectRefusal(await patch({ email: value }), invalid("email"), String(value));
    }
  });
});
