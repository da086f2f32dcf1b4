import { sql } from "kysely";
import type { AssetStore } from "../assets/asset-store.js";
import type { Config } from "../config.js";
import type { Db } from "../database/database.js";
import { openAssetStore } from "../open-asset-store.js";

interface DatasetRow {
  readonly id: number;
  readonly name: string;
  readonly samples: number;
  readonly labels: number;
  readonly versions: number;
  readonly bytes: number;
}

interface FileRow {
  /** Null for uploads that no sample or label refers to. */
  readonly dataset_id: number | null;
  readonly key: string;
}

const STATS_AT_ONCE = 8;
const HEADINGS = ["dataset", "samples", "labels", "versions", "bytes", "files", "file bytes"];

/** Prints what the database and the asset store hold, by dataset: tables that a spreadsheet or `column -t` reads. */
export async function showStorage(config: Config, db: Db): Promise<void> {
  const assets = await openAssetStore(config, db);
  try {
    const datasets = await listDatasets(db);
    const files = await listFiles(db);
    const sizes = await sizesOf(
      assets,
      files.map(({ key }) => key),
    );
    const byDataset = new Map<number | null, FileRow[]>(datasets.map(({ id }) => [id, []]));
    const unused: FileRow[] = [];
    for (const file of files) (byDataset.get(file.dataset_id) ?? unused).push(file);
    console.log(HEADINGS.join("\t"));
    for (const { id, name, samples, labels, versions, bytes } of datasets) {
      const own = byDataset.get(id) ?? [];
      console.log([name, samples, labels, versions, bytes, own.length, sumOf(own, sizes)].join("\t"));
    }
    console.log(["(uploads without a sample)", "", "", "", "", unused.length, sumOf(unused, sizes)].join("\t"));
    const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(db);
    console.log(`The database takes ${rows[0]?.bytes} bytes on disk, with indexes.`);
    // A file that several datasets share is counted with each of them, and here once.
    const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
    console.log(`The asset store holds ${sizes.size} files, ${total} bytes.`);
  } finally {
    await assets.close();
  }
}

/** Bytes are those of the texts of samples and of all versions of their labels. */
async function listDatasets(db: Db): Promise<readonly DatasetRow[]> {
  const { rows } = await sql<DatasetRow>`
    select d.id, o.username || '/' || d.name || case when d.deleted_at is null then '' else ' (being deleted)' end as name,
      coalesce(s.samples, 0) as samples, coalesce(l.labels, 0) as labels, coalesce(v.versions, 0) as versions,
      (coalesce(s.bytes, 0) + coalesce(c.bytes, 0))::bigint as bytes
    from dataset d join account o on o.id = d.owner_id
    left join (select dataset_id, count(*) as samples,
        sum(octet_length(attributes::text) + octet_length(metadata::text) + octet_length(readme)) as bytes
      from sample group by 1) s on s.dataset_id = d.id
    left join (select s.dataset_id, count(*) as labels from label l join sample s on s.id = l.sample_id group by 1) l
      on l.dataset_id = d.id
    left join (select s.dataset_id, count(*) as versions from label_version v join sample s on s.id = v.sample_id
      group by 1) v on v.dataset_id = d.id
    left join (select s.dataset_id, sum(c.bytes) as bytes from label_content c join sample s on s.id = c.sample_id
      group by 1) c on c.dataset_id = d.id
    order by bytes desc, name`.execute(db);
  return rows;
}

/** Uploads, thumbnails and releases; an upload stands with each dataset that refers to it. */
async function listFiles(db: Db): Promise<readonly FileRow[]> {
  const { rows } = await sql<FileRow>`
    with used as materialized (
      select s.dataset_id, f.asset_id from sample s, asset_ids_in(s.attributes::text) f(asset_id)
      union select s.dataset_id, f.asset_id from label_content c join sample s on s.id = c.sample_id,
        asset_ids_in(c.attributes::text) f(asset_id))
    select used.dataset_id, a.key from asset a left join used on used.asset_id = left(a.key, 32)
    union all select s.dataset_id, t.asset_key from thumbnail t join sample s on s.id = t.sample_id
      where t.asset_key is not null
    union all select dataset_id, asset_key from release where asset_key is not null`.execute(db);
  return rows;
}

/** Keys with nothing at them, such as those of uploads that were never sent, are left out. */
async function sizesOf(assets: AssetStore, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  const pending = [...new Set(keys)].values();
  const work = async () => {
    for (const key of pending) {
      const found = await assets.stat(key);
      if (found !== undefined) sizes.set(key, found.sizeBytes);
    }
  };
  await Promise.all(Array.from({ length: STATS_AT_ONCE }, work));
  return sizes;
}

function sumOf(files: readonly FileRow[], sizes: ReadonlyMap<string, number>): number {
  return files.reduce((sum, { key }) => sum + (sizes.get(key) ?? 0), 0);
}
