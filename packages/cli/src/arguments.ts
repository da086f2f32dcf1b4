import { readFile } from "node:fs/promises";
import path from "node:path";
import { fromJson } from "@tessera/sdk";
import { type Command, InvalidArgumentError } from "commander";
import { CliError, usageError } from "./errors.js";
import { type Io, readStdin } from "./io.js";

/** A parser for an option that is a whole number of a range. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^[+-]?\d+$/.test(text.trim()) || number < least || number > most) {
      throw new InvalidArgumentError(
        most === Number.MAX_SAFE_INTEGER
          ? `A whole number from ${least} is due.`
          : `A whole number from ${least} to ${most} is due.`,
      );
    }
    return number;
  };
}

export function anyNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw new InvalidArgumentError("A number is due.");
  return number;
}

/** As {@link collect}, with empty entries: places count. */
export function collectAll(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(",").map((part) => part.trim())];
}

/** Collects an option that may be given several times, or several values with commas between them. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [
    ...before,
    ...text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  ];
}

/** Collects `key=value` of an option that may be given several times. */
export function collectPair(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("KEY=VALUE is due.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** JSON of a file, of standard input (`-`), or as it stands. */
export async function readJson(io: Io, source: string): Promise<unknown> {
  const isInline = /^\s*[{["]/.test(source);
  const text = isInline
    ? source
    : source === "-"
      ? await readStdin(io)
      : await readFile(path.resolve(io.cwd, source), "utf8");
  try {
    return fromJson(text);
  } catch (cause) {
    const name = isInline ? "The JSON" : source === "-" ? "Standard input" : source;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(`${name} is no JSON: ${reason}`, { cause });
  }
}

/** A JSON object, from wherever {@link readJson} finds it. */
export async function readJsonObject(io: Io, source: string): Promise<Record<string, unknown>> {
  const value = await readJson(io, source);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw usageError(`A JSON object is due, and ${source === "-" ? "standard input" : source} holds none.`);
  }
  return value as Record<string, unknown>;
}

/** Asks before something is gone for good. Where nobody can be asked, `--yes` is due. */
export async function confirm(
  io: Io,
  question: string,
  options: { readonly yes?: boolean | undefined },
): Promise<void> {
  if (options.yes === true) return;
  if (!io.isInteractive) throw usageError(`${question} Add --yes to say so.`);
  const answer = await io.ask(`${question} [y/N] `);
  if (!/^y(?:es)?$/i.test(answer.trim())) throw usageError("Nothing was done.");
}

/** Examples below a command's help. */
export function withExamples(command: Command, examples: readonly string[]): Command {
  return command.addHelpText("after", `\nExamples:\n${examples.map((example) => `  $ tessera ${example}`).join("\n")}`);
}

export function checkDatasetName(name: string): string {
  if (!/^[^/\s]+\/[^/\s]+$/.test(name)) {
    throw usageError(`${JSON.stringify(name)} is no dataset.`, "Write it as OWNER/NAME, such as jane/flowers.");
  }
  return name;
}
