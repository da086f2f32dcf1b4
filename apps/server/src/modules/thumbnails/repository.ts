import { type RawBuilder, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";

/** The columns that {@link thumbnailMembersJson} needs, of the join {@link THUMBNAIL_JOIN}. */
export interface ThumbnailColumns {
  readonly thumbnail_key: string | null;
  readonly thumbnail_width: number | null;
  readonly thumbnail_height: number | null;
  readonly thumbnail_image_width: number | null;
  readonly thumbnail_image_height: number | null;
  readonly thumbnail_error: string | null;
}

export const THUMBNAIL_COLUMNS = sql`t.asset_key as thumbnail_key, t.width as thumbnail_width, t.height as thumbnail_height,
  t.image_width as thumbnail_image_width, t.image_height as thumbnail_image_height, t.error as thumbnail_error`;

export const THUMBNAIL_JOIN = sql`left join thumbnail t on t.sample_id = s.id`;

/** The members `thumbnail` and `thumbnail_error` of a sample, as JSON text that begins with a comma. */
export function thumbnailMembersJson(row: ThumbnailColumns, urlOf: (key: string) => string): string {
  const { thumbnail_key: key, thumbnail_error: error } = row;
  if (key === null) return `,"thumbnail":null,"thumbnail_error":${JSON.stringify(error)}`;
  return `,"thumbnail":{"url":${JSON.stringify(urlOf(key))},"width":${row.thumbnail_width},"height":${row.thumbnail_height},"image_width":${row.thumbnail_image_width},"image_height":${row.thumbnail_image_height}},"thumbnail_error":null`;
}

/**
 * The image that a sample is shown by: its own, of a sequence the first frame that has one. The others are looked at only where the first
 * has none, as a sequence may have thousands.
 */
const imageUrl = (attributes: RawBuilder<unknown>) => sql`coalesce(
  ${attributes} #>> '{image,url}',
  nullif(${attributes} #>> '{frames,0,image,url}', ''),
  case when json_typeof(${attributes}::json -> 'frames') = 'array' then (
    select frame #>> '{image,url}' from json_array_elements(${attributes}::json -> 'frames') frame
    where frame #>> '{image,url}' <> '' limit 1
  ) end,
  '')`;

export interface ImageSample {
  readonly id: number;
  /** Empty where there is none. */
  readonly url: string;
}

export interface SampleRange {
  readonly datasetId: number;
  readonly afterId: number;
  readonly toId: number;
  /** Also those whose thumbnail could not be made at first. */
  readonly isRetry: boolean;
}

/** The first samples of a range that have no thumbnail yet, by id; none of a dataset that was deleted. */
export async function listSamplesWithout(
  db: DbOrTx,
  range: SampleRange,
  limit: number,
): Promise<readonly ImageSample[]> {
  const { rows } = await sql<ImageSample>`
    select s.id, ${imageUrl(sql`s.attributes`)} as url
    from sample s join dataset d on d.id = s.dataset_id and d.deleted_at is null ${THUMBNAIL_JOIN}
    where s.dataset_id = ${range.datasetId} and s.id > ${range.afterId} and s.id <= ${range.toId}
      and (t.sample_id is null or ${range.isRetry} and t.is_passing)
    order by s.id limit ${limit}`.execute(db);
  return rows;
}

/** What became of one sample's image. */
export interface ThumbnailResult {
  readonly sampleId: number;
  /** What it was made of. */
  readonly url: string;
  readonly key?: string;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly imageWidthPx?: number;
  readonly imageHeightPx?: number;
  readonly error?: string;
  /** It may work later. */
  readonly isPassing?: boolean;
}

/**
 * Keeps results, but of samples that are gone or have another image by now, or a thumbnail already.
 *
 * @returns the ids of the samples whose results were kept.
 */
export async function saveThumbnails(db: DbOrTx, results: readonly ThumbnailResult[]): Promise<ReadonlySet<number>> {
  // The share lock waits for who is changing the image at this moment, and then compares again.
  const { rows } = await sql<{ sample_id: number }>`
    with fresh as (
      select s.id, r.* from jsonb_to_recordset(${JSON.stringify(results)}::jsonb) as r ("sampleId" bigint, url text, key text,
        "widthPx" int, "heightPx" int, "imageWidthPx" int, "imageHeightPx" int, error text, "isPassing" boolean)
      join sample s on s.id = r."sampleId" and ${imageUrl(sql`s.attributes`)} = r.url
      join dataset d on d.id = s.dataset_id and d.deleted_at is null
      order by s.id for share of s
    )
    insert into thumbnail as t (sample_id, asset_key, width, height, image_width, image_height, error, is_passing)
    select id, key, "widthPx", "heightPx", "imageWidthPx", "imageHeightPx", error, coalesce("isPassing", false) from fresh
    on conflict (sample_id) do update set asset_key = excluded.asset_key, width = excluded.width, height = excluded.height,
      image_width = excluded.image_width, image_height = excluded.image_height, error = excluded.error, is_passing = excluded.is_passing
    where t.asset_key is null
    returning sample_id`.execute(db);
  return new Set(rows.map((row) => row.sample_id));
}

/** Takes the thumbnails off samples; returns the keys of their files. Lock the samples first. */
export async function deleteThumbnails(tx: DbOrTx, sampleIds: readonly number[]): Promise<readonly string[]> {
  const rows = await tx
    .deleteFrom("thumbnail")
    .where("sample_id", "=", sql<number>`any(${[...sampleIds]}::bigint[])`)
    .returning("asset_key")
    .execute();
  return rows.flatMap(({ asset_key: key }) => key ?? []);
}

/** Of the first samples of a dataset, by id. */
export async function listThumbnailKeys(
  db: DbOrTx,
  datasetId: number,
  samplesCount: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ asset_key: string }>`
    select t.asset_key from (select id from sample where dataset_id = ${datasetId} order by id limit ${samplesCount}) s
    ${THUMBNAIL_JOIN} where t.asset_key is not null`.execute(db);
  return rows.map((row) => row.asset_key);
}

/** Whether an upload was begun at this key: the file is ours, or is going to be. */
export async function isKnownAsset(db: DbOrTx, key: string): Promise<boolean> {
  return (await db.selectFrom("asset").select("key").where("key", "=", key).executeTakeFirst()) !== undefined;
}
