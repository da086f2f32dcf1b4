import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readConfig } from "../../config.js";
import { DatabaseProxy } from "../../testing/database-proxy.js";
import { expectRefusal, type Refusal } from "../../testing/refusals.js";
import { eventually, openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

let server: TestServer;
let jane: TestUser;
let url: string;
let proxy: DatabaseProxy;

beforeAll(async () => {
  proxy = await DatabaseProxy.open(inject("databaseUrl"));
  server = await openTestServer({
    env: { STATEMENT_TIMEOUT_SECONDS: "1" },
    databaseUrl: (databaseUrl) => proxy.urlOf(databaseUrl),
  });
  jane = await server.addUser("jane");
  url = await server.addDataset(jane, { name: "flowers" });
});
afterAll(async () => {
  await server.close();
  await proxy.cut();
});

describe("operations", () => {
  it("say that the server is alive, and that it can serve", async () => {
    expect(await server.call("GET", "/healthz")).toMatchObject({ status: 200, body: { status: "ok" } });
    expect(await server.call("GET", "/readyz")).toMatchObject({ status: 200, body: { status: "ready" } });
  });

  it("count requests by route, not by url", async () => {
    await jane.get(url);
    await jane.get("/no/such/path");
    const { text, headers } = await server.call("GET", "/metrics");
    expect(headers["content-type"]).toContain("text/plain");
    expect(text).toMatch(
      /tessera_http_request_duration_seconds_count\{method="GET",route="\/datasets\/:owner\/:dataset\/",status="200"\} \d/,
    );
    expect(text).toMatch(/tessera_http_request_duration_seconds_count\{method="GET",route="none",status="404"\} \d/);
    expect(text).toMatch(/tessera_database_connections\{state="open"\} \d/);
    expect(text).not.toContain("flowers");
  });

  it("show their metrics to the machine itself, to who has the token, or to everybody, as configured", async () => {
    const TOKEN = "a token of thirty-two characters".replaceAll(" ", "-");
    const CHECKS = [
      { from: "127.0.0.1", local: 200, open: 200, token: 401 },
      { from: "::1", local: 200, open: 200, token: 401 },
      { from: "::ffff:127.0.0.1", local: 200, open: 200, token: 401 },
      { from: "10.0.0.7", local: 403, open: 200, token: 401 },
      { from: "::ffff:10.0.0.7", local: 403, open: 200, token: 401 },
      // A reverse proxy on this machine, for somebody elsewhere; nobody gets in by saying that they are local, either.
      { from: "127.0.0.1", headers: { "x-forwarded-for": "10.0.0.7" }, local: 403, open: 200, token: 401 },
      { from: "10.0.0.7", headers: { "x-forwarded-for": "127.0.0.1" }, local: 403, open: 200, token: 401 },
      { from: "127.0.0.1", headers: { forwarded: "for=10.0.0.7" }, local: 403, open: 200, token: 401 },
      { from: "10.0.0.7", headers: { authorization: `Bearer ${TOKEN}` }, local: 403, open: 200, token: 200 },
      { from: "127.0.0.1", headers: { authorization: `Bearer ${TOKEN}x` }, local: 200, open: 200, token: 401 },
      { from: "127.0.0.1", headers: { authorization: `APIKey ${jane.key}` }, local: 200, open: 200, token: 401 },
    ] as const;
    const environments = {
      local: { TRUST_PROXY: "1" },
      open: { METRICS: "open" },
      token: { METRICS_TOKEN: TOKEN, METRICS: "open" },
    };
    for (const [name, env] of Object.entries(environments) as [keyof typeof environments, Record<string, string>][]) {
      const other = await openTestServer({ env });
      try {
        for (const check of CHECKS) {
          const headers = "headers" in check ? check.headers : {};
          const answer = await other.app.inject({ url: "/metrics", remoteAddress: check.from, headers });
          expect(answer.statusCode, `${name} ${JSON.stringify(check)}`).toBe(check[name]);
          expect(answer.body.includes("tessera_http_request")).toBe(check[name] === 200);
        }
      } finally {
        await other.close();
      }
    }
    expect(() => readConfig({ METRICS_TOKEN: "short", METRICS: "all" })).toThrow(
      /METRICS must.*\n.*METRICS_TOKEN must be/,
    );
  });

  it("give each request an id, the client's own where it is harmless", async () => {
    const idOf = async (id?: string) =>
      (await jane.call("GET", "/user", id === undefined ? {} : { headers: { "x-request-id": id } })).headers[
        "x-request-id"
      ];
    expect(await idOf("client-1:2.3_4")).toBe("client-1:2.3_4");
    const ids = [await idOf(), await idOf(), await idOf("a b"), await idOf("<script>"), await idOf("x".repeat(101))];
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(ids).size).toBe(ids.length);
    for (const path of ["/no/such/path", "/datasets/%ZZ/a/"]) {
      expect(
        (await server.call("GET", path, { headers: { "x-request-id": "mine" } })).headers["x-request-id"],
        path,
      ).toBe("mine");
    }
  });

  it("let no answer be taken for another type than it says", async () => {
    for (const path of ["/user", "/no/such/path", "/healthz", "/datasets/%ZZ/a/"]) {
      expect((await jane.get(path)).headers["x-content-type-options"], path).toBe("nosniff");
    }
  });
});

