import type { LabelStatus, TaskType } from "@tessera/schema";

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
  const { before, after } = labelFrame(row, context);
  return `${before}${attributes}${after}`;
}

/** The same as bytes: attributes that came as bytes, tens of megabytes at times, are not made into text and back. */
export function labelBytes(row: LabelColumns, attributes: Buffer, context: LabelContext): Buffer {
  const { before, after } = labelFrame(row, context);
  return Buffer.concat([Buffer.from(before), attributes, Buffer.from(after)]);
}

/** What stands around the attributes. */
export function labelFrame(row: LabelColumns, context: LabelContext): { before: string; after: string } {
  return {
    before: `{"sample_uuid":"${context.sampleUuid}","label_type":"${context.taskType}","label_status":"${row.label_label_status}","labelset":${JSON.stringify(context.labelset.name)},"attributes":`,
    after: `,"created_at":"${row.label_created_at}","created_by":${JSON.stringify(row.label_created_by)},"updated_at":"${row.label_updated_at}","updated_by":${JSON.stringify(row.label_updated_by)},"score":${row.label_score},"rating":${row.label_rating},"reviewed_at":${JSON.stringify(row.label_reviewed_at)},"reviewed_by":${JSON.stringify(row.label_reviewed_by)},"version":${row.label_version}}`,
  };
}
