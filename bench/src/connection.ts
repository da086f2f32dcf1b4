import { connect, type Socket } from "node:net";

export interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly body: Buffer;
}

const HEAD_END = Buffer.from("\r\n\r\n");

/**
 * One keep-alive HTTP connection, a request at a time. Not node's own client: on a machine of two cores the load
 * generator's work is taken from what it measures, and this takes a third of it.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #host: string;
  readonly #authorization: string;
  #chunks: Buffer[] = [];
  #received = 0;
  #expected = Number.POSITIVE_INFINITY;
  #headEnd = -1;
  #settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  constructor(origin: string, key = "") {
    const { hostname, port, host } = new URL(origin);
    this.#host = host;
    this.#authorization = key === "" ? "" : `Authorization: ${key.includes(" ") ? key : `APIKey ${key}`}\r\n`;
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.on("data", (chunk) => this.#take(chunk));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("The server closed the connection.")));
  }

  request(method: string, path: string, body?: Buffer): Promise<Answer> {
    const entity = body === undefined ? "" : `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
    const head = `${method} ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n${this.#authorization}${entity}\r\n`;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      if (body === undefined) this.#socket.write(head, "latin1");
      else if (body.length < 65536) this.#socket.write(Buffer.concat([Buffer.from(head, "latin1"), body]));
      else {
        this.#socket.write(head, "latin1");
        this.#socket.write(body);
      }
    });
  }

  /** @throws for any answer but the 2xx */
  async ok(method: string, path: string, body?: Buffer): Promise<Answer> {
    const answer = await this.request(method, path, body);
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.body.toString("utf8", 0, 1000)}`);
    }
    return answer;
  }

  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    return JSON.parse((await this.ok(method, path, bytes)).body.toString("utf8")) as T;
  }

  close(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#received += chunk.length;
    if (this.#headEnd < 0) this.#readHead();
    if (this.#headEnd >= 0 && this.#received >= this.#expected) this.#finish();
  }

  #readHead(): void {
    const bytes = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    if (bytes === undefined) return;
    this.#chunks = [bytes];
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return;
    this.#headEnd = end + HEAD_END.length;
    const head = bytes.toString("latin1", 0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined && !head.startsWith("HTTP/1.1 204")) {
      this.#fail(new Error(`The answer has no Content-Length:\n${head}`));
      return;
    }
    this.#expected = this.#headEnd + Number(length ?? 0);
  }

  #finish(): void {
    const bytes = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    const headers = bytes.toString("latin1", 0, this.#headEnd);
    const answer = { status: Number(headers.slice(9, 12)), headers, body: bytes.subarray(this.#headEnd) };
    this.#chunks = [];
    this.#received = 0;
    this.#headEnd = -1;
    this.#expected = Number.POSITIVE_INFINITY;
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.resolve(answer);
  }

  #fail(error: Error): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.reject(error);
  }
}

/** The requests a second of `clients` that each send the next as soon as the last is answered. */
export async function throughput(
  clients: number,
  durationMs: number,
  send: (client: number) => Promise<unknown>,
): Promise<number> {
  let count = 0;
  const start = performance.now();
  const client = async (index: number) => {
    while (performance.now() - start < durationMs) {
      await send(index);
      count++;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  return count / ((performance.now() - start) / 1000);
}
