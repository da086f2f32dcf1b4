import { CommanderError } from "commander";
import { type ErrorReport, reportOf } from "./errors.js";
import { EXIT, type ExitCode } from "./exit-codes.js";
import type { Io } from "./io.js";
import { Printer } from "./output.js";
import { makeProgram } from "./program.js";
import { Shell } from "./shell.js";

/** Runs one command line and says what the process is to end with. Nothing is thrown. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  const shell = new Shell(io);
  const program = makeProgram(shell);
  const out = new Printer(io, { isJson: args.includes("--json"), isQuiet: false });
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: "user" });
    return shell.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return usage(error, out);
    if (io.signal.aborted) {
      out.error(plain("Interrupted.", EXIT.interrupted));
      return EXIT.interrupted;
    }
    const report = reportOf(error);
    out.error(report);
    return report.exitCode;
  }
}

/** Help and version end by "errors" too; so does a group without a command, which shows its help. */
function usage(error: CommanderError, out: Printer): ExitCode {
  if (error.exitCode === 0 || error.code === "commander.help") return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const text = error.message.replace(/^error: /, "");
  const [first = "", ...more] = text.split("\n");
  const hint =
    more.join(" ").replace(/^\(|\)$/g, "") || "`tessera --help`, or --help behind a command, shows what there is.";
  out.error({ ...plain(`${first.charAt(0).toUpperCase()}${first.slice(1)}`, EXIT.usage), hint });
  return EXIT.usage;
}

function plain(error: string, exitCode: ExitCode): ErrorReport {
  return { error, hint: undefined, status: undefined, requestId: undefined, fields: undefined, exitCode };
}
