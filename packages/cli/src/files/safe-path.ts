/** One part of a path that a server's or an archive's name becomes: it can neither leave its folder nor mean a device. */
export function safePart(text: string): string {
  const safe = [...text]
    .map((character) => (/[/\\:*?"<>|]/.test(character) || character < " " || character === "\u007f" ? "_" : character))
    .join("")
    .replace(/[. ]+$/, (end) => "_".repeat(end.length));
  const isDevice = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(safe);
  return safe === "" || isDevice ? `_${safe}` : cutBytes(safe, 200);
}

/** The same for a name with folders; a leading slash, `.` and `..` lead nowhere. */
export function safePath(name: string): string {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 ? "_" : parts.map(safePart).join("/");
}

/** Gives each name a path of its own: also two that only a case-insensitive file system takes for one, or a file where another needs a folder. */
export class UniquePaths {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  take(name: string): string {
    const parts = safePath(name).split("/");
    const last = parts.pop() ?? "_";
    const folder = parts.reduce((path, part) => this.#free(`${path}${part}`, "", this.#files), "");
    const dot = last.lastIndexOf(".");
    const at = dot > 0 ? dot : last.length;
    const path = this.#free(folder + last.slice(0, at), last.slice(at), this.#files, this.#folders).slice(0, -1);
    this.#files.add(path.toLowerCase());
    for (const above of foldersOf(path.toLowerCase())) this.#folders.add(above);
    return path;
  }

  /** The path, with a number where it is taken, and a slash behind it. */
  #free(stem: string, extension: string, ...taken: readonly ReadonlySet<string>[]): string {
    let path = stem + extension;
    for (let number = 2; taken.some((paths) => paths.has(path.toLowerCase())); number++)
      path = `${stem}-${number}${extension}`;
    return `${path}/`;
  }
}

function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** File systems take 255 bytes a name; a suffix must fit too. */
function cutBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const dot = text.lastIndexOf(".");
  const extension = dot > 0 && text.length - dot <= 16 ? text.slice(dot) : "";
  let kept = text.slice(0, text.length - extension.length);
  while (Buffer.byteLength(kept + extension) > bytes) kept = [...kept].slice(0, -1).join("");
  return kept + extension;
}
