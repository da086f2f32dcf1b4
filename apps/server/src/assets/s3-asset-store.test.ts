import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import Fastify from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AssetMissingError, UploadRefusedError } from "./asset-errors.js";
import { createAssetKey } from "./asset-store.js";
import { verifyPostPolicy } from "./post-policy.js";
import { s3AssetRoutes } from "./s3-asset-routes.js";
import { createS3AssetStore, type S3AssetStore, type S3AssetStoreOptions } from "./s3-asset-store.js";
import { type S3LikeServer, startS3LikeServer } from "./s3-like-server.js";

const ORIGIN = "http://tessera.test";
const KEYS = { accessKeyId: "AKIATEST", secretAccessKey: "the secret of the test" };
const MAX_UPLOAD_BYTES = 1_000_000;

let s3: S3LikeServer;
let store: S3AssetStore;
beforeEach(async () => {
  s3 = await startS3LikeServer("drive");
  store = createStore({});
});
afterEach(async () => {
  await store.close();
  await s3.close();
});

function createStore(options: Partial<S3AssetStoreOptions>): S3AssetStore {
  return createS3AssetStore({
    bucket: "drive",
    region: "eu-west-1",
    endpoint: s3.endpoint,
    forcePathStyle: true,
    prefix: "assets/",
    maxUploadBytes: MAX_UPLOAD_BYTES,
    expiresInSeconds: 600,
    ...KEYS,
    ...options,
  });
}

function* chunks(count: number, bytes: number) {
  for (let i = 0; i < count; i++) yield Buffer.alloc(bytes, i);
}

describe("the upload form", () => {
  test("has the fields that the official client reads, and a policy that holds for them alone", async () => {
    const key = createAssetKey("violet.png");
    const { url, fields } = await store.createPresignedPost({ key, contentType: "image/png", origin: ORIGIN });
    expect(url).toBe(`${s3.endpoint}/drive`);
    expect(Object.keys(fields)).toEqual([
      "acl",
      "Content-Type",
      "key",
      "x-amz-algorithm",
      "x-amz-credential",
      "x-amz-date",
      "policy",
      "x-amz-signature",
    ]);
    expect(fields).toMatchObject({ acl: "private", "Content-Type": "image/png", key: `assets/${key}` });

    // Our own reading of a policy agrees with the SDK's signature, so the two were written from one rule.
    const signer = { ...KEYS, region: "eu-west-1", bucket: "drive" };
    const form = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), String(value)]));
    expect(verifyPostPolicy(signer, form, new Date())).toEqual({
      key: `assets/${key}`,
      contentType: "image/png",
      minBytes: 0,
      maxBytes: MAX_UPLOAD_BYTES,
    });
    expect(() => verifyPostPolicy(signer, form, new Date(Date.now() + 601_000))).toThrow(UploadRefusedError);
    for (const name of ["acl", "content-type", "key"]) {
      const changed = new Map(form).set(name, "other");
      expect(() => verifyPostPolicy(signer, changed, new Date())).toThrow(UploadRefusedError);
    }
  });

  test("goes to the bucket's own host on AWS", async () => {
    const aws = createStore({ endpoint: undefined, forcePathStyle: false, acl: "public-read" });
    const key = createAssetKey("a.png");
    const { url, fields } = await aws.createPresignedPost({ key, contentType: "image/png", origin: ORIGIN });
    expect(url).toBe("https://drive.s3.eu-west-1.amazonaws.com/");
    expect(fields.acl).toBe("public-read");
    await aws.close();
  });
});

