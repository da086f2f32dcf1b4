import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { createAssetKey, type PresignedPostFields } from "./asset-store.js";
import { localAssetRoutes } from "./local-asset-routes.js";
import { createLocalAssetStore, type LocalAssetStore } from "./local-asset-store.js";

export const TEST_SECRET = "a secret for tests that is long enough";
export const TEST_ORIGIN = "http://tessera.test";

/** Words by which the official Python client tells errors apart: no other sentence may hold them. */
export const RESERVED_WORDS =
  /not found|does not exist|already exists|already have|do not have permission|throttled|time-out|invalid page/i;

export interface LocalTestServer {
  readonly app: FastifyInstance;
  readonly store: LocalAssetStore;
  readonly directory: string;
  /** Paths of all files below the store's directory, relative to it. */
  files(): Promise<string[]>;
  close(): Promise<void>;
}

/** The local store and its routes on a real directory. */
export async function startLocalTestServer(
  options: { maxUploadBytes?: number; stallMs?: number } = {},
): Promise<LocalTestServer> {
  const maxUploadBytes = options.maxUploadBytes ?? 4 * 1024 * 1024;
  const directory = await mkdtemp(path.join(tmpdir(), "tessera-assets-"));
  const store = createLocalAssetStore({ directory, secret: TEST_SECRET, maxUploadBytes, expiresInSeconds: 3600 });
  const app = Fastify();
  await app.register(localAssetRoutes, { store, maxUploadBytes, ...(options.stallMs && { stallMs: options.stallMs }) });
  await app.ready();
  return {
    app,
    store,
    directory,
    files: () => listFiles(directory),
    close: async () => {
      await app.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
}

export interface FormPart {
  readonly name: string;
  readonly value: string | Buffer;
  readonly filename?: string;
}

/** A multipart body in the exact layout of Python's `requests` (urllib3): no Content-Type for a bare file, quoted names. */
export function encodeForm(parts: readonly FormPart[]): { headers: Record<string, string>; payload: Buffer } {
  const boundary = "0a5a7e4f1d2b4c6f8e9d0c1b2a394857";
  const chunks = parts.flatMap(({ name, value, filename }) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"`),
    Buffer.from(filename === undefined ? "\r\n\r\n" : `; filename="${filename}"\r\n\r\n`),
    Buffer.from(value),
    Buffer.from("\r\n"),
  ]);
  const payload = Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
  return { headers: { "content-type": `multipart/form-data; boundary=${boundary}` }, payload };
}

export function formParts(fields: PresignedPostFields, file: Buffer, filename = "file"): FormPart[] {
  const parts: FormPart[] = Object.entries(fields).map(([name, value]) => ({ name, value: String(value) }));
  return [...parts, { name: "file", value: file, filename }];
}

/** Posts parts to the upload route. */
export function postForm(app: FastifyInstance, parts: readonly FormPart[], url = "/storage/") {
  return app.inject({ method: "POST", url, ...encodeForm(parts) });
}

/** A signed form for a new key. */
export async function presign(store: LocalAssetStore, filename = "violet.png") {
  const key = createAssetKey(filename);
  const { url, fields } = await store.createPresignedPost({ key, contentType: "image/png", origin: TEST_ORIGIN });
  return { key, url, fields };
}

/** For `vi.waitFor`: what is waited for comes about by itself; how soon is not what is tested. */
export const PATIENT = { timeout: 30_000, interval: 20 } as const;
