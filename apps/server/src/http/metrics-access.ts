import { createHash, timingSafeEqual } from "node:crypto";
import { BlockList, isIPv6 } from "node:net";
import type { FastifyRequest } from "fastify";
import type { Config } from "../config.js";
import { AppError } from "../errors.js";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8);
LOOPBACK.addAddress("::1", "ipv6");

/** What reverse proxies add: with one of them, the request began on another machine, or may have. */
const FORWARDING_HEADERS = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];

/**
 * Who may read `/metrics`: with `METRICS_TOKEN` whoever sends it as a bearer token, with `METRICS=open` everybody, and
 * otherwise programs on this machine that do not come through a reverse proxy.
 *
 * @throws {AppError}
 */
export function requireMetricsAccess(request: FastifyRequest, config: Pick<Config, "metrics" | "metricsToken">): void {
  if (config.metricsToken !== undefined) {
    const token = /^Bearer +(\S+)\s*$/i.exec(request.headers.authorization ?? "")?.[1];
    if (token === undefined) throw new AppError("authentication");
    if (!timingSafeEqual(digest(token), digest(config.metricsToken))) throw new AppError("invalidKey");
  } else if (config.metrics !== "open" && !isLocal(request)) throw new AppError("permission");
}

function isLocal(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress ?? "";
  if (FORWARDING_HEADERS.some((name) => request.headers[name] !== undefined)) return false;
  return LOOPBACK.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
