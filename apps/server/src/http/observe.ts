import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type pg from "pg";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Config } from "../config.js";
import { ANONYMOUS } from "./access.js";
import { requireMetricsAccess } from "./metrics-access.js";

/** A request id of the client's own is kept when it is harmless, so that both sides can search their logs for it. */
const CLIENT_REQUEST_ID = /^[\w.:-]{1,100}$/;

export function requestId(header: string | string[] | undefined): string {
  return typeof header === "string" && CLIENT_REQUEST_ID.test(header) ? header : randomUUID();
}

/** Without the query, which can hold a set-up token, and without the token of an invitation. */
function loggedPath(url: string): string {
  const [path = ""] = url.split("?", 1);
  return path.replace(/^\/(join|invitations)\/[^/]+/, "/$1/…");
}

/** Request ids in every answer, and `/metrics` in the Prometheus text format. */
export function registerObservation(
  app: FastifyInstance,
  pool: pg.Pool,
  config: Pick<Config, "metrics" | "metricsToken">,
): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: "tessera_http_request_duration_seconds",
    help: "Time from a request's arrival to its answer's end, by route.",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers: [registry],
  });
  new Gauge({
    name: "tessera_database_connections",
    help: "Connections of the request pool, by state.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      this.set({ state: "open" }, pool.totalCount);
      this.set({ state: "idle" }, pool.idleCount);
      this.set({ state: "waited_for" }, pool.waitingCount);
    },
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  app.addHook("onResponse", async (request, reply) => {
    duration.observe(
      { method: request.method, route: request.routeOptions.url ?? "none", status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
    request.log.info(
      {
        method: request.method,
        path: loggedPath(request.url),
        status: reply.statusCode,
        duration_ms: Math.round(reply.elapsedTime),
        user: request.caller?.username,
      },
      "request",
    );
  });
  app.addHook("onClose", async () => registry.clear());
  app.get(
    "/metrics",
    { config: { access: ANONYMOUS, rateLimit: false }, schema: { hide: true } },
    async (request, reply) => {
      requireMetricsAccess(request, config);
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
}
