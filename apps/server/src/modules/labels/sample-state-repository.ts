import { type RawBuilder, sql } from "kysely";

/**
 * How a write stands to what is there:
 * - `make`: the writer made the label (a PUT, work in the label queue);
 * - `touch`: the writer changed something about it (a PATCH, an edit, a restored version): whose it is stays;
 * - `skipReview`: a reviewer leaves it to others.
 */
export type WriteKind = "make" | "touch" | "skipReview";

/**
 * The assignments to `sample` that follow from the ground truth's new row `l`: its status, and who labeled, started,
 * rejected, reviewed or skipped it. Every write of a label goes through here, so that the queues, which the table derives
 * from these columns, are always right.
 */
export function sampleState(kind: WriteKind): RawBuilder<unknown> {
  const isTouch = sql.lit(kind !== "make");
  // On the right of an assignment `sample` is the row as it was.
  const isUnmoved = sql`(${isTouch} and sample.label_status = l.label_status)`;
  return sql`label_status = l.label_status, gt_label_updated_at = l.updated_at,
    labeled_by_id = case
      when l.label_status in ('UNLABELED', 'PRELABELED') then null
      when l.label_status in ('REVIEWING_IN_PROGRESS', 'REVIEWED', 'REJECTED', 'VERIFIED') then sample.labeled_by_id
      -- Back to LABELED from a review, or a correction by a manager: a rejection still goes to who labeled it.
      when ${isTouch} and l.label_status = 'LABELED'
        and sample.label_status in ('LABELED', 'REVIEWING_IN_PROGRESS', 'REVIEWED', 'VERIFIED')
        then coalesce(sample.labeled_by_id, l.updated_by_id)
      when ${isUnmoved} then coalesce(sample.labeled_by_id, l.updated_by_id)
      else l.updated_by_id end,
    started_by_id = case
      when l.label_status not in ('LABELING_IN_PROGRESS', 'REVIEWING_IN_PROGRESS') then null
      when ${isUnmoved} then coalesce(sample.started_by_id, l.updated_by_id)
      else l.updated_by_id end,
    rejected_by_id = case
      when l.label_status in ('UNLABELED', 'PRELABELED', 'REVIEWED', 'VERIFIED') then null
      when l.label_status <> 'REJECTED' then sample.rejected_by_id
      when ${isUnmoved} then coalesce(sample.rejected_by_id, l.updated_by_id)
      else l.updated_by_id end,
    reviewed_by_id = case
      when l.label_status not in ('REVIEWED', 'VERIFIED') then null
      when ${isUnmoved} then coalesce(sample.reviewed_by_id, l.updated_by_id)
      else l.updated_by_id end,
    review_skipped_by_id = ${kind === "skipReview" ? sql`l.updated_by_id` : sql`null`}`;
}

/** The same for a label that is deleted. */
export const UNLABELED_STATE = sql`label_status = 'UNLABELED', gt_label_updated_at = '-infinity', labeled_by_id = null,
  started_by_id = null, rejected_by_id = null, reviewed_by_id = null, review_skipped_by_id = null`;
