import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { AppError } from "../errors.js";
import { JsonFault, type ScannedJson, scanJson } from "./json-scanner.js";

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

const gunzipAsync = promisify(gunzip);

/**
 * Takes JSON, plain or gzipped, and nothing else. Both the bytes that arrive and the bytes that they inflate to are
 * bounded. Routes with `config.rawBody` get a Buffer, the others the parsed value.
 */
export function registerBodyParser(app: FastifyInstance, limits: BodyLimits): void {
  app.decorateRequest("jsonSource", undefined);
  app.removeAllContentTypeParsers();
  app.addHook("onRoute", (route) => {
    route.bodyLimit ??= route.config?.rawBody ? limits.maxBodyBytes : SMALL_BODY_BYTES;
  });
  app.addContentTypeParser<Buffer>(
    "application/json",
    { parseAs: "buffer" },
    async (request: FastifyRequest, bytes: Buffer) => {
      // Clients send the header with nothing behind it, on DELETE above all.
      if (bytes.length === 0) return undefined;
      const isRaw = request.routeOptions.config.rawBody === true;
      const inflated = await inflate(request, bytes, isRaw ? limits.maxInflatedBytes : SMALL_BODY_BYTES);
      if (isRaw) return inflated;
      const { value, scanned } = parseJson(inflated);
      request.jsonSource = { bytes: inflated, scanned };
      return value;
    },
  );
}

/**
 * The text of one member of the body, byte for byte: what a user stores comes back, 19-digit integers included, which
 * parsing would round.
 */
export function memberText(request: FastifyRequest, name: string): string | undefined {
  const source = request.jsonSource;
  const span = source?.scanned.kind === "object" ? source.scanned.members.get(name) : undefined;
  return span === undefined ? undefined : source?.bytes.toString("utf8", span.start, span.end);
}

async function inflate(request: FastifyRequest, bytes: Buffer, maxBytes: number): Promise<Buffer> {
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase();
  if (encoding === undefined || encoding === "" || encoding === "identity") return bytes;
  if (encoding !== "gzip" && encoding !== "x-gzip") {
    throw new AppError("unsupportedMediaType", { detail: "The Content-Encoding of a body is gzip or none." });
  }
  try {
    // 1 MiB chunks: with the default of 16 KiB a large body takes three times as long.
    return await gunzipAsync(bytes, { maxOutputLength: maxBytes, chunkSize: 1024 * 1024 });
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE")
      throw new AppError("payloadTooLarge", { cause: error });
    throw new AppError("malformedGzip", { cause: error });
  }
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
