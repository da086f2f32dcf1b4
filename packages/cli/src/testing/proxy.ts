import { createServer, request as sendRequest } from "node:http";
import type { AddressInfo } from "node:net";

export interface Proxy {
  readonly url: string;
  close(): Promise<void>;
}

/** Stands before a server; `before` sees each request first, and may wait. */
export async function startProxy(
  target: string,
  before: (method: string, path: string) => Promise<void>,
): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const server = createServer(async (incoming, answer) => {
    const { method = "GET", url: path = "/", headers } = incoming;
    await before(method, path);
    const outgoing = sendRequest({ hostname, port, method, path, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    outgoing.on("error", () => answer.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
