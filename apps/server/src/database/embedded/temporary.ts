import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRoot } from "./account.js";
import { type EmbeddedPostgres, launch } from "./launcher.js";

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
  const directory = await mkdtemp(join(tmpdir(), "tessera-test-"));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    if (isRoot()) await chmod(directory, 0o711); // PostgreSQL's user has to get in
    const database = await launch(
      { dataDir: directory, mode: "own" },
      { fsync: options.fsync ?? false, removeWhenOrphaned: directory },
    );
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
