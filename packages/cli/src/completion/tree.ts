import type { Command } from "commander";

/** A command as a completion script needs it. */
export interface Node {
  /** `["releases", "create"]`; empty for the program itself. */
  readonly path: readonly string[];
  readonly commands: readonly {
    readonly name: string;
    readonly summary: string;
    readonly aliases: readonly string[];
  }[];
  readonly options: readonly {
    readonly flag: string;
    readonly summary: string;
    readonly takesValue: boolean;
    readonly choices: readonly string[];
  }[];
  /** What the first argument may be, where it is one of a few words. */
  readonly choices: readonly string[];
}

/** The program and all its commands. */
export function nodesOf(program: Command): Node[] {
  const shared = optionsOf(program);
  const walk = (command: Command, path: readonly string[]): Node[] => {
    const children = command.createHelp().visibleCommands(command);
    const own = command === program ? [] : optionsOf(command);
    const node: Node = {
      path,
      commands: children.map((child) => ({
        name: child.name(),
        summary: child.summary() || child.description(),
        aliases: child.aliases(),
      })),
      options: [...own, ...shared.filter(({ flag }) => !own.some((option) => option.flag === flag))],
      choices: command.registeredArguments[0]?.argChoices ?? [],
    };
    return [node, ...children.flatMap((child) => walk(child, [...path, child.name()]))];
  };
  return walk(program, []);
}

function optionsOf(command: Command): Node["options"] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description, required, optional, argChoices }) =>
      long == null
        ? []
        : [{ flag: long, summary: description, takesValue: required || optional, choices: argChoices ?? [] }],
    );
}

/** Each way to write a path: with names and aliases. */
export function spellingsOf(nodes: readonly Node[], path: readonly string[]): string[] {
  return path.reduce<string[]>(
    (texts, name, depth) => {
      const parent = nodes.find((node) => node.path.join(" ") === path.slice(0, depth).join(" "));
      const aliases = parent?.commands.find((command) => command.name === name)?.aliases ?? [];
      return texts.flatMap((text) => [name, ...aliases].map((word) => `${text} ${word}`.trim()));
    },
    [""],
  );
}
