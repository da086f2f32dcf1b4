import type { Readable } from "node:stream";

/** A file to be read: on disk, or in a zip file. */
export interface SourceFile {
  /** From its folder or zip file, with forward slashes. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Of a file on disk. */
  readonly path?: string | undefined;
  /** The zip file that holds it, as the user gave it. */
  readonly archive?: string | undefined;
  open(): Promise<Readable>;
}

/** Files of a folder or zip file that are passed over, and why. */
export interface PassedOver {
  readonly place: string;
  readonly reason: string;
}

export interface FileSet {
  readonly files: readonly SourceFile[];
  readonly passedOver: readonly PassedOver[];
  close(): Promise<void>;
}

/**
 * The bytes of a file.
 *
 * @throws {Error} when it is larger than it may be: memory is bounded by that, whatever the file says of itself.
 */
export async function readBytes(file: SourceFile, maxBytes: number): Promise<Buffer> {
  const limit = `${file.name} is larger than ${maxBytes.toLocaleString("en-US")} bytes`;
  if (file.sizeBytes > maxBytes) throw new Error(limit);
  const stream = await file.open();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) {
      stream.destroy();
      throw new Error(limit);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** The first bytes of a file. */
export async function readStart(file: SourceFile, bytes: number): Promise<Buffer> {
  const stream = await file.open();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size >= bytes) break;
  }
  stream.destroy();
  return Buffer.concat(chunks).subarray(0, bytes);
}

/** Text in UTF-8, with or without a byte order mark, or UTF-16 with one. */
export function textOf(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
}
