import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer } from "../testing/test-server.js";
import { FailedCredentials } from "./failed-credentials.js";

describe("failed credentials", () => {
  const [wrong, right] = [Buffer.from("wrong"), Buffer.from("right")];

  it("are counted by address, for a minute", () => {
    let now = 0;
    const failures = new FailedCredentials(2, () => now);
    for (let count = 0; count < 2; count++) {
      expect(() => failures.require("192.0.2.1", wrong)).not.toThrow();
      failures.failed("192.0.2.1");
    }
    expect(() => failures.require("192.0.2.1", wrong)).toThrow("throttled. Expected available in 60 seconds");
    expect(() => failures.require("192.0.2.2", wrong)).not.toThrow();
    now = 60_000;
    expect(() => failures.require("192.0.2.1", wrong)).not.toThrow();
    failures.failed("192.0.2.1");
    expect(() => failures.require("192.0.2.1", wrong)).not.toThrow();
  });

  it("do not stop a credential that was right before", () => {
    const failures = new FailedCredentials(1, () => 0);
    failures.succeeded(right);
    failures.failed("192.0.2.1");
    expect(() => failures.require("192.0.2.1", right)).not.toThrow();
    expect(() => failures.require("192.0.2.1", wrong)).toThrow("throttled");
  });

  it("are not limited where the limit is off", () => {
    const failures = new FailedCredentials(0, () => 0);
    failures.failed("192.0.2.1");
    expect(() => failures.require("192.0.2.1", wrong)).not.toThrow();
  });
});

describe("a server", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer({ env: { RATE_LIMIT_PER_MINUTE: "5", TRUST_PROXY: "1" } });
  });
  afterAll(() => server.close());

  const statuses = async (count: number, headersOf: (call: number) => Record<string, string>) => {
    const found: number[] = [];
    for (let call = 0; call < count; call++) {
      found.push((await server.call("GET", "/user", { headers: headersOf(call) })).status);
    }
    return found;
  };

  it("throttles an address that tries one wrong key after another, and not the people behind it", async () => {
    const jane = await server.addUser("jane");
    expect((await jane.get("/user")).status).toBe(200);
    const wrongKey = (call: number) => ({ authorization: `APIKey ${String(call).padStart(40, "0")}` });
    expect(await statuses(8, wrongKey)).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    expect((await jane.get("/user")).status).toBe(200);
  });

  it("throttles one wrong cookie after another", async () => {
    const cookie = (call: number) => ({ "x-forwarded-for": "203.0.113.9", cookie: `tessera_session=wrong-${call}` });
    expect(await statuses(7, cookie)).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  it("takes the client's address from the proxy, not from what the client wrote before it", async () => {
    const lying = (call: number) => ({ "x-forwarded-for": `198.51.100.${call}, 203.0.113.7` });
    expect(await statuses(7, lying)).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(await statuses(1, () => ({ "x-forwarded-for": "203.0.113.8" }))).toEqual([401]);
  });
});
