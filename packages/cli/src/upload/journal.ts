import { createHash } from "node:crypto";
import { appendFile, mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { configDirectory } from "../config-file.js";
import type { FoundFile } from "./scan-folder.js";

interface Line {
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly url: string;
}

/**
 * Which files of a folder are on a server already: a line a file, appended when the upload is done. So an upload that breaks off,
 * even by a power cut, goes on where it stopped. What became a sample is known by the dataset itself; this is for what had not yet:
 * the frames of half a sequence, the last files of a batch.
 */
export class UploadJournal {
  readonly file: string;
  readonly #done: Map<string, Line>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, done: Map<string, Line>) {
    this.file = file;
    this.#done = done;
  }

  /** A journal stands beside the configuration: the folder itself may be read-only. */
  static async open(
    env: Readonly<Record<string, string | undefined>>,
    of: { readonly server: string; readonly dataset: string; readonly folder: string },
  ): Promise<UploadJournal> {
    const id = createHash("sha256").update([of.server, of.dataset, of.folder].join("\0")).digest("hex").slice(0, 32);
    const file = path.join(configDirectory(env), "uploads", `${id}.jsonl`);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    const done = new Map<string, Line>();
    for (const line of text.split("\n")) {
      const entry = parse(line);
      if (entry !== undefined) done.set(entry.name, entry);
    }
    // A line that a power cut left half must not swallow the next one.
    if (text !== "" && !text.endsWith("\n")) await appendFile(file, "\n");
    return new UploadJournal(file, done);
  }

  get size(): number {
    return this.#done.size;
  }

  /** The url of a file that was uploaded as it is now. */
  urlOf({ name, sizeBytes, modifiedMs }: FoundFile): string | undefined {
    const line = this.#done.get(name);
    return line?.sizeBytes === sizeBytes && line.modifiedMs === modifiedMs ? line.url : undefined;
  }

  /** Notes an upload; on disk when it resolves. */
  add({ name, sizeBytes, modifiedMs }: FoundFile, url: string): Promise<void> {
    const line: Line = { name, sizeBytes, modifiedMs, url };
    this.#done.set(name, line);
    const written = this.#writing.then(() => append(this.file, `${JSON.stringify(line)}\n`));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** Everything is a sample now. */
  async remove(): Promise<void> {
    await this.#writing;
    await rm(this.file, { force: true });
  }
}

async function append(file: string, text: string): Promise<void> {
  const handle = await open(file, "a", 0o600);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

function parse(text: string): Line | undefined {
  try {
    const { name, sizeBytes, modifiedMs, url } = JSON.parse(text) as Partial<Line>;
    const isWhole =
      typeof name === "string" &&
      typeof url === "string" &&
      typeof sizeBytes === "number" &&
      typeof modifiedMs === "number";
    return isWhole ? { name, sizeBytes, modifiedMs, url } : undefined;
  } catch {
    return undefined;
  }
}
