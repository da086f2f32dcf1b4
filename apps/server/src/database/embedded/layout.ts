import { chmod, chown, mkdir, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isRoot } from "./account.js";
import { asFileError, systemErrorCode } from "./errors.js";

/** Where things are in a data directory. */
export interface Layout {
  readonly dataDir: string;
  /** PostgreSQL's own directory. */
  readonly clusterDir: string;
  /** Locks, the owner's record, the socket: nothing that a backup needs. */
  readonly runDir: string;
  readonly ownerLock: string;
  readonly clusterLock: string;
  readonly ownerRecord: string;
  readonly socketDir: string;
  readonly passwordFile: string;
  readonly logFile: string;
  /** Set when we are root in somebody's directory: what we leave there shall be theirs. */
  readonly keepFor?: { readonly uid: number; readonly gid: number };
}

/** Creates the data directory where it is missing and names what is in it. */
export async function prepareLayout(dataDir: string): Promise<Layout> {
  try {
    await makeDataDirectory(resolve(dataDir));
    const root = await realpath(dataDir); // as the kernel reports it in /proc/<pid>/cwd
    const owner = await stat(root);
    const keepFor = isRoot() && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : undefined;
    const runDir = join(root, "postgres.run");
    await makeDirectory(runDir);
    if (keepFor !== undefined) await chown(runDir, keepFor.uid, keepFor.gid);
    return {
      dataDir: root,
      clusterDir: join(root, "postgres"),
      runDir,
      ownerLock: join(runDir, "owner.lock"),
      clusterLock: join(runDir, "cluster.lock"),
      ownerRecord: join(runDir, "owner.json"),
      socketDir: join(runDir, "socket"),
      passwordFile: join(runDir, "password"),
      logFile: join(root, "postgres.log"),
      ...(keepFor === undefined ? {} : { keepFor }),
    };
  } catch (error) {
    throw asFileError(error, `The data directory ${resolve(dataDir)} cannot be used`);
  }
}

/** Like `mkdir -p`, but PostgreSQL's user must get through whatever we create as root, under any umask. */
async function makeDataDirectory(path: string): Promise<void> {
  if ((await stat(path).catch(ignoreMissing)) !== undefined) return;
  if (dirname(path) !== path) await makeDataDirectory(dirname(path));
  await makeDirectory(path);
}

/** Open for entering when it is root's, since PostgreSQL is not root; private to the user otherwise. */
async function makeDirectory(path: string): Promise<void> {
  const made = await mkdir(path).then(() => true, ignoreExisting);
  if (made === true) await chmod(path, isRoot() ? 0o711 : 0o700);
}

function ignoreMissing(error: unknown): undefined {
  if (systemErrorCode(error) !== "ENOENT") throw error;
}

function ignoreExisting(error: unknown): undefined {
  if (systemErrorCode(error) !== "EEXIST") throw error;
}
