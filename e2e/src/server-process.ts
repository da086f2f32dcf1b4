import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ADMIN_ENTRY, SERVER_ENTRY } from "./paths.js";
import { sleep, waitUntilUnused } from "./processes.js";

export interface ServerOptions {
  /** Default: an empty one, removed by `dispose`. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that runs the server, such as `setpriv --reuid=nobody`. */
  readonly wrapper?: readonly string[];
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 30_000;
const FIRST_PASSWORD = "correct horse battery staple";

/** The environment of the tests, without what would change how a server starts. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_|TEST|DATABASE_URL|PORT|HOST|S3_)/.test(name),
  );
  return Object.fromEntries(kept);
}

/** A server that could not start, with all that it said. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly exit: Exit;
  readonly output: string;

  constructor(exit: Exit, output: string) {
    super(`The server ended with ${exit.signal ?? `code ${exit.code}`} before it was ready:\n${output}`);
    this.exit = exit;
    this.output = output;
  }
}

/** The real server in a process of its own, on a free port. */
export class ServerProcess {
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #ownsDataDir: boolean;
  #output = "";
  #url = "";
  #setupUrl: string | undefined;

  private constructor(
    child: ChildProcess,
    options: { dataDir: string; ownsDataDir: boolean; env: Record<string, string> },
  ) {
    this.#child = child;
    this.dataDir = options.dataDir;
    this.env = options.env;
    this.#ownsDataDir = options.ownsDataDir;
    this.exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
      });
    }
  }

  /** @throws {StartError} when the server ends before it is ready. */
  static async start(options: ServerOptions = {}): Promise<ServerProcess> {
    const dataDir = options.dataDir ?? (await makeDataDir());
    const env = { HOST: "127.0.0.1", PORT: "0", DATA_DIR: dataDir, ...options.env };
    const [command = "", ...args] = [...(options.wrapper ?? []), process.execPath, SERVER_ENTRY];
    const child = spawn(command, args, { env: { ...cleanEnvironment(), ...env }, stdio: ["ignore", "pipe", "pipe"] });
    // A test run that ends early takes its servers with it.
    const killAtExit = () => child.kill("SIGKILL");
    process.once("exit", killAtExit);
    child.once("exit", () => process.off("exit", killAtExit));
    const server = new ServerProcess(child, { dataDir, ownsDataDir: options.dataDir === undefined, env });
    try {
      await server.#waitUntilReady();
      return server;
    } catch (error) {
      await server.dispose();
      throw error;
    }
  }

  async #waitUntilReady(): Promise<void> {
    let exit: Exit | undefined;
    void this.exited.then((value) => {
      exit = value;
    });
    const deadline = Date.now() + START_PATIENCE_MS;
    for (;;) {
      this.#url = /Tessera is ready at (http:[^"\s]+)/.exec(this.#output)?.[1] ?? "";
      if (this.#url !== "") break;
      if (exit !== undefined) {
        await sleep(50); // the rest of its output
        throw new StartError(exit, this.#output);
      }
      if (Date.now() > deadline) {
        this.kill("SIGKILL");
        throw new Error(`The server was not ready in ${START_PATIENCE_MS} ms:\n${this.#output}`);
      }
      await sleep(10);
    }
    // The set-up link is the next line; there is none once there is an account.
    await sleep(50);
    this.#setupUrl = /Create the first account at (http:[^"\s]+)/.exec(this.#output)?.[1];
  }

  get url(): string {
    return this.#url;
  }

  /** Printed at the first start, until there is an account. */
  get setupUrl(): string | undefined {
    return this.#setupUrl;
  }

  /** All that it wrote so far. */
  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** SIGTERM, as a service manager does it. */
  async stop(): Promise<Exit> {
    this.kill("SIGTERM"); // which does nothing where it has ended already
    const timer = setTimeout(() => this.kill("SIGKILL"), STOP_PATIENCE_MS);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  /** Stops the server if it still runs, and removes the data directory if it was made for it. */
  async dispose(): Promise<void> {
    await this.stop();
    await waitUntilUnused(this.dataDir);
    if (this.#ownsDataDir) await rm(this.dataDir, { recursive: true, force: true });
  }

  /** The first account by the printed link, as its page does it. Answers the account's API key. */
  async createFirstAccount(username: string): Promise<string> {
    if (this.setupUrl === undefined) throw new Error("The server printed no set-up link.");
    const link = new URL(this.setupUrl);
    const body = { token: link.searchParams.get("token"), username, password: FIRST_PASSWORD };
    const response = await fetch(new URL("/setup/", link), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { key?: string };
    if (response.status !== 201 || answer.key === undefined)
      throw new Error(`Set-up failed: ${JSON.stringify(answer)}`);
    return answer.key;
  }

  /** An administrator's command beside the running server: what `npm run tessera -- …` runs after its build. */
  async administer(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [ADMIN_ENTRY, ...args], {
      env: { ...cleanEnvironment(), ...this.env },
    });
    return stdout.trim();
  }

  /** A further account with an API key. */
  async createUser(username: string): Promise<string> {
    await this.administer("user", "create", username);
    const output = await this.administer("key", "create", username);
    return output.split("\n").at(-1) ?? "";
  }

  /** The process id of the embedded PostgreSQL. */
  async postgresPid(): Promise<number> {
    const text = await readFile(path.join(this.dataDir, "postgres/postmaster.pid"), "utf8");
    return Number(text.split("\n", 1)[0]);
  }
}

/** An empty directory that PostgreSQL's own user can enter when the tests run as root. */
export async function makeDataDir(): Promise<string> {
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), "tessera-e2e-")));
  await chmod(directory, 0o711);
  return directory;
}
