import { NetworkError, NotFoundError, ValidationError } from "../errors.js";
import type { WithResponse } from "./api-promise.js";
import { type EncodedBody, encodeBody, readText } from "./body.js";
import { errorOf, isHtml } from "./error-of.js";
import { fromJson } from "./json.js";
import { type ApiRequest, queryText } from "./request.js";
import { Failure, MAX_RETRY_AFTER_MS, parseRetryAfter, pauseMs, retryOf, sleep } from "./retry.js";
import { Watch } from "./watch.js";

/** What a client is set to. */
export interface Settings {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly compress: boolean;
  readonly exactIntegers: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: RequestCredentials | undefined;
  readonly fetch: typeof fetch;
}

/** A slow line may take a second for 256 kB of a body, on top of the time that the server may be silent. */
const BYTES_PER_MS = 256;

/** One request with its attempts: sends, waits, sends again, and reads the answer. */
export class Call {
  readonly #settings: Settings;
  readonly #request: ApiRequest;
  readonly #name: string;
  readonly #idempotencyKey: string;
  #attempts = 0;
  /** An attempt ended in a way that leaves open whether it was applied. */
  #isUnclear = false;
  #body: EncodedBody | undefined;
  #watch: Watch | undefined;

  constructor(settings: Settings, request: ApiRequest) {
    this.#settings = settings;
    this.#request = request;
    this.#name = `${request.method} ${request.path.text}`;
    this.#idempotencyKey = request.options?.idempotencyKey ?? randomKey();
  }

  /** The first response that is no failure. */
  async open(): Promise<Response> {
    const { path, body, options } = this.#request;
    if (path.fault !== undefined) throw new NotFoundError(`${this.#name}: ${path.fault}`);
    if (body !== undefined) {
      this.#body ??= await encodeBody(body, { compress: options?.compress ?? this.#settings.compress });
    }
    for (;;) {
      try {
        return await this.#send();
      } catch (error) {
        await this.#pauseAfter(error);
      }
    }
  }

  /** The data of an opened response. A body that breaks off is asked for again. */
  async read<T>(opened: Response, convert: (value: unknown, response: Response) => T): Promise<WithResponse<T>> {
    let response = opened;
    for (;;) {
      try {
        const value = await this.#readBody(response);
        return { data: this.#converted(value, response, convert), response };
      } catch (error) {
        await this.#pauseAfter(error);
        response = await this.open();
      }
    }
  }

  /** An answer of JSON that is not what the contract says: no object, or one without what makes it itself. */
  #converted<T>(value: unknown, response: Response, convert: (value: unknown, response: Response) => T): T {
    const { answer, isLoose } = this.#request;
    if (answer === "nothing" || isLoose || (typeof value === "object" && value !== null)) {
      try {
        return convert(value, response);
      } catch (cause) {
        if (!(cause instanceof TypeError)) throw cause;
      }
    }
    const message = `${this.#name}: ${response.status} with JSON of another form than is due`;
    throw new ValidationError(message, { ...detailsOf(response), body: value });
  }

