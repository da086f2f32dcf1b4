import { spawn } from "node:child_process";
import type { Account } from "./account.js";
import type { FileLock } from "./lock.js";
import { isPostgresOf, signal } from "./processes.js";
import { commandAs, NEUTRAL_DIRECTORY, postgresEnvironment } from "./run.js";

/**
 * The watcher: a small process between this one and PostgreSQL. Its standard input is a pipe from us that the kernel
 * closes when we end, by whatever signal; then it shuts PostgreSQL down. It is PostgreSQL's parent, so that there is
 * somebody to reap it, and it keeps the log file bounded. A text and not a file, so that it runs the same from the
 * sources, from dist/, and from a bundle.
 *
 * Shutdown: fast (SIGINT), after `patienceMs` immediate (SIGQUIT; the next start recovers), and 5 s later SIGKILL.
 */
const WATCHER_SOURCE = `
"use strict";
const { spawn, execFile } = require("node:child_process");
const fs = require("node:fs");
const job = JSON.parse(process.argv[1]);
process.title = "tessera-postgres-watcher";
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {});
process.stdout.on("error", () => {});

let log;
let logSize = 0;
let tail = "";
function openLog() {
  try {
    log = fs.openSync(job.logFile, "a", 0o600);
    logSize = fs.fstatSync(log).size;
    if (job.logOwner) fs.fchownSync(log, job.logOwner.uid, job.logOwner.gid);
  } catch { log = undefined; }
}
function write(chunk) {
  tail = (tail + chunk).slice(-4000);
  if (log === undefined) return;
  try {
    if (logSize > job.logBytes) {
      fs.closeSync(log);
      log = undefined;
      fs.renameSync(job.logFile, job.logFile + ".1");
      openLog();
    }
    if (log !== undefined) logSize += fs.writeSync(log, chunk);
  } catch {}
}
openLog();

const stdio = ["ignore", "ignore", "pipe"];
if (job.inheritLock) stdio.push(3);
const who = {};
if (job.uid !== undefined) who.uid = job.uid;
if (job.gid !== undefined) who.gid = job.gid;
const postgres = spawn(job.file, job.args, { cwd: job.cwd, env: job.env, windowsHide: true, stdio, ...who });
let asked = false;
let ending;

function say(message, then) { process.stdout.write(JSON.stringify(message) + "\\n", then); }
function finish() {
  if (ending === undefined) return;
  const report = { ...ending, tail };
  ending = undefined;
  if (orphaned && !asked) {
    for (const path of job.removeWhenOrphaned) {
      try { fs.rmSync(path, { recursive: true, force: true }); } catch {}
    }
  }
  setTimeout(() => process.exit(0), 1000).unref();
  say(report, () => process.exit(0));
}
postgres.once("spawn", () => say({ event: "started", pid: postgres.pid }));
postgres.once("error", (error) => { ending = { event: "ended", code: null, signal: null, error: error.message }; finish(); });
postgres.stderr.on("data", write);
postgres.once("exit", (code, signal) => {
  ending = { event: "ended", code, signal };
  // Its last words are in the pipe; backends that outlive it may keep the pipe open, so do not wait for long.
  setTimeout(finish, 500);
});
postgres.once("close", finish);

let orphaned = false;
let stopping = false;
function kill(name) { try { postgres.kill(name); } catch {} }
function stop() {
  if (stopping) return;
  stopping = true;
  if (process.platform === "win32") {
    execFile(job.pgCtl, ["stop", "-D", job.clusterDir, "-m", "fast"], { windowsHide: true }, () => {});
  } else {
    kill("SIGINT");
    setTimeout(() => kill("SIGQUIT"), job.patienceMs);
  }
  setTimeout(() => kill("SIGKILL"), job.patienceMs + 5000);
}
process.stdin.on("data", () => { asked = true; stop(); });
for (const event of ["end", "close", "error"]) process.stdin.on(event, () => { orphaned = true; stop(); });
process.stdin.resume();
`;

/** How PostgreSQL ended, with its last words. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly words: string;
}

/** A running PostgreSQL and its watcher. */
export interface WatchedPostgres {
  /** Resolves to PostgreSQL's process id, or to undefined when it could not be started. */
  readonly started: Promise<number | undefined>;
  readonly ended: Promise<Ending>;
  /** Asks for a fast shutdown; `ended` tells when it is done. */
  stop(): void;
  /** Whether the processes keep Node from ending by itself. */
  hold(): void;
  letGo(): void;
}

