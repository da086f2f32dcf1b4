import type { Logger } from "pino";
import type { AssetStore } from "../assets/asset-store.js";
import type { OpenDatabase } from "../database/database.js";

/** What jobs work with. Their database has no statement timeout. */
export interface JobContext {
  readonly database: OpenDatabase;
  readonly assets: AssetStore;
  readonly log: Logger;
}
