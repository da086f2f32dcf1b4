import { spawn } from "node:child_process";

/** Who a command runs as: this process's user, or another. */
export interface CommandUser {
  /** Set when the command changes its user. */
  readonly uid?: number;
  readonly gid?: number;
  /** A command in front of every command, as `unshare --user --` is. */
  readonly wrapper: readonly string[];
}

/** How a short command ended. `error` is set when it could not even be started. */
export interface CommandResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
  readonly error?: Error;
}

export interface RunOptions {
  readonly account?: CommandUser;
  readonly env?: NodeJS.ProcessEnv;
  /** Text for its standard input. */
  readonly input?: string;
  /** Descriptors that the child inherits from number 3 on. */
  readonly inherit?: readonly number[];
}

/** Kept short: nothing of a PostgreSQL that the caller may have configured (PGDATA, PGPORT, …) may leak in. */
const KEPT_VARIABLES = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot"];

/**
 * The environment of every PostgreSQL program: messages in English, no `PG*`, no secrets of ours, no LD_LIBRARY_PATH (the
 * programs bring their libraries). With TZ set, initdb does not search the time zones for the machine's.
 */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { LC_ALL: "C", TZ: "UTC" };
  for (const name of KEPT_VARIABLES) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}

/** A directory that every user can enter; ours may be closed to the user PostgreSQL runs as. */
export const NEUTRAL_DIRECTORY = process.platform === "win32" ? process.cwd() : "/";

/** The command line that runs `file` as `account`. */
export function commandAs(
  account: CommandUser | undefined,
  file: string,
  args: readonly string[],
): { file: string; args: string[] } {
  const [wrapper, ...wrapperArgs] = account?.wrapper ?? [];
  return wrapper === undefined ? { file, args: [...args] } : { file: wrapper, args: [...wrapperArgs, file, ...args] };
}

/** Runs a short command to its end; never rejects. */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const { account } = options;
  const command = commandAs(account, file, args);
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(command.file, command.args, {
      cwd: NEUTRAL_DIRECTORY,
      env: options.env ?? postgresEnvironment(),
      windowsHide: true,
      stdio: ["pipe", "pipe", "pipe", ...(options.inherit ?? [])],
      ...(account?.uid === undefined ? {} : { uid: account.uid }),
      ...(account?.gid === undefined ? {} : { gid: account.gid }),
    });
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    // The child may end without reading its input; its exit code tells the story.
    child.stdin?.on("error", () => {});
    child.stdin?.end(options.input ?? "");
    child.once("error", (error) => resolve({ code: null, signal: null, output, error }));
    child.once("close", (code, signal) => resolve({ code, signal, output }));
  });
}

/** One line for an error message: the last words of a command that failed. */
export function describeFailure(result: CommandResult): string {
  if (result.error !== undefined) return result.error.message;
  const ending = result.signal === null ? `exit code ${result.code}` : `signal ${result.signal}`;
  const words = result.output.trim().split("\n").slice(-6).join("\n");
  return words === "" ? ending : `${ending}: ${words}`;
}
