import { describe, expect, it } from "vitest";
import { type DoctorOptions, diagnose } from "./checks.js";

const URL_OF_SERVER = "http://labels.test";
const SESSION = {
  url: URL_OF_SERVER,
  urlFrom: "TESSERA_URL",
  key: "k",
  keyFrom: "TESSERA_API_KEY",
  withheld: undefined,
};

type Answers = Record<
  string,
  (init: { method: string; headers: Headers; body: string }) => Response | Promise<Response>
>;

/** A server of a few answers; what is not said goes well. */
function server(changed: Answers = {}): typeof fetch {
  let stored = "";
  const answers: Answers = {
    "GET /healthz": () =>
      Response.json({ status: "ok" }, { headers: { date: new Date(1_000_000_000_000).toUTCString() } }),
    "GET /readyz": () => Response.json({ status: "ready" }),
    "GET /openapi.json": () => Response.json({ info: { version: "0.1.3" } }),
    "GET /user": () => Response.json({ username: "jane" }),
    "POST /assets/": () =>
      Response.json(
        {
          url: "http://files.test/f",
          filename: "doctor.txt",
          presignedPostFields: { url: "http://files.test/", fields: {} },
        },
        { status: 201 },
      ),
    "POST /": ({ body }) => {
      stored = /tessera doctor.*\n/.exec(body)?.[0] ?? "";
      return new Response(null, { status: 204 });
    },
    "GET /f": ({ headers }) => {
      const cors = { "access-control-allow-origin": "*" };
      return headers.has("range")
        ? new Response(stored.slice(0, 7), { status: 206, headers: cors })
        : new Response(stored, { headers: cors });
    },
    ...changed,
  };
  return async (input, init) => {
    const request = new Request(input as string, { ...init, duplex: "half" } as RequestInit);
    const { pathname } = new URL(request.url);
    const answer = answers[`${request.method} ${pathname}`];
    if (answer === undefined) return new Response("{}", { status: 404 });
    return answer({ method: request.method, headers: request.headers, body: await request.text() });
  };
}

async function findings(changed: Answers = {}, options: Partial<DoctorOptions> = {}) {
  const found = [];
  const base = {
    session: SESSION,
    clientVersion: "0.1.0",
    signal: new AbortController().signal,
    nowMs: () => 1_000_000_000_500,
  };
  for await (const finding of diagnose({ ...base, fetch: server(changed), ...options })) found.push(finding);
  return found;
}

const refused = (code: string) => () => {
  throw Object.assign(new TypeError("fetch failed"), { cause: { code } });
};

describe("doctor", () => {
  it("finds nothing wrong where nothing is", async () => {
    const found = await findings();
    expect(found.map(({ check, result }) => `${check} ${result}`)).toEqual(
      ["server", "readiness", "version", "clock", "key", "upload", "download", "cors", "ranges"].map(
        (check) => `${check} ok`,
      ),
    );
  });

  it.each([
    [
      "nothing listens",
      { "GET /healthz": refused("ECONNREFUSED") },
      "server failed",
      "nothing listens there",
      "Is the server running",
    ],
    ["a wrong name", { "GET /healthz": refused("ENOTFOUND") }, "server failed", "no such host", "typing error"],
    [
      "an own certificate",
      { "GET /healthz": refused("SELF_SIGNED_CERT_IN_CHAIN") },
      "server failed",
      "Node does not know",
      "NODE_EXTRA_CA_CERTS",
    ],
    [
      "another program",
      { "GET /healthz": () => new Response("<html>") },
      "server failed",
      "not as a Tessera server does",
      "Check the address",
    ],
    [
      "no database",
      { "GET /readyz": () => new Response("", { status: 503 }) },
      "readiness failed",
      "does not answer",
      "log",
    ],
    [
      "another version",
      { "GET /openapi.json": () => Response.json({ info: { version: "0.2.0" } }) },
      "version warning",
      "version 0.2.0, this client 0.1.0",
      "up to date",
    ],
    [
      "a wrong key",
      { "GET /user": () => Response.json({ detail: "Invalid key." }, { status: 401 }) },
      "key failed",
      "wrong or was revoked",
      "tessera login",
    ],
    [
      "a refused signature",
      { "POST /": () => new Response("<Message>SignatureDoesNotMatch</Message>", { status: 403 }) },
      "upload failed",
      "SignatureDoesNotMatch",
      "S3_SECRET_ACCESS_KEY",
    ],
    ["a full disk", { "POST /": () => new Response("", { status: 507 }) }, "upload failed", "507", "space on its disk"],
    [
      "an asset address of the inside",
      { "GET /f": refused("ENOTFOUND") },
      "download failed",
      "http://files.test, which is not reached",
      "PUBLIC_URL",
    ],
    [
      "a private bucket",
      { "GET /f": () => new Response("", { status: 403 }) },
      "download failed",
      "does not come back",
      "permissions",
    ],
  ] satisfies [string, Answers, string, string, string][])(
    "says what is wrong: %s",
    async (_name, changed, due, words, advice) => {
      const found = await findings(changed);
      const finding = found.find(({ check, result }) => `${check} ${result}` === due);
      expect(finding?.text).toContain(words);
      expect(finding?.advice).toContain(advice);
    },
  );

  it("warns of a bucket without CORS and ranges, and of a clock that is off", async () => {
    let stored = "";
    const found = await findings(
      {
        "POST /": ({ body }) => {
          stored = /tessera doctor.*\n/.exec(body)?.[0] ?? "";
          return new Response(null, { status: 204 });
        },
        "GET /f": () => new Response(stored),
      },
      { nowMs: () => 1_000_000_300_000 },
    );
    const warnings = found.filter(({ result }) => result === "warning");
    expect(warnings.map(({ check, text }) => [check, text])).toEqual([
      ["clock", "Your clock is 5:00 ahead of the server's."],
      ["cors", "Pages of other origins may not read them (no CORS header)."],
      ["ranges", "Parts of files cannot be read: whole files are sent instead."],
    ]);
  });

  it("says that there is no key, and tries nothing that needs one", async () => {
    const found = await findings({}, { session: { ...SESSION, key: undefined, keyFrom: undefined } });
    expect(found.at(-1)).toMatchObject({
      check: "key",
      result: "failed",
      advice: expect.stringContaining(`tessera login --url ${URL_OF_SERVER}`),
    });
  });
});