describe("objects", () => {
  test("a small one is one PUT, read whole or by range", async () => {
    const key = createAssetKey("release.json");
    expect(await store.write(key, "application/json", Readable.from(["{}", "\n", " "]))).toEqual({ sizeBytes: 4 });
    expect(s3.requests).toEqual([`PUT /drive/assets/${key}`]);
    expect(await store.stat(key)).toEqual({ sizeBytes: 4, contentType: "application/json" });
    expect(await text(await store.read(key))).toBe("{}\n ");
    expect(await text(await store.read(key, { start: 1, endInclusive: 2 }))).toBe("}\n");
  });

  test("an empty one is written as well", async () => {
    const key = createAssetKey("empty.txt");
    expect(await store.write(key, "text/plain; charset=utf-8", Readable.from([]))).toEqual({ sizeBytes: 0 });
    expect(s3.objects.get(`assets/${key}`)?.bytes).toHaveLength(0);
  });

  test("a large one goes in parts, without holding it whole", async () => {
    const key = createAssetKey("large.bin");
    const mib = 1024 * 1024;
    expect(await store.write(key, "application/octet-stream", Readable.from(chunks(20, mib)))).toEqual({
      sizeBytes: 20 * mib,
    });
    const object = `/drive/assets/${key}`;
    expect(s3.requests).toEqual([
      `POST ${object}?uploads`,
      ...Array(3).fill(`PUT ${object}?partNumber&uploadId`),
      `POST ${object}?uploadId`,
    ]);
    const stored = s3.objects.get(`assets/${key}`);
    expect(stored?.contentType).toBe("application/octet-stream");
    expect(stored?.bytes.equals(Buffer.concat([...chunks(20, mib)]))).toBe(true);
  });

  test("exactly one part is one PUT", async () => {
    const key = createAssetKey("a.bin");
    await store.write(key, "application/octet-stream", Readable.from(chunks(8, 1024 * 1024)));
    expect(s3.requests).toEqual([`PUT /drive/assets/${key}`]);
  });

  test("a source or a part that fails leaves nothing, and the upload is given up", async () => {
    const key = createAssetKey("a.bin");
    const failing = Readable.from(
      (function* () {
        yield* chunks(20, 1024 * 1024);
        throw new Error("the source broke");
      })(),
    );
    await expect(store.write(key, "application/octet-stream", failing)).rejects.toThrow("the source broke");
    expect(s3.requests.at(-1)).toBe(`DELETE /drive/assets/${key}?uploadId`);
    s3.failNext(/partNumber/, 403, "AccessDenied");
    const source = Readable.from(chunks(20, 1024 * 1024));
    await expect(store.write(key, "application/octet-stream", source)).rejects.toThrow("AccessDenied");
    expect(source.destroyed).toBe(true);
    expect(s3.requests.at(-1)).toBe(`DELETE /drive/assets/${key}?uploadId`);
    expect(s3.objects.size).toBe(0);
  });

  test("a missing one is undefined, an error of its own, or nothing to delete", async () => {
    const key = createAssetKey("a.png");
    expect(await store.stat(key)).toBeUndefined();
    await expect(store.read(key)).rejects.toThrow(AssetMissingError);
    await store.delete(key);
    s3.failNext(/^DELETE/, 404, "NoSuchKey");
    await store.delete(key);
  });

  test("other errors are told as they are", async () => {
    const key = createAssetKey("a.png");
    s3.failNext(/^HEAD/, 403, "AccessDenied");
    await expect(store.stat(key)).rejects.toThrow();
    s3.failNext(/^GET/, 403, "AccessDenied");
    await expect(store.read(key)).rejects.not.toThrow(AssetMissingError);
  });

  test("a type outside our list is served as plain bytes", async () => {
    const key = createAssetKey("a.html");
    await store.write(key, "text/html", Buffer.from("<script>"));
    expect((await store.stat(key))?.contentType).toBe("application/octet-stream");
  });
});

test("readiness is whether the bucket answers", async () => {
  await store.check();
  const other = createStore({ bucket: "other" });
  await expect(other.check()).rejects.toThrow();
  await other.close();
});

