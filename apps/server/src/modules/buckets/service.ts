import type { DbOrTx } from "../../database/database.js";
import { listPrefixes } from "./repository.js";

/** Whether a dataset may have an object of the connected bucket read. */
export type MayReadObject = (key: string) => Promise<boolean>;

/**
 * Samples name objects of the bucket by url, and whoever adds samples chooses the urls. So a dataset reads only what lies
 * under a prefix of its owner's. The prefixes are asked for once, and only where a url names an object of the bucket.
 */
export function bucketRightsOf(db: DbOrTx, datasetId: number): MayReadObject {
  let prefixes: Promise<string[]> | undefined;
  return async (key) => {
    prefixes ??= listPrefixes(db, datasetId);
    // A client or a kin of S3 that resolves dots would read outside of the prefix.
    const hasDots = key.split("/").some((part) => part === "." || part === "..");
    return !hasDots && (await prefixes).some((prefix) => key.startsWith(prefix));
  };
}
