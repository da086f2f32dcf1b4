import { createHash } from "node:crypto";
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { AppError } from "../errors.js";
import { findSessionToken } from "./session-cookie.js";

/**
 * Limits requests a minute by key or session, and by address where neither is sent, whatever becomes of them. Counted in this
 * process. Must be registered before the guard of the routes.
 */
export async function registerRateLimit(app: FastifyInstance, requestsPerMinute: number): Promise<void> {
  if (requestsPerMinute === 0) return;
  await app.register(rateLimit, {
    // A hook of each route would run after the guard: whoever is refused there would never be counted.
    global: false,
    max: requestsPerMinute,
    timeWindow: 60_000,
    cache: 20_000,
    keyGenerator,
    errorResponseBuilder: (_request, context) => {
      const seconds = Math.max(1, Math.ceil(context.ttl / 1000));
      return new AppError("throttled", {
        detail: `Request was throttled. Expected available in ${seconds} seconds.`,
        headers: { "retry-after": String(seconds) },
      });
    },
    addHeaders: {
      "x-ratelimit-limit": false,
      "x-ratelimit-remaining": false,
      "x-ratelimit-reset": false,
      "retry-after": true,
    },
    addHeadersOnExceeding: { "x-ratelimit-limit": false, "x-ratelimit-remaining": false, "x-ratelimit-reset": false },
  });
  const limit = app.rateLimit();
  app.addHook("onRequest", async (request, reply) => {
    if (request.routeOptions.config.rateLimit !== false) await limit.call(app, request, reply);
  });
}

function keyGenerator(request: FastifyRequest): string {
  const { authorization } = request.headers;
  const credential = authorization ?? findSessionToken(request);
  if (credential === undefined) return request.ip;
  return createHash("sha256").update(credential).digest("base64");
}
