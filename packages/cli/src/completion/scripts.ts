import { type Node, spellingsOf } from "./tree.js";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type ShellName = (typeof SHELLS)[number];

/** A completion script. It is made of the commands as they are, and starts nothing when a word is completed. */
export function completionScript(shell: ShellName, nodes: readonly Node[]): string {
  if (shell === "fish") return fishScript(nodes);
  return shell === "bash" ? bashScript(nodes) : zshScript(nodes);
}

function wordsOf({ commands, options, choices }: Node): string[] {
  return [...commands.map(({ name }) => name), ...choices, ...options.map(({ flag }) => flag)];
}

/** Which command a line is about, by its words so far; both bash and zsh read this. */
function pathCases(nodes: readonly Node[]): string {
  const deeper = nodes.filter(({ path }) => path.length > 0);
  return deeper
    .map(
      ({ path }) =>
        `      ${spellingsOf(nodes, path)
          .map((text) => `"${text}"`)
          .join("|")}) found="${path.join(" ")}" ;;`,
    )
    .join("\n");
}

function valueCases(nodes: readonly Node[]): string {
  const lines = nodes.flatMap(({ path, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ flag, choices }) => `    "${path.join(" ")} ${flag}") words="${choices.join(" ")}" ;;`),
  );
  return [...new Set(lines)].join("\n");
}

function wordCases(nodes: readonly Node[]): string {
  return nodes.map((node) => `      "${node.path.join(" ")}") words="${wordsOf(node).join(" ")}" ;;`).join("\n");
}

function bashScript(nodes: readonly Node[]): string {
  return `# Completion of tessera for bash. Put this into ~/.bashrc:  source <(tessera completion bash)
_tessera() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" found="" words="" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${found:+$found }\${COMP_WORDS[index]}" in
${pathCases(nodes)}
    esac
  done
  case "$found $previous" in
${valueCases(nodes)}
  esac
  if [[ -z "$words" ]]; then
    case "$found" in
${wordCases(nodes)}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _tessera tessera
`;
}

function zshScript(nodes: readonly Node[]): string {
  return `#compdef tessera
# Completion of tessera for zsh. Put this into ~/.zshrc, behind compinit:  source <(tessera completion zsh)
_tessera() {
  local previous="\${words[CURRENT-1]}" found="" index
  local -a line; line=("\${words[@]}")
  local words=""
  for ((index = 2; index < CURRENT; index++)); do
    case "\${found:+$found }\${line[index]}" in
${pathCases(nodes)}
    esac
  done
  case "$found $previous" in
${valueCases(nodes)}
  esac
  if [[ -z "$words" ]]; then
    case "$found" in
${wordCases(nodes)}
    esac
  fi
  compadd -- \${=words}
  _files
}
compdef _tessera tessera
`;
}

function fishScript(nodes: readonly Node[]): string {
  const lines = nodes.flatMap((node) => {
    const condition = conditionOf(nodes, node);
    const commands = node.commands.map(
      ({ name, summary }) => `complete -c tessera -f ${condition} -a ${name} -d ${quoted(summary)}`,
    );
    const choices =
      node.choices.length > 0 ? [`complete -c tessera ${condition} -a ${quoted(node.choices.join(" "))}`] : [];
    const options = node.options.map(({ flag, summary, takesValue, choices: values }) => {
      const value = values.length > 0 ? ` -x -a ${quoted(values.join(" "))}` : takesValue ? " -r" : "";
      return `complete -c tessera ${condition} -l ${flag.slice(2)}${value} -d ${quoted(summary)}`;
    });
    return [...commands, ...choices, ...options];
  });
  return `# Completion of tessera for fish:  tessera completion fish > ~/.config/fish/completions/tessera.fish
${lines.join("\n")}
`;
}

function conditionOf(nodes: readonly Node[], { path, commands }: Node): string {
  const seen = path.map((_, depth) => {
    const names = spellingsOf(nodes, path.slice(0, depth + 1)).map((text) => text.slice(text.lastIndexOf(" ") + 1));
    return `__fish_seen_subcommand_from ${[...new Set(names)].join(" ")}`;
  });
  const below = commands.flatMap(({ name, aliases }) => [name, ...aliases]);
  const none = below.length > 0 ? [`not __fish_seen_subcommand_from ${below.join(" ")}`] : [];
  const all = [...seen, ...none].join("; and ");
  return all === "" ? "" : `-n ${quoted(all)}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
