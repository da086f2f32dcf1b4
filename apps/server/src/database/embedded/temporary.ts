import { constants } from "node:fs";
import { access, chmod, mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRoot } from "./account.js";
import { type EmbeddedPostgres, launch } from "./launcher.js";

const ROOM_BYTES = 2 * 1024 ** 3;

/**
 * A directory in memory where there is a roomy one, else the one for temporary files. A first start takes 0.7 s in
 * memory and 1.5 s on a disk that others use, though neither is synced: it writes 970 files.
 */
export async function findScratchDirectory(): Promise<string> {
  const memory = "/dev/shm";
  const info = process.platform === "linux" ? await statfs(memory).catch(() => undefined) : undefined;
  if (info === undefined || info.bavail * info.bsize < ROOM_BYTES) return tmpdir();
  return access(memory, constants.W_OK).then(
    () => memory,
    () => tmpdir(),
  );
}

/**
 * A throw-away cluster in a temporary directory, gone after stop() or with this process. By default it never waits for
 * the disk.
 *
 * @example
 * const database = await openTemporaryPostgres();
 * const client = new pg.Client(database.connection);
 * // …
 * await database.stop();
 */
export async function openTemporaryPostgres(options: { fsync?: boolean } = {}): Promise<EmbeddedPostgres> {
  const fsync = options.fsync ?? false;
  const parent = fsync ? tmpdir() : await findScratchDirectory();
  const directory = await mkdtemp(join(parent, "tessera-test-"));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    if (isRoot()) await chmod(directory, 0o711); // PostgreSQL's user has to get in
    const database = await launch({ dataDir: directory, mode: "own" }, { fsync, removeWhenOrphaned: directory });
    return {
      ...database,
      async stop() {
        await database.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
