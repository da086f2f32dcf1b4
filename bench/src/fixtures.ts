import type pg from "pg";
import type { Dataset } from "./server.js";

/** The attributes of a small image sample, as SQL of the row's number `n`. */
const SAMPLE_ATTRIBUTES = `json_build_object('image', json_build_object('url',
  'https://images.example.com/recordings/2026-11-22/' || n || '/front.jpg'))`;
const SAMPLE_METADATA = `jsonb_build_object('city', (array['London', 'Paris', 'Rome', 'Oslo'])[1 + n % 4], 'robot_id', n % 50)`;

/** A label of `objects` bounding boxes and polygons, as JSON text. */
export function labelAttributes(objects: number): string {
  const annotations = Array.from({ length: objects }, (_, index) => {
    const [x, y] = [10.25 + 7 * index, 20.5 + 3 * index];
    const common = {
      id: index + 1,
      track_id: index + 1,
      category_id: 1 + (index % 3),
      attributes: { occluded: false },
    };
    const points =
      index % 2 === 0
        ? {
            type: "bbox",
            points: [
              [x, y],
              [x + 40, y + 30],
            ],
          }
        : {
            type: "polygon",
            points: [
              [x, y],
              [x + 40, y],
              [x + 35.5, y + 30.25],
              [x, y + 25],
            ],
          };
    return { ...common, ...points };
  });
  return JSON.stringify({ format_version: "0.1", annotations });
}

/** Inserts `count` samples by SQL. */
export async function insertSamples(
  pool: pg.Pool,
  dataset: Dataset,
  count: number,
  labelStatus = "UNLABELED",
): Promise<void> {
  await pool.query(
    `insert into sample (dataset_id, name, attributes, metadata, label_status, gt_label_updated_at, created_by_id)
     select $1, 'frame_' || lpad(n::text, 7, '0') || '.jpg', ${SAMPLE_ATTRIBUTES}, ${SAMPLE_METADATA}, $4,
       case when $4 = 'UNLABELED' then '-infinity' else now() end, $2
     from generate_series(1, $3::int) n`,
    [dataset.id, dataset.ownerId, count, labelStatus],
  );
}

/** Inserts `count` samples by SQL, each with a label that was saved once. */
export async function insertLabeledSamples(
  pool: pg.Pool,
  dataset: Dataset,
  options: { readonly count: number; readonly attributes: string },
): Promise<void> {
  await insertSamples(pool, dataset, options.count, "LABELED");
  await pool.query(
    `with content as (
       insert into label_content (sample_id, attributes) select id, $2::json from sample where dataset_id = $1
       returning id, sample_id
     ), label as (
       insert into label (sample_id, labelset_id, version, label_status, content_id, created_by_id, updated_by_id)
       select sample_id, $3, 1, 'LABELED', id, $4, $4 from content returning *
     )
     insert into label_version (sample_id, labelset_id, version, operation, label_status, content_id, saved_by_id)
     select sample_id, labelset_id, 1, 'saved', 'LABELED', content_id, $4 from label`,
    [dataset.id, options.attributes, dataset.labelsetId, dataset.ownerId],
  );
}

export async function vacuum(pool: pg.Pool): Promise<void> {
  await pool.query("vacuum analyze");
}
