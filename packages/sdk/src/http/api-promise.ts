/**
 * Data and the response that it came in.
 *
 * @example
 * const { data, response }: WithResponse<Dataset> = await client.datasets.get("jane/flowers").withResponse();
 * console.log(data.name, response.status); // flowers 200
 */
export interface WithResponse<T> {
  readonly data: T;
  readonly response: Response;
}

/**
 * What every method returns: a promise of the data, with a way to the response behind it.
 *
 * @example
 * const dataset = await client.datasets.get("jane/flowers");
 * const { data, response } = await client.datasets.get("jane/flowers").withResponse();
 * console.log(dataset.name, data.name, response.headers.get("x-request-id"));
 */
export class ApiPromise<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = "ApiPromise";
  readonly #response: Promise<Response>;
  readonly #read: (response: Response) => Promise<WithResponse<T>>;
  #result: Promise<WithResponse<T>> | undefined;

  constructor(response: Promise<Response>, read: (response: Response) => Promise<WithResponse<T>>) {
    this.#response = response;
    this.#read = read;
  }

  /** The response as soon as its headers are there; the body is yours to read. Rejects on 4xx and 5xx like the data. */
  asResponse(): Promise<Response> {
    return this.#response;
  }

  /** The data and its response, for its status and headers. */
  withResponse(): Promise<WithResponse<T>> {
    this.#result ??= this.#response.then(this.#read);
    return this.#result;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.withResponse()
      .then(({ data }) => data)
      .then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.then().finally(onFinally);
  }
}
