import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { AppError } from "../errors.js";
import { JsonFault, type ScannedJson, scanJson } from "./json-scanner.js";
import { MemoryBudget, type Reservation } from "./memory-budget.js";

declare module "fastify" {
  interface FastifyRequest {
    /** The body as it came (inflated), with the places of its members; routes without `rawBody`. */
    jsonSource: { readonly bytes: Buffer; readonly scanned: ScannedJson } | undefined;
  }
  interface FastifyContextConfig {
    /** The handler takes the inflated body's bytes and parses them itself (labels and samples, which may be large). */
    rawBody?: boolean;
  }
}

export interface BodyLimits {
  readonly maxBodyBytes: number;
  readonly maxInflatedBytes: number;
}

/** What a body of the small routes may hold, compressed or not. */
export const SMALL_BODY_BYTES = 4 * 1024 * 1024;
/** All bodies in flight together hold no more, but where one alone may. */
const MIN_BUDGET_BYTES = 128 * 1024 * 1024;
/** A body that trickles is cut: it holds memory that others wait for. */
const GRACE_SECONDS = 20;
const MIN_BYTES_PER_SECOND = 32 * 1024;

/** Small routes' bodies are of no weight. */
const UNCOUNTED_BYTES = 64 * 1024;

/**
 * Takes JSON, plain or gzipped, and nothing else. Both the bytes that arrive and the bytes that they inflate to are
 * bounded, each and in sum. Routes with `config.rawBody` get a Buffer, the others the parsed value.
 */
export function registerBodyParser(app: FastifyInstance, limits: BodyLimits): void {
  // A body of the largest size fits, alone.
  const budget = new MemoryBudget(Math.max(MIN_BUDGET_BYTES, limits.maxBodyBytes, limits.maxInflatedBytes));
  app.decorateRequest("jsonSource", undefined);
  app.removeAllContentTypeParsers();
  app.addHook("onRoute", (route) => {
    route.bodyLimit ??= route.config?.rawBody ? limits.maxBodyBytes : SMALL_BODY_BYTES;
  });
  // As its reservation is given back: the garbage collector may come a hundred megabytes later.
  app.addHook("onSend", async ({ body }) => {
    if (Buffer.isBuffer(body)) giveBack(body.buffer as ArrayBuffer);
  });
  app.addContentTypeParser("application/json", async (request: FastifyRequest, payload: Readable) => {
    const isRaw = request.routeOptions.config.rawBody === true;
    const maxBytes = request.routeOptions.bodyLimit;
    const bytes = await readBody(request, payload, {
      maxBytes,
      maxInflatedBytes: isRaw ? limits.maxInflatedBytes : SMALL_BODY_BYTES,
      reservation: request.reserve(budget),
    });
    // Clients send the header with nothing behind it, on DELETE above all.
    if (bytes.length === 0) return undefined;
    if (isRaw) return bytes;
    const { value, scanned } = parseJson(bytes);
    request.jsonSource = { bytes, scanned };
    return value;
  });
}

/**
 * The text of one member of the body, byte for byte: what a user stores comes back, 19-digit integers included, which
 * parsing would round.
 */
export function memberText(request: WithSource, name: string): string | undefined {
  const source = request.jsonSource;
  const span = source?.scanned.kind === "object" ? source.scanned.members.get(name) : undefined;
  return span === undefined ? undefined : source?.bytes.toString("utf8", span.start, span.end);
}

/** The parsed body with the text of each of its members. */
export function bodyOf<Body>(request: WithSource & { readonly body: Body }): {
  readonly values: Body;
  readonly textOf: (member: string) => string | undefined;
} {
  return { values: request.body, textOf: (member) => memberText(request, member) };
}

type WithSource = Pick<FastifyRequest, "jsonSource">;

interface ReadOptions {
  readonly maxBytes: number;
  readonly maxInflatedBytes: number;
  readonly reservation: Reservation;
}

/** Reads, inflates and counts on the way, so that a compressed body is never held beside what it inflates to. */
async function readBody(request: FastifyRequest, payload: Readable, options: ReadOptions): Promise<Buffer> {
  const { maxBytes, maxInflatedBytes, reservation } = options;
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > maxBytes) {
    payload.resume();
    throw tooLarge();
  }
  const isGzip = readEncoding(request) === "gzip";
  // At once, where it is known: who grows step by step may wait for others who do.
  if (declared > UNCOUNTED_BYTES && !isGzip) await reservation.growTo(declared);
  const arrived = arriving(payload, maxBytes);
  const source = isGzip ? inflated(arrived) : arrived;
  const collected = new ByteCollector(isGzip ? maxInflatedBytes : declared || maxBytes);
  try {
    for await (const chunk of source) {
      const length = collected.length + chunk.length;
      if (length > collected.maxBytes) throw tooLarge();
      if (length > UNCOUNTED_BYTES) await reservation.growTo(length, collected.maxBytes);
      collected.push(chunk);
    }
  } catch (error) {
    collected.discard();
    payload.resume();
    throw bodyFault(error, isGzip);
  }
  return collected.end();
}

