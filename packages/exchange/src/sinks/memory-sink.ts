import { checkFileName, type ExportSink } from "./export-sink.js";

/** A sink that keeps its files. */
export interface MemorySink extends ExportSink {
  /** By name, in the order in which they were ended. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** A file as text; throws when there is none. */
  text(name: string): string;
}

/**
 * Keeps an export in memory: for tests, and for a browser that offers the files for download.
 *
 * @example const sink = memorySink();
 */
export function memorySink(): MemorySink {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    text(name) {
      const bytes = files.get(name);
      if (bytes === undefined) throw new Error(`there is no file ${name}; there are ${[...files.keys()].join(", ")}`);
      return new TextDecoder().decode(bytes);
    },
    async writeFile(name, bytes) {
      checkFileName(name);
      files.set(name, bytes);
    },
    async openText(name) {
      checkFileName(name);
      const parts: string[] = [];
      return {
        async write(text) {
          parts.push(text);
        },
        async close() {
          files.set(name, new TextEncoder().encode(parts.join("")));
        },
      };
    },
  };
}
