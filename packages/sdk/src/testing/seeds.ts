import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Method → parameter → its default as Python writes it; null for a parameter that is due. */
export type Signatures = Record<string, Record<string, string | null>>;

/** The two documents that say what the SDK is measured by. They lie beside the repository, and may not be there. */
const SEEDS = fileURLToPath(new URL("../../../../../shared/seeds/", import.meta.url));

export const haveSeeds = existsSync(SEEDS);

export function readSeeds(): { guide: Signatures; reference: Signatures } {
  const guide = readFileSync(`${SEEDS}python-sdk-guide.md`, "utf8");
  const reference = readFileSync(`${SEEDS}python-sdk-reference.txt`, "utf8");
  return { guide: parseGuide(guide), reference: parseReference(reference) };
}

/** Under each `#### Signature` stand a call and its documentation, whose `Args:` may name more than the call. */
function parseGuide(text: string): Signatures {
  const signatures: Signatures = {};
  for (const [, block = ""] of text.matchAll(/#### Signature\s+```python\n([\s\S]*?)```/g)) {
    const [, method = "", parameters = ""] = /^(?:client\.)?(\w+)\((.*)\)$/m.exec(block) ?? [];
    const found = parseParameters(parameters);
    const documented = /Args:\n([\s\S]*?)(?:\n\n|""")/.exec(block)?.[1] ?? "";
    for (const [, name = ""] of documented.matchAll(/^ {4}(\w+)(?: \([^)]*\))?:/gm))
      found[name] ??= found[name] ?? null;
    signatures[method] = found;
  }
  return signatures;
}

function parseReference(text: string): Signatures {
  const calls = text.matchAll(/^SegmentsClient\.(\w+)\((.*)\)\[source\]#$/gm);
  return Object.fromEntries(
    [...calls].map(([, method = "", parameters = ""]) => [method, parseParameters(parameters)]),
  );
}

/** Defaults hold no commas. */
function parseParameters(text: string): Record<string, string | null> {
  const parts = text.split(",").map((part) => part.trim());
  const named = parts.filter((part) => part !== "" && part !== "self").map((part) => part.split("="));
  return Object.fromEntries(named.map(([name = "", value]) => [name, value ?? null]));
}
