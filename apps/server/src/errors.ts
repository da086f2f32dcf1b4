import { ERRORS, type ErrorCode } from "@tessera/schema";

export interface AppErrorOptions {
  /** Replaces the table's sentence. Echo user text only through `quoteForMessage`. */
  readonly detail?: string;
  /** Field (or path) → sentences, for a 400. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the body, such as the versions of a stale save. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** A further member that is JSON text already: it may be large. */
  readonly jsonMember?: { readonly name: string; readonly text: string };
  readonly cause?: unknown;
}

/**
 * A refusal that the client sees: one row of the error table in `@tessera/schema`.
 *
 * @example throw new AppError("notFound");
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly #body: Readonly<Record<string, unknown>>;
  readonly #jsonMember: AppErrorOptions["jsonMember"];

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    const detail = options.detail ?? ERRORS[code].detail;
    super(detail, { cause: options.cause });
    this.code = code;
    this.status = ERRORS[code].status;
    this.headers = options.headers ?? {};
    this.#body = { ...options.fields, ...options.extra, detail };
    this.#jsonMember = options.jsonMember;
  }

  /** The answer's body, as JSON. */
  toJson(): string {
    const json = JSON.stringify(this.#body);
    const member = this.#jsonMember;
    // There is a `detail` at least, for the comma to stand behind.
    return member === undefined ? json : `${json.slice(0, -1)},${JSON.stringify(member.name)}:${member.text}}`;
  }
}

/** A 400 for one field. */
export function invalidField(field: string, sentence: string): AppError {
  return new AppError("invalid", { detail: `${field}: ${sentence}`, fields: { [field]: [sentence] } });
}
