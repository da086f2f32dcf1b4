import type { Logger } from "pino";
import type { LocalAssetStore } from "./assets/local-asset-store.js";
import type { S3AssetStore } from "./assets/s3-asset-store.js";
import type { Config } from "./config.js";
import type { OpenDatabase } from "./database/database.js";
import type { BodyValidator } from "./http/body-validator.js";

/** What the modules work with; built once at start (see server.ts) or by a test. */
export interface AppContext {
  readonly config: Config;
  readonly database: OpenDatabase;
  readonly assets: LocalAssetStore | S3AssetStore;
  readonly bodies: BodyValidator;
  readonly log: Logger;
}