/** What of the body is not read is thrown away with its connection. */
function tooLarge(): AppError {
  return new AppError("payloadTooLarge", { headers: { connection: "close" } });
}

async function* arriving(payload: Readable, maxBytes: number): AsyncGenerator<Buffer> {
  const begin = Date.now();
  let length = 0;
  // The connection lives on, for the answer.
  for await (const chunk of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge();
    const seconds = (Date.now() - begin) / 1000;
    if (seconds > GRACE_SECONDS && length < seconds * MIN_BYTES_PER_SECOND)
      throw new AppError("requestTimeOut", { headers: { connection: "close" } });
    yield chunk;
  }
}

async function* inflated(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  const fed = pipeline(source, gunzip);
  // Told by the loop, or by the await behind it.
  fed.catch(() => undefined);
  for await (const chunk of gunzip as AsyncIterable<Buffer>) yield chunk;
  await fed;
}

function readEncoding(request: FastifyRequest): "gzip" | undefined {
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase();
  if (encoding === undefined || encoding === "" || encoding === "identity") return undefined;
  if (encoding === "gzip" || encoding === "x-gzip") return "gzip";
  throw new AppError("unsupportedMediaType", { detail: "The Content-Encoding of a body is gzip or none." });
}

function bodyFault(error: unknown, isGzip: boolean): unknown {
  const { code } = error as { code?: unknown };
  // Whoever sent it went away: nobody reads the answer, and it is no fault of ours.
  if (code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ABORT_ERR")
    return new AppError("invalid", { detail: "The body ended early.", cause: error });
  const isZlib = code === "Z_BUF_ERROR" || code === "Z_DATA_ERROR" || code === "Z_NEED_DICT";
  return isGzip && isZlib ? new AppError("malformedGzip", { cause: error as Error }) : error;
}

/** Collects bytes without ever holding them twice. Large ones get memory of their own, which can be handed to a worker. */
class ByteCollector {
  readonly maxBytes: number;
  length = 0;
  #first: Buffer | undefined;
  #buffer: ArrayBuffer | undefined;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  push(chunk: Buffer): void {
    // Most bodies are one packet.
    if (this.length === 0) {
      this.#first = chunk;
      this.length = chunk.length;
      return;
    }
    if (this.#buffer === undefined) {
      this.#buffer = new ArrayBuffer(0, { maxByteLength: this.maxBytes });
      this.#write(0, this.#first as Buffer);
      this.#first = undefined;
    }
    this.#write(this.length, chunk);
    this.length += chunk.length;
  }

  #write(at: number, chunk: Buffer): void {
    const buffer = this.#buffer as ArrayBuffer;
    const needed = at + chunk.length;
    if (buffer.byteLength < needed)
      buffer.resize(Math.min(this.maxBytes, Math.max(needed, Math.ceil(buffer.byteLength * 1.25))));
    new Uint8Array(buffer, at, chunk.length).set(chunk);
  }

  discard(): void {
    if (this.#buffer !== undefined) giveBack(this.#buffer);
  }

  end(): Buffer {
    const only = this.#first ?? Buffer.alloc(0);
    if (this.#buffer === undefined)
      return only.length > UNCOUNTED_BYTES ? Buffer.from(new Uint8Array(only).buffer) : only;
    this.#buffer.resize(this.length);
    return Buffer.from(this.#buffer);
  }
}

/** Gives the memory of a large body back at once; nobody reads it any more. */
function giveBack(buffer: ArrayBuffer): void {
  if (buffer.resizable) buffer.resize(0);
}

function parseJson(bytes: Buffer): { value: unknown; scanned: ScannedJson } {
  try {
    const scanned = scanJson(bytes);
    return { value: JSON.parse(bytes.toString("utf8")), scanned };
  } catch (error) {
    if (error instanceof JsonFault) throw new AppError("invalid", { detail: error.message, cause: error });
    throw new AppError("malformedJson", { cause: error });
  }
}
