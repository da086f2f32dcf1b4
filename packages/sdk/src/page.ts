import { NotFoundError, ValidationError } from "./errors.js";
import type { Api } from "./http/api.js";
import type { ApiPromise, WithResponse } from "./http/api-promise.js";
import { onAbort } from "./http/on-abort.js";
import type { Path } from "./http/path.js";
import type { Query, RequestOptions } from "./http/request.js";

/** How many objects are asked for at once. */
const DEFAULT_PER_PAGE = 1000;

/**
 * Parameters of every list.
 *
 * @example
 * const params: PageParams = { perPage: 2, page: 1 };
 * console.log((await client.datasets.list(params)).items.length <= 2); // true
 */
export interface PageParams {
  /** How many at most on a page, 1 to 1000. Default 1000. */
  readonly perPage?: number | undefined;
  /** The page to start with, from 1. Default 1. */
  readonly page?: number | undefined;
}

/**
 * One page of a list.
 *
 * @example
 * const page: Page<Dataset> = await client.datasets.list({ perPage: 1 });
 * console.log(page.items.length, page.total, page.hasNext);
 * console.log((await page.next())?.items.length); // undefined after the last page
 */
export class Page<T> implements Iterable<T> {
  readonly items: readonly T[];
  /** How many there are on all pages; undefined where the server does not count them. */
  readonly total: number | undefined;
  readonly #next: (() => Promise<Page<T> | undefined>) | undefined;

  constructor(items: readonly T[], total: number | undefined, next?: () => Promise<Page<T> | undefined>) {
    this.items = items;
    this.total = total;
    this.#next = next;
  }

  /** Whether there is a page after this one. */
  get hasNext(): boolean {
    return this.#next !== undefined;
  }

  /** The page after this one, or undefined after the last. */
  async next(): Promise<Page<T> | undefined> {
    return this.#next?.();
  }

  [Symbol.iterator](): Iterator<T> {
    return this.items[Symbol.iterator]();
  }
}

/** A list to ask for, page by page. */
export interface ListRequest<T> {
  readonly path: Path;
  readonly query?: Query;
  readonly params: PageParams;
  readonly convert: (value: unknown) => T;
  /** The server pages it by cursor too, equally fast at any depth. */
  readonly hasCursor?: boolean;
}

/** A page that is on its way. */
interface Ahead<T> {
  readonly page: Promise<Page<T> | undefined>;
  /** Where the one after it is, once that is known; undefined where only its body tells. */
  readonly next: Promise<Position | undefined>;
}

type Position = { readonly page: number } | { readonly cursor: string; readonly page: number };

/**
 * What every `list` method returns. Nothing is sent until it is used: `await` gives the first page, `for await` all
 * objects, asking for the next page while you work on this one.
 *
 * @example
 * for await (const sample of client.samples.list("jane/flowers")) console.log(sample.name);
 * const { items, total } = await client.samples.list("jane/flowers", { perPage: 10 });
 * const all = await client.samples.list("jane/flowers").all();
 * console.log(items.length, total, all.length);
 */
export class PageList<T> implements PromiseLike<Page<T>>, AsyncIterable<T> {
  readonly #api: Api;
  readonly #request: ListRequest<T>;
  readonly #options: RequestOptions | undefined;
  #first: ApiPromise<Page<T>> | undefined;

