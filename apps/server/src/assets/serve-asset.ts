import type { FastifyReply, FastifyRequest } from "fastify";
import { filenameOf, keyOfPath } from "./asset-key.js";
import { parseByteRange } from "./byte-range.js";
import { contentDispositionFor } from "./content-disposition.js";
import { etagOf, type LocalAssetStore, type OpenAsset, streamOf } from "./local-asset-store.js";
import { closeWhenStalled } from "./stall-guard.js";

/** Answers GET and HEAD of `/storage/<key>` from the local store: whole, one range, or 304. */
export async function serveAsset(
  { store, stallMs }: { store: LocalAssetStore; stallMs: number },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // From the raw path: the router's parameter is already decoded, and once must be enough.
  const key = keyOfPath(request.raw.url ?? "");
  const asset = key === undefined ? undefined : await store.open(key);
  if (key === undefined || asset === undefined) return await reply.code(404).send({ detail: "Not found." });

  let isHandedOver = false;
  try {
    const etag = etagOf(asset);
    reply.headers({
      "accept-ranges": "bytes",
      "cache-control": "public, max-age=31536000, immutable",
      etag,
      "last-modified": asset.modifiedAt.toUTCString(),
    });
    if (isUnchanged(request, asset, etag)) return await reply.code(304).send();

    const range = isRangeCurrent(request, asset, etag)
      ? parseByteRange(request.headers.range, asset.sizeBytes)
      : undefined;
    if (range === "unsatisfiable") {
      return await reply
        .code(416)
        .headers({ "content-range": `bytes */${asset.sizeBytes}`, "cache-control": "no-store" })
        .send({ detail: "The range begins past the end of the file." });
    }
    const sizeBytes = range === undefined ? asset.sizeBytes : range.endInclusive - range.start + 1;
    reply.code(range === undefined ? 200 : 206).headers({
      "content-type": asset.contentType,
      "content-disposition": contentDispositionFor(filenameOf(key)),
      "content-length": String(sizeBytes),
      ...(range === undefined
        ? {}
        : { "content-range": `bytes ${range.start}-${range.endInclusive}/${asset.sizeBytes}` }),
    });
    if (request.method === "HEAD" || sizeBytes === 0) return await reply.send();

    const stream = streamOf(asset, range);
    isHandedOver = true;
    closeWhenStalled(request, reply, stallMs);
    return await reply.send(stream);
  } finally {
    if (!isHandedOver) await asset.handle.close();
  }
}

function isUnchanged(request: FastifyRequest, asset: OpenAsset, etag: string): boolean {
  const tags = request.headers["if-none-match"];
  if (tags !== undefined) {
    return tags.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
  }
  const since = request.headers["if-modified-since"];
  return since !== undefined && wholeSeconds(asset.modifiedAt.getTime()) <= Date.parse(since);
}

/** If-Range: the range counts only when the client's copy is the one we have; a weak tag never is. */
function isRangeCurrent(request: FastifyRequest, asset: OpenAsset, etag: string): boolean {
  const validator = request.headers["if-range"];
  if (validator === undefined || validator === etag) return true;
  return Date.parse(validator.toString()) === wholeSeconds(asset.modifiedAt.getTime());
}

/** HTTP dates have no milliseconds. */
function wholeSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000;
}
