import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { AppError } from "../errors.js";
import { type BodyKind, type Verdict, validateBody } from "./body-validation.js";

/** Above this a body is parsed and validated in a worker, so that other requests do not wait for it. */
const INLINE_BYTES = 512 * 1024;

export interface BodyValidator {
  /** @throws {AppError} `invalid`, with each fault under its path. */
  validate(body: unknown, kind: BodyKind): Promise<Extract<Verdict, { ok: true }>>;
  close(): Promise<void>;
}

/** Validates large bodies off the main thread. Workers start with the first large body and end when idle. */
export function createBodyValidator(): BodyValidator {
  // Worker threads run compiled code, also under a test runner that runs the sources.
  const filename = fileURLToPath(new URL("./body-worker.js", import.meta.url)).replace(
    /([/\\])src([/\\]http[/\\])/,
    "$1dist$2",
  );
  let pool: Piscina | undefined;
  const workers = () => {
    pool ??= new Piscina({
      ...{ filename, name: "validate", minThreads: 0, maxThreads: 2, idleTimeout: 30_000 },
      // Compiled code must not be resolved as a test runner resolves the sources.
      execArgv: process.execArgv.filter((argument) => !/^(?:--conditions|-C)\b/.test(argument)),
    });
    return pool;
  };
  return {
    async validate(body, kind) {
      if (!Buffer.isBuffer(body)) throw new AppError("invalid", { detail: "The body must be JSON." });
      const verdict: Verdict =
        body.length <= INLINE_BYTES ? validateBody(body, kind) : await workers().run({ bytes: body, kind });
      if (verdict.ok) return verdict;
      throw verdictError(verdict);
    },
    close: async () => pool?.close(),
  };
}

function verdictError(verdict: Extract<Verdict, { ok: false }>): AppError {
  const fields: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const fault of verdict.faults) fields[fault.path] = [...(fields[fault.path] ?? []), fault.message];
  const [first] = verdict.faults;
  const detail = verdict.detail ?? (first === undefined ? undefined : `${first.path}: ${first.message}`);
  return new AppError("invalid", { fields, ...(detail !== undefined && { detail }) });
}
