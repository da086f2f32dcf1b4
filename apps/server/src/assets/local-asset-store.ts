import { type FileHandle, open, readFile, rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { AssetMissingError, UploadRefusedError } from "./asset-errors.js";
import { assertAssetKey, filenameOf, isAssetKey, keyOfUrl, pathOfKey, STORAGE_PATH } from "./asset-key.js";
import type { AssetStore, UrlSigner } from "./asset-store.js";
import { contentTypeFor, toSafeContentType } from "./content-types.js";
import { isMissing, LocalFiles, type StagedFile, statOrUndefined } from "./local-files.js";
import { type PolicySigner, signPostPolicy, verifyPostPolicy } from "./post-policy.js";

export interface LocalAssetStoreOptions {
  /** Made when it is not there. Several server processes may share it. */
  readonly directory: string;
  /** Signs the upload forms; all processes that share the directory need the same one. */
  readonly secret: string;
  readonly maxUploadBytes: number;
  /** How long a form may be used, in seconds. */
  readonly expiresInSeconds: number;
}

/** An object that is open for reading; its owner closes it. */
export interface OpenAsset {
  readonly handle: FileHandle;
  readonly sizeBytes: number;
  readonly contentType: string;
  readonly modifiedAt: Date;
}

/** An upload whose bytes are on disk, and not readable by anybody yet. */
export interface StagedUpload {
  /**
   * Makes the bytes readable at their key.
   * @throws {UploadRefusedError} 409 where other bytes stand there already.
   */
  commit(): Promise<{ key: string; etag: string }>;
  discard(): Promise<void>;
}

/** Assets in a directory of this machine, posted to and read from our own routes (`localAssetRoutes`). */
export interface LocalAssetStore extends AssetStore, UrlSigner {
  readonly kind: "local";
  /** Checks the form and writes the file's bytes. @throws {UploadRefusedError} as S3 would refuse it. */
  stageUpload(fields: ReadonlyMap<string, string>, file: Readable): Promise<StagedUpload>;
  /** Undefined where there is nothing at the key. */
  open(key: string): Promise<OpenAsset | undefined>;
}

/**
 * @example
 * const store = createLocalAssetStore({ directory: "data/assets", secret, maxUploadBytes: 4 * 1024 ** 3, expiresInSeconds: 3600 });
 * await store.write(createAssetKey("release.json"), "application/json", Buffer.from("{}"));
 */
export function createLocalAssetStore(options: LocalAssetStoreOptions): LocalAssetStore {
  if (options.secret.length < 16) throw new TypeError("The secret of the asset store is too short.");
  return new LocalStore(options);
}

class LocalStore implements LocalAssetStore {
  readonly kind = "local";
  readonly #options: LocalAssetStoreOptions;
  readonly #files: LocalFiles;
  readonly #signer: PolicySigner;

  constructor(options: LocalAssetStoreOptions) {
    this.#options = options;
    this.#files = new LocalFiles(options.directory);
    this.#signer = { accessKeyId: "tessera", secretAccessKey: options.secret, region: "local", bucket: "tessera" };
  }

  async createPresignedPost({ key, contentType, origin }: { key: string; contentType: string; origin: string }) {
    assertAssetKey(key);
    const { maxUploadBytes: maxBytes, expiresInSeconds } = this.#options;
    const upload = { key, contentType, acl: "private", maxBytes, expiresInSeconds, now: new Date() };
    return { url: origin + STORAGE_PATH, fields: signPostPolicy(this.#signer, upload) };
  }

  urlOf(key: string, origin: string): string {
    assertAssetKey(key);
    return origin + pathOfKey(key);
  }

  keyOf(url: string, origins: readonly string[]): string | undefined {
    return keyOfUrl(url, origins);
  }

  async stat(key: string) {
    const found = await statOrUndefined(this.#pathOf(key));
    return found === undefined ? undefined : { sizeBytes: found.size, contentType: await this.#typeOf(key) };
  }

  async open(key: string): Promise<OpenAsset | undefined> {
    const handle = await openOrUndefined(this.#pathOf(key));
    if (handle === undefined) return undefined;
    try {
      const { size, mtime } = await handle.stat();
      return { handle, sizeBytes: size, contentType: await this.#typeOf(key), modifiedAt: mtime };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async read(key: string, range?: { start: number; endInclusive: number }): Promise<Readable> {
    const asset = await this.open(key);
    if (asset === undefined) throw new AssetMissingError();
    return streamOf(asset, range);
  }

  async write(key: string, contentType: string, source: Readable | Buffer): Promise<{ sizeBytes: number }> {
    const finalPath = this.#pathOf(key);
    const staged = await this.#files.stage(source, () => {});
    await this.#writeType(key, contentType, staged);
    await this.#files.replace(staged, finalPath);
    return { sizeBytes: staged.sizeBytes };
  }

  async delete(key: string): Promise<void> {
    const finalPath = this.#pathOf(key);
    await rm(finalPath, { force: true });
    await rm(`${finalPath}.type`, { force: true });
  }

  async stageUpload(fields: ReadonlyMap<string, string>, file: Readable): Promise<StagedUpload> {
    const { key, contentType, minBytes, maxBytes } = verifyPostPolicy(this.#signer, fields, new Date());
    if (!isAssetKey(key))
      throw new UploadRefusedError(403, "AccessDenied", "The key of the upload form is none of ours.");
    const limitBytes = Math.min(maxBytes, this.#options.maxUploadBytes);
    const staged = await this.#files.stage(file, (totalBytes) => {
      if (totalBytes > limitBytes) {
        throw new UploadRefusedError(
          400,
          "EntityTooLarge",
          `The file is larger than the ${limitBytes} bytes that are allowed.`,
        );
      }
    });
    if (staged.sizeBytes < minBytes) {
      await this.#files.discard(staged);
      throw new UploadRefusedError(
        400,
        "EntityTooSmall",
        `The file is smaller than the ${minBytes} bytes that are asked for.`,
      );
    }
    return {
      commit: () => this.#commitUpload(key, contentType, staged),
      discard: () => this.#files.discard(staged),
    };
  }

  async signedUrlFor(): Promise<undefined> {
    return undefined;
  }

  async clearAbandoned(): Promise<void> {
    await this.#files.prepare();
    await this.#files.clearAbandoned();
  }

  async check(): Promise<void> {
    await this.#files.check();
  }

  async close(): Promise<void> {
    // Nothing is held between calls; each stream closes its own file.
  }

  async #commitUpload(key: string, contentType: string, staged: StagedFile): Promise<{ key: string; etag: string }> {
    const finalPath = this.#pathOf(key);
    // The type is signed with the key, so a replay writes the same one.
    await this.#writeType(key, contentType, staged);
    if (!(await this.#files.claim(staged, finalPath))) {
      const isSame = await haveSameBytes(staged.path, finalPath);
      await this.#files.discard(staged);
      // Urls are served as immutable, to caches too: S3 would overwrite here, we must not.
      if (!isSame)
        throw new UploadRefusedError(409, "ObjectIsImmutable", "Other bytes were uploaded with this form before.");
    }
    const asset = await this.open(key);
    if (asset === undefined) throw new AssetMissingError();
    await asset.handle.close();
    return { key, etag: etagOf(asset) };
  }

  #pathOf(key: string): string {
    assertAssetKey(key);
    return this.#files.pathOf(key);
  }

  async #typeOf(key: string): Promise<string> {
    try {
      return toSafeContentType(await readFile(`${this.#pathOf(key)}.type`, "utf8"));
    } catch (error) {
      if (isMissing(error)) return contentTypeFor(filenameOf(key));
      throw error;
    }
  }

  /** Only where the name does not give it: nearly every asset is one file on disk. */
  async #writeType(key: string, contentType: string, staged: StagedFile): Promise<void> {
    if (contentType === contentTypeFor(filenameOf(key))) return;
    try {
      const type = await this.#files.stage(Buffer.from(contentType), () => {});
      await this.#files.replace(type, `${this.#pathOf(key)}.type`);
    } catch (error) {
      await this.#files.discard(staged);
      throw error;
    }
  }
}

/** The bytes of an open asset; the file is closed when the stream ends, fails or is destroyed. */
export function streamOf(asset: OpenAsset, range?: { start: number; endInclusive: number }): Readable {
  return asset.handle.createReadStream({
    autoClose: true,
    highWaterMark: 256 * 1024,
    start: range?.start ?? 0,
    // An object that was replaced meanwhile keeps its old bytes: the handle is open. Its size is then still the right one.
    end: range?.endInclusive ?? Number.POSITIVE_INFINITY,
  });
}

/** Strong: the bytes at a key change only when the server itself writes them again, which changes the time. */
export function etagOf(asset: { sizeBytes: number; modifiedAt: Date }): string {
  return `"${asset.sizeBytes.toString(16)}-${asset.modifiedAt.getTime().toString(16)}"`;
}

async function openOrUndefined(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, "r");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** A replay is rare: reading both files costs less than keeping a hash of every asset. */
async function haveSameBytes(oneFile: string, otherFile: string): Promise<boolean> {
  const [one, other] = await Promise.all([open(oneFile, "r"), open(otherFile, "r")]);
  try {
    const [oneStat, otherStat] = await Promise.all([one.stat(), other.stat()]);
    if (oneStat.size !== otherStat.size) return false;
    const buffers = [Buffer.allocUnsafe(1024 * 1024), Buffer.allocUnsafe(1024 * 1024)] as const;
    for (let position = 0; position < oneStat.size; ) {
      const { bytesRead } = await one.read(buffers[0], 0, buffers[0].length, position);
      const others = await readFully(other, buffers[1].subarray(0, bytesRead), position);
      if (bytesRead === 0 || others !== bytesRead) return false;
      if (!buffers[0].subarray(0, bytesRead).equals(buffers[1].subarray(0, bytesRead))) return false;
      position += bytesRead;
    }
    return true;
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
}

async function readFully(handle: FileHandle, buffer: Buffer, position: number): Promise<number> {
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await handle.read(buffer, done, buffer.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}
