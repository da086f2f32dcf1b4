import type { FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyInstance {
    /** Scheme, host and port that clients reach us by, when the operator set it. */
    publicUrl: string | undefined;
  }
}

/** Scheme, host and port that this client reached us by: `http://127.0.0.1:8484`. */
export function originOf(request: FastifyRequest): string {
  const configured = request.server.publicUrl;
  if (configured !== undefined) return configured;
  const candidate = `${request.protocol}://${request.host}`;
  return URL.canParse(candidate) ? new URL(candidate).origin : "http://localhost";
}
