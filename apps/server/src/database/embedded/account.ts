import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { EmbeddedPostgresError, USE_DATABASE_URL } from "./errors.js";
import { type CommandUser, run } from "./run.js";

/** Who the PostgreSQL processes run as. PostgreSQL refuses to be root. */
export interface Account extends CommandUser {
  /** For messages. */
  readonly name: string;
  /** The owner that the cluster's files must have on disk. */
  readonly ownerUid: number | undefined;
  readonly ownerGid: number | undefined;
}

/** True when this process has to give up root for PostgreSQL. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The account of this very process. */
export function ownAccount(): Account {
  return {
    name: "this user",
    wrapper: [],
    ownerUid: process.getuid?.(),
    ownerGid: process.getgid?.(),
  };
}

/**
 * Root in a user namespace in which it is not mapped: the processes see themselves as `nobody`, which satisfies
 * PostgreSQL, hold no capability, and on disk still are the owner of what root owns. It is the one way into a 0700
 * home of root without a mount. It separates less than a user of its own, and is therefore the last resort.
 */
export function unmappedRootAccount(): Account {
  return { name: "root in a user namespace", wrapper: ["unshare", "--user", "--"], ownerUid: 0, ownerGid: 0 };
}

/** The account of a user name or number in the machine's user database; undefined when there is none. */
export async function findUser(nameOrUid: string): Promise<Account | undefined> {
  const [name, uid, gid] = await Promise.all(
    ["-un", "-u", "-g"].map(async (flag) => {
      const result = await run("id", [flag, nameOrUid]);
      return result.code === 0 ? result.output.trim() : undefined;
    }),
  );
  if (name === undefined || uid === undefined || gid === undefined) return undefined;
  return userAccount(name, Number(uid), Number(gid));
}

function userAccount(name: string, uid: number, gid: number): Account {
  return { name: `user ${name}`, uid, gid, wrapper: [], ownerUid: uid, ownerGid: gid };
}

/** Asks the kernel rather than mode bits, which know nothing of ACLs and namespaces. */
export async function canEnter(account: Account, directory: string): Promise<boolean> {
  const result = await run("/bin/sh", ["-c", 'cd -- "$1"', "sh", directory], { account });
  return result.code === 0;
}

/**
 * Who runs PostgreSQL on `clusterDir` in `dataDir`: this user, or for root the one who owns the data already, else
 * `postgres`, else `nobody`, the first who can enter the directory; else root in a user namespace.
 */
export async function chooseAccount(options: { dataDir: string; clusterDir: string }): Promise<Account> {
  if (!isRoot()) return checkOwner(options.clusterDir);
  for await (const candidate of rootCandidates(options)) {
    if (await canEnter(candidate, options.dataDir)) return candidate;
  }
  const unmapped = unmappedRootAccount();
  if (await canEnter(unmapped, options.dataDir)) return unmapped;
  throw new EmbeddedPostgresError(
    "root",
    `PostgreSQL does not run as root, and no other user can enter ${options.dataDir}. ` +
      "Run Tessera as an ordinary user, set DATA_DIR to a directory outside of closed ones such as /root " +
      `(for example /var/lib/tessera), or ${USE_DATABASE_URL}.`,
  );
}

async function checkOwner(clusterDir: string): Promise<Account> {
  const owner = await ownerOf(clusterDir);
  const self = ownAccount();
  if (owner === undefined || self.ownerUid === undefined || owner.uid === self.ownerUid) return self;
  throw new EmbeddedPostgresError(
    "permission",
    `The database in ${clusterDir} belongs to the user with id ${owner.uid}, and Tessera runs as ${self.ownerUid}. ` +
      `Start Tessera as that user, or give it the directory (chown -R ${self.ownerUid} ${clusterDir}), ` +
      `or set DATA_DIR to another directory, or ${USE_DATABASE_URL}.`,
  );
}

/** In the order of preference, and lazily: at a later start the first one does. */
async function* rootCandidates(options: { dataDir: string; clusterDir: string }): AsyncGenerator<Account> {
  const clusterOwner = await ownerOf(options.clusterDir);
  // An existing cluster needs no name for its user, a new one does (initdb asks for it).
  if (clusterOwner !== undefined && clusterOwner.uid !== 0) {
    yield userAccount(String(clusterOwner.uid), clusterOwner.uid, clusterOwner.gid);
  }
  const dataOwner = await ownerOf(options.dataDir);
  const names = ["postgres", "nobody"];
  if (dataOwner !== undefined && dataOwner.uid !== 0) names.unshift(String(dataOwner.uid));
  for (const name of names) {
    const account = await findUser(name);
    if (account !== undefined && account.uid !== 0) yield account;
  }
}

/** Owner of a path; undefined where it is missing or where owners mean nothing (Windows). */
export async function ownerOf(path: string): Promise<{ uid: number; gid: number } | undefined> {
  if (process.platform === "win32") return undefined;
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch {
    return undefined;
  }
}

/** True when this process may create files in the directory. */
export async function isWritable(directory: string): Promise<boolean> {
  return access(directory, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}
