import type { LabelData } from "./types.js";
import type { LabelDraft } from "./wire.js";

/** What is known about a failure besides its sentence. */
export interface ErrorDetails {
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly body?: unknown;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * The base of every error that the SDK throws, except for an abort: that is the `reason` of your `AbortSignal`.
 *
 * @example
 * try {
 *   await client.datasets.get("jane/no-such-dataset");
 * } catch (error) {
 *   if (error instanceof TesseraError) console.log(error.name, error.status, error.requestId);
 * }
 */
export class TesseraError extends Error {
  override readonly name: string = "TesseraError";
  /** The HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** The server's `X-Request-Id`: its log has more under this id. */
  readonly requestId: string | undefined;
  /** The answer's body: parsed when it is JSON, else its text. */
  readonly body: unknown;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.status = details.status;
    this.requestId = details.requestId;
    this.body = details.body;
    this.retryAfterMs = details.retryAfterMs;
  }

  /** Field, or path such as `attributes.annotations[0].points`, → what is wrong with it. */
  get fields(): Readonly<Record<string, readonly string[]>> {
    if (typeof this.body !== "object" || this.body === null) return {};
    return Object.fromEntries(Object.entries(this.body).filter(([, value]) => Array.isArray(value)));
  }
}

/**
 * There was no answer, or one that has no class of its own.
 *
 * @example
 * const offline = new TesseraClient({ apiKey: "key", baseUrl: "http://127.0.0.1:59999", maxRetries: 0 });
 * await offline.users.get().catch((error) => console.log(error instanceof NetworkError)); // true
 */
export class NetworkError extends TesseraError {
  override readonly name: string = "NetworkError";
}

/**
 * What the url names is not there, or you may not see it.
 *
 * @example
 * const label = await client.labels.get(sample.uuid, { labelset: "ground-truth" }).catch((error) => {
 *   if (error instanceof NotFoundError) return undefined; // the sample is unlabeled
 *   throw error;
 * });
 * console.log(label?.label_status);
 */
export class NotFoundError extends NetworkError {
  override readonly name: string = "NotFoundError";
}

/**
 * The name is taken.
 *
 * @example
 * await client.datasets.create({ name: "flowers" }).catch((error) => {
 *   if (!(error instanceof AlreadyExistsError)) throw error;
 * });
 */
export class AlreadyExistsError extends NetworkError {
  override readonly name: string = "AlreadyExistsError";
}

/**
 * The user is a collaborator already, or cannot become one.
 *
 * @example
 * await client.collaborators.add("jane/flowers", { username: "nobody-we-know" }).catch((error) => {
 *   console.log(error instanceof CollaboratorError || error instanceof NotFoundError);
 * });
 */
export class CollaboratorError extends NetworkError {
  override readonly name: string = "CollaboratorError";
}

/**
 * A limit that the server's operator set is reached.
 *
 * @example
 * await client.collaborators.add("jane/flowers", { username: "john" }).catch((error) => {
 *   if (error instanceof SubscriptionError) console.log("no room for one more");
 * });
 */
export class SubscriptionError extends NetworkError {
  override readonly name: string = "SubscriptionError";
}

/**
 * Somebody else saved the label after you read it, or has the sample from the queue now. Never retried: look at what is
 * there and decide.
 *
 * @example
 * const label = await sample.getLabel();
 * await sample.updateLabel({ labelStatus: "LABELED" }); // meanwhile
 * await label.update({ labelStatus: "REVIEWED", version: label.version }).catch((error) => {
 *   if (error instanceof ConflictError) console.log(`${error.label?.updated_by} made it version ${error.version}`);
 * });
 */
export class ConflictError extends NetworkError {
  override readonly name: string = "ConflictError";

  /** The version that the label is at; 0 when there is none; undefined when the conflict is about something else. */
  get version(): number | undefined {
    const { version } = (this.body ?? {}) as { version?: unknown };
    return typeof version === "number" ? version : undefined;
  }

