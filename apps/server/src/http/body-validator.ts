import { fileURLToPath } from "node:url";
import type { FastifyRequest } from "fastify";
import { Piscina } from "piscina";
import { AppError } from "../errors.js";
import { type BodyKind, type Verdict, validateBody } from "./body-validation.js";
import type { WorkerResult } from "./body-worker.js";

/** Above this a body is parsed and validated in a worker, so that other requests do not wait for it. */
const INLINE_BYTES = 512 * 1024;
/** Above this in one that does nothing else, and ends afterwards: what it held goes with it. */
const LARGE_BYTES = 8 * 1024 * 1024;
/** The text, the values that it is parsed to, and the message to the database. */
const WORK_PER_BYTE = 8;
/** Far above what the scanner lets through to the parser: a worker at its limit may end the whole process. */
const MAX_HEAP_MIB = 1024;

export interface BodyValidator {
  /**
   * The body of a request is handed to a worker and back, without a copy: afterwards it is another Buffer.
   *
   * @throws {AppError} `invalid`, with each fault under its path.
   */
  validate(request: FastifyRequest, kind: BodyKind): Promise<ValidBody>;
  close(): Promise<void>;
}

/** What a body is once it has passed. */
export type ValidBody = Extract<Verdict, { ok: true }>;

/** A large body, as a service needs it. */
export interface RawBody {
  /** @throws {AppError} `invalid`, with each fault under its path */
  validate(kind: BodyKind): Promise<ValidBody>;
  /** To be read after it has passed: a worker may have the bytes meanwhile. */
  readonly bytes: Buffer;
}

/** The raw body of a route with `config.rawBody`. */
export function rawBodyOf(bodies: BodyValidator, request: FastifyRequest): RawBody {
  return {
    validate: (kind) => bodies.validate(request, kind),
    get bytes() {
      return request.body as Buffer;
    },
  };
}

/** Validates large bodies off the main thread. Workers start with the first large body and end when idle. */
export function createBodyValidator(): BodyValidator {
  // Worker threads run compiled code, also under a test runner that runs the sources.
  const filename = fileURLToPath(new URL("./body-worker.js", import.meta.url)).replace(
    /([/\\])src([/\\]http[/\\])/,
    "$1dist$2",
  );
  const openPool = (options: { name: string; maxThreads: number; idleTimeout: number }) =>
    new Piscina({
      ...{ filename, minThreads: 0, ...options },
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
      // Compiled code must not be resolved as a test runner resolves the sources.
      execArgv: process.execArgv.filter((argument) => !/^(?:--conditions|-C)\b/.test(argument)),
    });
  let pool: Piscina | undefined;
  let largePool: Piscina | undefined;
  const poolFor = (length: number) => {
    if (length <= LARGE_BYTES) {
      pool ??= openPool({ name: "validate", maxThreads: 2, idleTimeout: 30_000 });
      return pool;
    }
    largePool ??= openPool({ name: "validate", maxThreads: 1, idleTimeout: 0 });
    return largePool;
  };
  const validateInWorker = async (request: FastifyRequest, body: Buffer, kind: BodyKind): Promise<Verdict> => {
    const { buffer, byteOffset, byteLength } = body;
    await request.reserve(request.server.workMemory).growTo(WORK_PER_BYTE * byteLength);
    try {
      const task = { bytes: new Uint8Array(buffer, byteOffset, byteLength), kind };
      const transferList = [buffer as ArrayBuffer];
      const result = (await poolFor(byteLength).run(task, { transferList })) as WorkerResult;
      request.body = Buffer.from(result.buffer, byteOffset, byteLength);
      return result.verdict;
    } catch (error) {
      if ((error as { code?: unknown }).code !== "ERR_WORKER_OUT_OF_MEMORY") throw error;
      throw new AppError("payloadTooLarge", { detail: "The body takes too much memory to read.", cause: error });
    }
  };
  return {
    async validate(request, kind) {
      const { body } = request;
      if (!Buffer.isBuffer(body)) throw new AppError("invalid", { detail: "The body must be JSON." });
      const verdict =
        body.length <= INLINE_BYTES ? validateBody(body, kind) : await validateInWorker(request, body, kind);
      if (verdict.ok) return verdict;
      throw verdictError(verdict);
    },
    close: async () => {
      await Promise.all([pool?.close(), largePool?.close()]);
    },
  };
}

function verdictError(verdict: Extract<Verdict, { ok: false }>): AppError {
  const fields: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const fault of verdict.faults) fields[fault.path] = [...(fields[fault.path] ?? []), fault.message];
  const [first] = verdict.faults;
  const detail = verdict.detail ?? (first === undefined ? undefined : `${first.path}: ${first.message}`);
  return new AppError("invalid", { fields, ...(detail !== undefined && { detail }) });
}
