import type { FastifyReply, FastifyRequest } from "fastify";
import { type Encoding, Site, type SiteFile } from "./site.js";

/**
 * Scripts are ours alone, and none stands in a page. Images and point clouds come from wherever users keep them; styles
 * are also set by the app on its own elements.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data: https: http:",
  "connect-src 'self' blob: data: https: http:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const PAGE_HEADERS = {
  "cache-control": "no-cache",
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cross-origin-opener-policy": "same-origin",
  // The urls of set-up and invitations hold their tokens.
  "referrer-policy": "same-origin",
  "x-frame-options": "DENY",
};

const NOT_BUILT = `Tessera is running, but its web app has not been built.
Build it with "npm run build" ("npm start" does so by itself), then load this page again.
`;

/** First parts of urls that are the API's and also have a page. */
const SHARED_ROOTS: ReadonlySet<string> = new Set(["setup"]);

/** Answers what no route of the API does; false where the API's own "not found" is due. */
export type AnswerUnmatched = (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>;

/**
 * Serves the built web app beside the API: its files, and for every other url that a browser opens its one page.
 *
 * @param directory of the built app
 */
export function webApp(directory: string): AnswerUnmatched {
  const site = new Site(directory);
  return async (request, reply) => {
    if (request.method !== "GET" && request.method !== "HEAD") return false;
    const urlPath = decodedPath(request.url);
    if (urlPath === undefined) return false;
    const file = urlPath === "/index.html" ? undefined : await site.findFile(urlPath);
    if (file === undefined && !isPage(request, urlPath)) return false;
    if (file === undefined) await sendPage(site, request, reply);
    else await sendFile(site, file, request, reply);
    return true;
  };
}

async function sendPage(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const index = await site.findIndex();
  reply.headers(PAGE_HEADERS);
  if (index === undefined) reply.code(503).type("text/plain; charset=utf-8").send(NOT_BUILT);
  else await sendFile(site, index, request, reply);
}

function isPage(request: FastifyRequest, urlPath: string): boolean {
  if (!/\btext\/html\b/.test(request.headers.accept ?? "")) return false;
  const root = urlPath.split("/")[1] ?? "";
  // A missing file is missing: a page in its place would be taken for a script or an image.
  return root !== "static" && (SHARED_ROOTS.has(root) || !isApiRoot(request, root));
}

/** Whether urls of the API begin with this part. */
function isApiRoot(request: FastifyRequest, root: string): boolean {
  const paths = [...request.server.routePatterns.values()].flatMap((patterns) => [...patterns.keys()]);
  return root !== "" && paths.some((path) => path.split("/")[1] === root);
}

async function sendFile(site: Site, file: SiteFile, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const encoding = file.isCompressible ? encodingFor(request.headers["accept-encoding"]) : undefined;
  const etag = `"${file.etag}${encoding === undefined ? "" : `-${encoding}`}"`;
  const isCurrent = request.headers["if-none-match"]?.split(/\s*,\s*/).includes(etag) === true;
  reply.code(isCurrent ? 304 : 200).headers({
    etag,
    "cache-control": file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
    ...(file.isCompressible && { vary: "accept-encoding" }),
  });
  if (isCurrent) {
    reply.send();
    return;
  }
  if (encoding !== undefined) reply.header("content-encoding", encoding);
  const bytes = encoding === undefined ? file.bytes : await site.compress(file, encoding);
  reply.type(file.contentType).header("content-length", bytes.length);
  reply.send(request.method === "HEAD" ? "" : bytes);
}

function encodingFor(accepted: string | string[] | undefined): Encoding | undefined {
  const offers = String(accepted ?? "")
    .toLowerCase()
    .split(",")
    .map((offer) => offer.split(";").map((part) => part.trim()));
  const isWanted = (name: Encoding) => offers.some(([coding, q]) => coding === name && !/^q=0(?:\.0*)?$/.test(q ?? ""));
  return isWanted("br") ? "br" : isWanted("gzip") ? "gzip" : undefined;
}

function decodedPath(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split("?", 1)[0] ?? "");
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
