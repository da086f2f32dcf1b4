import { once } from "node:events";
import { readdir, readlink } from "node:fs/promises";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import Fastify from "fastify";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createAssetKey } from "./asset-store.js";
import { localAssetRoutes } from "./local-asset-routes.js";
import { formParts, type LocalTestServer, PATIENT, postForm, presign, startLocalTestServer } from "./test-support.js";

const BYTES = Buffer.from("0123456789");

let server: LocalTestServer;
let key: string;
let port: number;
beforeAll(async () => {
  server = await startLocalTestServer();
  port = Number(new URL(await server.app.listen({ port: 0, host: "127.0.0.1" })).port);
  key = await stored("violet.png");
});
afterAll(() => server.close());

async function stored(filename: string, bytes = BYTES, contentType = "application/octet-stream"): Promise<string> {
  const newKey = createAssetKey(filename);
  await server.store.write(newKey, contentType, bytes);
  return newKey;
}

function get(url: string, headers: Record<string, string> = {}, method: "GET" | "HEAD" | "OPTIONS" = "GET") {
  return server.app.inject({ method, url, headers });
}

test("an asset is served whole, for ever, to any page, and as nothing that could run", async () => {
  const { statusCode, headers, rawPayload } = await get(`/storage/${key}`);
  expect([statusCode, rawPayload]).toEqual([200, BYTES]);
  expect(headers).toMatchObject({
    "content-type": "application/octet-stream",
    "content-length": "10",
    "accept-ranges": "bytes",
    "cache-control": "public, max-age=31536000, immutable",
    "access-control-allow-origin": "*",
    "access-control-expose-headers": expect.stringContaining("Content-Range"),
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "cross-origin",
    "content-disposition": "inline; filename=\"violet.png\"; filename*=UTF-8''violet.png",
  });
});

test("the headers of the application do not replace those of an asset", async () => {
  const app = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
  app.addHook("onSend", async (_request, reply) => {
    reply.header("content-security-policy", "script-src 'self'");
  });
  await app.register(localAssetRoutes, { store: server.store, maxUploadBytes: 1000 });
  const { headers } = await app.inject({ url: `/storage/${key}/` });
  expect(headers["content-security-policy"]).toBe("sandbox; default-src 'none'");
  for (const url of ["/storage", "/storage/"]) {
    const { fields } = await presign(server.store);
    expect((await postForm(app, formParts(fields, BYTES), url)).statusCode).toBe(204);
  }
  await app.close();
});

test("HEAD tells the same as GET, without the bytes", async () => {
  const { date: _1, ...head } = (await get(`/storage/${key}`, {}, "HEAD")).headers;
  const { date: _2, ...whole } = (await get(`/storage/${key}`)).headers;
  expect({ ...head, "transfer-encoding": undefined }).toEqual({ ...whole, "transfer-encoding": undefined });
  expect((await get(`/storage/${key}`, {}, "HEAD")).rawPayload).toHaveLength(0);
});

describe("ranges", () => {
  test.each([
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=7-999", "789", "bytes 7-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-999", "0123456789", "bytes 0-9/10"],
    ["bytes=0-99999999999999999999999", "0123456789", "bytes 0-9/10"],
  ])("%s is answered with %j", async (range, text, contentRange) => {
    const { statusCode, headers, body } = await get(`/storage/${key}`, { range });
    expect([statusCode, body, headers["content-range"]]).toEqual([206, text, contentRange]);
    expect(headers["content-length"]).toBe(String(text.length));
  });

  test.each(["bytes=10-", "bytes=99-100", "bytes=-0"])("%s cannot be satisfied", async (range) => {
    const { statusCode, headers } = await get(`/storage/${key}`, { range });
    expect([statusCode, headers["content-range"]]).toEqual([416, "bytes */10"]);
    expect(headers["cache-control"]).toBe("no-store");
  });

  test.each(["bytes=4-2", "bytes=0-1,3-4", "lines=0-1", "bytes=-", "bytes=a-b", "bytes", "bytes=--1"])(
    "%s means the whole file",
    async (range) => {
      const { statusCode, body } = await get(`/storage/${key}`, { range });
      expect([statusCode, body]).toEqual([200, "0123456789"]);
    },
  );

  test("an empty file is served, and has no ranges", async () => {
    const empty = await stored("empty.png", Buffer.alloc(0));
    const { statusCode, headers, body } = await get(`/storage/${empty}`);
    expect([statusCode, headers["content-length"], body]).toEqual([200, "0", ""]);
    expect((await get(`/storage/${empty}`, { range: "bytes=0-" })).statusCode).toBe(416);
  });

  test("a range is honoured only for the copy that the client has", async () => {
    const { etag, "last-modified": modified } = (await get(`/storage/${key}`)).headers;
    const statusFor = async (value: string) =>
      (await get(`/storage/${key}`, { range: "bytes=0-1", "if-range": value })).statusCode;
    expect(await statusFor(String(etag))).toBe(206);
    expect(await statusFor(String(modified))).toBe(206);
    expect(await statusFor('"other"')).toBe(200);
    expect(await statusFor(`W/${etag}`)).toBe(200);
    expect(await statusFor("Thu, 01 Jan 1970 00:00:00 GMT")).toBe(200);
  });
});

