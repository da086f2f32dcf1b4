import type { ExportSink } from "@tessera/exchange";
import { Zip, ZipDeflate, ZipPassThrough } from "fflate";

/** A sink whose files are gathered into one download. */
export interface ZipSink extends ExportSink {
  /** Ends it: a single file as it is, several as a zip; undefined when there is none. */
  finish(): Promise<ZippedFiles | undefined>;
}

export interface ZippedFiles {
  readonly blob: Blob;
  /** With the ending that fits. */
  readonly name: string;
}

/** So many bytes are gathered before they become a Blob, which browsers can put on disk. */
const PIECE_BYTES = 8 << 20;
const STORED = /\.(?:png|jpe?g|webp|zip|gz)$/i;

/**
 * Writes files into a zip as they come; what is compressed already is stored. Of a file there is never more in memory than
 * what is being written.
 *
 * @param name of the zip, without its ending
 */
export function zipSink(name: string): ZipSink {
  const blobs: Blob[] = [];
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let pieceBytes = 0;
  let fault: unknown;
  const gather = () => {
    blobs.push(new Blob(pieces));
    pieces = [];
    pieceBytes = 0;
  };
  const zip = new Zip((error, bytes) => {
    if (error !== null) fault = error;
    pieces.push(bytes as Uint8Array<ArrayBuffer>);
    pieceBytes += bytes.length;
    if (pieceBytes >= PIECE_BYTES) gather();
  });
  const names: string[] = [];
  const open = (file: string) => {
    checkName(file);
    names.push(file);
    const entry = STORED.test(file) ? new ZipPassThrough(file) : new ZipDeflate(file, { level: 6 });
    zip.add(entry);
    return entry;
  };
  let single: { readonly name: string; readonly parts: Uint8Array<ArrayBuffer>[] } | undefined;
  /** The first file is kept apart too, until there is a second one. */
  const keep = (file: string, bytes: Uint8Array) => {
    if (names.length === 1) single ??= { name: file, parts: [] };
    if (names.length > 1) single = undefined;
    else single?.parts.push(bytes.slice());
  };
  return {
    async writeFile(file, bytes) {
      const entry = open(file);
      keep(file, bytes);
      entry.push(bytes.slice(), true);
    },
    async openText(file) {
      const entry = open(file);
      const encoder = new TextEncoder();
      return {
        async write(text) {
          const bytes = encoder.encode(text);
          keep(file, bytes);
          entry.push(bytes);
        },
        async close() {
          entry.push(new Uint8Array(0), true);
        },
      };
    },
    async finish() {
      zip.end();
      if (fault !== undefined) throw fault;
      if (names.length === 0) return undefined;
      if (names.length === 1 && single !== undefined) {
        return { blob: new Blob(single.parts), name: single.name.split("/").at(-1) ?? single.name };
      }
      gather();
      return { blob: new Blob(blobs, { type: "application/zip" }), name: `${name}.zip` };
    },
  };
}

/** Exporters make names safe; a zip that is unpacked elsewhere is no place to trust in that. */
function checkName(name: string): void {
  const isSafe = name.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !part.includes("\\"));
  if (!isSafe) throw new Error(`${JSON.stringify(name)} is no name for an exported file`);
}
