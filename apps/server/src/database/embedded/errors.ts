/** What went wrong while opening the embedded database; a caller may branch on it, people read the message. */
export const EMBEDDED_POSTGRES_ERROR_CODES = [
  "unsupported-platform",
  "binaries-unusable",
  "permission",
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

const PERMISSION_CODES = new Set(["EACCES", "EPERM", "EROFS"]);

/** Turns a refused file operation into an {@link EmbeddedPostgresError}; other errors stay as they are. */
export function asPermissionError(error: unknown, what: string): unknown {
  const code = systemErrorCode(error);
  if (code === undefined || !PERMISSION_CODES.has(code)) return error;
  return new EmbeddedPostgresError(
    "permission",
    `${what}: ${error instanceof Error ? error.message : code}. ` +
      `Let the user that runs Tessera write there, set DATA_DIR to another directory, or ${USE_DATABASE_URL}.`,
    { cause: error },
  );
}
