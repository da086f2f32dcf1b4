import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { checkFileName, type ExportSink } from "../sinks/export-sink.js";
import { openScratchFile, textWriter } from "./text-file.js";

/** A sink whose file is there when it is closed. */
export interface ZipSink extends ExportSink {
  /** Ends the archive and gives it its name. */
  close(): Promise<void>;
  /** Removes what was written, after a failure. */
  discard(): Promise<void>;
}

/** Images hardly shrink and are most of an export's bytes. */
const IS_PACKED = /\.(?:png|jpe?g|webp|gz)$/i;

/**
 * Writes an export into a zip file, of any number and size of files (zip64). It is streamed: files that are written as a whole go
 * straight into it; a text file, which grows while others are added, waits beside it until it is closed.
 *
 * @example
 * const sink = zipSink("out.zip");
 * await exportRelease(release, { format: "yolo", sink, assets: fetchAssets() });
 * await sink.close();
 */
export function zipSink(file: string): ZipSink {
  const zip = new ZipFile();
  const draft = `${file}.part`;
  let folder: string | undefined;
  let written: Promise<void> | undefined;
  let texts = 0;
  // The archive is begun by its first file: an export that fails before leaves nothing.
  const begin = async (): Promise<void> => {
    if (written !== undefined) return;
    await mkdir(path.dirname(path.resolve(file)), { recursive: true });
    written ??= pipeline(zip.outputStream, createWriteStream(draft));
    // It is awaited when the sink is closed; until then a failure must not count as unhandled.
    written.catch(() => undefined);
  };
  const scratchFolder = async (): Promise<string> => {
    folder ??= await mkdtemp(path.join(tmpdir(), "tessera-export-"));
    return folder;
  };
  const add = async (name: string, open: () => Readable, compress: boolean): Promise<void> => {
    await begin();
    await new Promise<void>((done, fail) => {
      written?.catch(fail);
      zip.addReadStreamLazy(name, { compress, mtime: new Date(1980, 0, 1) }, (give) => {
        const stream = open();
        finished(stream, { writable: false }).then(done, fail);
        give(null, stream);
      });
    });
  };
  const clean = async (): Promise<void> => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };
  return {
    async writeFile(name, bytes) {
      checkFileName(name);
      await add(name, () => Readable.from([bytes]), !IS_PACKED.test(name));
    },
    async openText(name) {
      checkFileName(name);
      const spool = path.join(await scratchFolder(), `text-${texts++}`);
      const writer = textWriter(spool);
      return {
        write: writer.write,
        async close() {
          await writer.close();
          await add(name, () => createReadStream(spool, { highWaterMark: 1 << 20 }), true);
          await rm(spool);
        },
      };
    },
    openScratch: openScratchFile,
    async close() {
      await begin();
      zip.end();
      await written;
      await rename(draft, file);
      await clean();
    },
    async discard() {
      zip.outputStream.unpipe();
      (zip.outputStream as Readable).destroy();
      await written?.catch(() => undefined);
      await rm(draft, { force: true });
      await clean();
    },
  };
}
