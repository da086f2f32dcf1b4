import type { LabelStatus, TaskType } from "@tessera/schema";
import { sql } from "kysely";

/** A label's columns beside those of its sample; all null where there is no label. */
export interface LabelColumns {
  label_version: number | null;
  label_label_status: LabelStatus | null;
  label_score: number | null;
  label_rating: number | null;
  label_created_at: string;
  label_created_by: string;
  label_updated_at: string;
  label_updated_by: string;
  label_reviewed_at: string | null;
  label_reviewed_by: string | null;
  label_attributes?: string;
}

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

export interface LabelContext {
  readonly sampleUuid: string;
  readonly taskType: TaskType;
  readonly labelset: { readonly name: string };
}

/** JSON text of the `label` member of a sample: the whole label, its summary, or null. */
export function labelMemberJson(row: LabelColumns, context: LabelContext & { readonly isFull: boolean }): string {
  if (row.label_label_status === null) return "null";
  return context.isFull ? labelJson(row, row.label_attributes ?? "null", context) : summaryJson(row);
}

function summaryJson(row: LabelColumns): string {
  return `{"label_status":"${row.label_label_status}","score":${row.label_score},"updated_at":"${row.label_updated_at}","created_by":${JSON.stringify(row.label_created_by)},"reviewed_by":${JSON.stringify(row.label_reviewed_by)}}`;
}

/** JSON text of a Label. @param attributes JSON text */
export function labelJson(row: LabelColumns, attributes: string, context: LabelContext): string {
  return `{"sample_uuid":"${context.sampleUuid}","label_type":"${context.taskType}","label_status":"${row.label_label_status}","labelset":${JSON.stringify(context.labelset.name)},"attributes":${attributes},"created_at":"${row.label_created_at}","created_by":${JSON.stringify(row.label_created_by)},"updated_at":"${row.label_updated_at}","updated_by":${JSON.stringify(row.label_updated_by)},"score":${row.label_score},"rating":${row.label_rating},"reviewed_at":${JSON.stringify(row.label_reviewed_at)},"reviewed_by":${JSON.stringify(row.label_reviewed_by)},"version":${row.label_version}}`;
}
