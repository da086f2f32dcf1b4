import { NAME_PATTERN } from "@tessera/schema";

const NAME = new RegExp(NAME_PATTERN);

/** What is wrong with the name of a dataset, labelset or release, in words; null when nothing is. */
export function nameFault(name: string): string | null {
  if (name === "") return "Give it a name.";
  if (name.length > 100) return "It has at most 100 characters.";
  if (/\s/.test(name)) return "It has no spaces; use a dash.";
  if (name === "." || name === "..") return "It is more than dots.";
  return NAME.test(name) ? null : "It takes letters, digits, dots, dashes and underscores.";
}

/** The same for a new dataset, beside those that the owner has. */
export function datasetNameFault(name: string, taken: ReadonlySet<string>): string | null {
  return nameFault(name) ?? (taken.has(name.toLowerCase()) ? "There is a dataset with this name." : null);
}
