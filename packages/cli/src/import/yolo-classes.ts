import { baseName } from "./find-image.js";

/** Whether a file names the classes of a YOLO dataset. */
export function namesClasses(name: string): boolean {
  return /^(?:classes\.txt|obj\.names|[^/]*\.names)$/i.test(baseName(name)) || /\.ya?ml$/i.test(name);
}

/** Class names by number, of `classes.txt`, `obj.names`, or the `names` of a data.yaml; undefined when it has none. */
export function readClasses(fileName: string, text: string): Map<number, string> | undefined {
  if (!/\.ya?ml$/i.test(fileName)) {
    const names = text.split(/\r?\n/).map((line) => line.trim());
    while (names.at(-1) === "") names.pop();
    return names.length === 0 ? undefined : new Map(names.entries());
  }
  return readYamlNames(text);
}

/**
 * `names` of a data.yaml in the forms that YOLO's tools write: `[a, b]`, a list of lines `- a`, or a map of lines `0: a`. It is no
 * reader of YAML: anchors, nested values and text over several lines are not read.
 */
function readYamlNames(text: string): Map<number, string> | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, ""));
  const start = lines.findIndex((line) => /^names\s*:/.test(line));
  if (start < 0) return undefined;
  const inline = (lines[start] ?? "").replace(/^names\s*:/, "").trim();
  const block: string[] = [];
  for (const line of lines.slice(start + 1)) {
    if (/^[^\s\-\]}]/.test(line)) break;
    if (line.trim() !== "") block.push(line.trim());
  }
  const flow = [inline, ...block].join(" ").trim();
  const names = new Map<number, string>();
  if (/^[[{]/.test(flow)) {
    const items = splitFlow(flow.slice(1).replace(/[\]}]\s*$/, ""));
    for (const [index, item] of items.entries()) addName(names, item, index, flow.startsWith("{"));
  } else {
    for (const [index, line] of block.entries())
      addName(names, line.replace(/^-\s*/, ""), index, !line.startsWith("-"));
  }
  return names.size === 0 ? undefined : names;
}

function addName(names: Map<number, string>, text: string, index: number, isMap: boolean): void {
  const [, key, value] = isMap ? (/^['"]?(\d+)['"]?\s*:\s*(.*)$/.exec(text) ?? []) : [undefined, String(index), text];
  if (key !== undefined && value !== undefined) names.set(Number(key), unquoted(value.trim()));
}

function splitFlow(text: string): string[] {
  return [...text.matchAll(/\s*((?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^,'"])+)\s*(?:,|$)/g)]
    .map(([, item = ""]) => item.trim())
    .filter((item) => item !== "");
}

function unquoted(text: string): string {
  if (/^'.*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  if (/^".*"$/.test(text)) return text.slice(1, -1).replace(/\\(.)/g, "$1");
  return text;
}
