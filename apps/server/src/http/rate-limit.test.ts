import { sdkErrorOf } from "@tessera/schema";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestServer, type TestServer, type TestUser } from "../testing/test-server.js";

let server: TestServer;
let jane: TestUser;

beforeAll(async () => {
  server = await openTestServer({ env: { RATE_LIMIT_PER_MINUTE: "5" } });
  jane = await server.addUser("jane");
});
afterAll(() => server.close());

it("lets each key call so many times a minute, and then says when to come back", async () => {
  const john = await server.addUser("john");
  for (let call = 0; call < 5; call++) expect((await jane.get("/user")).status).toBe(200);
  for (const path of ["/user", "/user/datasets/", "/datasets/jane/nothing/"]) {
    const answer = await jane.get(path);
    expect([answer.status, sdkErrorOf(answer.text)], path).toEqual([429, "APILimitError"]);
    const seconds = Number(answer.headers["retry-after"]);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("x-ratelimit"))).toEqual([]);
  }
  expect((await john.get("/user")).status).toBe(200);
  expect((await server.call("GET", "/healthz")).status).toBe(200);
});

it("counts what comes without a key by its address", async () => {
  const statuses = [];
  for (let call = 0; call < 6; call++) statuses.push((await server.call("GET", "/user")).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
});

it("limits what has no route, too", async () => {
  expect((await jane.get("/no/such/path")).status).toBe(429);
});
