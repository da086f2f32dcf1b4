import type { FastifyRequest } from "fastify";
import { findSessionToken } from "../../http/session-cookie.js";
import type { Visit } from "./service.js";

/** What signing in asks of a request. */
export function visitOf(request: FastifyRequest): Visit {
  return { userAgent: request.headers["user-agent"], sessionToken: findSessionToken(request) };
}
