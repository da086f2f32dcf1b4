import { Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Progress, TesseraClient } from "./index.js";
import { type FaultServer, json, nothing, refusal, reset, startFaultServer, text } from "./testing/fault-server.js";

let server: FaultServer;
let client: TesseraClient;
beforeAll(async () => {
  server = await startFaultServer();
  client = new TesseraClient({ apiKey: "key", baseUrl: server.url, timeoutMs: 60_000, maxRetries: 2 });
});
afterAll(() => server.stop());
beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
afterEach(() => vi.restoreAllMocks());

const asset = (filename = "a.txt") =>
  json({
    ...{ uuid: "u", filename, url: "https://files.example/a.txt", created_at: "" },
    presignedPostFields: { url: `${server.url}/storage/`, fields: { key: "k/a.txt", policy: "p" } },
  });

const bytes = new TextEncoder().encode("flowers, many flowers");
async function* pieces() {
  yield bytes.subarray(0, 5);
  yield bytes.subarray(5);
}

test.each([
  ["a Blob", () => new Blob([bytes])],
  ["a File", () => new File([bytes], "a.txt")],
  ["bytes", () => bytes],
  ["a Buffer", () => Buffer.from(bytes)],
  ["an ArrayBuffer", () => bytes.buffer],
  ["a part of a buffer", () => new Uint8Array([0, ...bytes, 0]).subarray(1, -1)],
  ["a web stream", () => new Blob([bytes]).stream()],
  ["a Node stream", () => Readable.from(pieces())],
  ["an async iterable", () => pieces()],
])("uploads %s", async (_, source) => {
  server.play(asset(), nothing);
  const progress: Progress[] = [];
  const file = await client.assets.upload(source(), { filename: "a.txt", onProgress: (p) => progress.push(p) });
  expect(file.url).toBe("https://files.example/a.txt");
  const form = server.requests[1];
  expect(form?.headers.authorization).toBeUndefined();
  expect(form?.headers["idempotency-key"]).toBeUndefined();
  expect(form?.headers["content-length"]).toBe(String(Buffer.byteLength(form?.text ?? "")));
  const boundary = /boundary=(.*)/.exec(form?.headers["content-type"] ?? "")?.[1];
  expect(form?.text.replaceAll(boundary ?? "?", "B")).toBe(
    [
      ...["--B", 'Content-Disposition: form-data; name="key"', "", "k/a.txt"],
      ...["--B", 'Content-Disposition: form-data; name="policy"', "", "p"],
      ...["--B", 'Content-Disposition: form-data; name="file"; filename="a.txt"'],
      ...["Content-Type: application/octet-stream", "", "flowers, many flowers", "--B--", ""],
    ].join("\r\n"),
  );
  expect(progress.at(-1)).toEqual({ done: bytes.length, total: bytes.length });
  expect(progress.map(({ done }) => done)).toEqual(progress.map(({ done }) => done).toSorted((a, b) => a - b));
});

test("a stream of known size is sent as it comes", async () => {
  server.play(asset(), nothing);
  await client.assets.upload(pieces(), { sizeBytes: bytes.length });
  expect(server.requests[1]?.text).toContain("flowers, many flowers");
  for (const sizeBytes of [bytes.length - 1, bytes.length + 1]) {
    server.play(asset(), nothing);
    await expect(client.assets.upload(pieces(), { sizeBytes })).rejects.toThrow(/bytes that sizeBytes says/);
  }
});

test("names: of the File, of the path, and label.png", async () => {
  const asked: unknown[] = [];
  for (const source of [new File([], "rose.jpg"), { path: import.meta.filename }, new Blob([])]) {
    server.play(asset(), nothing);
    await client.assets.upload(source);
    asked.push(JSON.parse(server.requests[0]?.text ?? ""));
  }
  expect(asked).toEqual([{ filename: "rose.jpg" }, { filename: "upload.test.ts" }, { filename: "label.png" }]);
});

test("a name ends no header", async () => {
  server.play(asset('a"\r\nX-Evil: 1.png'), nothing);
  await client.assets.upload(new Blob([]));
  expect(server.requests[1]?.text).toContain('filename="a%22%0D%0AX-Evil: 1.png"');
});

test("an upload that broke off is sent again; one that had arrived is done", async () => {
  server.play(asset(), reset, nothing);
  await client.assets.upload(new Blob([bytes]));
  expect(server.requests.map(({ url }) => url)).toEqual(["/assets/", "/storage/", "/storage/"]);
  server.play(asset(), reset, refusal(409, "It is there and cannot be replaced."));
  await client.assets.upload(new Blob([bytes]));
  server.play(asset(), refusal(409, "It is there and cannot be replaced."));
  await expect(client.assets.upload(new Blob([bytes]))).rejects.toMatchObject({ name: "ConflictError" });
});

