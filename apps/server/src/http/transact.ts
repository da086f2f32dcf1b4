import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Db, Tx } from "../database/database.js";
import { AppError, invalidField } from "../errors.js";
import type { IdempotencyKey } from "./idempotency/repository.js";
import * as repository from "./idempotency/repository.js";
import { type Outcome, sendOutcome } from "./replies.js";

const MAX_ATTEMPTS = 4;
const MAX_KEY_LENGTH = 255;
/** Larger answers are not kept: a repeated request then gets a 409 that says so. */
const MAX_KEPT_BODY_BYTES = 8 * 1024 * 1024;

/**
 * Runs a change in one transaction and sends its outcome: whole or not at all.
 *
 * With an `Idempotency-Key` the outcome is written in the same transaction, so that a repeated request is answered
 * from there and applied once, whatever died in between.
 */
export async function transact(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (tx: Tx) => Promise<Outcome>,
  options: TransactOptions = {},
): Promise<FastifyReply> {
  const key = readIdempotencyKey(request);
  const committed = await retryOnConflict(() =>
    db.transaction().execute(async (tx) => {
      if (key === undefined) return work(tx);
      const earlier = await claimIdempotencyKey(tx, key);
      if (earlier !== undefined) {
        reply.header("idempotent-replayed", "true");
        return remade(tx, earlier, options);
      }
      const result = await work(tx);
      await keepOutcome(tx, key, result);
      return result;
    }),
  );
  return sendOutcome(reply, (await options.afterCommit?.(committed)) ?? committed);
}

export interface TransactOptions {
  readonly afterCommit?: (outcome: Outcome) => Promise<Outcome>;
  /** Makes the body again of what an outcome `kept`; undefined when it can no longer be made. */
  readonly remake?: (tx: Tx, kept: string) => Promise<string | undefined>;
}

async function remade(tx: Tx, earlier: Outcome, { remake }: TransactOptions): Promise<Outcome> {
  if (remake === undefined || earlier.body === undefined) return earlier;
  const body = await remake(tx, earlier.body.toString());
  if (body === undefined) throw notKept();
  return { ...earlier, body };
}

/** Serialization failures and deadlocks are the database's way to say: once more. */
export async function retryOnConflict<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (!isConflict(error) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

function isConflict(error: unknown): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  // Two writers of one label took the same version number.
  return code === "40001" || code === "40P01" || (code === "23505" && constraint === "label_version_pkey");
}

function readIdempotencyKey(request: FastifyRequest): IdempotencyKey | undefined {
  const key = request.headers["idempotency-key"];
  if (request.method !== "POST" || key === undefined || request.caller === undefined) return undefined;
  if (typeof key !== "string" || key === "" || key.length > MAX_KEY_LENGTH) {
    throw invalidField("Idempotency-Key", `takes 1 to ${MAX_KEY_LENGTH} characters.`);
  }
  const body = Buffer.isBuffer(request.body) ? request.body : JSON.stringify(request.body ?? null);
  const fingerprint = createHash("sha256").update(`${request.url}\n`).update(body).digest();
  return { accountId: request.caller.id, key, fingerprint };
}

/** Claims the key, or finds the outcome of the request that had it before. */
async function claimIdempotencyKey(tx: Tx, key: IdempotencyKey): Promise<Outcome | undefined> {
  if (await repository.claimKey(tx, key)) return undefined;
  const earlier = await repository.getKey(tx, key);
  if (!earlier.fingerprint.equals(key.fingerprint)) {
    throw invalidField("Idempotency-Key", "was used for another request.");
  }
  const status = earlier.status_code as Outcome["status"];
  if (status === 204) return { status };
  if (earlier.body === "") {
    throw notKept();
  }
  return { status, body: earlier.body };
}

function notKept(): AppError {
  return new AppError("conflict", { detail: "This request was applied before; its answer was not kept." });
}

async function keepOutcome(tx: Tx, key: IdempotencyKey, outcome: Outcome): Promise<void> {
  const kept = outcome.kept ?? outcome.body ?? "";
  const isKept = !outcome.isSecret && kept.length <= MAX_KEPT_BODY_BYTES;
  const body = isKept ? kept.toString() : "";
  await repository.keepAnswer(tx, key, { statusCode: outcome.status, body });
}