describe("the reference page", () => {
  it("asks for https only where the server is reached by it", async () => {
    const policyAt = async (publicUrl: string) => {
      const other = await openTestServer({ env: { PUBLIC_URL: publicUrl } });
      try {
        const page = await other.call("GET", "/docs/api/");
        expect(page.status).toBe(200);
        return page.headers["content-security-policy"];
      } finally {
        await other.close();
      }
    };
    expect(await policyAt("https://tessera.example.com")).toContain("upgrade-insecure-requests");
    const plain = await policyAt("http://tessera.example.com");
    expect(plain).not.toContain("upgrade-insecure-requests");
    expect(plain).toContain("script-src 'self'");
  });
});

describe("a statement that takes too long", () => {
  const TIME_OUT: Refusal = { status: 504, sdkError: "TimeoutError" };

  it("is ended with a time-out, and the request leaves nothing behind", async () => {
    const sample = await jane.post<{ uuid: string }>(`${url}samples/`, {
      name: "a.jpg",
      attributes: { image: { url: "" } },
    });
    const other = await server.database.pool.connect();
    try {
      await other.query("begin");
      await other.query("select 1 from sample for update");
      const label = `/labels/${sample.body.uuid}/ground-truth/`;
      expectRefusal(await jane.put(label, { attributes: { annotations: [] } }), TIME_OUT);
      expectRefusal(await jane.patch(`/samples/${sample.body.uuid}/`, { priority: 5 }), TIME_OUT);
      expect((await jane.get(label)).status).toBe(404);
      await other.query("commit");
      expect((await jane.put(label, { attributes: { annotations: [] } })).status).toBe(201);
    } finally {
      other.release();
    }
  });
});

describe("a database that is gone", () => {
  const UNAVAILABLE: Refusal = { status: 503, sdkError: "NetworkError" };

  it("is answered with 503, and used again once it is back", async () => {
    await proxy.cut();
    try {
      expectRefusal(await jane.get(url), UNAVAILABLE);
      expectRefusal(await jane.post("/user/datasets/", { name: "while-away" }), UNAVAILABLE);
      expectRefusal(await server.call("GET", "/readyz"), UNAVAILABLE);
      expect((await server.call("GET", "/healthz")).status).toBe(200);
    } finally {
      await proxy.restore();
    }
    await eventually(async () => ((await jane.get(url)).status === 200 ? true : undefined), "Recovery");
    expect((await server.call("GET", "/readyz")).status).toBe(200);
    expect((await jane.post("/user/datasets/", { name: "while-away" })).status).toBe(201);
  });

  it("makes the server not ready when it hangs, without an answer, too", async () => {
    proxy.freeze();
    try {
      // All of them share one connection: a load balancer that asks on and on takes no further ones.
      const answers = await Promise.all(Array.from({ length: 40 }, () => server.call("GET", "/readyz")));
      for (const answer of answers) {
        expectRefusal(answer, UNAVAILABLE);
        expect(answer.headers["retry-after"]).toBe("2");
      }
    } finally {
      await proxy.cut();
      await proxy.restore();
    }
    await eventually(async () => (await server.call("GET", "/readyz")).status === 200 || undefined, "Recovery");
  });

  it("in the middle of a request is answered with 503, too", async () => {
    const other = await server.database.pool.connect();
    await other.query("begin");
    await other.query("lock table labelset in access exclusive mode");
    const pending = jane.post(`${url}labelsets/`, { name: "model" });
    await eventually(async () => {
      const { rows } = await server.database.pool.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return rows.length > 0 || undefined;
    }, "The wait for the lock");
    await proxy.cut();
    other.release(true);
    await proxy.restore();
    expectRefusal(await pending, UNAVAILABLE);
    const list = await eventually(async () => {
      const answer = await jane.get<{ name: string }[]>(`${url}labelsets/`);
      return answer.status === 200 ? answer : undefined;
    }, "Recovery");
    expect(list.body.map(({ name }) => name)).toEqual(["ground-truth"]);
  });
});
