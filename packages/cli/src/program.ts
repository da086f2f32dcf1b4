import { type Argument, Command, type Help, type Option, type OutputConfiguration } from "commander";
import { addCompletionCommand } from "./commands/completion.js";
import { addDatasetCommands } from "./commands/datasets.js";
import { addDoctorCommand } from "./commands/doctor.js";
import { addDownloadCommand } from "./commands/download.js";
import { addExportCommand } from "./commands/export.js";
import { addImportCommand } from "./commands/import.js";
import { addIssueCommands } from "./commands/issues.js";
import { addLabelCommands } from "./commands/labels.js";
import { addLabelsetCommands } from "./commands/labelsets.js";
import { addMemberCommands } from "./commands/members.js";
import { addReleaseCommands } from "./commands/releases.js";
import { addSampleCommands } from "./commands/samples.js";
import { addSignInCommands } from "./commands/sign-in.js";
import { addUploadCommand } from "./commands/upload.js";
import type { Shell } from "./shell.js";
import { VERSION } from "./version.js";

/** The whole grammar of the command line. */
export function makeProgram(shell: Shell): Command {
  const program = new Command("tessera");
  program
    .version(VERSION, "-V, --version", "the version of this client")
    .option("--url <address>", "the server, in place of the one of the profile")
    .option("--profile <name>", "which of several logins")
    .option("--json", "one JSON document in place of text")
    .option("-q, --quiet", "no progress and no remarks")
    .showSuggestionAfterError();
  addSignInCommands(program, shell);
  addDoctorCommand(program, shell);
  addDatasetCommands(program, shell);
  addSampleCommands(program, shell);
  addLabelCommands(program, shell);
  addLabelsetCommands(program, shell);
  addReleaseCommands(program, shell);
  addIssueCommands(program, shell);
  addMemberCommands(program, shell);
  addUploadCommand(program, shell);
  addDownloadCommand(program, shell);
  addImportCommand(program, shell);
  addExportCommand(program, shell);
  addCompletionCommand(program, shell);
  const output: OutputConfiguration = {
    writeOut: (text) => shell.io.stdout.write(text),
    writeErr: (text) => shell.io.stderr.write(text),
    // Faults of the line are told with all others: see run-cli.ts.
    outputError: () => undefined,
    getErrHelpWidth: () => Math.min(100, shell.io.stderr.columns),
    getErrHasColors: () => false,
    getOutHelpWidth: () => Math.min(100, shell.io.stdout.columns),
    getOutHasColors: () => false,
  };
  configure(program, output);
  return program.configureHelp({ formatHelp: rootHelp });
}

/** Commands inherit nothing that was set after they were made. */
function configure(command: Command, output: OutputConfiguration): void {
  command
    .exitOverride()
    .configureOutput(output)
    .helpCommand(false)
    .helpOption("-h, --help", "this help")
    .configureHelp({ subcommandTerm: termOf, optionDescription: describe, argumentDescription: describe });
  for (const child of command.commands) configure(child, output);
}

/** All commands on one screen of 80 × 24. */
function rootHelp(program: Command, help: Help): string {
  const commands = help.visibleCommands(program).map((command) => `  ${command.name().padEnd(12)}${command.summary()}`);
  return `Usage: tessera COMMAND [OPTIONS]

${commands.join("\n")}

With every command: --help, --json, --quiet, --url ADDRESS, --profile NAME
The server's administration is another command: npm run tessera

  $ tessera login
  $ tessera upload photos jane/flowers
`;
}

/** `create <owner/dataset> <release>`: what is optional stands in the command's own help. */
function termOf(command: Command): string {
  const isGroup = command.commands.length > 0;
  const args = command.registeredArguments.map((argument) => {
    const name = argument.name() + (argument.variadic ? "..." : "");
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...(isGroup ? [] : args)].join(" ");
}

/** Choices as plain words, unless there are too many to show; then the description names them in short. */
function describe({ description, argChoices = [], defaultValue }: Option | Argument): string {
  const isShown = argChoices.length > 0 && argChoices.length <= 14 && defaultValue === undefined;
  const details = [
    ...(isShown ? [argChoices.join(", ")] : []),
    ...(defaultValue === undefined ? [] : [`default: ${String(defaultValue)}`]),
  ];
  return details.length === 0 ? description : `${description} (${details.join("; ")})`;
}
