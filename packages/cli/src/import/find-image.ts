import type { SourceFile } from "../files/source-file.js";

/** Finds the file that a format means by a name: by its path, by the end of its path, by its file name, or without an extension. */
export class FileFinder {
  readonly #byPath = new Map<string, SourceFile>();
  readonly #byName = new Map<string, SourceFile[]>();
  readonly #byStem = new Map<string, SourceFile[]>();

  constructor(files: Iterable<SourceFile>) {
    for (const file of files) {
      const name = baseName(file.name);
      this.#byPath.set(file.name, file);
      push(this.#byName, name, file);
      push(this.#byStem, stem(name), file);
    }
  }

  /**
   * @param near the path of the annotation: of several files with the name, the one that shares most folders with it is meant.
   * @returns the reason when there is none, or when two are as good.
   */
  find(name: string, near = ""): SourceFile | string {
    const path = name.replaceAll("\\", "/").replace(/^(?:\.?\/)+/, "");
    const exact = this.#byPath.get(path);
    if (exact !== undefined) return exact;
    const named = this.#byName.get(baseName(path)) ?? [];
    const whole = named.filter((file) => file.name.endsWith(`/${path}`));
    const candidates =
      whole.length > 0
        ? whole
        : named.length > 0
          ? named
          : (this.#byStem.get(stem(baseName(path))) ?? this.#byStem.get(baseName(path)) ?? []);
    return best(candidates, near);
  }
}

function best(files: readonly SourceFile[], near: string): SourceFile | string {
  const [only] = files;
  if (only === undefined) return "its file is not among those given";
  if (files.length === 1) return only;
  const folders = new Set(near.split("/").slice(0, -1));
  const scored = files.map((file) => ({
    file,
    score: file.name.split("/").filter((part) => folders.has(part)).length,
  }));
  scored.sort((a, b) => b.score - a.score);
  const [first, second] = scored;
  if (first === undefined || first.score === second?.score)
    return `several files have its name, such as ${files[0]?.name} and ${files[1]?.name}`;
  return first.file;
}

export function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

export function stem(name: string): string {
  return baseName(name).replace(/\.[^.]*$/, "");
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
