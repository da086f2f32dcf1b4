import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

interface StoredObject {
  readonly bytes: Buffer;
  readonly contentType: string;
}

export interface S3LikeServer {
  readonly endpoint: string;
  /** `METHOD /path?query` of every request, in order; the signature of signed urls left out. */
  readonly requests: string[];
  readonly objects: Map<string, StoredObject>;
  /** Answers the next request whose line matches with this status and S3 error code. */
  failNext(line: RegExp, statusCode: number, code: string): void;
  close(): Promise<void>;
}

/** As much of S3 as the tests ask for, path-style, for one bucket: objects, ranges and multipart uploads. Checks no signatures. */
export async function startS3LikeServer(bucket: string): Promise<S3LikeServer> {
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const requests: string[] = [];
  const failures: { line: RegExp; statusCode: number; code: string }[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://s3.test");
    const [, requestedBucket, ...rest] = url.pathname.split("/");
    const key = decodeURIComponent(rest.join("/"));
    const query = [...url.searchParams.keys()].filter((name) => !/^x-(amz|id)/i.test(name)).sort();
    const line = `${request.method} ${url.pathname}${query.length > 0 ? `?${query.join("&")}` : ""}`;
    requests.push(line);
    const body = decodeChunks(request, await buffer(request));

    const failure = failures.findIndex((candidate) => candidate.line.test(line));
    const [failed] = failure === -1 ? [] : failures.splice(failure, 1);
    if (failed !== undefined) return sendError(request, response, failed.statusCode, failed.code);
    if (requestedBucket !== bucket) return sendError(request, response, 404, "NoSuchBucket");
    if (key === "") return void response.writeHead(200).end();

    const uploadId = url.searchParams.get("uploadId") ?? "";
    const contentType = request.headers["content-type"] ?? "binary/octet-stream";
    if (request.method === "POST" && url.searchParams.has("uploads")) {
      const id = `${contentType} ${uploads.size}`;
      uploads.set(id, new Map());
      return sendXml(
        response,
        `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      );
    }
    if (request.method === "PUT" && uploadId !== "") {
      uploads.get(uploadId)?.set(Number(url.searchParams.get("partNumber")), body);
      return void response.writeHead(200, { etag: '"part"' }).end();
    }
    if (request.method === "POST" && uploadId !== "") {
      const parts = [...(uploads.get(uploadId) ?? [])].sort(([one], [other]) => one - other);
      objects.set(key, {
        bytes: Buffer.concat(parts.map(([, bytes]) => bytes)),
        contentType: uploadId.split(" ")[0] ?? "",
      });
      uploads.delete(uploadId);
      return sendXml(response, "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>");
    }
    if (request.method === "PUT") {
      objects.set(key, { bytes: body, contentType });
      return void response.writeHead(200, { etag: '"whole"' }).end();
    }
    if (request.method === "DELETE") {
      objects.delete(key);
      return void response.writeHead(204).end();
    }
    const found = objects.get(key);
    if (found === undefined) return sendError(request, response, 404, "NoSuchKey");
    sendObject(request, response, found);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    objects,
    failNext: (line, statusCode, code) => failures.push({ line, statusCode, code }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function sendObject(request: IncomingMessage, response: ServerResponse, { bytes, contentType }: StoredObject): void {
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  const part = range === null ? bytes : bytes.subarray(Number(range[1]), Number(range[2]) + 1);
  response.writeHead(range === null ? 200 : 206, { "content-type": contentType, "content-length": part.length });
  response.end(request.method === "HEAD" ? undefined : part);
}

function sendXml(response: ServerResponse, xml: string): void {
  response.writeHead(200, { "content-type": "application/xml" }).end(`<?xml version="1.0" encoding="UTF-8"?>${xml}`);
}

function sendError(request: IncomingMessage, response: ServerResponse, statusCode: number, code: string): void {
  response.writeHead(statusCode, { "content-type": "application/xml" });
  response.end(request.method === "HEAD" ? undefined : `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

/** The SDK may frame a body as `<hex length>;chunk-signature=…` chunks. */
function decodeChunks(request: IncomingMessage, body: Buffer): Buffer {
  if (!request.headers["content-encoding"]?.includes("aws-chunked")) return body;
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf("\r\n", at);
    const length = Number.parseInt(body.toString("latin1", at, end), 16);
    if (!(length > 0)) break;
    chunks.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
  return Buffer.concat(chunks);
}
