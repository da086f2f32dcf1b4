import type { FastifyInstance } from "fastify";

/**
 * What every answer below `/storage/` carries: any page may read it (the url is the secret), no browser may run it.
 * Set last, so that the headers of the web app (its own Content-Security-Policy) do not take their place.
 */
const STORAGE_HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers":
    "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, Content-Type, ETag, Last-Modified, Location",
  "x-content-type-options": "nosniff",
  "content-security-policy": "sandbox; default-src 'none'",
  "cross-origin-resource-policy": "cross-origin",
  "referrer-policy": "no-referrer",
} as const;

/** What the routes say about who may call them: the signed form and the unguessable url are all the access there is. */
export const STORAGE_ROUTE_CONFIG = { access: { kind: "anonymous" } } as const;

/** Adds the headers, and the answers to CORS preflights, to the routes of this (encapsulated) instance. */
export function addStorageHeaders(app: FastifyInstance, options: { methods: string }): void {
  app.addHook("onSend", async (_request, reply) => {
    reply.headers(STORAGE_HEADERS);
  });
  for (const url of ["/storage", "/storage/*"]) {
    app.options(url, { config: STORAGE_ROUTE_CONFIG }, async (_request, reply) => {
      await reply
        .code(204)
        .headers({
          "access-control-allow-methods": options.methods,
          "access-control-allow-headers": "*, Authorization, Content-Type, If-None-Match, If-Range, Range",
          "access-control-max-age": "86400",
        })
        .send();
    });
  }
}