test("a permission that expired in the queue is asked for once more", async () => {
  const expired = text("<Error><Code>AccessDenied</Code><Message>Policy expired</Message></Error>", { status: 403 });
  server.play(asset(), expired, asset(), nothing);
  await client.assets.upload(new Blob([bytes]));
  expect(server.requests.map(({ url }) => url)).toEqual(["/assets/", "/storage/", "/assets/", "/storage/"]);
  server.play(asset(), expired, asset(), expired);
  await expect(client.assets.upload(new Blob([bytes]))).rejects.toMatchObject({
    ...{ name: "AuthorizationError", message: `POST ${server.url}/storage/: 403 Policy expired` },
  });
  expect(server.requests).toHaveLength(4);
});

test("a stream is sent once only", async () => {
  server.play(asset(), refusal(503));
  await expect(client.assets.upload(pieces(), { sizeBytes: bytes.length })).rejects.toMatchObject({ status: 503 });
  expect(server.requests).toHaveLength(2);
});

test("an abort in the middle", async () => {
  const controller = new AbortController();
  async function* endless() {
    for (;;) {
      yield new Uint8Array(1000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  server.play(asset(), nothing);
  const upload = client.assets.upload(endless(), {
    ...{ sizeBytes: 1e9, signal: controller.signal },
    onProgress: ({ done }) => done > 3000 && controller.abort(new Error("changed my mind")),
  });
  await expect(upload).rejects.toThrow("changed my mind");
});

/** As much of a browser's as an upload needs; sends by fetch. */
class FakeXhr {
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  onloadend?: () => void;
  status = 0;
  responseText = "";
  readonly #controller = new AbortController();
  readonly #headers = new Headers();
  #url = "";

  open(_method: string, url: string) {
    this.#url = url;
  }
  setRequestHeader(name: string, value: string) {
    this.#headers.set(name, value);
  }
  abort() {
    this.#controller.abort();
    this.onabort?.();
    this.onloadend?.();
  }
  async send(body: Blob) {
    try {
      this.upload.onprogress?.({ loaded: body.size / 2 });
      const { signal } = this.#controller;
      const response = await fetch(this.#url, { method: "POST", body, headers: this.#headers, signal });
      this.upload.onprogress?.({ loaded: body.size });
      this.status = response.status;
      this.responseText = await response.text();
      this.onload?.();
    } catch {
      if (!this.#controller.signal.aborted) this.onerror?.();
    }
    this.onloadend?.();
  }
}

describe("in a browser", () => {
  beforeEach(() => {
    vi.stubGlobal("XMLHttpRequest", FakeXhr);
    // The test runner itself needs its nextTick.
    vi.stubGlobal("process", { nextTick: process.nextTick });
  });
  afterEach(() => vi.unstubAllGlobals());

  test("progress comes from the older interface", async () => {
    server.play(asset(), reset, nothing);
    const progress: Progress[] = [];
    const file = new File([new Uint8Array(100_000)], "a.bin");
    await client.assets.upload(file, { onProgress: (p) => progress.push(p) });
    expect(server.requests).toHaveLength(3);
    expect(server.requests[2]?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(progress.at(-1)).toEqual({ done: 100_000, total: 100_000 });
    expect(progress[0]?.done).toBeGreaterThan(40_000);
  });

  test("errors and aborts are those of everywhere", async () => {
    server.play(asset(), text("<Error><Message>Too large</Message></Error>", { status: 400 }));
    await expect(client.assets.upload(new Blob(["x"]))).rejects.toMatchObject({ name: "ValidationError", status: 400 });
    const controller = new AbortController();
    server.play(asset(), () => controller.abort(new Error("left the page")));
    const upload = client.assets.upload(new Blob(["x"]), { signal: controller.signal });
    await expect(upload).rejects.toThrow("left the page");
  });

  test("a stream is read first, and there are no paths", async () => {
    server.play(asset(), nothing);
    await client.assets.upload(new Blob([bytes]).stream(), { sizeBytes: bytes.length });
    expect(server.requests[1]?.text).toContain("flowers, many flowers");
    await expect(client.assets.upload({ path: "a.jpg" })).rejects.toMatchObject({ name: "ValidationError" });
  });
});

test("what cannot be opened", async () => {
  await expect(client.assets.upload({ path: "/no/such/file" })).rejects.toThrow();
});
