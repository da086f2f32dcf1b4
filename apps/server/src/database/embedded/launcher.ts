import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { type Account, chooseAccount } from "./account.js";
import { type Address, chooseSocket, chooseTcpPort, sameAddress } from "./address.js";
import { type Binaries, prepareBinaries } from "./binaries.js";
import {
  closeToOthers,
  createCluster,
  DATABASE_NAME,
  DATABASE_USER,
  handOver,
  hasCluster,
  removeUnfinished,
} from "./cluster.js";
import { EmbeddedPostgresError, systemErrorCode } from "./errors.js";
import { type Layout, prepareLayout } from "./layout.js";
import type { FileLock } from "./lock.js";
import { takeOwnership } from "./ownership.js";
import { describeEnding, ensureDatabase, startError, untilReady } from "./readiness.js";
import {
  type Connection,
  type OwnMode,
  readOwnerRecord,
  removeOwnerRecord,
  replaceFile,
  writeOwnerRecord,
} from "./record.js";
import { describeFailure, run } from "./run.js";
import { writeSettings } from "./settings.js";
import { type Log, lockCluster, removeStalePostmasterFile } from "./takeover.js";
import { type WatchedPostgres, watchPostgres } from "./watcher.js";

/** An open embedded database. */
export interface EmbeddedPostgres {
  /** pg-style connection settings (host is a socket directory or 127.0.0.1). */
  readonly connection: Connection;
  /** "own" when this process started it, "joined" when another live Tessera process on this machine owns it. */
  readonly mode: "own" | "joined";
  /** own: fast shutdown and wait; joined: no-op. */
  stop(): Promise<void>;
  /**
   * Resolves when the database process ended without stop() being called; never for a joined one. It keeps no process
   * alive: a program that has nothing else to do ends, and its database with it.
   */
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
}

export interface OpenOptions {
  /** For example ./data; the cluster lives in `<dataDir>/postgres`. */
  readonly dataDir: string;
  /**
   * A server owns its database ("own"; it waits a minute for a command that does). A command joins a running one's, which
   * ends with its owner.
   */
  readonly mode: OwnMode;
  /** Where the database listened before it ended by itself, so that open pools find it there again. */
  readonly again?: Connection;
  readonly log?: Log;
}

/** What only tests and {@link openTemporaryPostgres} set. */
export interface Internals {
  readonly transport?: "socket" | "tcp";
  readonly fsync?: boolean;
  readonly packageRoot?: string;
  /** Where a copy of the programs may go. */
  readonly cacheDirs?: readonly string[];
  /** The watcher removes it when this process dies. */
  readonly removeWhenOrphaned?: string;
}

/** Opens the database of a data directory, and makes it at the first time. See {@link openEmbeddedPostgres}. */
export async function launch(options: OpenOptions, internals: Internals = {}): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => {});
  const layout = await prepareLayout(options.dataDir);
  const taken = await takeOwnership(layout, options.mode, log);
  if ("joined" in taken) return joined(taken.joined);
  const { owner } = taken;
  if (!owner.enforced) log("warn", "There is no flock on this machine: PostgreSQL's own lock file is the only guard.");
  try {
    return await startOwned({ layout, owner, log, internals, mode: options.mode, again: options.again });
  } catch (error) {
    owner.release();
    throw error;
  }
}

function joined(connection: Connection): EmbeddedPostgres {
  return { connection, mode: "joined", stop: async () => {}, exited: new Promise(() => {}) };
}

interface Context {
  readonly layout: Layout;
  readonly owner: FileLock;
  readonly log: Log;
  readonly internals: Internals;
  readonly mode: OwnMode;
  readonly again: Connection | undefined;
}

async function startOwned(context: Context): Promise<EmbeddedPostgres> {
  const { layout, log, internals, mode } = context;
  const previous = await readOwnerRecord(layout);
  const left = previous?.foreignSocketDir;
  await writeOwnerRecord(layout, { mode, ...(left === undefined ? {} : { foreignSocketDir: left }) });
  const lock = await lockCluster(layout, log);
  try {
    await removeUnfinished(layout);
    if (left !== undefined) await removeForeignSocketDir(left);
    const exists = await hasCluster(layout.clusterDir);
    const account = await chooseAccount(layout);
    const binaries = await prepareBinaries(account, internals);
    const fsync = internals.fsync ?? true;
    if (!exists) {
      log("info", `Making a new database in ${layout.clusterDir}, run by ${account.name}.`);
      await createCluster({ layout, binaries, account, lock, fsync });
    }
    await handOver(layout.clusterDir, account);
    await closeToOthers(layout.clusterDir);
    await removeStalePostmasterFile(layout, lock, log);
    return await startWithAddress({ ...context, lock, account, binaries });
  } catch (error) {
    await removeOwnerRecord(layout).catch(() => {});
    throw error;
  } finally {
    // From here on the watcher and PostgreSQL hold it.
    lock.release();
  }
}

