import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const SERVER = fileURLToPath(new URL("../../../../apps/server/dist/", import.meta.url));
const MAIN = path.join(SERVER, "main.js");

/** The product as a user starts it, with a fresh database, and its first account: jane. */
export interface RealServer {
  readonly url: string;
  readonly key: string;
  /** `npm run tessera -- …` beside it. */
  admin(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the compiled server: `npx tsc -b` comes first. */
export async function startRealServer(): Promise<RealServer> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is not there: run npx tsc -b`);
  const dataDir = await mkdtemp(path.join(tmpdir(), "tessera-cli-"));
  const env = {
    ...{ PATH: process.env.PATH, HOME: process.env.HOME },
    ...{ PORT: "0", DATA_DIR: dataDir, RATE_LIMIT_PER_MINUTE: "0" },
  };
  const server = spawn(process.execPath, [MAIN], { env, stdio: ["ignore", "pipe", "pipe"] });
  const admin = async (...args: readonly string[]) => {
    const entry = path.join(SERVER, "admin/main.js");
    const { stdout } = await promisify(execFile)(process.execPath, [entry, ...args], { env });
    return stdout.trim();
  };
  const stop = async () => {
    if (server.exitCode === null) {
      const exited = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await exited;
    }
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const { url, token } = await readSetup(server);
    const response = await fetch(`${url}/setup/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token, username: "jane", password: "correct horse battery staple" }),
    });
    const { key } = (await response.json()) as { key: string };
    return { url, key, admin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The log names the one-time link of the set-up page. */
async function readSetup(server: ChildProcess): Promise<{ url: string; token: string }> {
  if (server.stdout === null || server.stderr === null) throw new Error("The server has no output");
  const output: string[] = [];
  server.stderr.on("data", (chunk: Buffer) => output.push(String(chunk)));
  for await (const line of createInterface({ input: server.stdout })) {
    output.push(line);
    const match = /(https?:\/\/[^\s/"]+)\/setup\/?\?token=([^\s"&]+)/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    server.stdout.resume();
    return { url: match[1], token: decodeURIComponent(match[2]) };
  }
  throw new Error(`The server ended before it was ready:\n${output.join("\n")}`);
}
