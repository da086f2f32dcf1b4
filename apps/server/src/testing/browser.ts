import type { Answer, CallOptions, TestServer } from "./test-server.js";

/** A browser: it keeps the session cookie, and says which page a change comes from. */
export class TestBrowser {
  readonly #server: TestServer;
  #cookie: string | undefined;

  constructor(server: TestServer) {
    this.#server = server;
  }

  /** The cookie header that it would send. */
  get cookie(): string | undefined {
    return this.#cookie;
  }

  async call<T = Record<string, unknown>>(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    url: string,
    options: CallOptions = {},
  ): Promise<Answer<T>> {
    const answer = await this.#server.call<T>(method, url, {
      ...options,
      headers: {
        ...(this.#cookie !== undefined && { cookie: this.#cookie }),
        ...(method !== "GET" && { origin: "http://localhost" }),
        ...options.headers,
      },
    });
    const set = /^(tessera_session=[^;]*)(?=;)(?:.*Max-Age=(\d+))?/.exec(String(answer.headers["set-cookie"] ?? ""));
    if (set !== null) this.#cookie = set[2] === "0" ? undefined : set[1];
    return answer;
  }

  signIn(username: string, password: string) {
    return this.call("POST", "/sessions/", { body: { username, password } });
  }
}