  async #send(): Promise<Response> {
    const { method, path, query, options, isForeign, stream, doneStatus } = this.#request;
    const { baseUrl, timeoutMs, credentials } = this.#settings;
    const fetch = this.#request.fetch ?? this.#settings.fetch;
    const watch = new Watch(options?.signal, options?.timeoutMs ?? timeoutMs);
    this.#watch?.end();
    this.#watch = watch;
    watch.touch((this.#body?.bytes.length ?? 0) / BYTES_PER_MS);
    const form = stream?.((extraMs) => watch.touch(extraMs));
    const response = await this.#orFailure(() =>
      fetch((isForeign ? "" : baseUrl) + path.text + queryText(query), {
        method,
        headers: { ...this.#headers(), ...form?.headers },
        body: form?.body ?? this.#body?.bytes ?? null,
        ...(form?.body instanceof ReadableStream && { duplex: "half" }),
        ...(options?.keepalive && { keepalive: true }),
        signal: watch.signal,
        redirect: isForeign ? "follow" : "manual",
        credentials: isForeign ? "omit" : (credentials ?? "same-origin"),
      }),
    );
    watch.pause();
    if (response.ok) return response;
    if (response.status === doneStatus && this.#isUnclear) return response;
    return this.#refuse(response);
  }

  async #refuse(response: Response): Promise<never> {
    const { status, headers } = response;
    if (response.type === "opaqueredirect" || (status >= 300 && status < 400)) {
      this.#end(response);
      const target = headers.get("location") ?? "another address";
      const message = `${this.#name}: redirected to ${target}: set baseUrl to where the server really is`;
      throw new Failure(new NetworkError(message, { status }), { retry: "never" });
    }
    const text = await this.#orFailure(() => readText(response, () => this.#watch?.touch()));
    this.#watch?.end();
    const retryAfterMs = parseRetryAfter(headers.get("retry-after"));
    throw new Failure(errorOf({ call: this.#name, response, text, retryAfterMs }), {
      retry: retryOf(status),
      retryAfterMs,
    });
  }

  async #readBody(response: Response): Promise<unknown> {
    if (this.#request.answer === "nothing") {
      this.#end(response);
      return undefined;
    }
    this.#watch?.touch();
    const text = await this.#orFailure(() => readText(response, () => this.#watch?.touch()));
    this.#watch?.end();
    if (text === "" && this.#request.isLoose && (response.status === 204 || this.#request.method === "HEAD")) return;
    try {
      return this.#settings.exactIntegers ? fromJson(text) : JSON.parse(text);
    } catch (cause) {
      throw this.#notJson(response, text, cause);
    }
  }

  /** A page of HTML comes from a wrong address and will come again; a JSON text that breaks off is worth another try. */
  #notJson(response: Response, text: string, cause: unknown): Failure {
    const isPage = isHtml(response, text);
    const what = isPage ? "an HTML page" : text === "" ? "an empty body" : "a body that is not JSON";
    const hint = isPage ? ": is baseUrl the address of a Tessera server?" : "";
    const error = new ValidationError(`${this.#name}: ${response.status} with ${what}${hint}`, {
      ...detailsOf(response),
      body: text,
      cause,
    });
    return new Failure(error, { retry: isPage ? "never" : "repeatable" });
  }

  /** Does a step of the attempt and says what a fault of it means. */
  async #orFailure<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (cause) {
      const reason = this.#watch?.reason(this.#name, cause);
      this.#watch?.end();
      if (reason !== undefined) throw new Failure(reason.error, { retry: reason.isAbort ? "never" : "repeatable" });
      const error = new NetworkError(`${this.#name}: ${networkReason(cause)}`, { cause });
      throw new Failure(error, { retry: "repeatable" });
    }
  }

  /** Waits until the next attempt is due. @throws what the attempt failed of, when there is to be none. */
  async #pauseAfter(thrown: unknown): Promise<void> {
    if (!(thrown instanceof Failure)) throw thrown;
    const { error, retry, retryAfterMs } = thrown;
    const { isRepeatable = true, options } = this.#request;
    const isAllowed = retry === "always" || (retry === "repeatable" && isRepeatable);
    const isLeft = this.#attempts < (options?.maxRetries ?? this.#settings.maxRetries);
    if (!isAllowed || !isLeft || (retryAfterMs ?? 0) > MAX_RETRY_AFTER_MS) throw error;
    if (retry === "repeatable") this.#isUnclear = true;
    await sleep(pauseMs(this.#attempts++, { retryAfterMs }), options?.signal);
  }

  #headers(): Record<string, string> {
    const { method, options, isForeign, isKeyless } = this.#request;
    const { apiKey, headers } = this.#settings;
    if (isForeign) return { ...options?.headers };
    return {
      accept: "application/json",
      ...(apiKey !== undefined && { authorization: `APIKey ${apiKey}` }),
      ...(method === "POST" && !isKeyless && { "idempotency-key": this.#idempotencyKey }),
      ...this.#body?.headers,
      ...headers,
      ...options?.headers,
    };
  }

  /** The body is of no interest: lets the connection go. */
  #end(response: Response): void {
    this.#watch?.end();
    response.body?.cancel().catch(() => undefined);
  }
}

function detailsOf(response: Response) {
  return { status: response.status, requestId: response.headers.get("x-request-id") ?? undefined };
}

/** 128 random bits. Not `randomUUID`: browsers have it on https only, and many servers of one's own are plain http. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `fetch failed` says nothing; its cause does. */
function networkReason(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined };
  const { code, message: inner } = (cause ?? {}) as { code?: unknown; message?: unknown };
  const reason = [code, inner].filter((part) => typeof part === "string" && part !== "").join(" ");
  return reason === "" ? message : `${message} (${reason})`;
}
