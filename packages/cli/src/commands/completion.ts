import { Argument, type Command } from "commander";
import { withExamples } from "../arguments.js";
import { completionScript, SHELLS, type ShellName } from "../completion/scripts.js";
import { nodesOf } from "../completion/tree.js";
import type { Shell } from "../shell.js";

export function addCompletionCommand(program: Command, shell: Shell): void {
  withExamples(
    program
      .command("completion")
      .summary("a script that completes commands in your shell")
      .description("Prints a completion script for bash, zsh or fish.")
      .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
      .action((name: ShellName, _options, command: Command) =>
        shell.run(command, ({ out }) => out.raw(completionScript(name, nodesOf(program)))),
      ),
    [
      "completion bash >> ~/.bashrc",
      "completion zsh >> ~/.zshrc",
      "completion fish > ~/.config/fish/completions/tessera.fish",
    ],
  );
}
