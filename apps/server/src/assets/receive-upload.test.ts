import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAssetKey } from "./asset-store.js";
import { signPostPolicy } from "./post-policy.js";
import {
  encodeForm,
  type FormPart,
  formParts,
  type LocalTestServer,
  PATIENT,
  postForm,
  presign,
  RESERVED_WORDS,
  startLocalTestServer,
  TEST_SECRET,
} from "./test-support.js";

const MAX_UPLOAD_BYTES = 100_000;
const BYTES = Buffer.from("\x89PNG and so on\r\n--not a boundary\r\n");

let server: LocalTestServer;
beforeEach(async () => {
  server = await startLocalTestServer({ maxUploadBytes: MAX_UPLOAD_BYTES });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.close();
});

async function expectRefusal(parts: readonly FormPart[], statusCode: number, code: string): Promise<void> {
  const response = await postForm(server.app, parts);
  expect({ status: response.statusCode, code: response.json().code }).toEqual({ status: statusCode, code });
  expect(response.json().detail).toMatch(/^[A-Z].*\.$/);
  expect(response.body).not.toMatch(RESERVED_WORDS);
  expect(response.headers["access-control-allow-origin"]).toBe("*");
  expect(await server.files()).toEqual([]);
}

test.each(["/storage", "/storage/"])("an upload to %s is answered with nothing and can be read", async (url) => {
  const form = await presign(server.store);
  const response = await postForm(server.app, formParts(form.fields, BYTES), url);
  expect([response.statusCode, response.body]).toEqual([204, ""]);
  expect(response.headers.etag).toMatch(/^"[^"]+"$/);

  const read = await server.app.inject({ url: `/storage/${form.key}` });
  expect(read.rawPayload).toEqual(BYTES);
  expect(read.headers["content-type"]).toBe("image/png");
  expect(read.headers.etag).toBe(response.headers.etag);
});

test("a form holds the fields that the official client reads", async () => {
  const form = await presign(server.store);
  expect(form.url).toBe("http://tessera.test/storage/");
  expect(Object.keys(form.fields).sort()).toEqual(
    [
      "acl",
      "Content-Type",
      "key",
      "policy",
      "x-amz-algorithm",
      "x-amz-credential",
      "x-amz-date",
      "x-amz-signature",
    ].sort(),
  );
});

test("an empty file and a file of exactly the limit are taken", async () => {
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(MAX_UPLOAD_BYTES, 7)]) {
    const { key, fields } = await presign(server.store);
    expect((await postForm(server.app, formParts(fields, bytes))).statusCode).toBe(204);
    expect(await server.store.stat(key)).toEqual({ sizeBytes: bytes.length, contentType: "image/png" });
  }
});

test("field names count without case, as in the forms of the AWS SDK", async () => {
  const { key, fields } = await presign(server.store);
  const parts = formParts(fields, BYTES).map((part) =>
    part.name === "file" ? part : { ...part, name: part.name.toUpperCase() },
  );
  expect((await postForm(server.app, parts)).statusCode).toBe(204);
  expect(await server.store.stat(key)).toBeDefined();
});

test("a wrong signature is refused", async () => {
  const { fields } = await presign(server.store);
  for (const signature of ["0".repeat(64), "", "short", fields["x-amz-signature"].toUpperCase()]) {
    const forged = { ...fields, "x-amz-signature": signature };
    await expectRefusal(formParts(forged, BYTES), 403, "SignatureDoesNotMatch");
  }
});

test("a policy that was changed or signed by another secret is refused", async () => {
  const { key, fields } = await presign(server.store);
  const policy = JSON.parse(Buffer.from(fields.policy, "base64").toString());
  policy.expiration = "2999-01-01T00:00:00.000Z";
  const changed = { ...fields, policy: Buffer.from(JSON.stringify(policy)).toString("base64") };
  await expectRefusal(formParts(changed, BYTES), 403, "SignatureDoesNotMatch");
  await expectRefusal(
    formParts(signed({ key, secret: "somebody else's secret" }), BYTES),
    403,
    "SignatureDoesNotMatch",
  );
});

