import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createUser } from "../modules/setup/service.js";
import { TestBrowser } from "../testing/browser.js";
import { expectRefusal, expectUnchanged } from "../testing/refusals.js";
import { openTestServer, type TestServer, type TestUser } from "../testing/test-server.js";

const FORBIDDEN = { status: 403, sdkError: "AuthorizationError" } as const;
const UUID = "602a3eec-a61c-4a77-9fcc-3037ce5e9606";

let server: TestServer;
let jane: TestUser;
let cookie: string;

beforeAll(async () => {
  server = await openTestServer();
  await createUser(server.database.db, { username: "john", password: "correct horse battery" });
  jane = await server.addUser("jane");
  cookie = await signIn(server);
});
afterAll(() => server.close());

async function signIn(to: TestServer): Promise<string> {
  const browser = new TestBrowser(to);
  await browser.signIn("john", "correct horse battery");
  return browser.cookie ?? "";
}

/** Every verb and url that changes something, and some that do not exist. */
function changes(): [verb: string, url: string][] {
  const routes = [...server.app.routePatterns].flatMap(([verb, paths]) =>
    [...paths.keys()].map((path): [string, string] => [
      verb,
      path.replace(/:([a-z]+)(?:\(\^.*?\$\))?/g, (_, name: string) => (name === "uuid" ? UUID : "john")),
    ]),
  );
  const unsafe = routes.filter(([verb]) => !["GET", "HEAD", "OPTIONS"].includes(verb));
  return [...unsafe, ["POST", "/no/such/path"], ["DELETE", "/user"]];
}

const call = (verb: string, url: string, headers: Record<string, string>, body?: unknown) =>
  server.call(verb as "POST", url, { headers, body });

describe("a change that comes with the cookie", () => {
  const FOREIGN: Record<string, Record<string, string>> = {
    "another site": { origin: "https://example.com" },
    "a sandbox": { origin: "null" },
    "another port": { origin: "http://localhost:8080" },
    "another scheme": { origin: "https://localhost" },
    "a look-alike": { origin: "http://localhost.example.com" },
    "another site, with a referer of ours": { origin: "https://example.com", referer: "http://localhost/" },
    "another site, by its referer": { referer: "https://example.com/http://localhost/" },
    "a sibling site": { "sec-fetch-site": "same-site" },
    "another site, by the browser": { "sec-fetch-site": "cross-site" },
    "no page": {},
  };

  it.each(Object.entries(FOREIGN))("from %s is refused on every route", async (_, headers) => {
    await expectUnchanged(server, async () => {
      expect(changes().length).toBeGreaterThan(40);
      for (const [verb, url] of changes()) {
        expectRefusal(await call(verb, url, { ...headers, cookie }, {}), FORBIDDEN, `${verb} ${url}`);
      }
    });
  });

  it("is refused before its cookie is even looked up", async () => {
    const headers = { origin: "https://example.com", cookie: "tessera_session=nonsense" };
    expectRefusal(await call("POST", "/user/datasets/", headers, {}), FORBIDDEN);
  });

  const OWN: Record<string, string>[] = [
    { origin: "http://localhost" },
    { referer: "http://localhost/@john" },
    { "sec-fetch-site": "same-origin" },
    { origin: "http://labels.example.com:8484", host: "labels.example.com:8484" },
    // A proxy in front took the TLS off.
    { origin: "https://labels.example.com", host: "labels.example.com", "sec-fetch-site": "same-origin" },
  ];
  it.each(OWN)("from a page of ours is taken: %o", async (headers) => {
    const name = `d${JSON.stringify(headers).length}`;
    expect((await call("POST", "/user/datasets/", { ...headers, cookie }, { name })).status).toBe(201);
  });

  it("may come from PUBLIC_URL", async () => {
    const env = { PUBLIC_URL: "https://labels.example.com" };
    const behindProxy = await openTestServer({ env });
    try {
      await createUser(behindProxy.database.db, { username: "john", password: "correct horse battery" });
      const own = await signIn(behindProxy);
      const post = async (origin: string, name: string) => {
        const headers = { cookie: own, origin };
        return (await behindProxy.call("POST", "/user/datasets/", { headers, body: { name } })).status;
      };
      expect(await post("https://labels.example.com", "a")).toBe(201);
      expect(await post("http://labels.example.com", "b")).toBe(403);
    } finally {
      await behindProxy.close();
    }
  });
});

describe("the origin does not matter", () => {
  it("where a key says who calls, cookie or not", async () => {
    const headers = { origin: "https://example.com", authorization: `APIKey ${jane.key}`, cookie };
    const answer = await call("POST", "/user/datasets/", headers, { name: "flowers" });
    expect(answer).toMatchObject({ status: 201, body: { full_name: "jane/flowers" } });
  });

  it("where nothing is changed", async () => {
    const answer = await server.call("GET", "/user", { headers: { origin: "https://example.com", cookie } });
    expect(answer).toMatchObject({ status: 200, body: { username: "john" } });
  });
});
