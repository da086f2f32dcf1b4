import path from "node:path";
import { createLocalAssetStore, type LocalAssetStore } from "./assets/local-asset-store.js";
import type { S3AssetStore } from "./assets/s3-asset-store.js";
import type { Config } from "./config.js";
import type { Db } from "./database/database.js";
import { sharedSecret } from "./database/server-secret.js";

const UPLOAD_FORM_SECONDS = 24 * 3600;

/** The store that the configuration names: a bucket, or the directory beside the database. */
export async function openAssetStore(config: Config, db: Db): Promise<LocalAssetStore | S3AssetStore> {
  const limits = { maxUploadBytes: config.maxUploadBytes, expiresInSeconds: UPLOAD_FORM_SECONDS };
  if (config.s3 !== undefined) {
    // Loaded by who uses it: the AWS libraries take a tenth of a second of the start, and 20 MB.
    const { createS3AssetStore } = await import("./assets/s3-asset-store.js");
    return createS3AssetStore({ ...config.s3, ...limits });
  }
  return createLocalAssetStore({
    directory: path.join(config.dataDir, "assets"),
    secret: await sharedSecret(db, "upload-forms"),
    ...limits,
  });
}
