import type { Config } from "../config.js";
import type { Db } from "../database/database.js";
import { toAppError } from "../http/error-handler.js";
import { loadExamples } from "../modules/examples/catalog.js";
import { createExampleDataset, ExampleImages, type ExampleTarget } from "../modules/examples/service.js";
import { openAssetStore } from "../open-asset-store.js";

/** Makes the example datasets that an account does not have; returns the names of those that were made. */
export async function addExamples(config: Config, db: Db, owner: ExampleTarget["owner"]): Promise<readonly string[]> {
  const assets = await openAssetStore(config, db);
  const made: string[] = [];
  try {
    for (const [name, example] of await loadExamples()) {
      const datasetName = `example-${name}`;
      const images = new ExampleImages(assets, example);
      const urlOf = (key: string) => assets.urlOf(key, originOf(config));
      try {
        await db
          .transaction()
          .execute((tx) => createExampleDataset(tx, name, example, { owner, datasetName, urlOf, images }));
        made.push(datasetName);
      } catch (error) {
        await images.discard();
        if (toAppError(error).code !== "datasetExists") throw error;
      }
    }
  } finally {
    await assets.close();
  }
  return made;
}

/** Where browsers reach the server, as far as the configuration tells. */
function originOf({ publicUrl, host, port }: Config): string {
  if (publicUrl !== undefined) return publicUrl;
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
