import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { createAssetKey } from "../assets/asset-store.js";
import { jsonText, toJson } from "../http/json-text.js";
import { findReleaseById, finishRelease, type Release } from "../modules/releases/repository.js";
import { BinaryCopyRows } from "./binary-copy-rows.js";
import type { JobContext } from "./context.js";
import type { JobPayloads } from "./enqueue.js";

/** Writes the file of a release: one instant's snapshot, streamed, so that memory does not grow with the dataset. */
export async function buildRelease(
  context: JobContext,
  { releaseId }: JobPayloads["build-release"],
  attempt: { readonly isLast: boolean },
): Promise<void> {
  const { db } = context.database;
  const release = await findReleaseById(db, releaseId);
  if (release === undefined || release.status !== "PENDING") return;
  const assetKey = createAssetKey(`${release.name}.json`);
  try {
    const samplesCount = await writeReleaseFile(context, release, assetKey);
    const isThere = await finishRelease(db, releaseId, { status: "SUCCEEDED", statusInfo: "", assetKey, samplesCount });
    // Deleted while its file was written.
    if (!isThere) await context.assets.delete(assetKey);
  } catch (error) {
    await context.assets.delete(assetKey).catch(() => undefined);
    // Deleted meanwhile with its dataset: there is nothing to try again.
    if ((await findReleaseById(db, releaseId)) === undefined) return;
    if (attempt.isLast) {
      const statusInfo = "The file could not be written. The server's log says why.";
      await finishRelease(db, releaseId, { status: "FAILED", statusInfo, assetKey: null, samplesCount: 0 });
    }
    throw error;
  }
}

async function writeReleaseFile(context: JobContext, release: Release, key: string): Promise<number> {
  const client = await context.database.pool.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    const head = await readHead(client, release);
    const rows = new BinaryCopyRows({ before: head, between: ",", after: "]}}" });
    const output = new PassThrough({ highWaterMark: 1024 * 1024 });
    const labelsets = await listLabelsetIds(client, release);
    const samples = samplesSql(release.dataset_id, labelsets);
    const copy = client.query(copyTo(`copy (${samples}) to stdout (format binary)`));
    await Promise.all([
      pipeline(copy, rows, output),
      context.assets.write(key, "application/json", output).catch((error: unknown) => {
        output.destroy(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }),
    ]);
    await client.query("commit");
    client.release();
    return rows.count;
  } catch (error) {
    // The connection may be in the middle of a COPY: it is not used again.
    client.release(true);
    throw error;
  }
}

/** The document up to the opening bracket of its samples. */
async function readHead(client: pg.PoolClient, release: Release): Promise<string> {
  const { rows } = await client.query<{
    name: string;
    owner: string;
    description: string;
    task_type: string;
    task_attributes: string;
    labelsets: string;
  }>(
    `select d.name, o.username as owner, d.description, d.task_type, d.task_attributes,
      (select json_agg(json_build_object('name', l.name, 'description', l.description, 'is_groundtruth', l.is_groundtruth,
        'created_at', to_char(l.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) order by l.id)
       from labelset l where l.dataset_id = d.id)::text as labelsets
     from dataset d join account o on o.id = d.owner_id where d.id = $1`,
    [release.dataset_id],
  );
  const [dataset] = rows;
  if (dataset === undefined) throw new Error(`The dataset of release ${release.id} is gone.`);
  const opened = toJson({
    name: dataset.name,
    owner: dataset.owner,
    description: dataset.description,
    task_type: dataset.task_type,
    task_attributes: jsonText(dataset.task_attributes),
    labelsets: jsonText(dataset.labelsets),
  });
  const outer = toJson({ name: release.name, description: release.description, created_at: release.created_at });
  return `${outer.slice(0, -1)},"dataset":${opened.slice(0, -1)},"samples":[`;
}

async function listLabelsetIds(client: pg.PoolClient, release: Release): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>("select id from labelset where dataset_id = $1 order by id", [
    release.dataset_id,
  ]);
  return rows.map((row) => row.id);
}

/**
 * So many labelsets are joined, which PostgreSQL does whole tables at a time: 0.8 s for 100,000 samples, where looking each
 * label up takes 1.6 s. Further ones are looked up, as every join takes memory.
 */
const JOINED_LABELSETS = 4;

/** One row a sample: its JSON text, made by PostgreSQL, so that its bytes are never decoded here. */
function samplesSql(datasetId: number, labelsetIds: readonly number[]): string {
  const labels = labelsetIds.map((id, index) => {
    const name = `(select to_json(name)::text from labelset where id = ${id})`;
    const label =
      index < JOINED_LABELSETS
        ? labelText(index)
        : `(select ${labelText(index)} from label l${index} ${labelParts(index)} where ${isLabel(index, id)})`;
    return `${name} || ':' || coalesce(${label}, 'null')`;
  });
  const joins = labelsetIds
    .slice(0, JOINED_LABELSETS)
    .map((id, index) => `left join label l${index} on ${isLabel(index, id)} ${labelParts(index)}`);
  return `select '{"uuid":"' || s.uuid || '","name":' || to_json(s.name) || ',"attributes":' || s.attributes::text
      || ',"metadata":' || s.metadata::text || ',"priority":' || to_json(s.priority) || ',"readme":' || to_json(s.readme)
      || ',"created_at":"' || ${timeText("s.created_at")} || '","created_by":' || to_json(creator.username)
      || ',"assigned_labeler":' || coalesce(to_json(labeler.username)::text, 'null')
      || ',"assigned_reviewer":' || coalesce(to_json(reviewer.username)::text, 'null')
      || ',"labels":{' || ${labels.join(" || ',' || ") || "''"} || '}}'
    from sample s
    join account creator on creator.id = s.created_by_id
    left join account labeler on labeler.id = s.assigned_labeler_id
    left join account reviewer on reviewer.id = s.assigned_reviewer_id
    ${joins.join(" ")}
    where s.dataset_id = ${Number(datasetId)} order by s.id`;
}

function isLabel(index: number, labelsetId: number): string {
  return `l${index}.sample_id = s.id and l${index}.labelset_id = ${Number(labelsetId)}`;
}

/** The rows that belong to the label `l<index>`. */
function labelParts(index: number): string {
  return `left join label_content c${index} on c${index}.id = l${index}.content_id
    left join account lc${index} on lc${index}.id = l${index}.created_by_id
    left join account lu${index} on lu${index}.id = l${index}.updated_by_id
    left join account lr${index} on lr${index}.id = l${index}.reviewed_by_id`;
}

/** JSON text of the label `l<index>`; null where there is none. */
function labelText(index: number): string {
  const l = `l${index}`;
  return `'{"label_status":"' || ${l}.label_status || '","attributes":' || c${index}.attributes::text
    || ',"score":' || coalesce(to_json(${l}.score)::text, 'null') || ',"rating":' || coalesce(${l}.rating::text, 'null')
    || ',"created_at":"' || ${timeText(`${l}.created_at`)} || '","created_by":' || to_json(lc${index}.username)
    || ',"updated_at":"' || ${timeText(`${l}.updated_at`)} || '","updated_by":' || to_json(lu${index}.username)
    || ',"reviewed_at":' || coalesce('"' || ${timeText(`${l}.reviewed_at`)} || '"', 'null')
    || ',"reviewed_by":' || coalesce(to_json(lr${index}.username)::text, 'null') || '}'`;
}

function timeText(column: string): string {
  return `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
