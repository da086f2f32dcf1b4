import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PYTHON_METHODS, PYTHON_OBJECTS, PYTHON_ONLY } from "./python-map.js";

const SOURCE = fileURLToPath(new URL("..", import.meta.url)).replace(/\/dist\/$/, "/src/");

/** What is called, with its arguments, and what its comment says. */
export interface MethodDoc {
  readonly call: string;
  readonly summary: string;
}

const RESOURCE = /^ {2}readonly (\w+): ([A-Z]\w+);/gm;

/** Every method of the client and of the objects that it returns, from their sources. */
export function readMethods(): Record<string, MethodDoc[]> {
  const sections: Record<string, MethodDoc[]> = { client: methodsIn("client.ts", "client") };
  const client = read("client.ts");
  for (const [, resource = "", className = ""] of client.matchAll(RESOURCE)) {
    const file = `resources/${kebabCase(className)}.ts`;
    const methods = methodsIn(file, `client.${resource}`);
    // `client.server` has parts alone.
    if (methods.length > 0) sections[`client.${resource}`] = methods;
    // A resource of a resource, such as the versions of labels.
    for (const [, part = "", partClass = ""] of read(file).matchAll(RESOURCE)) {
      const owner = `client.${resource}.${part}`;
      sections[owner] = methodsIn(`resources/${kebabCase(partClass)}.ts`, owner);
    }
  }
  for (const file of readdirSync(path.join(SOURCE, "objects")).toSorted()) {
    const name = file.replace(".ts", "");
    sections[name] = methodsIn(`objects/${file}`, name);
  }
  sections["a list"] = methodsIn("page.ts", "list", "PageList");
  sections["a page"] = methodsIn("page.ts", "page", "Page");
  return sections;
}

function methodsIn(file: string, owner: string, className?: string): MethodDoc[] {
  const text = read(file);
  const start = className === undefined ? 0 : text.search(new RegExp(`export class ${className}\\b`));
  const end = className === undefined ? text.length : text.indexOf("\n}\n", start);
  const method =
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {2}(?:async )?(get )?\*?(\w+)(?:<[^(]*>)?\(([\s\S]*?)\)(?::[^\n]*)? \{\n/g;
  return [...text.slice(start, end).matchAll(method)]
    .filter(([, , , name]) => name !== "constructor")
    .map(([, comment = "", getter, name = "", parameters = ""]) => ({
      call: `${owner}.${name}${getter === undefined ? `(${argumentNames(parameters).join(", ")})` : ""}`,
      summary: summaryOf(comment),
    }));
}

/** `uuid: string, params: X = {}, options?: Y` → uuid, params, options? */
function argumentNames(parameters: string): string[] {
  // Without what stands in angle brackets, whose commas separate no parameters.
  const plain = parameters.replace(/<(?:[^<>]|<[^<>]*>)*>/g, "");
  const names = [...plain.matchAll(/(?:^|,)\s*(\w+)(\?)?\s*:[^,]*?(=[^,]*)?(?=,\s*\w+\??:|,?\s*$)/g)];
  return names.map(([, name = "", optional, fallback]) => `${name}${(optional ?? fallback) ? "?" : ""}`);
}

function summaryOf(comment: string): string {
  const plain = comment
    .replace(/^\s*\* ?/gm, " ")
    .replace(/\s+/g, " ")
    .trim();
  return plain.split(/ @(?:throws|param|example)\b/)[0]?.trim() ?? "";
}

/** All methods, as Markdown. */
export function methodsMarkdown(): string {
  return Object.entries(readMethods())
    .map(([section, methods]) => {
      const rows = methods.map(({ call, summary }) => `| \`${call}\` | ${escapeCell(summary)} |`);
      return [`### ${section}`, "", "| method | |", "|---|---|", ...rows].join("\n");
    })
    .join("\n\n");
}

/** Python's calls and ours, as Markdown. */
function pythonMarkdown(): string {
  const methods = Object.entries(PYTHON_METHODS).map(([theirs, { ours, arguments: positional, params, options }]) => {
    const own = Object.values(positional);
    const optional = [params === undefined ? [] : ["params"], options === undefined ? [] : ["options"]].flat();
    const named = Object.entries({ ...positional, ...params, ...options });
    const list = named.map(([from, to]) => (from === to ? `\`${from}\`` : `\`${from}\` → \`${to}\``));
    return `| \`${theirs}\` | \`client.${ours}(${[...own, ...optional].join(", ")})\` | ${list.join(", ")} |`;
  });
  const objects = Object.entries(PYTHON_OBJECTS).map(([theirs, [ours]]) => `| \`${theirs}\` | \`${ours}\` |`);
  const missing = Object.entries(PYTHON_ONLY).map(([theirs, why]) => `| \`${theirs}\` | ${why} |`);
  return [
    ...["| Python | TypeScript | parameters |", "|---|---|---|", ...methods, ""],
    ...["Resource objects, with the same parameters less what they know of themselves:", ""],
    ...["| Python | TypeScript |", "|---|---|", ...objects, ""],
    ...["Not here:", "", "| Python | because |", "|---|---|", ...missing],
  ].join("\n");
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function withSection(document: string, name: string, content: string): string {
  const pattern = new RegExp(`(<!-- ${name}[^>]*-->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!pattern.test(document)) throw new Error(`The document has no place for ${name}`);
  return document.replace(pattern, (_, open: string, close: string) => `${open}\n${content}\n\n${close}`);
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function kebabCase(name: string): string {
  return name.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

function read(file: string): string {
  return readFileSync(path.join(SOURCE, file), "utf8");
}

/** docs/sdk.md with the lists as the code has them now. */
export function sdkPage(page: string): string {
  return withSection(withSection(page, "methods", methodsMarkdown()), "python", pythonMarkdown());
}
