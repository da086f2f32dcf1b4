import type { ReleaseStatus } from "@tessera/schema";
import type { Selectable } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import type { Database } from "../../database/schema.js";
import { isStorableText } from "../../database/storable-text.js";
import { jsonText, toJson } from "../../http/json-text.js";
import type { Page } from "../../http/paging.js";

export type Release = Selectable<Database["release"]>;

/** @param url where the file is; null until the release succeeded */
export function releaseJson(release: Release, url: string | null): string {
  return toJson({
    uuid: release.uuid,
    name: release.name,
    description: release.description,
    release_type: "JSON",
    attributes: jsonText(JSON.stringify({ url })),
    status: release.status,
    status_info: release.status_info,
    created_at: release.created_at,
    samples_count: release.samples_count,
  });
}

export async function findRelease(db: DbOrTx, datasetId: number, name: string): Promise<Release | undefined> {
  if (!isStorableText(name)) return undefined;
  return db
    .selectFrom("release")
    .selectAll()
    .where("dataset_id", "=", datasetId)
    .where("name", "=", name)
    .executeTakeFirst();
}

export async function findReleaseById(db: DbOrTx, id: number): Promise<Release | undefined> {
  return db.selectFrom("release").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The name of a release of the dataset whose file is not written yet. */
export async function findPendingRelease(db: DbOrTx, datasetId: number): Promise<string | undefined> {
  const row = await db
    .selectFrom("release")
    .select("name")
    .where("dataset_id", "=", datasetId)
    .where("status", "=", "PENDING")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row?.name;
}

export async function listReleases(
  db: DbOrTx,
  datasetId: number,
  page: Page,
): Promise<{ rows: readonly Release[]; total: number }> {
  const [rows, count] = await Promise.all([
    db
      .selectFrom("release")
      .selectAll()
      .where("dataset_id", "=", datasetId)
      .orderBy("id")
      .limit(page.size)
      .offset(page.offset)
      .execute(),
    db
      .selectFrom("release")
      .select((eb) => eb.fn.countAll<number>().as("total"))
      .where("dataset_id", "=", datasetId)
      .executeTakeFirstOrThrow(),
  ]);
  return { rows, total: count.total };
}

export async function insertRelease(
  tx: DbOrTx,
  release: { datasetId: number; name: string; description: string; createdById: number },
): Promise<Release> {
  return tx
    .insertInto("release")
    .values({
      dataset_id: release.datasetId,
      name: release.name,
      description: release.description,
      created_by_id: release.createdById,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function finishRelease(
  db: DbOrTx,
  id: number,
  result: {
    status: Exclude<ReleaseStatus, "PENDING">;
    statusInfo: string;
    assetKey: string | null;
    samplesCount: number;
  },
): Promise<boolean> {
  const updated = await db
    .updateTable("release")
    .set({
      status: result.status,
      status_info: result.statusInfo,
      asset_key: result.assetKey,
      samples_count: result.samplesCount,
    })
    .where("id", "=", id)
    .returning("id")
    .executeTakeFirst();
  return updated !== undefined;
}

/** The files of a dataset's releases, where the dataset is public. */
export async function listPublicReleaseKeys(tx: DbOrTx, datasetId: number): Promise<string[]> {
  const rows = await tx
    .selectFrom("release as r")
    .innerJoin("dataset as d", "d.id", "r.dataset_id")
    .select("r.asset_key")
    .where("d.id", "=", datasetId)
    .where("d.public", "=", true)
    .execute();
  return rows.flatMap(({ asset_key: key }) => (key === null ? [] : [key]));
}

/** False where no release has that file. */
export async function replaceReleaseKey(db: DbOrTx, key: string, next: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("release")
    .set({ asset_key: next })
    .where("asset_key", "=", key)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function deleteRelease(tx: DbOrTx, id: number): Promise<void> {
  await tx.deleteFrom("release").where("id", "=", id).execute();
}
