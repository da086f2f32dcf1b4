import type { FastifyReply } from "fastify";

/** An answer that is ready to be sent, and to be kept for a repeated request. */
export interface Outcome {
  readonly status: 200 | 201 | 202 | 204;
  /** JSON text, or its bytes where it may be large; absent for 204. */
  readonly body?: string | Buffer;
  /** Kept for a repeated request instead of the body: all that `transact` needs to make it again (see `remake`). */
  readonly kept?: string;
  /** The body holds a secret and is kept nowhere. */
  readonly isSecret?: boolean;
}

export const ok = (body: string | Buffer): Outcome => ({ status: 200, body });
export const created = (body: string): Outcome => ({ status: 201, body });
export const noContent: Outcome = { status: 204 };

/** Sends JSON text, or its bytes, as it is: rows are spliced into it as stored, and never parsed on the way out. */
export function sendJson(reply: FastifyReply, body: string | Buffer, status = 200): FastifyReply {
  return reply.code(status).header("content-type", "application/json; charset=utf-8").send(body);
}

export function sendOutcome(reply: FastifyReply, outcome: Outcome): FastifyReply {
  return outcome.body === undefined ? reply.code(outcome.status).send() : sendJson(reply, outcome.body, outcome.status);
}
