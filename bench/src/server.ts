import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { Connection } from "./connection.js";

const SERVER = fileURLToPath(new URL("../../apps/server/dist/", import.meta.url));

/** A temporary directory, gone with this process. PostgreSQL's user has to get in, where we are root. */
export async function temporaryDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), "tessera-bench-"));
  await chmod(directory, 0o711);
  return { path: directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

/** The compiled server as a process of its own, on its embedded database. */
export class Server {
  readonly origin: string;
  /** From the process's start to the first answer of `/readyz`. */
  readonly readyAfterMs: number;
  readonly #process: ChildProcess;
  readonly #dataDir: string;
  #pools: pg.Pool[] = [];
  #connections: Connection[] = [];
  #key = "";

  private constructor(child: ChildProcess, facts: { origin: string; dataDir: string; readyAfterMs: number }) {
    this.#process = child;
    this.origin = facts.origin;
    this.#dataDir = facts.dataDir;
    this.readyAfterMs = facts.readyAfterMs;
  }

  /** Starts the server. With `BENCH_NODE_OPTIONS` it takes those, for a profile: `--cpu-prof --cpu-prof-dir=/tmp/profile`. */
  static async start(dataDir: string): Promise<Server> {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const start = performance.now();
    const options = (process.env.BENCH_NODE_OPTIONS ?? "").split(" ").filter((option) => option !== "");
    const child = spawn(process.execPath, [...options, path.join(SERVER, "main.js")], {
      env: environment(dataDir, port),
      stdio: ["ignore", "inherit", "inherit"],
    });
    const kill = () => child.kill();
    process.once("exit", kill);
    child.once("exit", () => process.off("exit", kill));
    const ended = new Promise<never>((_resolve, reject) => {
      child.once("exit", (code, signal) => reject(new Error(`The server ended (${signal ?? code}).`)));
    });
    ended.catch(() => undefined);
    await Promise.race([untilReady(origin), ended]);
    return new Server(child, { origin, dataDir, readyAfterMs: performance.now() - start });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Creates the user `bench`, whose key the connections carry from now on. */
  async addUser(): Promise<void> {
    await this.#administer("user", "create", "bench");
    this.#key = (await this.#administer("key", "create", "bench")).trim().split("\n").at(-1) ?? "";
  }

  connect(): Connection {
    const connection = new Connection(this.origin, this.#key);
    this.#connections.push(connection);
    return connection;
  }

  get key(): string {
    return this.#key;
  }

  /** A pool on the server's own database: the bare driver, as anybody would open it. */
  async openPool(size: number): Promise<pg.Pool> {
    const pool = new pg.Pool({ ...(await this.databaseConnection()), max: size });
    // A pool has ended before its last connections are closed: the database's own end may still reach those.
    pool.on("error", () => undefined);
    this.#pools.push(pool);
    return pool;
  }

  async databaseConnection(): Promise<pg.ClientConfig> {
    const record = await readFile(path.join(this.#dataDir, "postgres.run", "owner.json"), "utf8");
    return (JSON.parse(record) as { connection: pg.ClientConfig }).connection;
  }

  async addDataset(name: string, taskType: string): Promise<Dataset> {
    const connection = this.connect();
    await connection.json("POST", "/user/datasets/", { name, task_type: taskType });
    connection.close();
    const pool = await this.openPool(1);
    const { rows } = await pool.query<{ id: string; labelset_id: string; created_by_id: string }>(
      `select d.id, l.id as labelset_id, d.created_by_id from dataset d join labelset l on l.dataset_id = d.id
       where d.name = $1`,
      [name],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`The dataset ${name} is not there.`);
    return {
      id: Number(row.id),
      labelsetId: Number(row.labelset_id),
      ownerId: Number(row.created_by_id),
      url: `/datasets/bench/${name}/`,
    };
  }

  /** Resident memory in MB, now and at its peak since the start or the last {@link forgetPeakMemory}. */
  async memoryMb(): Promise<{ now: number; peak: number }> {
    const status = await readFile(`/proc/${this.pid}/status`, "utf8");
    const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
    return { now: read("VmRSS"), peak: read("VmHWM") };
  }

  async forgetPeakMemory(): Promise<void> {
    await writeFile(`/proc/${this.pid}/clear_refs`, "5");
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await Promise.all(this.#pools.map((pool) => pool.end()));
    if (this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGTERM");
    await ended;
  }

  async #administer(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [path.join(SERVER, "admin", "main.js"), ...args], {
      env: environment(this.#dataDir, 0),
    });
    return stdout;
  }
}

export interface Dataset {
  readonly id: number;
  readonly labelsetId: number;
  readonly ownerId: number;
  readonly url: string;
}

/** Only what is set here, and what programs need to run: an operator's own variables do not reach the server. */
function environment(dataDir: string, port: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TMPDIR: process.env.TMPDIR,
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: dataDir,
    RATE_LIMIT_PER_MINUTE: "0",
    LOG_LEVEL: "warn",
  };
}

async function untilReady(origin: string): Promise<void> {
  for (;;) {
    const connection = new Connection(origin);
    const status = await connection.request("GET", "/readyz").then(
      (answer) => answer.status,
      () => 0,
    );
    connection.close();
    if (status === 200) return;
    await sleep(5);
  }
}

/** Gives a running server with a user, and takes all of it away afterwards. */
export async function withServer<T>(work: (server: Server) => Promise<T>): Promise<T> {
  const directory = await temporaryDirectory();
  try {
    const server = await Server.start(directory.path);
    try {
      await server.addUser();
      return await work(server);
    } finally {
      await server.stop();
    }
  } finally {
    await directory.remove();
  }
}
