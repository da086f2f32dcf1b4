import { createHash } from "node:crypto";
import { closeSync, constants, fchownSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { asFileError, systemErrorCode } from "./errors.js";
import { run } from "./run.js";

/**
 * A lock of the operating system: it is gone with the last process that holds it, whatever its end, so that no pid file
 * has to be believed.
 */
export interface FileLock {
  /** Hand it to a child and the child holds the lock too. Undefined where locks are not descriptors (Windows). */
  readonly fd: number | undefined;
  /** False where the machine offers no lock; PostgreSQL's own interlock is then the only one. */
  readonly enforced: boolean;
  release(): void;
}

/** Takes the lock, or returns undefined when another process (or this one) holds it. */
export async function tryLock(path: string, owner?: { uid: number; gid: number }): Promise<FileLock | undefined> {
  if (process.platform === "win32") return lockNamedPipe(path);
  return process.platform === "linux" ? lockByTool(path, owner) : lockOnOpen(path, owner);
}

/** BSD and macOS lock while opening: fcntl.h's O_EXLOCK, which Node passes through but does not name. */
const O_EXLOCK = 0x20;

function lockOnOpen(path: string, owner?: { uid: number; gid: number }): FileLock | undefined {
  try {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | O_EXLOCK;
    return descriptorLock(openSync(path, flags, 0o600), owner, true);
  } catch (error) {
    if (systemErrorCode(error) === "EAGAIN") return undefined;
    throw asFileError(error, `Cannot lock ${path}`);
  }
}

/**
 * Linux has no such flag and Node no flock(2). But the lock belongs to the open file, not to the process: a child may
 * take it on a descriptor it inherits from us, and we keep it when the child has gone.
 */
const LOCK_TOOLS: readonly (readonly [string, ...string[]])[] = [
  ["flock", "-n", "-x", "3"],
  ["perl", "-MErrno", "-e", 'open(F, ">>&=3") or exit 2; exit(flock(F, 2 | 4) ? 0 : $!{EWOULDBLOCK} ? 1 : 2)'],
];

async function lockByTool(path: string, owner?: { uid: number; gid: number }): Promise<FileLock | undefined> {
  let fd: number;
  try {
    fd = openSync(path, "a", 0o600);
  } catch (error) {
    throw asFileError(error, `Cannot lock ${path}`);
  }
  for (const [tool, ...args] of LOCK_TOOLS) {
    const result = await run(tool, args, { inherit: [fd] });
    if (result.code === 0) return descriptorLock(fd, owner, true);
    if (result.code === 1) {
      closeSync(fd);
      return undefined;
    }
  }
  return descriptorLock(fd, owner, false);
}

function descriptorLock(fd: number, owner: { uid: number; gid: number } | undefined, enforced: boolean): FileLock {
  if (owner !== undefined) fchownSync(fd, owner.uid, owner.gid);
  let held = true;
  return {
    fd,
    enforced,
    release() {
      if (held) closeSync(fd);
      held = false;
    },
  };
}

/** Windows allows the first instance of a pipe's name once. */
function lockNamedPipe(path: string): Promise<FileLock | undefined> {
  const name = createHash("sha256").update(path.toLowerCase()).digest("hex").slice(0, 32);
  const server = createServer((socket) => socket.destroy()).unref();
  return new Promise((resolve, reject) => {
    server.once("error", (error) => (systemErrorCode(error) === "EADDRINUSE" ? resolve(undefined) : reject(error)));
    server.listen(`\\\\.\\pipe\\tessera-${name}`, () =>
      resolve({ fd: undefined, enforced: true, release: () => void server.close() }),
    );
  });
}
