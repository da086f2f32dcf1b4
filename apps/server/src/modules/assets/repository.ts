import type { DbOrTx } from "../../database/database.js";

/** Notes who began which upload. */
export async function insertAsset(
  tx: DbOrTx,
  asset: { readonly accountId: number; readonly key: string; readonly filename: string },
): Promise<{ readonly uuid: string; readonly created_at: string }> {
  return tx
    .insertInto("asset")
    .values({ account_id: asset.accountId, key: asset.key, filename: asset.filename })
    .returning(["uuid", "created_at"])
    .executeTakeFirstOrThrow();
}
