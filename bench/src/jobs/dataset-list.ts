import { vacuum } from "../fixtures.js";
import { inTurns, type Result, timeMs } from "../measure.js";
import { withServer } from "../server.js";

const DATASETS = 1000;
const SAMPLES_PER_DATASET = 1000;

/** The list of all datasets with their counts a status, against counting them in the index that covers it. */
export async function datasetList(): Promise<Result[]> {
  return withServer(async (server) => {
    const model = await server.addDataset("model", "vector");
    const pool = await server.openPool(1);
    await pool.query(
      `with d as (
         insert into dataset (owner_id, name, task_type, task_attributes, created_by_id)
         select owner_id, 'dataset-' || n, task_type, task_attributes, created_by_id
         from dataset, generate_series(2, $2::int) n where id = $1 returning id
       )
       insert into labelset (dataset_id, name, is_groundtruth) select id, 'ground-truth', true from d`,
      [model.id, DATASETS],
    );
    await pool.query(
      `insert into sample (dataset_id, name, attributes, label_status, created_by_id)
       select d.id, 'frame_' || lpad(n::text, 4, '0'), '{"image":{"url":""}}',
         (array['UNLABELED', 'LABELED', 'REVIEWED', 'REJECTED'])[1 + n % 4], d.created_by_id
       from dataset d, generate_series(1, $1::int) n order by d.id, n`,
      [SAMPLES_PER_DATASET],
    );
    await vacuum(pool);
    const connection = server.connect();
    const list = () =>
      timeMs(async () => {
        const { body } = await connection.ok("GET", `/user/datasets/?per_page=${DATASETS}`);
        if (!body.includes('"REVIEWED":250')) throw new Error("The list has no counts.");
      });
    const count = () => timeMs(() => pool.query("select dataset_id, label_status, count(*) from sample group by 1, 2"));
    const times = await inTurns({ rounds: 15, warmUps: 3 }, list, count);
    return [
      {
        job: "1,000 datasets of 1,000 samples, with label_stats",
        reference: "an index-only count of the same",
        aim: 2,
        ...times,
        unit: "ms",
      },
    ];
  });
}
