import type { DbOrTx } from "../../database/database.js";

/** The prefixes of the connected bucket that a dataset's owner has. */
export async function listPrefixes(db: DbOrTx, datasetId: number): Promise<string[]> {
  const rows = await db
    .selectFrom("bucket_prefix as b")
    .innerJoin("dataset as d", "d.owner_id", "b.owner_id")
    .select("b.prefix")
    .where("d.id", "=", datasetId)
    .execute();
  return rows.map(({ prefix }) => prefix);
}

/** Who has which prefix, in the order of the prefixes. */
export async function listAllPrefixes(db: DbOrTx): Promise<{ username: string; prefix: string }[]> {
  return db
    .selectFrom("bucket_prefix as b")
    .innerJoin("account as a", "a.id", "b.owner_id")
    .select(["a.username", "b.prefix"])
    .orderBy("b.prefix")
    .orderBy("a.username")
    .execute();
}

export async function insertPrefix(db: DbOrTx, ownerId: number, prefix: string): Promise<void> {
  await db
    .insertInto("bucket_prefix")
    .values({ owner_id: ownerId, prefix })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** False where the owner did not have it. */
export async function deletePrefix(db: DbOrTx, ownerId: number, prefix: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom("bucket_prefix")
    .where("owner_id", "=", ownerId)
    .where("prefix", "=", prefix)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}
