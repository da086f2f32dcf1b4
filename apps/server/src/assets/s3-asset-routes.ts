import type { FastifyInstance } from "fastify";
import { keyOfPath } from "./asset-key.js";
import type { S3AssetStore } from "./s3-asset-store.js";
import { addStorageHeaders, STORAGE_ROUTE_CONFIG } from "./storage-headers.js";

/**
 * The routes of the S3 store, for `app.register`: GET and HEAD `/storage/*` redirect to a pre-signed url of the bucket, so that
 * the bucket may stay private and the bytes do not pass through this server. Uploads go to the bucket itself.
 *
 * @example
 * await app.register(s3AssetRoutes, { store });
 */
export async function s3AssetRoutes(app: FastifyInstance, { store }: { store: S3AssetStore }): Promise<void> {
  addStorageHeaders(app, { methods: "GET, HEAD" });
  app.route({
    method: ["GET", "HEAD"],
    url: "/storage/*",
    exposeHeadRoute: false,
    config: STORAGE_ROUTE_CONFIG,
    handler: async (request, reply) => {
      const key = keyOfPath(request.raw.url ?? "");
      if (key === undefined) return await reply.code(404).send({ detail: "Not found." });
      const url = await store.signedReadUrl(key, request.method === "HEAD" ? "HEAD" : "GET");
      // An hour from now the url in it is still good for 23; after that a fresh one is due.
      return await reply.header("cache-control", "public, max-age=3600").redirect(url, 302);
    },
  });
}
