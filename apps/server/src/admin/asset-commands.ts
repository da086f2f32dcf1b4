import type { Config } from "../config.js";
import type { Db } from "../database/database.js";
import { listOrphans } from "../modules/assets/orphans-repository.js";
import { removeAssets } from "../modules/assets/orphans-service.js";
import { openAssetStore } from "../open-asset-store.js";

/** Lists the uploads that nothing refers to, and removes them where asked to. */
export async function showOrphans(
  config: Config,
  db: Db,
  { days, isDeleting }: { readonly days: number; readonly isDeleting: boolean },
): Promise<void> {
  const assets = await openAssetStore(config, db);
  try {
    const orphans = await listOrphans(db, "all", days);
    let total = 0;
    for (const { key, filename, owner, created_at } of orphans) {
      const sizeBytes = (await assets.stat(key))?.sizeBytes ?? 0;
      total += sizeBytes;
      console.log([owner, created_at, sizeBytes, key, JSON.stringify(filename)].join("\t"));
    }
    if (isDeleting) await removeAssets({ db, assets }, orphans);
    console.log(`${isDeleting ? "Removed " : ""}${orphans.length} uploads, ${total} bytes.`);
  } finally {
    await assets.close();
  }
}
