import type { AssetStore } from "../../assets/asset-store.js";
import type { Db } from "../../database/database.js";
import * as repository from "./orphans-repository.js";

interface Storage {
  readonly db: Db;
  readonly assets: Pick<AssetStore, "delete">;
}

/** Removes the files of samples and labels that were deleted so many days ago, unless something else refers to them. */
export async function removeUnusedAssets({ db, assets }: Storage, days: number): Promise<void> {
  const orphans = await repository.listOrphans(db, "deleted", days);
  await removeAssets({ db, assets }, orphans);
  await repository.keepUsedAssets(db, orphans, days);
}

/** The file first: a row whose file is gone is removed the next time, a file without a row is found by nobody. */
export async function removeAssets({ db, assets }: Storage, files: readonly repository.AssetFile[]): Promise<void> {
  for (const { uuid, key } of files) {
    await assets.delete(key);
    await repository.deleteAssetRow(db, uuid);
  }
}
