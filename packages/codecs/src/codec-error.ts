/**
 * The bytes are not what they should be: truncated, damaged, lying, or of a kind that is not read. The message names the file, when its
 * name was given, the format, and the fault, and is fit to show to a user.
 *
 * @example
 * try { readPcd(bytes, { fileName: "scan.pcd" }) } catch (error) {
 *   if (error instanceof CodecError) console.error(error.message); // "scan.pcd: PCD: the header promises 100 points, ..."
 * }
 */
export class CodecError extends Error {
  override readonly name = "CodecError";
  /** The format that was being read or written: "PCD", "PNG", "RLE", ... */
  readonly format: string;
  /** What is wrong, without the file's name. */
  readonly fault: string;
  readonly fileName: string | undefined;

  constructor(format: string, fault: string, options: { fileName?: string | undefined; cause?: unknown } = {}) {
    const place = options.fileName === undefined ? "" : `${options.fileName}: `;
    super(`${place}${format}: ${fault}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.format = format;
    this.fault = fault;
    this.fileName = options.fileName;
  }
}

/** Runs a reader; puts the file's name into the CodecError that it throws. */
export function namingFile<T>(fileName: string | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw withFileName(error, fileName);
  }
}

export function withFileName(error: unknown, fileName: string | undefined): unknown {
  if (fileName === undefined || !(error instanceof CodecError) || error.fileName !== undefined) return error;
  return new CodecError(error.format, error.fault, { fileName, cause: error });
}

/** A few words of a file for a message, so that it stays on one line whatever the bytes are. */
export function quoteText(text: string, maximum = 40): string {
  const cut = text.length > maximum ? `${text.slice(0, maximum)}…` : text;
  return JSON.stringify(cut);
}