test("an expired form is refused", async () => {
  const fields = signed({ key: createAssetKey("a.png"), now: new Date(Date.now() - 3_601_000) });
  await expectRefusal(formParts(fields, BYTES), 403, "AccessDenied");
});

test("a key or type other than the signed one is refused", async () => {
  const { fields } = await presign(server.store);
  await expectRefusal(formParts({ ...fields, key: createAssetKey("a.png") }, BYTES), 403, "AccessDenied");
  await expectRefusal(formParts({ ...fields, "Content-Type": "text/html" }, BYTES), 403, "AccessDenied");
  await expectRefusal(formParts({ ...fields, acl: "public-read" }, BYTES), 403, "AccessDenied");
  const others = await presign(server.store);
  await expectRefusal(formParts({ ...others.fields, key: fields.key }, BYTES), 403, "AccessDenied");
});

test.each(["../../etc/passwd", "a.png", `${"0".repeat(32)}/../a.png`, `${"0".repeat(32)}/a\0b`])(
  "a signed key that is none of ours is refused: %j",
  async (key) => {
    await expectRefusal(formParts(signed({ key }), BYTES), 403, "AccessDenied");
  },
);

test("a field that was not signed, or comes twice, is refused", async () => {
  const { fields } = await presign(server.store);
  const parts = formParts(fields, BYTES);
  await expectRefusal([{ name: "x-amz-meta-a", value: "b" }, ...parts], 403, "AccessDenied");
  await expectRefusal([{ name: "key", value: createAssetKey("a.png") }, ...parts], 400, "MalformedPOSTRequest");
  expect((await postForm(server.app, [{ name: "x-ignore-a", value: "b" }, ...parts])).statusCode).toBe(204);
});

test.each(["acl", "key", "x-amz-date", "x-amz-credential", "x-amz-algorithm", "x-amz-signature", "policy"])(
  "a form without %s is refused",
  async (name) => {
    const { fields } = await presign(server.store);
    const parts = formParts(fields, BYTES).filter((part) => part.name !== name);
    const response = await postForm(server.app, parts);
    expect(response.statusCode).toBe(403);
    expect(await server.files()).toEqual([]);
  },
);

test("fields after the file do not count", async () => {
  const { key, fields } = await presign(server.store);
  const parts = formParts(fields, BYTES);
  const keyLast = [...parts.filter((part) => part.name !== "key"), { name: "key", value: key }];
  await expectRefusal(keyLast, 403, "AccessDenied");
  expect((await postForm(server.app, [...parts, { name: "key", value: "other" }])).statusCode).toBe(204);
});

test("a file over the limit is refused and leaves nothing", async () => {
  const { fields } = await presign(server.store);
  await expectRefusal(formParts(fields, Buffer.alloc(MAX_UPLOAD_BYTES + 1)), 400, "EntityTooLarge");
  const small = signed({ key: createAssetKey("a.png"), maxBytes: 10 });
  await expectRefusal(formParts(small, BYTES), 400, "EntityTooLarge");
});

test("a body whose announced length cannot fit is refused before it is read", async () => {
  const { fields } = await presign(server.store);
  const form = encodeForm(formParts(fields, Buffer.alloc(2 * 1024 * 1024)));
  const response = await server.app.inject({ method: "POST", url: "/storage/", ...form });
  expect([response.statusCode, response.json().code]).toEqual([400, "EntityTooLarge"]);
});

test("a form needs exactly one file", async () => {
  const { fields } = await presign(server.store);
  const parts = formParts(fields, BYTES);
  await expectRefusal(parts.slice(0, -1), 400, "InvalidArgument");
  await expectRefusal([], 400, "InvalidArgument");
  await expectRefusal([...parts, { name: "file", value: BYTES, filename: "b" }], 400, "InvalidArgument");
  await expectRefusal([...parts, { name: "file", value: "no file name" }], 400, "InvalidArgument");
});

