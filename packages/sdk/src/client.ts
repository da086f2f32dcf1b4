import { AuthenticationError, ValidationError } from "./errors.js";
import { Api, as } from "./http/api.js";
import type { ApiPromise } from "./http/api-promise.js";
import { path } from "./http/path.js";
import type { Method, Query, RequestOptions } from "./http/request.js";
import { ApiKeys } from "./resources/api-keys.js";
import { Assets } from "./resources/assets.js";
import { Collaborators } from "./resources/collaborators.js";
import { Datasets } from "./resources/datasets.js";
import { Examples } from "./resources/examples.js";
import { Invitations } from "./resources/invitations.js";
import { Issues } from "./resources/issues.js";
import { Labels } from "./resources/labels.js";
import { Labelsets } from "./resources/labelsets.js";
import { Organizations } from "./resources/organizations.js";
import { Queue } from "./resources/queue.js";
import { Releases } from "./resources/releases.js";
import { Samples } from "./resources/samples.js";
import { Server } from "./resources/server.js";
import { Sessions } from "./resources/sessions.js";
import { Setup } from "./resources/setup.js";
import { Users } from "./resources/users.js";
import { Workunits } from "./resources/workunits.js";

/**
 * What a client can be set to.
 *
 * @example
 * const options: ClientOptions = { apiKey: client.apiKey, baseUrl: client.baseUrl, maxRetries: 5, exactIntegers: true };
 * console.log((await new TesseraClient(options).users.get()).username);
 */
export interface ClientOptions {
  /**
   * Default: `TESSERA_API_KEY`, else `SEGMENTS_API_KEY` of the environment. null: none, as a page of the server's own origin
   * has a cookie; in browsers that is the default.
   */
  readonly apiKey?: string | null | undefined;
  /** Default: `TESSERA_URL` of the environment, in browsers the page's origin, else `http://127.0.0.1:8484`. */
  readonly baseUrl?: string | undefined;
  /** How long the server may be silent, in each attempt. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** How often a failed request is sent again, where that is safe. Default 3. */
  readonly maxRetries?: number | undefined;
  /** Whether large bodies are sent with gzip. Default true. */
  readonly compress?: boolean | undefined;
  /**
   * Whether integers that a number cannot hold exactly (nanosecond timestamps) are read as `bigint`; otherwise they are
   * rounded, as `JSON.parse` does. On the way to the server a `bigint` is always taken. Default false.
   */
  readonly exactIntegers?: boolean | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Which requests carry cookies, in browsers. Default `same-origin`. */
  readonly credentials?: RequestCredentials | undefined;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch | undefined;
}

/**
 * What `client.request` takes.
 *
 * @example
 * const options: RawRequestOptions = { query: { per_page: 10 }, headers: { "x-trace": "42" } };
 * console.log(await client.request<unknown[]>("GET", "/datasets/jane/flowers/issues/", options));
 */
export interface RawRequestOptions extends RequestOptions {
  readonly query?: Query | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/**
 * A connection to a Tessera server.
 *
 * @example
 * const tessera = new TesseraClient({ apiKey: client.apiKey, baseUrl: client.baseUrl, timeoutMs: 30_000 });
 * const user = await tessera.users.get();
 * console.log(user.username); // jane
 */
export class TesseraClient {
  readonly baseUrl: string;
  readonly users: Users;
  readonly datasets: Datasets;
  readonly collaborators: Collaborators;
  readonly samples: Samples;
  readonly labels: Labels;
  readonly labelsets: Labelsets;
  readonly issues: Issues;
  readonly releases: Releases;
  readonly workunits: Workunits;
  readonly queue: Queue;
  readonly assets: Assets;
  readonly organizations: Organizations;
  readonly apiKeys: ApiKeys;
  readonly sessions: Sessions;
  readonly invitations: Invitations;
  readonly examples: Examples;
  readonly setup: Setup;
  readonly server: Server;
  readonly #api: Api;