test("a copy that is still right is not sent again", async () => {
  const { etag, "last-modified": modified } = (await get(`/storage/${key}`)).headers;
  for (const tags of [String(etag), `"a", ${etag}`, `W/${etag}`, "*"]) {
    const { statusCode, headers, body } = await get(`/storage/${key}`, { "if-none-match": tags, range: "bytes=99-" });
    expect([statusCode, body, headers.etag]).toEqual([304, "", etag]);
    expect(headers["cache-control"]).toContain("immutable");
  }
  expect((await get(`/storage/${key}`, { "if-modified-since": String(modified) })).statusCode).toBe(304);
  const stale = { "if-none-match": '"other"', "if-modified-since": String(modified) };
  expect((await get(`/storage/${key}`, stale)).statusCode).toBe(200);
});

test.each([
  ["a.png", "image/png", "inline"],
  ["a.JPG", "image/jpeg", "inline"],
  ["a.pcd", "application/octet-stream", "inline"],
  ["a.pcd.bin", "application/octet-stream", "inline"],
  ["a.txt", "text/plain; charset=utf-8", "attachment"],
  ["a.json", "application/json", "attachment"],
  ["a.html", "application/octet-stream", "attachment"],
  ["a.svg", "application/octet-stream", "attachment"],
  ["a.xml", "application/octet-stream", "attachment"],
  ["a.xhtml", "application/octet-stream", "attachment"],
  ["a.js", "application/octet-stream", "attachment"],
  ["a.pdf", "application/octet-stream", "attachment"],
  ["a", "application/octet-stream", "attachment"],
  ["a.png.html", "application/octet-stream", "attachment"],
])("%s uploaded as an HTML page is served as %s, %s", async (filename, type, disposition) => {
  const newKey = createAssetKey(filename);
  await server.store.write(newKey, "text/html", Buffer.from("<script>alert(1)</script>"));
  const { headers } = await get(`/storage/${newKey}`);
  expect(headers["content-type"]).not.toContain("html");
  expect(headers["content-disposition"]).toMatch(new RegExp(`^${disposition};`));
  const plain = createAssetKey(filename);
  await server.store.write(plain, type, BYTES);
  expect((await get(`/storage/${plain}`)).headers["content-type"]).toBe(type);
});

test.each([
  ["straße.png", "stra_e.png", "stra%C3%9Fe.png"],
  ["it's (1).png", "it_s_(1).png", "it_s_%281%29.png"],
  ['quo"te.png', "quo_te.png", "quo_te.png"],
  ["a\r\nSet-Cookie: x.png", "a_Set-Cookie_x.png", "a_Set-Cookie_x.png"],
  ["\u202Egnp.exe\u200F.png", "gnp.exe_.png", "gnp.exe_.png"],
  ["תמונה.png", "_____.png", "%D7%AA%D7%9E%D7%95%D7%A0%D7%94.png"],
])("the name %j reaches no header raw", async (filename, plain, extended) => {
  const newKey = await stored(filename);
  const { statusCode, headers } = await get(new URL(server.store.urlOf(newKey, "http://a.test")).pathname);
  expect(statusCode).toBe(200);
  expect(headers["content-disposition"]).toBe(`inline; filename="${plain}"; filename*=UTF-8''${extended}`);
});

