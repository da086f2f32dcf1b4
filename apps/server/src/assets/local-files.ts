import { createHash } from "node:crypto";
import { access, constants, type FileHandle, link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { AssetStoreFullError } from "./asset-errors.js";
import { beginTemporary, endTemporary, isAbandoned } from "./temporary-names.js";

/** Of another machine, temporary files older than this are left over from a crash: no upload takes a day. */
const STALE_TEMPORARY_MS = 24 * 60 * 60 * 1000;

const NO_ROOM_CODES: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const NO_LINK_CODES: ReadonlySet<string> = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"]);

/** A file whose bytes are on disk under a temporary name, in the file system of its final one. */
export interface StagedFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * The directory of a local store:
 *
 *     objects/abc/abcd…        the bytes, named by the SHA-256 of the key (a file name from outside is never a path)
 *     objects/abc/abcd….type   its content type, only where that is not the one that its name has
 *     tmp/<process>~<uuid>     bytes on their way in
 */
export class LocalFiles {
  readonly #objects: string;
  readonly #temporary: string;
  /** Directories whose own name is known to be on disk. 4,096 at most. */
  readonly #durableDirectories = new Set<string>();
  #ready: Promise<void> | undefined;

  constructor(directory: string) {
    this.#objects = path.join(directory, "objects");
    this.#temporary = path.join(directory, "tmp");
  }

  /** Makes the directories and clears what a crash left. Tried again on the next call when it failed. */
  prepare(): Promise<void> {
    this.#ready ??= this.#prepare().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  /** Throws when the directories are gone or closed to us: an unmounted disk is not made anew on the one below. */
  async check(): Promise<void> {
    await this.prepare();
    for (const directory of [this.#objects, this.#temporary]) {
      await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    }
  }

  pathOf(key: string): string {
    const name = createHash("sha256").update(key).digest("hex");
    return path.join(this.#objects, name.slice(0, 3), name);
  }

  /** Writes the bytes to a temporary file and to the disk's plate; leaves nothing behind when that fails. */
  async stage(source: Readable | Buffer, onBytes: (totalBytes: number) => void): Promise<StagedFile> {
    await this.prepare();
    const temporaryPath = path.join(this.#temporary, beginTemporary());
    try {
      const handle = await open(temporaryPath, "wx", 0o640);
      try {
        const sizeBytes = await writeAll(handle, source, onBytes);
        await handle.sync();
        return { path: temporaryPath, sizeBytes };
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (!Buffer.isBuffer(source)) source.destroy();
      await this.#remove(temporaryPath);
      throw toStoreError(error);
    }
  }

  async discard(staged: StagedFile): Promise<void> {
    await this.#remove(staged.path);
  }

  async #remove(temporaryPath: string): Promise<void> {
    await rm(temporaryPath, { force: true });
    endTemporary(path.basename(temporaryPath));
  }

  /** Gives the bytes their final name, replacing what has it. */
  async replace(staged: StagedFile, finalPath: string): Promise<void> {
    await this.#commit(staged, finalPath, () => rename(staged.path, finalPath));
  }

  /** Gives the bytes their final name unless something has it already: then false, and nothing changes. */
  async claim(staged: StagedFile, finalPath: string): Promise<boolean> {
    return await this.#commit(staged, finalPath, async () => {
      try {
        // A hard link fails where the name is taken, atomically, across processes; rename would replace.
        await link(staged.path, finalPath);
        await rm(staged.path, { force: true });
        return true;
      } catch (error) {
        if (hasCode(error, "EEXIST")) return false;
        if (!NO_LINK_CODES.has(codeOf(error))) throw error;
        // A file system without links (exFAT, some mounts): the gap between the two steps is the best there is.
        if (await exists(finalPath)) return false;
        await rename(staged.path, finalPath);
        return true;
      }
    });
  }

  async #commit<T>(staged: StagedFile, finalPath: string, action: () => Promise<T>): Promise<T> {
    try {
      await this.#makeDurably(path.dirname(finalPath));
      const result = await action();
      await syncDirectory(path.dirname(finalPath));
      // Where the name was taken the caller still compares the bytes.
      if (result !== false) endTemporary(path.basename(staged.path));
      return result;
    } catch (error) {
      await this.discard(staged);
      throw toStoreError(error);
    }
  }

  /** That the directory is there does not say that its name survives a power cut: another upload may just have made it. */
  async #makeDurably(directory: string): Promise<void> {
    if (this.#durableDirectories.has(directory)) return;
    await mkdir(directory, { recursive: true });
    await syncDirectory(path.dirname(directory));
    this.#durableDirectories.add(directory);
  }

  async #prepare(): Promise<void> {
    await mkdir(this.#objects, { recursive: true });
    await mkdir(this.#temporary, { recursive: true });
    await syncDirectory(path.dirname(this.#objects));
    await this.clearAbandoned();
  }

  /** Removes what processes that ended left on its way in. */
  async clearAbandoned(): Promise<void> {
    const oldestMs = Date.now() - STALE_TEMPORARY_MS;
    for (const name of await readdir(this.#temporary)) {
      const file = path.join(this.#temporary, name);
      const found = await statOrUndefined(file);
      if (isAbandoned(name) || (found !== undefined && found.mtimeMs < oldestMs)) await rm(file, { force: true });
    }
  }
}

/** @returns the number of bytes written. */
async function writeAll(
  handle: FileHandle,
  source: Readable | Buffer,
  onBytes: (totalBytes: number) => void,
): Promise<number> {
  let totalBytes = 0;
  const write = async (chunk: Buffer) => {
    totalBytes += chunk.length;
    onBytes(totalBytes);
    for (let done = 0; done < chunk.length; ) {
      done += (await handle.write(chunk, done, chunk.length - done)).bytesWritten;
    }
  };
  if (Buffer.isBuffer(source)) await write(source);
  else for await (const chunk of source) await write(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk));
  return totalBytes;
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open a directory, and its file system journals names by itself.
  if (process.platform === "win32") return;
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function exists(file: string): Promise<boolean> {
  return (await statOrUndefined(file)) !== undefined;
}

export async function statOrUndefined(file: string): Promise<{ size: number; mtimeMs: number } | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR");
}

export function hasCode(error: unknown, code: string): boolean {
  return codeOf(error) === code;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

function toStoreError(error: unknown): unknown {
  return NO_ROOM_CODES.has(codeOf(error)) ? new AssetStoreFullError({ cause: error }) : error;
}
