import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { finished } from "node:stream/promises";
import type { Scratch, TextWriter } from "../sinks/export-sink.js";

/** Above this, what was written is handed to the file: one system call a sample would cost more than the write. */
const BUFFER_CHARACTERS = 1 << 18;

/** Writes text to a file, a quarter of a megabyte at a time. */
export function textWriter(file: string): TextWriter {
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

/** Text that is put aside in a temporary file. */
export async function openScratchFile(): Promise<Scratch> {
  const scratch = await mkdtemp(path.join(tmpdir(), "tessera-export-"));
  const file = path.join(scratch, "scratch");
  const writer = textWriter(file);
  return {
    write: writer.write,
    async *read() {
      await writer.close();
      for await (const text of createReadStream(file, { encoding: "utf8", highWaterMark: 1 << 20 })) yield String(text);
    },
    async discard() {
      await writer.close();
      await rm(scratch, { recursive: true });
    },
  };
}
