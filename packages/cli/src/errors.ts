import {
  AlreadyExistsError,
  APILimitError,
  AuthenticationError,
  AuthorizationError,
  BulkError,
  CollaboratorError,
  ConflictError,
  NetworkError,
  NotFoundError,
  TesseraError,
  TimeoutError,
} from "@tessera/sdk";
import { EXIT, type ExitCode } from "./exit-codes.js";

/** A failure in words: what is wrong, and what to do about it. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(message: string, options: { exitCode?: ExitCode; hint?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.exitCode = options.exitCode ?? EXIT.failed;
    this.hint = options.hint;
  }
}

/** A command line that cannot be meant. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError(message, { exitCode: EXIT.usage, hint });
}

/** What is shown of a failure, to people and to programs. */
export interface ErrorReport {
  readonly error: string;
  readonly hint: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** Field → what is wrong with it. */
  readonly fields: Readonly<Record<string, readonly string[]>> | undefined;
  readonly exitCode: ExitCode;
}

/** Any thrown value as a report. */
export function reportOf(error: unknown): ErrorReport {
  const nothing = { hint: undefined, status: undefined, requestId: undefined, fields: undefined };
  if (error instanceof CliError) {
    const cause = error.cause instanceof TesseraError ? error.cause : undefined;
    const { status, requestId } = cause ?? nothing;
    return { ...nothing, status, requestId, error: error.message, hint: error.hint, exitCode: error.exitCode };
  }
  if (error instanceof TesseraError) {
    const { status, requestId } = error;
    const fields = Object.fromEntries(Object.entries(error.fields).filter(([name]) => name !== "detail"));
    return {
      ...{ error: sentenceOf(error), hint: hintOf(error), status, requestId },
      fields: Object.keys(fields).length === 0 ? undefined : fields,
      exitCode: exitCodeOf(error),
    };
  }
  const system = error instanceof Error ? systemError(error) : undefined;
  if (system !== undefined) return { ...nothing, error: system, exitCode: EXIT.failed };
  const message = error instanceof Error ? error.message : String(error);
  return { ...nothing, error: message, exitCode: EXIT.failed };
}

/** Whether every further request would fail for the same reason: the key, and not this one file, is at fault. */
export function isRefusal(error: unknown): boolean {
  return error instanceof AuthenticationError || error instanceof AuthorizationError;
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode;
  if (isRefusal(error)) return EXIT.notAllowed;
  if (error instanceof NotFoundError) return EXIT.notFound;
  if (error instanceof AlreadyExistsError || error instanceof ConflictError || error instanceof CollaboratorError) {
    return EXIT.conflict;
  }
  return error instanceof BulkError ? EXIT.partlyFailed : EXIT.failed;
}

function sentenceOf(error: TesseraError): string {
  const detail = (error.body as { detail?: unknown } | null | undefined)?.detail;
  if (error.status === undefined || typeof detail !== "string" || detail === "") return error.message;
  const request = /^([A-Z]+ \S+): \d+ /.exec(error.message)?.[1];
  return request === undefined ? detail : `${detail} (${request})`;
}

function hintOf(error: TesseraError): string | undefined {
  if (error instanceof AuthenticationError) return "Sign in with `tessera login`, or set TESSERA_API_KEY.";
  if (error instanceof AuthorizationError)
    return "Ask a manager or an admin of the dataset for a role that may do this.";
  if (error instanceof NotFoundError) return "Check the name. What you are not allowed to see is not found either.";
  if (error instanceof ConflictError) return "Somebody else changed it meanwhile. Look at it again, then repeat.";
  if (error instanceof APILimitError)
    return "The server takes no more requests from this key for now. Try again in a minute.";
  if (error instanceof TimeoutError) return "The server is slow or away. `tessera doctor` checks it.";
  if (error.status === undefined && error instanceof NetworkError) {
    return "Is the server running, and is the address right? `tessera doctor` checks it.";
  }
  return undefined;
}

/** A fault of the file system in words. */
function systemError(error: Error): string | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file or folder",
    EACCES: "permission denied",
    EPERM: "not permitted",
    EISDIR: "it is a folder",
    ENOTDIR: "it is no folder",
    ENOSPC: "the disk is full",
    EROFS: "the file system is read-only",
    EMFILE: "too many files are open",
  };
  const reason = words[code ?? ""];
  return reason === undefined ? undefined : path === undefined ? sentence(reason) : `${path}: ${reason}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
