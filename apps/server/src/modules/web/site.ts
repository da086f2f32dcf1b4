import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

export type Encoding = "br" | "gzip";

/** A file of the built web app, read once. */
export interface SiteFile {
  readonly contentType: string;
  readonly bytes: Buffer;
  readonly etag: string;
  /** Its name changes with its bytes. */
  readonly isImmutable: boolean;
  readonly isCompressible: boolean;
}

const INDEX = "/index.html";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|wasm|manifest)|image\/(?:svg|x-icon))/;
/** Below this, headers weigh more than what compression saves. */
const MIN_COMPRESSED_BYTES = 1024;
/** `index-DJx3_k2a.js`, as the build names what it makes. */
const HASHED_NAME = /^\/static\/.*-[\w-]{8}\.\w+$/;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/**
 * The files of the built web app, by their paths. What is not in the directory has no path here, so that none can lead out
 * of it. Bytes are kept in memory, compressed once; a new build is seen when its first page is asked for.
 */
export class Site {
  readonly #directory: string;
  #paths: ReadonlyMap<string, string> = new Map();
  #files = new Map<string, Promise<SiteFile>>();
  #compressed = new Map<string, Promise<Buffer>>();
  #indexTimeMs: number | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The page that every url of the app begins with; undefined where nothing has been built. */
  async findIndex(): Promise<SiteFile | undefined> {
    await this.#refresh();
    return this.findFile(INDEX);
  }

  /** @param urlPath decoded, such as `/static/index-DJx3_k2a.js` */
  async findFile(urlPath: string): Promise<SiteFile | undefined> {
    if (this.#indexTimeMs === undefined) await this.#refresh();
    const file = this.#paths.get(urlPath);
    if (file === undefined) return undefined;
    return remembered(this.#files, urlPath, () => readSiteFile(urlPath, file));
  }

  async compress(file: SiteFile, encoding: Encoding): Promise<Buffer> {
    return remembered(this.#compressed, `${file.etag} ${encoding}`, () =>
      encoding === "br"
        ? // Level 11 is a few percent smaller and takes seconds.
          brotli(file.bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } })
        : zip(file.bytes, { level: 7 }),
    );
  }

  async #refresh(): Promise<void> {
    const timeMs = await modificationTimeMs(path.join(this.#directory, INDEX));
    if (timeMs === this.#indexTimeMs) return;
    this.#paths = timeMs === undefined ? new Map() : await listFiles(this.#directory);
    this.#files = new Map();
    this.#compressed = new Map();
    this.#indexTimeMs = timeMs;
  }
}

/** Done once; what failed is tried again. */
async function remembered<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
    value.catch(() => known.delete(key));
  }
  return value;
}

async function readSiteFile(urlPath: string, file: string): Promise<SiteFile> {
  const bytes = await readFile(file);
  const contentType = CONTENT_TYPES[path.extname(file).toLowerCase()] ?? "application/octet-stream";
  return {
    contentType,
    bytes,
    etag: createHash("sha256").update(bytes).digest("base64url").slice(0, 22),
    isImmutable: HASHED_NAME.test(urlPath),
    isCompressible: bytes.length >= MIN_COMPRESSED_BYTES && COMPRESSIBLE.test(contentType),
  };
}

async function listFiles(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [`/${path.relative(directory, file).split(path.sep).join("/")}`, file]));
}

async function modificationTimeMs(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return undefined;
    throw error;
  }
}