test("too many or too large fields are refused", async () => {
  const { fields } = await presign(server.store);
  const parts = formParts(fields, BYTES);
  const many = Array.from({ length: 40 }, (_, i) => ({ name: `x-ignore-${i}`, value: "" }));
  await expectRefusal([...many, ...parts], 400, "MaxPostPreDataLengthExceeded");
  const large = { name: "x-ignore-a", value: "a".repeat(21 * 1024) };
  await expectRefusal([large, ...parts], 400, "MaxPostPreDataLengthExceeded");
  await expectRefusal([...parts, ...many], 400, "MalformedPOSTRequest");
});

test.each([
  ["application/json", 415],
  ["multipart/form-data", 400],
  ["multipart/form-data; boundary=other", 400],
  ["text/html", 415],
])("a body of type %s is refused", async (type, statusCode) => {
  const payload = encodeForm(formParts((await presign(server.store)).fields, BYTES)).payload;
  const response = await server.app.inject({
    method: "POST",
    url: "/storage/",
    headers: { "content-type": type },
    payload,
  });
  expect(response.statusCode).toBe(statusCode);
  expect(response.json().detail).toBeTypeOf("string");
  expect(response.body).not.toMatch(RESERVED_WORDS);
});

test("a request with no body is refused", async () => {
  const response = await server.app.inject({ method: "POST", url: "/storage/" });
  expect(response.statusCode).toBe(415);
});

test("a form cut off at any place is refused and leaves nothing", async () => {
  const { headers, payload } = encodeForm(formParts((await presign(server.store)).fields, BYTES));
  for (let length = 0; length < payload.length - 4; length += 97) {
    const part = payload.subarray(0, length);
    const response = await server.app.inject({ method: "POST", url: "/storage/", headers, payload: part });
    expect(response.statusCode).toBe(400);
  }
  expect(await server.files()).toEqual([]);
});

test("the same bytes may be sent again, other bytes may not", async () => {
  const { key, fields } = await presign(server.store);
  const bytes = randomBytes(50_000);
  expect((await postForm(server.app, formParts(fields, bytes))).statusCode).toBe(204);
  expect((await postForm(server.app, formParts(fields, bytes))).statusCode).toBe(204);
  const changed = Buffer.from(bytes);
  changed[49_999] = (changed[49_999] ?? 0) ^ 1;
  for (const other of [changed, bytes.subarray(1), Buffer.alloc(0)]) {
    const response = await postForm(server.app, formParts(fields, other));
    expect([response.statusCode, response.json().code]).toEqual([409, "ObjectIsImmutable"]);
    expect(response.body).not.toMatch(RESERVED_WORDS);
  }
  expect((await server.app.inject({ url: `/storage/${key}` })).rawPayload).toEqual(bytes);
  expect(await server.files()).toHaveLength(1);
});

test("of many uploads with one form at once, one wins", async () => {
  const { key, fields } = await presign(server.store);
  const bodies = Array.from({ length: 8 }, (_, i) => Buffer.alloc(10_000, i));
  const responses = await Promise.all(bodies.map((bytes) => postForm(server.app, formParts(fields, bytes))));
  const winners = responses.flatMap((response, i) => (response.statusCode === 204 ? [i] : []));
  expect(winners).toHaveLength(1);
  expect((await server.app.inject({ url: `/storage/${key}` })).rawPayload).toEqual(bodies[winners[0] ?? -1]);
  expect(await server.files()).toHaveLength(1);
});

