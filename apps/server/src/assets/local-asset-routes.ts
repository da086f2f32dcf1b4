import type { FastifyInstance } from "fastify";
import type { LocalAssetStore } from "./local-asset-store.js";
import { FORM_OVERHEAD_BYTES, receiveUpload } from "./receive-upload.js";
import { serveAsset } from "./serve-asset.js";
import { addStorageHeaders, STORAGE_ROUTE_CONFIG } from "./storage-headers.js";

export interface LocalAssetRoutesOptions {
  readonly store: LocalAssetStore;
  readonly maxUploadBytes: number;
  /** A client that neither sends nor takes a byte for this long is cut off, in milliseconds. */
  readonly stallMs?: number;
}

/**
 * The routes of the local store, for `app.register`: POST `/storage` takes an upload form, GET and HEAD `/storage/*`
 * serve the bytes. None asks who is calling: an upload is allowed by its signed form, a read by its unguessable url.
 *
 * @example
 * await app.register(localAssetRoutes, { store, maxUploadBytes });
 */
export async function localAssetRoutes(app: FastifyInstance, options: LocalAssetRoutesOptions): Promise<void> {
  const { store, maxUploadBytes, stallMs = 60_000 } = options;
  addStorageHeaders(app, { methods: "GET, HEAD, POST" });

  // A form is parsed as it streams in; any other type reaches the handler unread, which says what is wrong with it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));

  // The file is bounded as it streams in, with the rest of the form; the application's bound for JSON is not for it.
  const form = { config: STORAGE_ROUTE_CONFIG, bodyLimit: maxUploadBytes + FORM_OVERHEAD_BYTES };

  // The wildcard matches the path with a slash. Two exact routes would be one too many under `ignoreTrailingSlash`.
  app.post("/storage", form, (request, reply) => receiveUpload({ store, maxUploadBytes, stallMs }, request, reply));
  app.post("/storage/*", form, async (request, reply) => {
    if (/^\/storage\/*(\?|$)/.test(request.raw.url ?? ""))
      return await receiveUpload({ store, maxUploadBytes, stallMs }, request, reply);
    return await reply.code(404).send({ detail: "Not found." });
  });

  app.route({
    method: ["GET", "HEAD"],
    url: "/storage/*",
    exposeHeadRoute: false,
    config: STORAGE_ROUTE_CONFIG,
    handler: (request, reply) => serveAsset({ store, stallMs }, request, reply),
  });
}
