import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ExitCode } from "../exit-codes.js";
import type { Io, Output } from "../io.js";
import { runCli } from "../run-cli.js";

export interface CliResult {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output, which is to be one JSON document. */
  json<T = unknown>(): T;
}

export interface CliOptions {
  readonly stdin?: string;
  /** What somebody answers, in order; somebody is there when it is given. */
  readonly answers?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly isTerminal?: boolean;
}

/** A place of its own: a folder to work in, a configuration, nobody's environment. */
export interface CliPlace {
  readonly folder: string;
  run(args: string | readonly string[], options?: CliOptions): Promise<CliResult>;
  /** The same, which is to succeed. */
  ok(args: string | readonly string[], options?: CliOptions): Promise<CliResult>;
  remove(): Promise<void>;
}

export async function makePlace(env: Readonly<Record<string, string>> = {}): Promise<CliPlace> {
  const root = await mkdtemp(path.join(tmpdir(), "tessera-cli-test-"));
  const run = (args: string | readonly string[], options: CliOptions = {}) =>
    runIn(root, args, { ...options, env: { ...env, ...options.env } });
  return {
    folder: root,
    run,
    async ok(args, options) {
      const result = await run(args, options);
      if (result.code !== 0) throw new Error(`tessera ${String(args)} ended with ${result.code}: ${result.stderr}`);
      return result;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function runIn(root: string, args: string | readonly string[], options: CliOptions): Promise<CliResult> {
  const stdout = recorder(options.isTerminal === true);
  const stderr = recorder(options.isTerminal === true);
  const answers = [...(options.answers ?? [])];
  const io: Io = {
    stdout: stdout.output,
    stderr: stderr.output,
    stdin: (async function* () {
      if (options.stdin !== undefined) yield options.stdin;
    })(),
    isInteractive: options.answers !== undefined,
    async ask(question) {
      stderr.output.write(question);
      const answer = answers.shift();
      if (answer === undefined) throw new Error(`Nobody answers ${question}`);
      return answer;
    },
    env: { XDG_CONFIG_HOME: path.join(root, ".config"), ...options.env },
    cwd: root,
    signal: options.signal ?? new AbortController().signal,
  };
  const code = await runCli(typeof args === "string" ? args.split(" ") : args, io);
  const text = stdout.text();
  return { code, stdout: text, stderr: stderr.text(), json: <T>() => JSON.parse(text) as T };
}

function recorder(isTerminal: boolean): { readonly output: Output; text(): string } {
  const parts: Buffer[] = [];
  const output: Output = {
    write(text) {
      parts.push(Buffer.from(text));
      return true;
    },
    drain: async () => undefined,
    isTerminal,
    columns: 80,
  };
  return { output, text: () => Buffer.concat(parts).toString("utf8") };
}
