import { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Closes the connection when no byte moves on it for `stallMs`, until this answer is complete: a client that stands still must not
 * hold a file or a half upload for ever.
 */
export function closeWhenStalled(request: FastifyRequest, reply: FastifyReply, stallMs: number): void {
  const { socket } = request.raw;
  // An injected request has none, and nothing that could stall.
  if (!(socket instanceof Socket)) return;
  // By the response: Node takes its listener away with it, while those on a kept-alive socket would pile up.
  reply.raw.setTimeout(stallMs, () => socket.destroy());
}
