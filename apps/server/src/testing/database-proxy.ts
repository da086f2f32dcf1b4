import { type AddressInfo, connect, createServer, type NetConnectOpts, type Server, type Socket } from "node:net";
import path from "node:path";

/** Stands between a server and its database, so that a test can take the database away and give it back. */
export class DatabaseProxy {
  readonly #target: NetConnectOpts;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #isFrozen = false;

  /** @param databaseUrl where the database really is */
  static async open(databaseUrl: string): Promise<DatabaseProxy> {
    const proxy = new DatabaseProxy(targetOf(databaseUrl));
    await proxy.restore();
    return proxy;
  }

  private constructor(target: NetConnectOpts) {
    this.#target = target;
  }

  /** The same database, by way of the proxy. */
  urlOf(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.searchParams.set("host", "127.0.0.1");
    url.searchParams.set("port", String(this.#port));
    return url.href;
  }

  /** Lets nothing through any more, and breaks nothing: a database that hangs. {@link cut} ends it. */
  freeze(): void {
    this.#isFrozen = true;
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** Breaks all connections and takes no new ones. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#isFrozen = false;
    const closed = server && new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Takes connections again, at the same port. */
  async restore(): Promise<void> {
    const server = createServer((socket) => this.#forward(socket));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  #forward(socket: Socket): void {
    const database = connect(this.#target);
    const ends = [socket, database];
    for (const end of ends) {
      this.#sockets.add(end);
      end.on("close", () => {
        this.#sockets.delete(end);
        for (const other of ends) other.destroy();
      });
      // What broke is closed, above.
      end.on("error", () => undefined);
    }
    if (!this.#isFrozen) socket.pipe(database).pipe(socket);
  }
}

function targetOf(databaseUrl: string): NetConnectOpts {
  const url = new URL(databaseUrl);
  const host = url.searchParams.get("host") ?? url.hostname;
  const port = Number(url.searchParams.get("port") ?? (url.port || 5432));
  return host.startsWith("/") ? { path: path.join(host, `.s.PGSQL.${port}`) } : { host, port };
}