  /** The label that is there, whole; null when there is none; undefined when the conflict is about something else. */
  get label(): LabelData | null | undefined {
    return ((this.body ?? {}) as { label?: LabelData | null }).label;
  }

  /** Your draft that is there, without its content; null when there is none; undefined when the conflict is about something else. */
  get draft(): LabelDraft | null | undefined {
    return ((this.body ?? {}) as { draft?: LabelDraft | null }).draft;
  }
}

/**
 * No key, or a wrong or revoked one.
 *
 * @example
 * const stranger = new TesseraClient({ apiKey: "wrong", baseUrl: client.baseUrl });
 * await stranger.users.get().catch((error) => console.log(error instanceof AuthenticationError)); // true
 */
export class AuthenticationError extends TesseraError {
  override readonly name: string = "AuthenticationError";
}

/**
 * You may see it, but not do this.
 *
 * @example
 * await client.datasets.delete("jane/flowers").catch((error) => {
 *   if (error instanceof AuthorizationError) console.log("only admins may");
 * });
 */
export class AuthorizationError extends TesseraError {
  override readonly name: string = "AuthorizationError";
}

/**
 * The server was silent for longer than `timeoutMs`, or gave up itself.
 *
 * @example
 * await client.datasets.get("jane/flowers", { timeoutMs: 1, maxRetries: 0 }).catch((error) => {
 *   if (error instanceof TimeoutError) console.log("too slow");
 * });
 */
export class TimeoutError extends TesseraError {
  override readonly name: string = "TimeoutError";
}

/**
 * Too many requests; `retryAfterMs` says when to come back. Thrown once the retries are used up.
 *
 * @example
 * await client.datasets.get("jane/flowers").catch((error) => {
 *   if (error instanceof APILimitError) console.log(`again in ${error.retryAfterMs} ms`);
 * });
 */
export class APILimitError extends TesseraError {
  override readonly name: string = "APILimitError";
}

/**
 * What you sent is not valid (`fields` says where), or what came back is not what the contract says.
 *
 * @example
 * await client.labels
 *   .put(sample.uuid, { attributes: { annotations: [{ id: 0, category_id: 1, type: "bbox", points: [] }] } })
 *   .catch((error) => {
 *     if (error instanceof ValidationError) console.log(error.fields);
 *   });
 */
export class ValidationError extends TesseraError {
  override readonly name: string = "ValidationError";
}

/**
 * One item of a bulk call that was not done, by its place in the input.
 *
 * @example
 * const report = ({ index, error }: BulkFailure) => console.log(`item ${index}: ${error}`);
 * await inParallel([1, 2], async (n) => 1 / n).catch((error) => error.failures.forEach(report));
 */
export interface BulkFailure {
  readonly index: number;
  readonly error: unknown;
}

/**
 * Some items of a bulk call were not done. What was done is in `results`, at its place.
 *
 * @example
 * const good = { name: "daisy.jpg", attributes: { image: { url: "https://example.com/daisy.jpg" } } };
 * const bad = { ...good, name: "" };
 * await client.samples.createMany("jane/flowers", [good, bad]).catch((error) => {
 *   if (!(error instanceof BulkError)) throw error;
 *   for (const { index, error: reason } of error.failures) console.log(index, reason); // 1, name: ...
 * });
 */
export class BulkError<T = unknown> extends TesseraError {
  override readonly name: string = "BulkError";
  readonly failures: readonly BulkFailure[];
  /** One a item of the input; undefined where it failed. */
  readonly results: readonly (T | undefined)[];

  constructor(failures: readonly BulkFailure[], results: readonly (T | undefined)[]) {
    const first = failures[0]?.error;
    const reason = first instanceof Error ? first.message : String(first);
    super(`${failures.length} of ${results.length} items failed, the first with: ${reason}`, { cause: first });
    this.failures = failures;
    this.results = results;
  }
}
