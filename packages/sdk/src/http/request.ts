import type { Path } from "./path.js";

/**
 * What every method takes as its last argument.
 *
 * @example
 * const options: RequestOptions = { signal: AbortSignal.timeout(30_000), maxRetries: 5 };
 * console.log((await client.datasets.get("jane/flowers", options)).name);
 */
export interface RequestOptions {
  /** Aborts the request, its retries and the pauses between them; the call rejects with the signal's `reason`. */
  readonly signal?: AbortSignal | undefined;
  /** How long the server may be silent, in each attempt. Default: the client's. */
  readonly timeoutMs?: number | undefined;
  /** How often a failed request is sent again. Default: the client's. */
  readonly maxRetries?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The key under which a POST is applied once, 1 to 255 characters. Default: a random one for each call. */
  readonly idempotencyKey?: string | undefined;
  /** Whether the request goes on when its page is left, in browsers: for the last word of a tab. Default false. */
  readonly keepalive?: boolean | undefined;
  /** Whether a large body is sent with gzip. Default: the client's. */
  readonly compress?: boolean | undefined;
}

/**
 * Values of a query; undefined ones are left out, lists are joined with commas.
 *
 * @example
 * const query: Query = { per_page: 10, label_status: ["LABELED", "REVIEWED"], name__contains: undefined };
 * console.log(await client.request("GET", "/datasets/jane/flowers/samples/", { query }));
 */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/**
 * A verb of HTTP.
 *
 * @example
 * const method: Method = "DELETE";
 * await client.request(method, "/datasets/jane/flowers/samples_bulk/", { body: { uuids: [sample.uuid] } });
 */
export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface ApiRequest {
  readonly method: Method;
  readonly path: Path;
  readonly query?: Query | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly options?: RequestOptions | undefined;
  /** Doing it twice does the same as once. Default: true, since a POST carries an Idempotency-Key. */
  readonly isRepeatable?: boolean;
  /** A POST that needs no Idempotency-Key, because the server takes a repetition for what it is. */
  readonly isKeyless?: boolean;
  /** What is due: JSON (default), or nothing. */
  readonly answer?: "json" | "nothing";
  /** Any JSON will do, not only objects and lists. */
  readonly isLoose?: boolean;
  /** Goes to a whole url, of an asset store: no credentials. */
  readonly isForeign?: boolean;
  /** After an attempt of which nobody knows whether it was applied, this status says that it was. */
  readonly doneStatus?: number;
  /** A body that is not JSON, made anew for each attempt; `touch` at every sign of life. */
  readonly stream?: (touch: (extraMs?: number) => void) => { body: BodyInit; headers: Record<string, string> };
  /** Instead of the client's. */
  readonly fetch?: typeof fetch;
}

/** `?a=1&b=x,y`, or nothing. */
export function queryText(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
