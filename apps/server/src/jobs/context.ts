import type { Logger } from "pino";
import type { AssetStore, UrlSigner } from "../assets/asset-store.js";
import type { OpenDatabase } from "../database/database.js";
import type { GuardedFetch } from "../http-client/guarded-fetch.js";
import type { Thumbnailer } from "../modules/thumbnails/thumbnailer.js";

/** What jobs work with. Their database has no statement timeout. */
export interface JobContext {
  readonly database: OpenDatabase;
  readonly assets: AssetStore & UrlSigner;
  readonly guardedFetch: GuardedFetch;
  readonly thumbnailer: Thumbnailer;
  /** How long the files of deleted samples are kept. */
  readonly assetGraceDays: number;
  readonly log: Logger;
}
