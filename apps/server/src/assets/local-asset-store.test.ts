import { spawnSync } from "node:child_process";
import { readFile, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AssetMissingError } from "./asset-errors.js";
import { createAssetKey } from "./asset-store.js";
import { createLocalAssetStore } from "./local-asset-store.js";
import { type LocalTestServer, startLocalTestServer, TEST_SECRET } from "./test-support.js";

let server: LocalTestServer;
beforeEach(async () => {
  server = await startLocalTestServer();
});
afterEach(() => server.close());

test("bytes are read as they were written, whole or by range", async () => {
  const key = createAssetKey("release.json");
  const source = Readable.from([Buffer.from('{"a"'), ":1}"]);
  expect(await server.store.write(key, "application/json", source)).toEqual({ sizeBytes: 7 });
  expect(await server.store.stat(key)).toEqual({ sizeBytes: 7, contentType: "application/json" });
  expect(await text(await server.store.read(key))).toBe('{"a":1}');
  expect(await text(await server.store.read(key, { start: 1, endInclusive: 3 }))).toBe('"a"');
});

test("a second write replaces the bytes, as for a job that runs again", async () => {
  const key = createAssetKey("a.json");
  await server.store.write(key, "application/json", Buffer.from("first"));
  const reader = await server.store.read(key);
  await server.store.write(key, "application/json", Buffer.from("second"));
  expect(await text(await server.store.read(key))).toBe("second");
  expect(await text(reader)).toBe("first");
});

test("a source that fails leaves what was there", async () => {
  const key = createAssetKey("a.json");
  await server.store.write(key, "application/json", Buffer.from("first"));
  const failing = Readable.from(
    (async function* () {
      yield Buffer.from("half");
      throw new Error("the source broke");
    })(),
  );
  await expect(server.store.write(key, "application/json", failing)).rejects.toThrow("the source broke");
  expect(await text(await server.store.read(key))).toBe("first");
  expect(await server.files()).toHaveLength(1);
});

test("what is missing is undefined, or an error of its own", async () => {
  const key = createAssetKey("a.png");
  expect(await server.store.stat(key)).toBeUndefined();
  await expect(server.store.read(key)).rejects.toThrow(AssetMissingError);
});

test.each(["", "../a", "a/b.png", `${"0".repeat(32)}/..`, `${"0".repeat(32)}/a/b`, "/etc/passwd"])(
  "what is no key never reaches the disk: %j",
  async (key) => {
    await expect(server.store.write(key, "image/png", Buffer.from("a"))).rejects.toThrow(TypeError);
    await expect(server.store.read(key)).rejects.toThrow(TypeError);
    await expect(server.store.stat(key)).rejects.toThrow(TypeError);
    await expect(server.store.delete(key)).rejects.toThrow(TypeError);
    expect(() => server.store.urlOf(key, "http://a.test")).toThrow(TypeError);
  },
);

test("a type that the name does not give is kept when it is one of our list", async () => {
  const key = createAssetKey("mask");
  await server.store.write(key, "image/png", Buffer.from("a"));
  expect((await server.store.stat(key))?.contentType).toBe("image/png");
  await server.store.write(key, "text/html", Buffer.from("a"));
  expect((await server.store.stat(key))?.contentType).toBe("application/octet-stream");
  await server.store.delete(key);
  expect(await server.files()).toEqual([]);
});

test("the start clears what a crash left a day ago, and nothing younger", async () => {
  const old = path.join(server.directory, "tmp", "old");
  const young = path.join(server.directory, "tmp", "young");
  await server.store.check();
  await writeFile(old, "");
  await writeFile(young, "");
  const longAgo = new Date(Date.now() - 25 * 3600 * 1000);
  await utimes(old, longAgo, longAgo);
  const restarted = createLocalAssetStore({
    directory: server.directory,
    secret: TEST_SECRET,
    maxUploadBytes: 1000,
    expiresInSeconds: 60,
  });
  await restarted.check();
  expect(await server.files()).toEqual(["tmp/young"]);
});

test("housekeeping removes what a killed process was writing, and nothing that a living one writes", async () => {
  const source = new PassThrough();
  const writing = server.store.write(createAssetKey("slow.bin"), "application/octet-stream", source);
  source.write("half");
  const own = await vi.waitFor(async () => {
    const [file] = await server.files();
    expect(file).toMatch(/^tmp\//);
    return path.basename(file ?? "");
  });
  const [where = ""] = own.split("~");
  const ended = spawnSync(process.execPath, ["-e", ""]).pid;
  const kept = [own, `${where}~${process.ppid}~a`, `elsewhere.1~${ended}~b`];
  const removed = [`${where}~${ended}~c`, `${where}~${process.pid}~from-an-earlier-process`];
  for (const name of [...kept.slice(1), ...removed]) await writeFile(path.join(server.directory, "tmp", name), "");
  await server.store.clearAbandoned();
  expect((await server.files()).sort()).toEqual(kept.map((name) => `tmp/${name}`).sort());
  source.end();
  expect(await writing).toEqual({ sizeBytes: 4 });
});

test("a directory that cannot be used is told, and used once it can be", async () => {
  const directory = path.join(server.directory, "not-a-directory");
  await writeFile(directory, "");
  const store = createLocalAssetStore({ directory, secret: TEST_SECRET, maxUploadBytes: 1000, expiresInSeconds: 60 });
  const key = createAssetKey("a.png");
  await expect(store.check()).rejects.toThrow();
  await expect(store.write(key, "image/png", Buffer.from("a"))).rejects.toThrow();
  await rm(directory);
  await store.check();
  await store.write(key, "image/png", Buffer.from("a"));
  await rm(directory, { recursive: true });
  await expect(store.check()).rejects.toThrow();
});

test("a short secret is refused", () => {
  const options = { directory: server.directory, maxUploadBytes: 1000, expiresInSeconds: 60 };
  expect(() => createLocalAssetStore({ ...options, secret: "short" })).toThrow(TypeError);
});

test("an asset is one plain file", async () => {
  const bytes = Buffer.from("plain");
  await server.store.write(createAssetKey("a.pcd"), "application/octet-stream", bytes);
  const [file = ""] = await server.files();
  expect(await readFile(path.join(server.directory, file))).toEqual(bytes);
});

test("a file of many chunks comes back the same", async () => {
  const key = createAssetKey("a.bin");
  const bytes = Buffer.alloc(3_000_000, "0123456789abcdef");
  await server.store.write(key, "application/octet-stream", Readable.from(chunksOf(bytes, 9_999)));
  expect((await buffer(await server.store.read(key))).equals(bytes)).toBe(true);
});

test("the local store signs no urls of others", async () => {
  expect(await server.store.signedUrlFor("s3://bucket/key", async () => true)).toBeUndefined();
});

function* chunksOf(bytes: Buffer, length: number) {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}
