import { pino } from "pino";
import { buildApp } from "./app.js";
import { createLocalAssetStore } from "./assets/local-asset-store.js";
import { readConfig } from "./config.js";
import { openDatabase } from "./database/database.js";
import { createBodyValidator } from "./http/body-validator.js";

/** The OpenAPI document, from the routes themselves. Connects to nothing. */
export async function describeApi(): Promise<object> {
  const config = readConfig({ RATE_LIMIT_PER_MINUTE: "0" });
  const database = openDatabase({ connection: {}, poolSize: 1, statementTimeoutSeconds: 0 });
  const assets = createLocalAssetStore({
    directory: config.dataDir,
    secret: "no upload is signed with this",
    maxUploadBytes: config.maxUploadBytes,
    expiresInSeconds: 1,
  });
  const log = pino({ level: "silent" });
  const app = await buildApp({ config, database, assets, bodies: createBodyValidator(), log });
  try {
    await app.ready();
    return app.swagger();
  } finally {
    await app.close();
    await database.close();
  }
}
