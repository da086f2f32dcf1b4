import { throughput } from "../connection.js";
import { insertLabeledSamples, labelAttributes, vacuum } from "../fixtures.js";
import { inTurns, type Result } from "../measure.js";
import { type Server, withServer } from "../server.js";

const SAMPLES = 20_000;
const CLIENTS = 16;
const ROUND_MS = 2000;
const TURNS = { rounds: 5, warmUps: 1 };

const READ = `select s.uuid, s.name, s.attributes::text, s.metadata::text, s.priority, s.readme, s.created_at::text,
    s.updated_at::text, creator.username, l.version, l.label_status, l.score, l.rating, l.created_at::text, lc.username,
    l.updated_at::text, lu.username, l.reviewed_at::text, c.attributes::text
  from sample s join account creator on creator.id = s.created_by_id
  left join label l on l.sample_id = s.id and l.labelset_id = $2
  left join account lc on lc.id = l.created_by_id
  left join account lu on lu.id = l.updated_by_id
  left join label_content c on c.id = l.content_id
  where s.uuid = $1`;

/** Content, label, history, the sample's status: what a save has to write, in one statement and so in one transaction. */
const SAVE = `with s as (select id from sample where uuid = $1), content as (
    insert into label_content (sample_id, attributes) select id, $3::json from s returning id
  ), l as (
    insert into label as e (sample_id, labelset_id, version, label_status, content_id, created_by_id, updated_by_id)
    select s.id, $2, 1, 'LABELED', content.id, $4, $4 from s, content
    on conflict (sample_id, labelset_id) do update set version = e.version + 1, label_status = excluded.label_status,
      content_id = excluded.content_id, updated_at = now(), updated_by_id = excluded.updated_by_id
    returning *
  ), history as (
    insert into label_version (sample_id, labelset_id, version, operation, label_status, content_id, saved_at, saved_by_id)
    select sample_id, labelset_id, version, 'saved', label_status, content_id, updated_at, updated_by_id from l
  )
  update sample set label_status = l.label_status, gt_label_updated_at = l.updated_at from l where sample.id = l.sample_id
  returning l.version, l.updated_at::text`;

/** Requests a second of 16 clients, against 16 connections of the bare driver with one prepared statement each. */
export async function readAndSave(): Promise<Result[]> {
  return withServer(async (server) => {
    const dataset = await server.addDataset("labeled", "vector");
    const pool = await server.openPool(CLIENTS);
    const attributes = labelAttributes(10);
    await insertLabeledSamples(pool, dataset, { count: SAMPLES, attributes });
    await vacuum(pool);
    const { rows } = await pool.query<{ uuid: string }>("select uuid from sample where dataset_id = $1", [dataset.id]);
    const uuids = rows.map((row) => row.uuid);
    const connections = Array.from({ length: CLIENTS }, () => server.connect());
    const body = Buffer.from(`{"label_status":"LABELED","attributes":${attributes}}`);
    const run = (send: (client: number, uuid: string) => Promise<unknown>) => () =>
      throughput(CLIENTS, ROUND_MS, (client) => send(client, randomOf(uuids)));

    const read = await inTurns(
      TURNS,
      run((client, uuid) => connectionOf(connections, client).ok("GET", `/samples/${uuid}/?labelset=ground-truth`)),
      run((_client, uuid) => pool.query({ name: "read", text: READ, values: [uuid, dataset.labelsetId] })),
    );
    const save = await inTurns(
      TURNS,
      run((client, uuid) => connectionOf(connections, client).ok("PUT", `/labels/${uuid}/ground-truth/`, body)),
      run((_client, uuid) =>
        pool.query({ name: "save", text: SAVE, values: [uuid, dataset.labelsetId, attributes, dataset.ownerId] }),
      ),
    );
    const reference = "the bare SQL at 16 connections";
    return [
      { job: "read a sample with its label, 16 clients", reference, aim: 2, ...read, unit: "requests/s" },
      { job: "save a small label, 16 clients", reference, aim: 2, ...save, unit: "requests/s" },
    ];
  });
}

function randomOf(uuids: readonly string[]): string {
  return uuids[Math.floor(Math.random() * uuids.length)] ?? "";
}

function connectionOf(connections: readonly ReturnType<Server["connect"]>[], client: number) {
  const connection = connections[client];
  if (connection === undefined) throw new Error(`There is no client ${client}.`);
  return connection;
}
