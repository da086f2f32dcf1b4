import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("..", import.meta.url)).replace(/\/dist\/$/, "/src/");

/** One `@example` of a comment, and the name that the comment is of. */
export interface Example {
  readonly name: string;
  readonly code: string;
}

/** The names that the index exports; of types too. */
export function exportedNames(): { values: string[]; types: string[] } {
  const values: string[] = [];
  const types: string[] = [];
  for (const [, kind = "", list = ""] of readSource("index.ts").matchAll(/export (type )?\{([^}]*)\}/g)) {
    for (const item of list
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean)) {
      const isType = kind !== "" || item.startsWith("type ");
      (isType ? types : values).push(item.replace(/^type /, ""));
    }
  }
  return { values, types };
}

/** The examples of all that the index exports, in the order of the files. */
export function readExamples(): Example[] {
  const { values, types } = exportedNames();
  const exported = new Set([...values, ...types]);
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).toSorted();
  const sources = files.filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|^testing/.test(file));
  return sources.flatMap((file) => examplesOf(readSource(file))).filter(({ name }) => exported.has(name));
}

function readSource(file: string): string {
  return readFileSync(path.join(SOURCE, file), "utf8");
}

function examplesOf(text: string): Example[] {
  const commented =
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:async )?(?:class|type|interface|function|const) (\w+)/g;
  return [...text.matchAll(commented)].flatMap(([, comment = "", name = ""]) => {
    const plain = comment.replace(/^\s*\* ?/gm, "");
    return [...plain.matchAll(/@example\s([\s\S]*?)(?=\n@|$(?![\s\S]))/g)].map(([, code = ""]) => ({
      name,
      code: code.trim(),
    }));
  });
}

/** A module in which each example is a function, so that the compiler reads them. */
export function examplesModule(examples: readonly Example[]): string {
  const { values, types } = exportedNames();
  const all = examples.map(({ code }) => code).join("\n");
  const used = (names: readonly string[]) => names.filter((name) => new RegExp(`\\b${name}\\b`).test(all));
  const imports = [...used(types).map((name) => `type ${name}`), ...used(values)];
  const functions = examples.map(({ name, code }) => {
    const context = ["client", "sample"].filter((word) =>
      new RegExp(`(?<!\\.)\\b${word}\\b`).test(withoutOwn(code, word)),
    );
    const parameters = context.length === 0 ? "" : `{ ${context.join(", ")} }: ExampleContext`;
    return `  { name: "${name}", run: async (${parameters}) => {\n${code.replace(/^/gm, "    ")}\n  } },`;
  });
  return `// Generated from the examples in the comments: npm run generate
// biome-ignore-all lint: examples read as they read in the comments
// biome-ignore-all assist: likewise
// biome-ignore-all format: likewise
import { ${imports.join(", ")} } from "../index.js";

/** What examples may use without saying where it comes from. */
export interface ExampleContext {
  readonly client: TesseraClient;
  /** violet.jpg of jane/flowers, a dataset of vector labels; its label has one annotation. */
  readonly sample: Sample<"vector">;
}

export const EXAMPLES: readonly { readonly name: string; run(context: ExampleContext): Promise<unknown> }[] = [
${functions.join("\n")}
];
`;
}

/** Without the places where the example makes the word its own. */
function withoutOwn(code: string, word: string): string {
  const isOwn = new RegExp(`\\bconst ${word}\\b`).test(code);
  return isOwn
    ? code.replace(new RegExp(`const ${word} of client`), "client").replace(new RegExp(`\\b${word}\\.\\w`, "g"), "")
    : code;
}