const HEX = "0".repeat(32);
test.each([
  "/storage/",
  "/storage/x",
  `/storage/${HEX}`,
  `/storage/${HEX}/missing.png`,
  "/storage/../secret",
  `/storage/${HEX}/../a.png`,
  `/storage/${HEX}/%2e%2e`,
  `/storage/%2e%2e/%2e%2e/etc/passwd`,
  `/storage/${HEX}/..%2fa.png`,
  `/storage/${HEX}/a%00.png`,
  `/storage/${HEX}/a%5c..%5cb.png`,
  `/storage/${HEX}\\a.png`,
  `/storage/${HEX}/%252e%252e`,
  `/storage/${HEX}/a/b.png`,
  `/storage/${HEX.slice(1)}A/a.png`,
  `/storage/${HEX}/${"a".repeat(5000)}.png`,
  `/storage/${HEX}/.type`,
])("%s is not found", async (path) => {
  // By a socket: `inject` resolves `..` before the server sees it.
  const { statusCode, headers, body } = await getRaw(path);
  expect([statusCode, JSON.parse(body)]).toEqual([404, { detail: "Not found." }]);
  expect(headers["access-control-allow-origin"]).toBe("*");
});

async function getRaw(
  path: string,
): Promise<{ statusCode: number | undefined; headers: IncomingHttpHeaders; body: string }> {
  const [response] = await once(request({ host: "127.0.0.1", port, path }).end(), "response");
  return { statusCode: response.statusCode, headers: response.headers, body: await text(response) };
}

test("a deleted asset is not found", async () => {
  const gone = await stored("gone.png");
  await server.store.delete(gone);
  await server.store.delete(gone);
  expect((await get(`/storage/${gone}`)).statusCode).toBe(404);
});

test.each(["/storage", "/storage/", `/storage/${HEX}/a.png`])("a preflight of %s is allowed", async (url) => {
  const { statusCode, headers } = await get(
    url,
    { origin: "https://a.test", "access-control-request-method": "POST" },
    "OPTIONS",
  );
  expect(statusCode).toBe(204);
  expect(headers["access-control-allow-origin"]).toBe("*");
  expect(headers["access-control-allow-methods"]).toBe("GET, HEAD, POST");
  expect(headers["access-control-allow-headers"]).toContain("Range");
});

test("readers that leave, and answers without bytes, hold no file open", async () => {
  const large = await stored("large.bin", Buffer.alloc(8 * 1024 * 1024));
  const before = await countOpenAssets();
  const sockets = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = connect(port, "127.0.0.1");
      socket.write(`GET /storage/${large} HTTP/1.1\r\nHost: a\r\n\r\n`);
      await new Promise((resolve) => socket.once("readable", resolve));
      return socket;
    }),
  );
  for (const socket of sockets) socket.destroy();
  const impatient = Array.from({ length: 20 }, () => {
    const socket = connect(port, "127.0.0.1");
    socket.write(`GET /storage/${large} HTTP/1.1\r\nHost: a\r\n\r\n`, () => socket.destroy());
    return socket;
  });
  await get(`/storage/${large}`, {}, "HEAD");
  await get(`/storage/${large}`, { "if-none-match": "*" });
  await get(`/storage/${large}`, { range: "bytes=99999999-" });
  await vi.waitFor(() => expect(impatient.every((socket) => socket.destroyed)).toBe(true), PATIENT);
  await vi.waitFor(async () => expect(await countOpenAssets()).toBe(before), PATIENT);
});

test("a reader that stops reading is cut off", async () => {
  const impatient = await startLocalTestServer({ stallMs: 100 });
  const large = createAssetKey("large.bin");
  await impatient.store.write(large, "application/octet-stream", Buffer.alloc(32 * 1024 * 1024));
  const socket = connect(Number(new URL(await impatient.app.listen({ port: 0, host: "127.0.0.1" })).port), "127.0.0.1");
  socket.on("error", () => {});
  socket.write(`GET /storage/${large} HTTP/1.1\r\nHost: a\r\n\r\n`);
  await once(socket, "readable");
  expect(await countOpenAssets(impatient.directory)).toBe(process.platform === "linux" ? 1 : 0);
  await vi.waitFor(async () => expect(await countOpenAssets(impatient.directory)).toBe(0), PATIENT);
  socket.destroy();
  await impatient.close();
});

/** Open files of this process below the store's directory; elsewhere than on Linux there is no cheap way to know. */
async function countOpenAssets(directory = server.directory): Promise<number> {
  if (process.platform !== "linux") return 0;
  const links = await Promise.all(
    (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "closed meanwhile")),
  );
  return links.filter((link) => link.startsWith(directory)).length;
}
