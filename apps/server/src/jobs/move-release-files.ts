import { AssetMissingError } from "../assets/asset-errors.js";
import { createAssetKey, filenameOf } from "../assets/asset-key.js";
import { replaceReleaseKey } from "../modules/releases/repository.js";
import type { JobContext } from "./context.js";
import type { JobPayloads } from "./enqueue.js";

/**
 * Gives the files of releases new keys, and with them new urls: the old ones end. For datasets that are no longer public,
 * whose urls anybody may have noted.
 */
export async function moveReleaseFiles(
  { assets, database }: Pick<JobContext, "assets" | "database">,
  { keys }: JobPayloads["move-release-files"],
): Promise<void> {
  for (const key of keys) {
    const next = createAssetKey(filenameOf(key));
    if (await copyFile(assets, key, next)) {
      // Where this fails, the release may have the new key already: neither file is removed, and the next attempt decides.
      const isReplaced = await replaceReleaseKey(database.db, key, next);
      // Otherwise an earlier attempt has moved it, or the release is deleted.
      if (!isReplaced) await assets.delete(next);
    }
    await assets.delete(key);
  }
}

/** False where there is no such file any more. */
async function copyFile(assets: JobContext["assets"], from: string, to: string): Promise<boolean> {
  try {
    await assets.write(to, "application/json", await assets.read(from));
    return true;
  } catch (error) {
    await assets.delete(to);
    if (error instanceof AssetMissingError) return false;
    throw error;
  }
}
