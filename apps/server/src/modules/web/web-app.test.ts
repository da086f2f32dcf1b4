import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { Response as InjectResponse } from "light-my-request";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer } from "../../testing/test-server.js";

const INDEX = "<!doctype html><title>Tessera</title>";
const SCRIPT = `console.log("${"tessera ".repeat(500)}");`;
const HTML = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

let directory: string;
let server: TestServer;

beforeAll(async () => {
  const parent = await mkdtemp(path.join(tmpdir(), "tessera-web-"));
  directory = path.join(parent, "dist");
  await mkdir(path.join(directory, "static"), { recursive: true });
  await writeFile(path.join(parent, "secret.txt"), "secret");
  await writeFile(path.join(directory, "index.html"), INDEX);
  await writeFile(path.join(directory, "static", "index-DJx3_k2a.js"), SCRIPT);
  await writeFile(path.join(directory, "static", "color-scheme.js"), "1;");
  server = await openTestServer({ env: { WEB_DIR: directory } });
});
afterAll(async () => {
  await server.close();
  await rm(path.dirname(directory), { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}, method: "GET" | "HEAD" | "POST" = "GET") =>
  server.app.inject({ method, url, headers });
const detailOf = (answer: InjectResponse) => (JSON.parse(answer.body) as { detail: string }).detail;

describe("a page", () => {
  const PAGES = [
    "/",
    "/sign-in",
    "/setup/?token=x",
    "/join/x",
    "/account",
    "/@jane/flowers/label",
    "/@acme",
    "/%40jane",
  ];

  it.each(PAGES)("%s is the app's one page", async (url) => {
    const answer = await get(url, HTML);
    expect([answer.statusCode, answer.body]).toEqual([200, INDEX]);
    expect(answer.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
  });

  it("runs scripts of our origin alone", async () => {
    const policy = String((await get("/", HTML)).headers["content-security-policy"]);
    const directives = new Map(policy.split("; ").map((text) => [text.split(" ")[0], text.split(" ").slice(1)]));
    expect(directives.get("script-src")).toEqual(["'self'"]);
    expect(directives.get("object-src")).toEqual(["'none'"]);
    expect(directives.get("base-uri")).toEqual(["'none'"]);
    expect(directives.get("frame-ancestors")).toEqual(["'none'"]);
    expect(policy).not.toContain("unsafe-eval");
  });

  it("is there with a cookie whose session ended, and with none", async () => {
    expect((await get("/@jane/flowers", { ...HTML, cookie: "tessera_session=gone" })).statusCode).toBe(200);
  });

  it("has a HEAD, and an etag", async () => {
    const head = await get("/", HTML, "HEAD");
    expect([head.statusCode, head.body, head.headers["content-length"]]).toEqual([200, "", String(INDEX.length)]);
    const etag = String(head.headers.etag);
    const second = await get("/", { ...HTML, "if-none-match": `"other", ${etag}` });
    expect([second.statusCode, second.body]).toEqual([304, ""]);
  });
});

describe("the API answers in JSON", () => {
  it.each([
    ["/no/such/path", {}],
    ["/@jane/flowers", { accept: "application/json" }],
    ["/@jane/flowers", { accept: "*/*" }],
    ["/datasets/jane/flowers/nothing", HTML],
    ["/samples/", HTML],
    ["/static/missing-12345678.js", HTML],
    ["/static/", HTML],
  ])("%s %o", async (url, headers) => {
    const answer = await get(url, headers);
    expect([answer.statusCode, detailOf(answer)]).toEqual([404, "Not found."]);
  });

  it("where a page is posted to, or a key is wrong", async () => {
    expect((await get("/@jane", HTML, "POST")).statusCode).toBe(404);
    expect((await get("/@jane", { ...HTML, authorization: "APIKey wrong" })).statusCode).toBe(401);
    expect((await get("/user", HTML)).statusCode).toBe(401);
  });
});

describe("a file", () => {
  it("is cached for good when its name changes with its bytes", async () => {
    const hashed = await get("/static/index-DJx3_k2a.js");
    expect([hashed.statusCode, hashed.body]).toEqual([200, SCRIPT]);
    expect(hashed.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "accept-encoding",
    });
    expect((await get("/static/color-scheme.js")).headers["cache-control"]).toBe("no-cache");
  });

  it("is compressed for who takes it", async () => {
    const fetchAs = async (encoding: string) => get("/static/index-DJx3_k2a.js", { "accept-encoding": encoding });
    const brotli = await fetchAs("gzip, deflate, br");
    expect(brotli.headers["content-encoding"]).toBe("br");
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(SCRIPT);
    const gzip = await fetchAs("gzip;q=0.8, br;q=0");
    expect(gzip.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(SCRIPT);
    const plain = await fetchAs("identity");
    expect([plain.headers["content-encoding"], plain.body]).toEqual([undefined, SCRIPT]);
    expect(new Set([brotli, gzip, plain].map(({ headers }) => headers.etag)).size).toBe(3);
    const unchanged = await get("/static/index-DJx3_k2a.js", {
      "accept-encoding": "br",
      "if-none-match": String(brotli.headers.etag),
    });
    expect([unchanged.statusCode, unchanged.rawPayload.length]).toEqual([304, 0]);
    const head = await get("/static/index-DJx3_k2a.js", { "accept-encoding": "br" }, "HEAD");
    expect(head.headers["content-length"]).toBe(String(brotli.rawPayload.length));
  });

  it.each([
    "/../secret.txt",
    "/static/../../secret.txt",
    "/static/%2e%2e/%2e%2e/secret.txt",
    "/static/..%2f..%2fsecret.txt",
    "/static/..%5c..%5csecret.txt",
    "/static//index-DJx3_k2a.js",
    "/static/index-DJx3_k2a.js%00",
    "/%2e%2e%2fsecret.txt",
    "/static/%ZZ",
  ])("outside the app is out of reach: %s", async (url) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(404);
    expect(answer.body).not.toContain("secret\n");
    expect(detailOf(answer)).toBe("Not found.");
  });
});

it("sees a new build, and says when there is none", async () => {
  const index = path.join(directory, "index.html");
  await writeFile(index, `${INDEX}2`);
  await utimes(index, new Date(), new Date(Date.now() + 5000));
  await writeFile(path.join(directory, "static", "index-newbuild.js"), "2;");
  expect((await get("/", HTML)).body).toBe(`${INDEX}2`);
  expect((await get("/static/index-newbuild.js")).body).toBe("2;");
  await rm(directory, { recursive: true });
  const missing = await get("/", HTML);
  expect([missing.statusCode, missing.headers["content-type"]]).toEqual([503, "text/plain; charset=utf-8"]);
  expect(missing.body).toContain("npm run build");
});
