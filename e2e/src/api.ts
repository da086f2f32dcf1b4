export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** A small client of the REST API for tests that must see statuses. */
export class Api {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  /** The answer, whatever its status. */
  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const response = await fetch(new URL(path, this.#url), {
      method,
      headers: {
        authorization: `APIKey ${this.#key}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? undefined : JSON.parse(text)) as T };
  }

  /** The body of a success. @throws when the answer is none. */
  async send<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.call<T>(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  get = <T = unknown>(path: string) => this.send<T>("GET", path);
  post = <T = unknown>(path: string, body?: unknown) => this.send<T>("POST", path, body ?? {});
  put = <T = unknown>(path: string, body?: unknown) => this.send<T>("PUT", path, body);
  patch = <T = unknown>(path: string, body?: unknown) => this.send<T>("PATCH", path, body);
  delete = <T = unknown>(path: string) => this.send<T>("DELETE", path);
}
