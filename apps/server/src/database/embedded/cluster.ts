import { randomUUID } from "node:crypto";
import { chmod, chown, lchown, mkdir, readdir, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Account, isRoot, ownAccount, ownerOf } from "./account.js";
import type { Binaries } from "./binaries.js";
import { asFileError, EmbeddedPostgresError, systemErrorCode, USE_DATABASE_URL } from "./errors.js";
import type { Layout } from "./layout.js";
import type { FileLock } from "./lock.js";
import { replaceFile } from "./record.js";
import { type CommandResult, describeFailure, run } from "./run.js";
import { fileOwner, OPERATOR_SETTINGS } from "./settings.js";

/** The major version whose clusters this Tessera opens. */
export const POSTGRES_MAJOR = "18";

export const DATABASE_USER = "tessera";
export const DATABASE_NAME = "tessera";

const INIT_PREFIX = "postgres.init-";

/** Whether the directory holds a cluster of ours. Throws for one of another version and for what is no cluster. */
export async function hasCluster(clusterDir: string): Promise<boolean> {
  const entries: string[] = await readdir(clusterDir).catch((error) => {
    if (systemErrorCode(error) === "ENOENT") return [];
    throw asFileError(error, `The database in ${clusterDir} cannot be read`);
  });
  if (entries.length === 0) return false;
  if (!entries.includes("PG_VERSION")) {
    throw new EmbeddedPostgresError(
      "not-a-cluster",
      `${clusterDir} is not empty and holds no PostgreSQL database (there is no PG_VERSION in it). Restore the directory ` +
        `from a backup, move it away to start afresh, set DATA_DIR to another directory, or ${USE_DATABASE_URL}.`,
    );
  }
  await checkVersion(clusterDir);
  return true;
}

async function checkVersion(clusterDir: string): Promise<void> {
  const version = await readFile(join(clusterDir, "PG_VERSION"), "utf8").catch((error) => {
    throw asFileError(error, `The database in ${clusterDir} cannot be read`);
  });
  if (version.trim() === POSTGRES_MAJOR) return;
  throw new EmbeddedPostgresError(
    "wrong-version",
    `The database in ${clusterDir} was made by PostgreSQL ${version.trim()}, and this Tessera has PostgreSQL ${POSTGRES_MAJOR}. ` +
      "With the Tessera version that made it, run `tessera backup`; then with this one, and an empty DATA_DIR, " +
      `\`tessera restore\`. Or ${USE_DATABASE_URL}.`,
  );
}

/** Removes what an interrupted {@link createCluster} left. Only under the cluster lock. */
export async function removeUnfinished(layout: Layout): Promise<void> {
  const entries = await readdir(layout.dataDir);
  for (const entry of entries.filter((name) => name.startsWith(INIT_PREFIX))) {
    await rm(join(layout.dataDir, entry), { recursive: true, force: true });
  }
}

/** Makes a cluster aside and moves it to its place when it is whole: a directory named `postgres` always is. */
export async function createCluster(options: {
  layout: Layout;
  binaries: Binaries;
  account: Account;
  lock: FileLock;
  fsync: boolean;
}): Promise<void> {
  const { layout, account } = options;
  const building = join(layout.dataDir, `${INIT_PREFIX}${randomUUID()}`);
  const owner = fileOwner(account);
  try {
    await mkdir(building, { mode: 0o700 });
    if (owner !== undefined && isRoot()) await chown(building, owner.uid, owner.gid);
    const result = await runInitdb({ ...options, directory: building });
    if (result.code !== 0) throw initError(layout, result);
    await replaceFile(join(building, "postgresql.conf"), OPERATOR_SETTINGS, owner);
    // rename() replaces an empty directory, but not on Windows.
    if (process.platform === "win32") await rmdir(layout.clusterDir).catch(() => {});
    await rename(building, layout.clusterDir);
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    throw asFileError(error, `A database cannot be made in ${layout.dataDir}`);
  }
}

async function runInitdb(options: {
  directory: string;
  binaries: Binaries;
  account: Account;
  lock: FileLock;
  fsync: boolean;
}): Promise<CommandResult> {
  const { account, binaries, directory } = options;
  const args = ["-D", directory, "-U", DATABASE_USER, "--encoding=UTF8", "--auth=trust", "--no-instructions"];
  // The builtin provider sorts by code point, the same on every machine and C library: indexes survive a move.
  const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  const sync = options.fsync ? [] : ["--no-sync"];
  // The lock goes along: should this process die, the next one waits until initdb has ended too.
  const inherit = options.lock.fd === undefined ? [] : [options.lock.fd];
  const initdb = (as: Account) => run(binaries.initdb, [...args, ...locale, ...sync], { account: as, inherit });
  const result = await initdb(account);
  if (result.code === 0 || !result.output.includes("could not look up effective user ID")) return result;
  // A container may run us as a number that has no name, and initdb wants one. In a user namespace we are `nobody`.
  const named = await initdb({ ...ownAccount(), wrapper: ["unshare", "--user", "--"] });
  return named.code === 0 ? named : result;
}

function initError(layout: Layout, result: CommandResult): EmbeddedPostgresError {
  const nameless = result.output.includes("could not look up effective user ID");
  return new EmbeddedPostgresError(
    "init-failed",
    `PostgreSQL could not make a database in ${layout.dataDir} (${describeFailure(result)}). ` +
      (nameless ? "Run Tessera as a user that /etc/passwd names, or " : "Check the free space and DATA_DIR, or ") +
      `${USE_DATABASE_URL}.`,
  );
}

/** PostgreSQL refuses a directory that others can read, as a restored copy may be. */
export async function closeToOthers(clusterDir: string): Promise<void> {
  if (process.platform === "win32") return;
  if (((await stat(clusterDir)).mode & 0o027) !== 0) await chmod(clusterDir, 0o700);
}

/** Gives the cluster's files to the account. As root only, and only when they are not its own yet. */
export async function handOver(clusterDir: string, account: Account): Promise<void> {
  if (!isRoot() || account.ownerUid === undefined || account.ownerGid === undefined) return;
  if ((await ownerOf(clusterDir))?.uid === account.ownerUid) return;
  try {
    await chownTree(clusterDir, account.ownerUid, account.ownerGid);
  } catch (error) {
    throw asFileError(error, `The database in ${clusterDir} cannot be given to ${account.name}`);
  }
}

/** The directory itself comes last: while its owner is wrong, an interrupted hand-over is done again. */
async function chownTree(path: string, uid: number, gid: number): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) await chownTree(child, uid, gid);
    else await lchown(child, uid, gid);
  }
  await lchown(path, uid, gid);
}
