import { sql } from "kysely";
import type { DbOrTx, Tx } from "../../database/database.js";

/** The first of `name`, `name-2`, `name-3` … that no dataset of the account has. Who asks at the same moment waits. */
export async function findFreeDatasetName(tx: Tx, ownerId: number, name: string): Promise<string> {
  await tx.selectFrom("account").select("id").where("id", "=", ownerId).forNoKeyUpdate().execute();
  const rows = await tx
    .selectFrom("dataset")
    .select("name")
    .where("owner_id", "=", ownerId)
    .where("deleted_at", "is", null)
    .where((eb) => eb.or([eb("name", "=", name), eb(sql`starts_with(name, ${`${name}-`})`, "=", true)]))
    .execute();
  const taken = new Set(rows.map((row) => row.name));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
  return free;
}

export interface DatasetParts {
  readonly labelsetId: number;
  /** Sample name → id. */
  readonly sampleIds: ReadonlyMap<string, number>;
}

/** What the labels of a small dataset hang on. */
export async function getDatasetParts(db: DbOrTx, datasetId: number): Promise<DatasetParts> {
  const [labelset, samples] = await Promise.all([
    db
      .selectFrom("labelset")
      .select("id")
      .where("dataset_id", "=", datasetId)
      .where("is_groundtruth", "=", true)
      .executeTakeFirstOrThrow(),
    db.selectFrom("sample").select(["id", "name"]).where("dataset_id", "=", datasetId).execute(),
  ]);
  return { labelsetId: labelset.id, sampleIds: new Map(samples.map(({ id, name }) => [name, id])) };
}