/** Only what this launcher names so: the record is a file that somebody could have edited. */
async function removeForeignSocketDir(directory: string): Promise<void> {
  if (/\/tessera-[A-Za-z0-9]{6}$/.test(directory)) await rm(directory, { recursive: true, force: true });
}

interface StartContext extends Context {
  readonly lock: FileLock;
  readonly account: Account;
  readonly binaries: Binaries;
}

async function startWithAddress(context: StartContext): Promise<EmbeddedPostgres> {
  const { layout, account, binaries, internals, again } = context;
  const transport = internals.transport ?? (process.platform === "win32" ? "tcp" : "socket");
  await writeSettings({
    clusterDir: layout.clusterDir,
    binaries,
    account,
    transport,
    fsync: internals.fsync ?? true,
  });
  if (again !== undefined) return start(context, await sameAddress(layout, account, again), again.password);
  if (transport === "socket") return start(context, await chooseSocket(layout, account), undefined);
  const password = await preparePassword(context);
  // Between our look at a port and PostgreSQL's listening on it another process may take it.
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(context, await chooseTcpPort(), password);
    } catch (error) {
      const taken = error instanceof EmbeddedPostgresError && error.message.includes("could not bind");
      if (!taken || attempt === 5) throw error;
    }
  }
}

/** The password of the TCP connection, set once in single-user mode: there is no moment without one. */
async function preparePassword({ layout, binaries, account }: StartContext): Promise<string> {
  const known = await readFile(layout.passwordFile, "utf8").catch((error) => {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (known !== undefined) return known.trim();
  const password = randomBytes(32).toString("hex");
  const args = ["--single", "-D", layout.clusterDir, "postgres"];
  const input = `ALTER ROLE ${DATABASE_USER} PASSWORD '${password}'\n`;
  const result = await run(binaries.postgres, args, { account, input });
  if (result.code !== 0) throw startError(layout, describeFailure(result));
  await replaceFile(layout.passwordFile, `${password}\n`, layout.keepFor);
  return password;
}

async function start(context: StartContext, address: Address, password: string | undefined): Promise<EmbeddedPostgres> {
  const { layout, account, binaries, lock, owner, log, internals, mode } = context;
  const settings = Object.entries(address.settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const foreign = address.foreignSocketDir === undefined ? {} : { foreignSocketDir: address.foreignSocketDir };
  await writeOwnerRecord(layout, { mode, ...foreign });
  const postgres = watchPostgres({
    file: binaries.postgres,
    args: ["-D", layout.clusterDir, ...settings],
    pgCtl: binaries.pgCtl,
    account,
    clusterDir: layout.clusterDir,
    lock,
    logFile: layout.logFile,
    ...(layout.keepFor === undefined ? {} : { logOwner: layout.keepFor }),
    removeWhenOrphaned: [internals.removeWhenOrphaned, address.foreignSocketDir].filter((path) => path !== undefined),
  });
  const connection: Connection = {
    host: address.host,
    port: address.port,
    user: DATABASE_USER,
    database: DATABASE_NAME,
    ...(password === undefined ? {} : { password }),
  };
  const cleanUp = async () => {
    if (transportDirectory(address) !== undefined) await rm(address.host, { recursive: true, force: true });
    await removeOwnerRecord(layout);
  };
  try {
    await untilReady(layout, postgres, log);
    await ensureDatabase(connection);
    await writeOwnerRecord(layout, { mode, connection, ...foreign });
  } catch (error) {
    postgres.stop();
    await postgres.ended;
    await cleanUp();
    throw error;
  }
  postgres.letGo();
  return owned({ connection, postgres, owner, log, cleanUp });
}

function transportDirectory(address: Address): string | undefined {
  return address.settings.unix_socket_directories === "" ? undefined : address.host;
}

function owned(parts: {
  connection: Connection;
  postgres: WatchedPostgres;
  owner: FileLock;
  log: Log;
  cleanUp: () => Promise<void>;
}): EmbeddedPostgres {
  const { connection, postgres, owner, log, cleanUp } = parts;
  let stopped: Promise<void> | undefined;
  const gone = postgres.ended.then(async (ending) => {
    if (stopped === undefined) log("error", `PostgreSQL ended: ${describeEnding(ending)}`);
    try {
      await cleanUp();
    } finally {
      owner.release();
    }
    return ending;
  });
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    gone.then(({ code, signal }) => {
      if (stopped === undefined) resolve({ code, signal });
    }, reject);
  });
  exited.catch(() => {}); // stop() reports it as well
  const stop = async () => {
    postgres.hold(); // else Node may end before the shutdown has
    postgres.stop();
    await gone;
  };
  return {
    connection,
    mode: "own",
    exited,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}