export interface WatchOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly pgCtl: string;
  readonly account: Account;
  readonly clusterDir: string;
  readonly lock: FileLock;
  readonly logFile: string;
  readonly logOwner?: { readonly uid: number; readonly gid: number };
  /** Removed by the watcher when this process died and PostgreSQL has ended. */
  readonly removeWhenOrphaned: readonly string[];
}

/** The log takes up to twice this: the file and its predecessor. */
const LOG_BYTES = 5 * 1024 * 1024;

/** A fast shutdown writes a checkpoint, which a slow disk may need a while for. */
const PATIENCE_MS = 60_000;

/** Starts PostgreSQL under a watcher. The lock passes to both and is free when the last of them has ended. */
export function watchPostgres(options: WatchOptions): WatchedPostgres {
  const { account, lock } = options;
  const command = commandAs(account, options.file, options.args);
  const job = {
    file: command.file,
    args: command.args,
    pgCtl: options.pgCtl,
    clusterDir: options.clusterDir,
    cwd: NEUTRAL_DIRECTORY,
    env: postgresEnvironment(),
    uid: account.uid,
    gid: account.gid,
    inheritLock: lock.fd !== undefined,
    logFile: options.logFile,
    logOwner: options.logOwner,
    logBytes: LOG_BYTES,
    patienceMs: PATIENCE_MS,
    removeWhenOrphaned: options.removeWhenOrphaned,
  };
  const child = spawn(process.execPath, ["-e", WATCHER_SOURCE, JSON.stringify(job)], {
    cwd: NEUTRAL_DIRECTORY,
    env: watcherEnvironment(),
    // A session of its own: Ctrl-C at the terminal is for us, who let requests finish before PostgreSQL stops.
    detached: true,
    windowsHide: true,
    stdio: ["pipe", "pipe", "ignore", ...(lock.fd === undefined ? [] : [lock.fd])],
  });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("a child with pipes has none");
  let pid: number | undefined;
  let ending: Ending | undefined;
  let reportStarted: (pid: number | undefined) => void = () => {};
  const started = new Promise<number | undefined>((resolve) => {
    reportStarted = resolve;
  });
  const onMessage = (message: WatcherMessage) => {
    if (message.event === "started") {
      pid = message.pid;
      reportStarted(pid);
    } else {
      const words = [message.error, message.tail].filter((text) => text !== undefined && text !== "").join("\n");
      ending = { code: message.code, signal: message.signal, words };
    }
  };
  readLines(stdout, (line) => onMessage(JSON.parse(line)));
  stdin.on("error", () => {}); // the watcher has ended; `close` tells
  const ended = new Promise<Ending>((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, words: error.message }));
    child.once("close", async (code, signalName) => {
      const words = `the watcher process ended (${signalName ?? `code ${code}`})`;
      if (ending === undefined && pid !== undefined) await stopOrphan(pid, options.clusterDir);
      resolve(ending ?? { code: null, signal: null, words });
    });
  });
  void ended.then(() => reportStarted(undefined));
  const handles = [child, stdin, stdout].filter(isReferenced);
  return {
    started,
    ended,
    stop() {
      stdin.end("stop\n");
    },
    hold() {
      for (const handle of handles) handle.ref();
    },
    letGo() {
      for (const handle of handles) handle.unref();
    },
  };
}

/** Node may need the libraries it was started with; NODE_OPTIONS (a debugger's port, …) are ours alone. */
function watcherEnvironment(): NodeJS.ProcessEnv {
  const { LD_LIBRARY_PATH } = process.env;
  return { ...postgresEnvironment(), ...(LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH }) };
}

/** Somebody killed the watcher. PostgreSQL without one would outlive us, so it does not go on. */
async function stopOrphan(pid: number, clusterDir: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  if (await isPostgresOf(pid, clusterDir)) signal(pid, "SIGINT");
  while (await isPostgresOf(pid, clusterDir)) {
    if (Date.now() > deadline) signal(pid, "SIGQUIT");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

type WatcherMessage =
  | { readonly event: "started"; readonly pid: number }
  | {
      readonly event: "ended";
      readonly code: number | null;
      readonly signal: string | null;
      readonly error?: string;
      readonly tail?: string;
    };

interface Referenced {
  ref(): unknown;
  unref(): unknown;
}

/** The pipes to a child are sockets, though their types say streams. */
function isReferenced<T extends object>(handle: T): handle is T & Referenced {
  return "ref" in handle && typeof handle.ref === "function" && "unref" in handle && typeof handle.unref === "function";
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
}
