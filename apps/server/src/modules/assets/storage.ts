import type { FastifyInstance } from "fastify";
import { localAssetRoutes } from "../../assets/local-asset-routes.js";
import { s3AssetRoutes } from "../../assets/s3-asset-routes.js";
import type { AppContext } from "../../context.js";

/** The side of the asset store that clients upload to and read from. */
export async function storageRoutes(app: FastifyInstance, { assets, config }: AppContext): Promise<void> {
  if (assets.kind === "local") {
    await app.register(localAssetRoutes, { store: assets, maxUploadBytes: config.maxUploadBytes });
  } else {
    await app.register(s3AssetRoutes, { store: assets });
  }
}
