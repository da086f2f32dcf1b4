/** What went wrong while opening the embedded database; a caller may branch on it, people read the message. */
export const EMBEDDED_POSTGRES_ERROR_CODES = [
  "unsupported-platform",
  "binaries-unusable",
  "permission",
  "disk",
  "root",
  "in-use",
  "not-a-cluster",
  "wrong-version",
  "init-failed",
  "start-failed",
] as const;

export type EmbeddedPostgresErrorCode = (typeof EMBEDDED_POSTGRES_ERROR_CODES)[number];

/** An embedded database that cannot be opened. The message says what to do about it. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "EmbeddedPostgresError";
    this.code = code;
  }
}

/** The way out that every failure of the embedded database has. */
export const USE_DATABASE_URL =
  "set DATABASE_URL to a PostgreSQL server of your own (for example postgres://user:password@host:5432/tessera)";

/** The `code` of a Node system error (`ENOENT`, …), if it is one. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

const FILE_ERRORS: Readonly<Record<string, { code: EmbeddedPostgresErrorCode; advice: string }>> = {
  EACCES: { code: "permission", advice: "Let the user that runs Tessera write there" },
  EPERM: { code: "permission", advice: "Let the user that runs Tessera write there" },
  EROFS: { code: "permission", advice: "Mount it writable" },
  ENOSPC: { code: "disk", advice: "Make room on the disk" },
  EDQUOT: { code: "disk", advice: "Raise the disk quota" },
  EIO: { code: "disk", advice: "Check the disk" },
  ENOTDIR: { code: "disk", advice: "A file is in the place of a directory: move it away" },
  EEXIST: { code: "disk", advice: "A file is in the place of a directory: move it away" },
  ENAMETOOLONG: { code: "disk", advice: "Shorten the path" },
  EBUSY: { code: "disk", advice: "Mount the data directory as a whole, not the database in it" },
};

/** Turns a refused file operation into an {@link EmbeddedPostgresError}; other errors stay as they are. */
export function asFileError(error: unknown, what: string): unknown {
  const known = FILE_ERRORS[systemErrorCode(error) ?? ""];
  if (known === undefined || !(error instanceof Error)) return error;
  return new EmbeddedPostgresError(
    known.code,
    `${what}: ${error.message}. ${known.advice}, set DATA_DIR to another directory, or ${USE_DATABASE_URL}.`,
    { cause: error },
  );
}
