import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Account, chooseAccount } from "./account.js";
import { type Address, chooseSocket, chooseTcpPort } from "./address.js";
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
import { EmbeddedPostgresError, systemErrorCode, USE_DATABASE_URL } from "./errors.js";
import { type Layout, prepareLayout } from "./layout.js";
import { type FileLock, tryLock } from "./lock.js";
import { isAlive } from "./processes.js";
import {
  type Connection,
  type OwnerRecord,
  readOwnerRecord,
  removeOwnerRecord,
  replaceFile,
  writeOwnerRecord,
} from "./record.js";
import { describeFailure, run } from "./run.js";
import { writeSettings } from "./settings.js";
import {
  hasLivingPostmaster,
  type Log,
  lockCluster,
  readPostmasterFile,
  removeStalePostmasterFile,
} from "./takeover.js";
import { type Ending, type WatchedPostgres, watchPostgres } from "./watcher.js";

/** An open embedded database. */
export interface EmbeddedPostgres {
  /** pg-style connection settings (host is a socket directory or 127.0.0.1). */
  readonly connection: Connection;
  /** "own" when this process started it, "joined" when another live Tessera process on this machine owns it. */
  readonly mode: "own" | "joined";
  /** own: fast shutdown and wait; joined: no-op. */
  stop(): Promise<void>;
  /** Resolves when the database process ended without stop() being called. Never does for a joined one. */
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
}

export interface OpenOptions {
  /** For example ./data; the cluster lives in `<dataDir>/postgres`. */
  readonly dataDir: string;
  /** The server owns its database; an administration command joins a running server's. */
  readonly mode: "own" | "own-or-join";
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
    return await startOwned({ layout, owner, log, internals, mode: options.mode });
  } catch (error) {
    owner.release();
    throw error;
  }
}

function joined(connection: Connection): EmbeddedPostgres {
  return { connection, mode: "joined", stop: async () => {}, exited: new Promise(() => {}) };
}

/** How long to wait for an owner that is starting (recovery may take a while), or for a command to be done. */
const PATIENCE_MS = 60_000;

/** How long the lock of a process that is gone may linger: a helper of a killed one still has it for milliseconds. */
const LINGER_MS = 5_000;

async function takeOwnership(
  layout: Layout,
  mode: OpenOptions["mode"],
  log: Log,
): Promise<{ owner: FileLock } | { joined: Connection }> {
  const begin = Date.now();
  let told = false;
  for (;;) {
    const record = await readOwnerRecord(layout);
    const owner = await tryLock(layout.ownerLock, layout.keepFor);
    if (owner?.enforced || (owner !== undefined && !(await looksOwned(layout, record)))) return { owner };
    owner?.release();
    const elapsedMs = Date.now() - begin;
    if (mode === "own-or-join") {
      if (record?.connection !== undefined && (await answers(record.connection))) return { joined: record.connection };
      if (elapsedMs > PATIENCE_MS) throw inUse(layout, record, " and its database does not answer");
    } else if (record?.mode === "own-or-join" && elapsedMs < PATIENCE_MS) {
      if (!told) log("info", `Waiting for the administration command of process ${record.pid} to end.`);
      told = true;
    } else if (elapsedMs > LINGER_MS || (await isOwnerAlive(record))) {
      throw inUse(layout, record);
    }
    await sleep(50);
  }
}

/** The best guess where the machine has no lock. */
async function looksOwned(layout: Layout, record: OwnerRecord | undefined): Promise<boolean> {
  return (await isOwnerAlive(record)) && (await hasLivingPostmaster(layout));
}

/** Between taking the lock and writing the record an owner has the record of its predecessor. */
async function isOwnerAlive(record: OwnerRecord | undefined): Promise<boolean> {
  return record !== undefined && (record.machine !== hostname() || (await isAlive(record.pid)));
}

function inUse(layout: Layout, record: OwnerRecord | undefined, detail = ""): EmbeddedPostgresError {
  const who = record === undefined ? "Another process" : `Process ${record.pid} on ${record.machine}`;
  return new EmbeddedPostgresError(
    "in-use",
    `${who} uses the data directory ${layout.dataDir}${detail}. Only one Tessera server can: stop that one, set DATA_DIR to ` +
      `another directory, or for several servers on the same data ${USE_DATABASE_URL}.`,
  );
}

async function answers(connection: Connection): Promise<boolean> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

interface Context {
  readonly layout: Layout;
  readonly owner: FileLock;
  readonly log: Log;
  readonly internals: Internals;
  readonly mode: OpenOptions["mode"];
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
  const { layout, account, binaries, internals } = context;
  const transport = internals.transport ?? (process.platform === "win32" ? "tcp" : "socket");
  await writeSettings({
    clusterDir: layout.clusterDir,
    binaries,
    account,
    transport,
    fsync: internals.fsync ?? true,
  });
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

function describeEnding({ code, signal, words }: Ending): string {
  return `${signal ?? `exit code ${code}`}${words === "" ? "" : `, last words: ${lastLines(words)}`}`;
}

function lastLines(words: string): string {
  return words.trim().split("\n").slice(-6).join("\n");
}

const RECOVERY_NOTICE_MS = 10_000;

/** Waits without a limit while PostgreSQL lives: recovery after a crash takes the time it takes. */
async function untilReady(layout: Layout, postgres: WatchedPostgres, log: Log): Promise<void> {
  const pid = await postgres.started;
  let ending: Ending | undefined;
  void postgres.ended.then((value) => {
    ending = value;
  });
  let nextNotice = Date.now() + RECOVERY_NOTICE_MS;
  for (;;) {
    if (pid === undefined) ending = await postgres.ended;
    if (ending !== undefined) throw startError(layout, ending.words || `exit code ${ending.code}`);
    const file = await readPostmasterFile(layout.clusterDir);
    if (file?.pid === pid && file?.status === "ready") return;
    if (Date.now() > nextNotice) {
      log("warn", "PostgreSQL is still recovering; this may take minutes after a crash.");
      nextNotice += RECOVERY_NOTICE_MS;
    }
    await Promise.race([sleep(5), postgres.ended]);
  }
}

function startError(layout: Layout, words: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "start-failed",
    `PostgreSQL did not start on ${layout.clusterDir}: ${lastLines(words)}\n` +
      `More may be in ${layout.logFile}. Check the free space and DATA_DIR, or ${USE_DATABASE_URL}.`,
  );
}

const UNKNOWN_DATABASE = "3D000";
const DUPLICATE_DATABASE = "42P04";

/** The database of a new cluster; also after an interruption between initdb and here. */
async function ensureDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client(connection);
  try {
    await client.connect();
  } catch (error) {
    if (systemErrorCode(error) !== UNKNOWN_DATABASE) throw error;
    await createDatabase(connection);
  } finally {
    await client.end().catch(() => {});
  }
}

async function createDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client({ ...connection, database: "postgres" });
  try {
    await client.connect();
    await client.query(`CREATE DATABASE ${DATABASE_NAME}`);
  } catch (error) {
    if (systemErrorCode(error) !== DUPLICATE_DATABASE) throw error;
  } finally {
    await client.end().catch(() => {});
  }
}
