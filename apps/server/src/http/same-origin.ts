import type { FastifyRequest } from "fastify";
import { AppError } from "../errors.js";
import { originOf } from "./origin.js";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * The guard against cross-site request forgery: a change that comes with our cookie must come from a page of our own origin.
 *
 * @throws {AppError} `permission`
 */
export function requireSameOrigin(request: FastifyRequest): void {
  if (SAFE_METHODS.has(request.method) || isFromOwnPage(request)) return;
  throw new AppError("permission", {
    detail: "You do not have permission to perform this action from another site's page.",
  });
}

/** Browsers send `Origin` with every unsafe request; `Sec-Fetch-Site` and `Referer` stand in where something took it out. */
function isFromOwnPage(request: FastifyRequest): boolean {
  const { origin, referer } = request.headers;
  const site = request.headers["sec-fetch-site"];
  if (origin !== undefined) return isOwnOrigin(request, origin, site);
  if (site !== undefined) return site === "same-origin";
  return referer !== undefined && isOwnOrigin(request, referer, site);
}

function isOwnOrigin(request: FastifyRequest, url: string, site: string | string[] | undefined): boolean {
  // `null`, which pages in a sandbox send, is no url.
  if (!URL.canParse(url)) return false;
  const { origin, host, protocol } = new URL(url);
  if (origin === originOf(request) || origin === `${request.protocol}://${request.host.toLowerCase()}`) return true;
  // Behind a proxy that ends TLS we see http where the browser, which no page can make lie here, saw https.
  return site === "same-origin" && protocol === "https:" && host === request.host.toLowerCase();
}
