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
    const path = safePath(name);
    const dot = path.lastIndexOf(".");
    const at = dot > path.lastIndexOf("/") + 1 ? dot : path.length;
    let free = path;
    for (let number = 2; this.#isTaken(free); number++) free = `${path.slice(0, at)}-${number}${path.slice(at)}`;
    this.#files.add(free.toLowerCase());
    for (const folder of foldersOf(free.toLowerCase())) this.#folders.add(folder);
    return free;
  }

  #isTaken(path: string): boolean {
    const key = path.toLowerCase();
    return this.#files.has(key) || this.#folders.has(key) || foldersOf(key).some((folder) => this.#files.has(folder));
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