  /** @throws {AuthenticationError} when there is no key, outside of browsers. */
  constructor(options: ClientOptions = {}) {
    this.baseUrl = baseUrlOf(options);
    const api = new Api({
      baseUrl: this.baseUrl,
      apiKey: apiKeyOf(options),
      timeoutMs: options.timeoutMs ?? 60_000,
      maxRetries: options.maxRetries ?? 3,
      compress: options.compress ?? true,
      exactIntegers: options.exactIntegers ?? false,
      headers: options.headers ?? {},
      credentials: options.credentials,
      // As a method of the settings it would lose its `this`, which browsers insist on.
      fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    });
    this.#api = api;
    this.users = new Users(api);
    this.datasets = new Datasets(api, this);
    this.collaborators = new Collaborators(api, this);
    this.samples = new Samples(api, this);
    this.labels = new Labels(api, this);
    this.labelsets = new Labelsets(api, this);
    this.issues = new Issues(api, this);
    this.releases = new Releases(api, this);
    this.workunits = new Workunits(api);
    this.queue = new Queue(api, this);
    this.assets = new Assets(api);
    this.organizations = new Organizations(api);
    this.apiKeys = new ApiKeys(api);
    this.sessions = new Sessions(api);
    this.invitations = new Invitations(api);
    this.examples = new Examples(api, this);
    this.setup = new Setup(api);
    this.server = new Server(api);
  }

  /** The key that it uses; undefined for none. Not enumerable: it gets into no log by accident. */
  get apiKey(): string | undefined {
    return this.#api.settings.apiKey;
  }

  /** Whether the server is there and takes the key. */
  status(options?: RequestOptions): ApiPromise<Record<string, unknown>> {
    return this.#api.get(path`/api_status/`, as<Record<string, unknown>>, options);
  }

  /**
   * Any request to the API, for what has no method: with the key, retries, timeouts and errors of all others.
   *
   * @param requestPath from the root of the API, such as `/datasets/jane/flowers/`.
   * @throws {ValidationError} for a url: the key would go to wherever it points.
   */
  request<T = unknown>(method: Method, requestPath: string, options: RawRequestOptions = {}): ApiPromise<T> {
    const { query, body, ...rest } = options;
    if (!/^\/(?!\/)/.test(requestPath)) throw new ValidationError("A path starts with one slash");
    const request = { method, path: { text: requestPath, fault: undefined }, query, body, options: rest };
    const isVersioned = typeof body === "object" && body !== null && "version" in body;
    return this.#api.send({ ...request, isRepeatable: !isVersioned, isLoose: true }, (value) => value as T);
  }
}

interface Environment {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
  readonly document?: unknown;
  readonly location?: { readonly origin?: string };
}

function environment(name: string): string | undefined {
  const value = (globalThis as Environment).process?.env?.[name]?.trim();
  return value === "" ? undefined : value;
}

function isPage(): boolean {
  return (globalThis as Environment).document !== undefined;
}

function apiKeyOf({ apiKey }: ClientOptions): string | undefined {
  if (apiKey === null) return undefined;
  const key = (apiKey ?? environment("TESSERA_API_KEY") ?? environment("SEGMENTS_API_KEY"))?.trim();
  if (key === undefined || key === "") {
    if (isPage() && apiKey === undefined) return undefined;
    throw new AuthenticationError("Give an apiKey, or set TESSERA_API_KEY in the environment");
  }
  if (!/^[\x21-\x7e]+$/.test(key)) throw new AuthenticationError("The apiKey holds characters that no key has");
  return key;
}

function baseUrlOf({ baseUrl }: ClientOptions): string {
  const page = isPage() ? (globalThis as Environment).location?.origin : undefined;
  const text = baseUrl ?? environment("TESSERA_URL") ?? page ?? "http://127.0.0.1:8484";
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new ValidationError(`The baseUrl ${JSON.stringify(text)} is no http or https url`);
  }
  const { origin, pathname } = new URL(text);
  return origin + pathname.replace(/\/+$/, "");
}
