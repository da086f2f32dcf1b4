import { afterEach, describe, expect, test, vi } from "vitest";
import { AuthenticationError, TesseraClient, ValidationError } from "./index.js";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

function clean() {
  for (const name of ["TESSERA_API_KEY", "SEGMENTS_API_KEY", "TESSERA_URL"]) vi.stubEnv(name, "");
}

/** A client whose requests are looked at and answered with {}. */
function recorded(options: ConstructorParameters<typeof TesseraClient>[0]) {
  const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => new Response("{}"));
  const client = new TesseraClient({ ...options, fetch: fetch as typeof globalThis.fetch });
  return { client, fetch };
}

describe("the key", () => {
  test("given, else TESSERA_API_KEY, else SEGMENTS_API_KEY", () => {
    clean();
    vi.stubEnv("SEGMENTS_API_KEY", "theirs");
    expect(new TesseraClient().apiKey).toBe("theirs");
    vi.stubEnv("TESSERA_API_KEY", "ours");
    expect(new TesseraClient().apiKey).toBe("ours");
    expect(new TesseraClient({ apiKey: "given" }).apiKey).toBe("given");
  });

  test("is due outside of browsers", () => {
    clean();
    expect(() => new TesseraClient()).toThrow(AuthenticationError);
    expect(() => new TesseraClient({ apiKey: " " })).toThrow(AuthenticationError);
    expect(() => new TesseraClient({ apiKey: "a\r\nX-Evil: 1" })).toThrow(AuthenticationError);
    expect(new TesseraClient({ apiKey: null }).apiKey).toBeUndefined();
  });

  test("a page of the server uses its cookie", async () => {
    clean();
    vi.stubGlobal("document", {});
    vi.stubGlobal("location", { origin: "https://label.example" });
    const { client, fetch } = recorded({});
    await client.users.get();
    expect(fetch.mock.calls[0]?.[0]).toBe("https://label.example/user");
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({
      credentials: "same-origin",
      headers: { accept: "application/json" },
    });
    expect(fetch.mock.calls[0]?.[1]?.headers).not.toHaveProperty("authorization");
  });

  test("does not show when a client is logged", () => {
    const client = new TesseraClient({ apiKey: "s3cret" });
    expect(JSON.stringify(client)).not.toContain("s3cret");
  });
});

describe("the address", () => {
  test("given, else TESSERA_URL, else the default of the server", () => {
    clean();
    expect(new TesseraClient({ apiKey: "k" }).baseUrl).toBe("http://127.0.0.1:8484");
    vi.stubEnv("TESSERA_URL", "https://label.example/");
    expect(new TesseraClient({ apiKey: "k" }).baseUrl).toBe("https://label.example");
    expect(new TesseraClient({ apiKey: "k", baseUrl: "https://a.example/tessera//" }).baseUrl).toBe(
      "https://a.example/tessera",
    );
  });

  test.each(["", "label.example", "ftp://label.example", "javascript:alert(1)", "http://"])("%s is none", (baseUrl) => {
    expect(() => new TesseraClient({ apiKey: "k", baseUrl })).toThrow(ValidationError);
  });
});

test("runs where there is no process and no CompressionStream", async () => {
  // The test runner itself needs its nextTick.
  vi.stubGlobal("process", { nextTick: process.nextTick });
  vi.stubGlobal("CompressionStream", undefined);
  const { client, fetch } = recorded({ apiKey: "k" });
  await client.datasets.create({ name: "flowers", readme: "x".repeat(100_000) });
  const [, init] = fetch.mock.calls[0] ?? [];
  expect(JSON.parse(new TextDecoder().decode(init?.body as Uint8Array))).toMatchObject({ name: "flowers" });
});

test("bigints go out whole, and come in whole where that is asked for", async () => {
  const text = '{"uuid":"u","attributes":{"frames":[{"timestamp":1700000000123456789}]}}';
  const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => new Response(text));
  const options = { apiKey: "k", fetch: fetch as typeof globalThis.fetch };
  const sample = await new TesseraClient({ ...options, exactIntegers: true }).samples.update("u", {
    attributes: { frames: [{ image: { url: "" }, timestamp: 1700000000123456789n }] },
  });
  const sent = new TextDecoder().decode(fetch.mock.calls[0]?.[1]?.body as Uint8Array);
  expect(sent).toBe('{"attributes":{"frames":[{"image":{"url":""},"timestamp":1700000000123456789}]}}');
  expect(sample.attributes).toEqual({ frames: [{ timestamp: 1700000000123456789n }] });
  const rounded = await new TesseraClient(options).samples.get("u");
  expect(rounded.attributes).toEqual({ frames: [{ timestamp: 1700000000123456800 }] });
});
