/** A text file that is being written. */
export interface TextWriter {
  write(text: string): Promise<void>;
  /** Ends the file; nothing may be written after it. */
  close(): Promise<void>;
}

/** Text that is put aside while a file is written, and read back once. */
export interface Scratch {
  write(text: string): Promise<void>;
  /** Ends the writing; gives what was written, in order. */
  read(): AsyncIterable<string>;
  /** Frees what it holds. */
  discard(): Promise<void>;
}

/**
 * Where an export's files go. Names are relative paths with forward slashes; exporters make them safe (see {@link checkFileName}), and
 * a sink that writes to a file system checks them again.
 *
 * @example
 * const sink = memorySink();
 * await exportRelease(release, { format: "coco-instance", sink, assets: fetchAssets() });
 * for (const [name, bytes] of sink.files) console.log(name, bytes.length);
 */
export interface ExportSink {
  writeFile(name: string, bytes: Uint8Array): Promise<void>;
  openText(name: string): Promise<TextWriter>;
  /** Without it, what is put aside is held in memory. */
  openScratch?(): Promise<Scratch>;
}

/** Puts text aside in the sink's way, or in memory. */
export async function openScratch(sink: ExportSink): Promise<Scratch> {
  if (sink.openScratch !== undefined) return sink.openScratch();
  const parts: string[] = [];
  return {
    async write(text) {
      parts.push(text);
    },
    async *read() {
      yield* parts;
    },
    async discard() {
      parts.length = 0;
    },
  };
}

/**
 * @throws Error for a name that could leave the export's folder.
 * @example checkFileName("a/../../b") // throws
 */
export function checkFileName(name: string): void {
  const isSafe = name
    .split("/")
    .every((part) => part !== "" && part !== "." && part !== ".." && !/[\\\0]|^[a-zA-Z]:/.test(part));
  if (!isSafe) throw new Error(`${JSON.stringify(name)} is no name for an exported file`);
}
