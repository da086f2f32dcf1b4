import type { TesseraClient } from "@tessera/sdk";
import type { Command } from "commander";
import type { ExitCode } from "./exit-codes.js";
import { EXIT } from "./exit-codes.js";
import type { Io } from "./io.js";
import { Printer } from "./output.js";
import { ProgressBar, type ProgressOptions } from "./progress.js";
import { clientOf, resolveSession, type Session } from "./session.js";

/** Options of every command. */
export interface GlobalOptions {
  readonly url?: string;
  readonly profile?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What a command works with while it runs. */
export interface Run {
  readonly io: Io;
  readonly out: Printer;
  readonly options: GlobalOptions;
  readonly signal: AbortSignal;
  session(): Promise<Session>;
  /** Of the server that flags, environment or profile name. @throws {CliError} when nobody is signed in. */
  client(): Promise<TesseraClient>;
  progress(options: Omit<ProgressOptions, "isQuiet">): ProgressBar;
  /** What the command ends with if nothing is thrown. */
  exitWith(code: ExitCode): void;
}

/** One call of the program: commands run in it. */
export class Shell {
  readonly io: Io;
  exitCode: ExitCode = EXIT.ok;

  constructor(io: Io) {
    this.io = io;
  }

  async run(command: Command, work: (run: Run) => Promise<void>): Promise<void> {
    const options = command.optsWithGlobals<GlobalOptions>();
    const isQuiet = options.quiet === true;
    const out = new Printer(this.io, { isJson: options.json === true, isQuiet });
    const session = () => resolveSession(this.io.env, options);
    await work({
      io: this.io,
      out,
      options,
      signal: this.io.signal,
      session,
      client: async () => clientOf(await session()),
      progress: (bar) => new ProgressBar(this.io, { ...bar, isQuiet }),
      exitWith: (code) => {
        this.exitCode = code;
      },
    });
  }
}