test.each(['quo"te.png', "line\r\nbreak.png", "\u202Egnp.exe", "../../up.png", "a".repeat(500), "ünïcode.png", ""])(
  "the file's own name does not matter: %j",
  async (filename) => {
    const { key, fields } = await presign(server.store);
    // As browsers and urllib3 write it: quotes and line breaks percent-encoded.
    const encoded = filename.replace(/["\r\n]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
    expect((await postForm(server.app, formParts(fields, BYTES, encoded))).statusCode).toBe(204);
    expect(await server.store.stat(key)).toBeDefined();
    expect((await server.files())[0]).toMatch(/^objects\/[0-9a-f]{3}\/[0-9a-f]{64}$/);
  },
);

test("a raw line break in a file name is no file", async () => {
  const { fields } = await presign(server.store);
  const response = await postForm(server.app, formParts(fields, BYTES, "a\r\nX-Header: b\r\n.png"));
  expect([204, 400]).toContain(response.statusCode);
  expect(response.headers["x-header"]).toBeUndefined();
});

test("a client that disappears midway leaves nothing, whatever it had sent", async () => {
  const port = await listen();
  const { headers, payload } = encodeForm(formParts((await presign(server.store)).fields, Buffer.alloc(90_000)));
  for (const sentBytes of [0, 300, payload.length - 50_000, payload.length - 1]) {
    const arrival = once(server.app.server, "request");
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `POST /storage/ HTTP/1.1\r\nHost: a\r\nContent-Type: ${headers["content-type"]}\r\nContent-Length: ${payload.length}\r\n\r\n`,
    );
    socket.write(payload.subarray(0, sentBytes));
    await arrival;
    if (sentBytes > 300) await vi.waitFor(async () => expect((await server.files())[0]).toMatch(/^tmp\//), PATIENT);
    socket.destroy();
    await vi.waitFor(async () => expect(await server.files()).toEqual([]), PATIENT);
  }
});

test("a client that stops sending is cut off, and leaves nothing", async () => {
  const impatient = await startLocalTestServer({ stallMs: 100 });
  const port = Number(new URL(await impatient.app.listen({ port: 0, host: "127.0.0.1" })).port);
  const { headers, payload } = encodeForm(formParts((await presign(impatient.store)).fields, Buffer.alloc(90_000)));
  const socket = connect(port, "127.0.0.1");
  const head = `POST /storage/ HTTP/1.1\r\nHost: a\r\nContent-Type: ${headers["content-type"]}\r\n`;
  socket.write(`${head}Content-Length: ${payload.length}\r\n\r\n`);
  socket.write(payload.subarray(0, 50_000));
  socket.resume();
  await new Promise((resolve) => socket.once("close", resolve));
  await vi.waitFor(async () => expect(await impatient.files()).toEqual([]), PATIENT);
  await impatient.close();
});

test("many uploads over one connection leave no listeners behind", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on("warning", note);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const port = await listen();
  for (let i = 0; i < 15; i++) {
    const { headers, payload } = encodeForm(formParts((await presign(server.store)).fields, BYTES));
    const sent = request({ agent, port, host: "127.0.0.1", method: "POST", path: "/storage/", headers });
    const [response] = await once(sent.end(payload), "response");
    expect(response.statusCode).toBe(204);
    response.resume();
    await once(response, "end");
  }
  await sleep(10);
  agent.destroy();
  process.off("warning", note);
  expect(warnings).toEqual([]);
});

test("a refusal reaches a client that is still sending", async () => {
  const port = await listen();
  const { fields } = await presign(server.store);
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, "x-amz-signature": "0" })) form.append(name, String(value));
  form.append("file", new Blob([Buffer.alloc(900_000)]));
  const response = await fetch(`http://127.0.0.1:${port}/storage/`, { method: "POST", body: form });
  expect([response.status, await response.json()]).toEqual([
    403,
    { code: "SignatureDoesNotMatch", detail: "The signature of the upload form is wrong." },
  ]);
});

test("a full disk is said, and nothing is left behind", async () => {
  const probe = await open(import.meta.filename, "r");
  await probe.close();
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  vi.spyOn(Object.getPrototypeOf(probe), "write").mockRejectedValueOnce(full);
  await expectRefusal(formParts((await presign(server.store)).fields, BYTES), 507, "InsufficientStorage");
  expect((await postForm(server.app, formParts((await presign(server.store)).fields, BYTES))).statusCode).toBe(204);
});

function signed(options: { key: string; secret?: string; now?: Date; maxBytes?: number }) {
  return signPostPolicy(
    { accessKeyId: "tessera", secretAccessKey: options.secret ?? TEST_SECRET, region: "local", bucket: "tessera" },
    {
      key: options.key,
      contentType: "image/png",
      acl: "private",
      maxBytes: options.maxBytes ?? MAX_UPLOAD_BYTES,
      expiresInSeconds: 3600,
      now: options.now ?? new Date(),
    },
  );
}

async function listen(): Promise<number> {
  return Number(new URL(await server.app.listen({ port: 0, host: "127.0.0.1" })).port);
}
