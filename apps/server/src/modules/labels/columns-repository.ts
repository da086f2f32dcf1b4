import { sql } from "kysely";

/** The columns of `LabelColumns`, from the joins below. */
export function labelColumns(withContent: boolean) {
  return sql`l.version as label_version, l.label_status as label_label_status, l.score as label_score, l.rating as label_rating,
    l.created_at as label_created_at, lc.username as label_created_by, l.updated_at as label_updated_at,
    lu.username as label_updated_by, l.reviewed_at as label_reviewed_at, lr.username as label_reviewed_by
    ${withContent ? sql`, content.attributes as label_attributes` : sql``}`;
}

/** Joins the label of one labelset to `sample s`. */
export function labelJoin(labelsetId: number, options: { readonly withContent: boolean }) {
  return sql`left join label l on l.sample_id = s.id and l.labelset_id = ${labelsetId}
    left join account lc on lc.id = l.created_by_id
    left join account lu on lu.id = l.updated_by_id
    left join account lr on lr.id = l.reviewed_by_id
    ${options.withContent ? sql`left join label_content content on content.id = l.content_id` : sql``}`;
}
