import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { finished } from "node:stream/promises";
import { checkFileName, type ExportSink, type TextWriter } from "../sinks/export-sink.js";

/**
 * Writes an export into a directory, which it makes when it is missing. Files that stand there already are overwritten.
 *
 * @example await exportRelease(release, { format: "yolo", sink: directorySink("out"), assets: fetchAssets() });
 */
export function directorySink(directory: string): ExportSink {
  const made = new Set<string>();
  const resolve = async (name: string): Promise<string> => {
    checkFileName(name);
    const file = path.join(directory, name);
    const parent = path.dirname(file);
    if (!made.has(parent)) {
      await mkdir(parent, { recursive: true });
      made.add(parent);
    }
    return file;
  };
  return {
    async writeFile(name, bytes) {
      await writeFile(await resolve(name), bytes);
    },
    async openText(name) {
      return textWriter(await resolve(name));
    },
    async openScratch() {
      const scratch = await mkdtemp(path.join(tmpdir(), "tessera-export-"));
      const file = path.join(scratch, "scratch");
      const writer = textWriter(file);
      return {
        write: writer.write,
        async *read() {
          await writer.close();
          for await (const text of createReadStream(file, { encoding: "utf8", highWaterMark: 1 << 20 }))
            yield String(text);
        },
        async discard() {
          await writer.close();
          await rm(scratch, { recursive: true });
        },
      };
    },
  };
}

/** Above this, what was written is handed to the file: one system call a sample would cost more than the write. */
const BUFFER_CHARACTERS = 1 << 18;

function textWriter(file: string): TextWriter {
  let pending: string[] = [];
  let size = 0;
  let stream: WriteStream | undefined;
  let failure: unknown;
  let isClosed = false;
  const flush = async (): Promise<void> => {
    stream ??= createWriteStream(file).on("error", (error) => {
      failure = error;
    });
    if (failure !== undefined) throw failure;
    const text = pending.join("");
    pending = [];
    size = 0;
    await new Promise<void>((done, fail) => {
      stream?.write(text, (error) => (error ? fail(error) : done()));
    });
  };
  return {
    async write(text) {
      pending.push(text);
      size += text.length;
      if (size >= BUFFER_CHARACTERS) await flush();
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await flush();
      if (stream === undefined) return;
      stream.end();
      await finished(stream);
    },
  };
}
