import { chown, mkdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isRoot } from "./account.js";
import { asPermissionError, systemErrorCode } from "./errors.js";

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
    // Root's own is open for entering, since PostgreSQL's socket directory is inside and it is not root.
    await mkdir(runDir, { mode: isRoot() ? 0o711 : 0o700 }).catch(ignoreExisting);
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
    throw asPermissionError(error, `The data directory ${resolve(dataDir)} cannot be used`);
  }
}

/** Like `mkdir -p`, but PostgreSQL's user must get through whatever we create as root, under any umask. */
async function makeDataDirectory(path: string): Promise<void> {
  const info = await stat(path).catch(() => undefined);
  if (info !== undefined) return;
  if (basename(path) !== "") await makeDataDirectory(dirname(path));
  const umask = process.umask(0o022);
  try {
    await mkdir(path, { mode: isRoot() ? 0o711 : 0o700 }).catch(ignoreExisting);
  } finally {
    process.umask(umask);
  }
}

function ignoreExisting(error: unknown): void {
  if (systemErrorCode(error) !== "EEXIST") throw error;
}