  constructor(api: Api, request: ListRequest<T>, options?: RequestOptions) {
    this.#api = api;
    this.#request = request;
    this.#options = options;
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting it gives the first page
  then<A = Page<T>, B = never>(
    onFulfilled?: ((value: Page<T>) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#firstPage().then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Page<T> | B> {
    return this.#firstPage().catch(onRejected);
  }

  /** The response of the first page. */
  asResponse(): Promise<Response> {
    return this.#firstPage().asResponse();
  }

  /** The first page and its response. */
  withResponse(): Promise<WithResponse<Page<T>>> {
    return this.#firstPage().withResponse();
  }

  /** All objects in one array. */
  async all(): Promise<T[]> {
    const items: T[] = [];
    for await (const page of this.pages()) for (const item of page.items) items.push(item);
    return items;
  }

  /** Page by page, with the next one under way. Breaking off the loop aborts it. */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    const { params, hasCursor } = this.#request;
    const breakOff = new AbortController();
    const signal = this.#options?.signal;
    const forget = onAbort(signal, () => breakOff.abort(signal?.reason));
    const options = { ...this.#options, signal: breakOff.signal };
    try {
      const start = hasCursor && params.page === undefined ? { cursor: "", page: 1 } : { page: params.page ?? 1 };
      let ahead: Ahead<T> | undefined = this.#ahead(start, options);
      while (ahead !== undefined) {
        const { page: arriving, next }: Ahead<T> = ahead;
        const position: Position | undefined = await next;
        ahead = position === undefined ? undefined : this.#ahead(position, options);
        const page: Page<T> | undefined = await arriving;
        if (page === undefined) return;
        if (ahead === undefined && page.hasNext) ahead = { page: page.next(), next: Promise.resolve(undefined) };
        // It is awaited in the next turn; a failure until then is not unhandled.
        ahead?.page.catch(() => undefined);
        yield page;
      }
    } finally {
      breakOff.abort();
      forget();
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) yield* page.items;
  }

  /** The headers of a page say where the next one is: it is asked for while this one's body still arrives and is parsed. */
  #ahead(position: Position, options: RequestOptions): Ahead<T> {
    const fetched = this.#fetch(position, options);
    const next = fetched.asResponse().then(
      ({ headers }) => (headers.get("link") === null ? undefined : nextPosition(position, headers, false)),
      () => undefined,
    );
    return { page: this.#ifThere(position, fetched), next };
  }

  #firstPage(): ApiPromise<Page<T>> {
    this.#first ??= this.#fetch({ page: this.#request.params.page ?? 1 }, this.#options);
    return this.#first;
  }

  #fetch(position: Position, options: RequestOptions | undefined): ApiPromise<Page<T>> {
    const { path, query, params, convert } = this.#request;
    const perPage = params.perPage ?? DEFAULT_PER_PAGE;
    const at = "cursor" in position ? { cursor: position.cursor } : { page: position.page };
    const request = { method: "GET", path, query: { ...query, per_page: perPage, ...at }, options } as const;
    return this.#api.send(request, (value, { headers }) => {
      if (!Array.isArray(value)) throw new ValidationError(`GET ${path.text}: a list is due`, { body: value });
      const total = headers.get("x-total-count");
      const next = nextPosition(position, headers, value.length >= perPage);
      return new Page(
        value.map(convert),
        total === null ? undefined : Number(total),
        next === undefined ? undefined : () => this.#ifThere(next, this.#fetch(next, options)),
      );
    });
  }

  /** A page past the end is the end: objects may have gone meanwhile. Only the first one has to be there. */
  async #ifThere(position: Position, fetched: ApiPromise<Page<T>>): Promise<Page<T> | undefined> {
    try {
      return await fetched;
    } catch (error) {
      const isFirst = position.page === (this.#request.params.page ?? 1);
      if (error instanceof NotFoundError && !("cursor" in position) && !isFirst) return undefined;
      throw error;
    }
  }
}

/**
 * Where the next page is. `Link` says it; only its cursor or number is taken, so that a proxy may rewrite the host and the
 * key goes nowhere else. Where no `Link` came (a proxy dropped it) after a full page, the next page is asked for by number.
 */
function nextPosition(position: Position, headers: Headers, isFull: boolean): Position | undefined {
  const page = position.page + 1;
  const link = headers.get("link");
  if (link === null) return isFull ? { page } : undefined;
  const target = /<([^>]*)>\s*;[^<]*\brel="?next\b/.exec(link)?.[1];
  if (target === undefined) return undefined;
  const cursor = "cursor" in position ? /[?&]cursor=([^&#]*)/.exec(target)?.[1] : undefined;
  return cursor === undefined ? { page } : { cursor: decodeURIComponent(cursor), page };
}
