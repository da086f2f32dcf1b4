import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** How the server behaves for one request. */
export type Behaviour = (request: Received, response: ServerResponse, raw: IncomingMessage) => void;

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  /** Inflated. */
  readonly text: string;
}

/** A server that does to each request what the test says, in turn; the last behaviour stays. */
export interface FaultServer {
  readonly url: string;
  readonly requests: Received[];
  /** From now on: these, one a request. */
  play(...behaviours: readonly Behaviour[]): void;
  stop(): Promise<void>;
}

export async function startFaultServer(): Promise<FaultServer> {
  const requests: Received[] = [];
  let script: readonly Behaviour[] = [];
  let step = 0;
  const server = createServer((raw, response) => {
    const chunks: Buffer[] = [];
    raw.on("error", () => undefined);
    raw.on("data", (chunk: Buffer) => chunks.push(chunk));
    raw.on("end", () => {
      const bytes = Buffer.concat(chunks);
      const text = (raw.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
      const request = { method: raw.method ?? "", url: raw.url ?? "", headers: raw.headers, text };
      requests.push(request);
      const behaviour = script[Math.min(step++, script.length - 1)];
      if (behaviour === undefined) throw new Error("The test says nothing about this request");
      behaviour(request, response, raw);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    play(...behaviours) {
      script = behaviours;
      step = 0;
      requests.length = 0;
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** JSON, with the headers that the product sends. */
export function json(value: unknown, options: { status?: number; headers?: Record<string, string> } = {}): Behaviour {
  return (_, response) => {
    const headers = { "content-type": "application/json; charset=utf-8", "x-request-id": "r-1", ...options.headers };
    response.writeHead(options.status ?? 200, headers).end(JSON.stringify(value));
  };
}

/** A status with the contract's body. */
export function refusal(status: number, detail = "Something.", headers: Record<string, string> = {}): Behaviour {
  return json({ detail }, { status, headers });
}

/** Any text of any type. */
export function text(body: string, options: { status?: number; type?: string } = {}): Behaviour {
  return (_, response) => {
    response.writeHead(options.status ?? 200, { "content-type": options.type ?? "application/json" }).end(body);
  };
}

export const html = (status: number) =>
  text("<!DOCTYPE html><html><body>This page does not exist, or already exists.</body></html>", {
    status,
    type: "text/html",
  });

/** The connection breaks before an answer. */
export const reset: Behaviour = (_, __, raw) => {
  raw.socket.destroy();
};

/** The connection breaks in the middle of the body. */
export const resetInBody: Behaviour = (_, response, raw) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"name":');
  setTimeout(() => raw.socket.destroy(), 10);
};

/** Nothing, ever. */
export const hang: Behaviour = () => undefined;

/** Half a body, and then nothing, ever. */
export const hangInBody: Behaviour = (_, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"name":');
};

/** Bytes that are no HTTP. */
export const garbage: Behaviour = (_, __, raw) => {
  raw.socket.end("SSH-2.0-OpenSSH_9.2\r\n");
};

export const redirect: Behaviour = (_, response) => {
  response.writeHead(302, { location: "https://elsewhere.example/user" }).end();
};

export const nothing: Behaviour = (_, response) => {
  response.writeHead(204).end();
};
