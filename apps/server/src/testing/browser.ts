import type { Answer, CallOptions, TestServer } from "./test-server.js";

/** A browser: it keeps the session cookie, and says which page a change comes from. */
export class TestBrowser {
  readonly #server: TestServer;
  #cookie: string | undefined;
  /** Marks the browser for later sign-ins; sent with these alone. */
  #deviceCookie: string | undefined;

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
        ...this.#cookiesFor(url),
        ...(method !== "GET" && { origin: "http://localhost" }),
        ...options.headers,
      },
    });
    for (const header of [answer.headers["set-cookie"] ?? []].flat()) {
      const [, cookie, name, seconds] = /^((tessera_\w+)=[^;]*);.*Max-Age=(\d+)/.exec(header) ?? [];
      if (name === "tessera_device") this.#deviceCookie = cookie;
      else if (name !== undefined) this.#cookie = seconds === "0" ? undefined : cookie;
    }
    return answer;
  }

  #cookiesFor(url: string): { readonly cookie?: string } {
    const cookies = [this.#cookie, url.startsWith("/sessions") ? this.#deviceCookie : undefined];
    const cookie = cookies.filter((one) => one !== undefined).join("; ");
    return cookie === "" ? {} : { cookie };
  }

  signIn(username: string, password: string) {
    return this.call("POST", "/sessions/", { body: { username, password } });
  }
}