describe("urls", () => {
  test("are ours, and redirect to a signed url that serves the bytes", async () => {
    const key = createAssetKey("straße.png");
    await store.write(key, "image/png", Buffer.from("bytes"));
    const url = store.urlOf(key, ORIGIN);
    expect(url).toBe(`${ORIGIN}/storage/${encodeURI(key)}`);
    expect(store.keyOf(url, [ORIGIN])).toBe(key);

    const app = Fastify();
    await app.register(s3AssetRoutes, { store });
    const answer = await app.inject({ url: new URL(url).pathname });
    expect(answer.statusCode).toBe(302);
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    const signed = new URL(String(answer.headers.location));
    expect(signed.searchParams.get("X-Amz-Expires")).toBe(String(25 * 3600));
    expect(signed.searchParams.get("X-Amz-Date")).toMatch(/T\d\d0000Z$/);
    expect(signed.searchParams.get("response-content-type")).toBe("image/png");
    expect(signed.searchParams.get("response-content-disposition")).toContain("filename*=UTF-8''stra%C3%9Fe.png");
    expect(await (await fetch(signed)).text()).toBe("bytes");

    const head = await app.inject({ method: "HEAD", url: new URL(url).pathname });
    expect(head.statusCode).toBe(302);
    expect((await fetch(String(head.headers.location), { method: "HEAD" })).status).toBe(200);
    expect((await app.inject({ url: "/storage/%2e%2e/a" })).statusCode).toBe(404);
    expect((await app.inject({ url: "/storage/nothing" })).json()).toEqual({ detail: "Not found." });
    expect((await app.inject({ method: "OPTIONS", url: "/storage/a" })).statusCode).toBe(204);
    await app.close();
  });

  test("are those of the public url where there is one", async () => {
    const open = createStore({ publicUrl: "https://cdn.test/files/" });
    const key = createAssetKey("a.png");
    expect(open.urlOf(key, ORIGIN)).toBe(`https://cdn.test/files/assets/${key}`);
    expect(open.keyOf(`https://cdn.test/files/assets/${key}`, [ORIGIN])).toBe(key);
    expect(open.keyOf(`https://cdn.test/files/assets/../${key}`, [ORIGIN])).toBeUndefined();
    expect(open.keyOf(`https://cdn.test/other/${key}`, [ORIGIN])).toBeUndefined();
    expect(open.keyOf(`${ORIGIN}/storage/${key}`, [ORIGIN])).toBe(key);
    await open.close();
  });
});

describe("urls of the connected bucket", () => {
  const anything = async () => true;

  test("only objects that the dataset may read are signed", async () => {
    const asked: string[] = [];
    const mayRead = async (key: string) => asked.push(key) > 0 && key.startsWith("jane/");
    expect(await store.signedUrlFor("s3://drive/jane/a b.pcd", mayRead)).toContain("/jane/a%20b.pcd?");
    expect(await store.signedUrlFor("s3://drive/john/a.pcd", mayRead)).toBeUndefined();
    expect(await store.signedUrlFor("s3://other/jane/a.pcd", mayRead)).toBeUndefined();
    expect(asked).toEqual(["jane/a b.pcd", "john/a.pcd"]);
  });

  test.each([
    ["https://drive.s3.eu-west-1.amazonaws.com/a/b%20c.pcd", "/a/b%20c.pcd"],
    ["https://s3.eu-west-1.amazonaws.com/drive/a.pcd", "/a.pcd"],
    ["https://drive.s3.amazonaws.com/a.pcd", "/a.pcd"],
    ["s3://drive/a/b c.pcd", "/a/b%20c.pcd"],
    ["s3://drive/100%.pcd", "/100%25.pcd"],
  ])("%s is signed for a day", async (url, path) => {
    const aws = createStore({ endpoint: undefined, forcePathStyle: false });
    const signed = new URL((await aws.signedUrlFor(url, anything)) ?? "");
    expect(`${signed.host}${signed.pathname}`).toBe(`drive.s3.eu-west-1.amazonaws.com${path}`);
    expect(Number(signed.searchParams.get("X-Amz-Expires"))).toBeGreaterThanOrEqual(24 * 3600);
    expect(signed.searchParams.get("X-Amz-Signature")).toMatch(/^[0-9a-f]{64}$/);
    await aws.close();
  });

  test("a url at the endpoint of a kin of S3 is signed there", async () => {
    const signed = await store.signedUrlFor(`${s3.endpoint}/drive/a.pcd`, anything);
    expect(signed).toMatch(new RegExp(`^${s3.endpoint}/drive/a\\.pcd\\?`));
  });

  test.each([
    "",
    "a.pcd",
    "s3://other/a.pcd",
    "s3://drive",
    "s3://drive/",
    "s3://drive-other/a.pcd",
    "gs://drive/a.pcd",
    "http://drive.s3.eu-west-1.amazonaws.com/a.pcd",
    "https://drive.s3.eu-west-1.amazonaws.com/",
    "https://drive.s3.eu-west-1.amazonaws.com.evil.test/a.pcd",
    "https://x@drive.s3.eu-west-1.amazonaws.com/a.pcd",
    "https://other.s3.eu-west-1.amazonaws.com/a.pcd",
    "https://drive.s3.us-east-2.amazonaws.com/a.pcd",
    "https://drive.s3.eu-west-1.amazonaws.com/a.pcd?X-Amz-Signature=0",
    "https://drive.s3.eu-west-1.amazonaws.com/%ff",
  ])("%j is not signed", async (url) => {
    expect(await store.signedUrlFor(url, anything)).toBeUndefined();
  });
});
