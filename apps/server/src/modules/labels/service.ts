import { can, type LabelStatus, labelTypeOf, sampleTypeOf, statusesFor } from "@tessera/schema";
import type { AppContext } from "../../context.js";
import type { Db, DbOrTx } from "../../database/database.js";
import { AppError, invalidField } from "../../errors.js";
import {
  callerOf,
  type DatasetTarget,
  datasetOf,
  labelsetOf,
  type RequestContext,
  sampleOf,
} from "../../http/access.js";
import type { Members } from "../../http/body-validation.js";
import type { RawBody, ValidBody } from "../../http/body-validator.js";
import { retryOnConflict } from "../../http/transact.js";
import { findSampleAttributes } from "../samples/repository.js";
import { checkBitmaps } from "./bitmaps.js";
import { type LabelColumns, type LabelContext, labelBytes, labelFrame, labelJson } from "./label-json.js";
import * as repository from "./repository.js";
import { requireNotHeld, requireWritable } from "./write-rules.js";

export interface SaveResult {
  readonly json: string | Buffer;
  readonly isNew: boolean;
}

/** Reads the label that the url names. @param hold waits until there is memory for so many bytes */
export async function getLabel(
  db: DbOrTx,
  context: RequestContext,
  hold: (labelBytes: number) => Promise<void>,
): Promise<string | Buffer> {
  await hold(labelsetOf(context).labelBytes);
  const row = await repository.findLabel(db, keyOf(context));
  if (row === undefined) throw new AppError("notFound");
  return render(context, row, row.label_attributes);
}

/** Creates or replaces (PUT) or changes (PATCH) a label. */
export async function saveLabel(
  app: Pick<AppContext, "assets" | "database">,
  context: RequestContext,
  options: { readonly isPartial: boolean; readonly body: RawBody; readonly origin: string },
): Promise<SaveResult> {
  const { db } = app.database;
  const { body } = options;
  const dataset = datasetOf(context);
  const needed = needsSample(dataset) ? await findSampleAttributes(db, sampleOf(context).id) : undefined;
  const valid = await body.validate({
    kind: "label",
    taskType: dataset.taskType,
    isPartial: options.isPartial,
    sampleAttributes: needed,
  });
  const { members } = valid;
  const status = readStatus(dataset, members);
  if (members.rating !== undefined && !can(dataset.role, "review")) throw new AppError("permission");
  await checkBitmaps(app.assets, options.origin, { urls: valid.bitmapUrls, sampleAttributes: needed });

  const key = keyOf(context);
  const attributes = attributesOf(body.bytes, valid);
  const score = members.score as number | null | undefined;
  const accountId = callerOf(context).id;
  const write = (conn: DbOrTx) =>
    options.isPartial
      ? repository.patchLabel(
          conn,
          key,
          {
            ...(attributes !== undefined && { attributes }),
            ...(status !== undefined && { status }),
            ...(score !== undefined && { score }),
            ...(members.rating !== undefined && { rating: members.rating as number | null }),
          },
          accountId,
        )
      : repository.putLabel(
          conn,
          key,
          { attributes: attributes ?? "null", status: status ?? "PRELABELED", score: score ?? null },
          accountId,
        );
  const saved = await writeGuarded(db, context, { expected: members.version as number | undefined, write });
  if (saved === undefined) throw new AppError("notFound");
  const written = await writtenAttributes(db, context, attributes);
  return { json: render(context, saved, written), isNew: saved.is_new };
}

/** The attributes as they are stored: what was sent, unless there was nothing, or the dataset moves what comes in late. */
export async function writtenAttributes(
  db: DbOrTx,
  context: RequestContext,
  sent: Buffer | string | undefined,
): Promise<Buffer | string> {
  const isAsSent = sent !== undefined && !datasetOf(context).movesLateObjects;
  return isAsSent ? sent : repository.getAttributes(db, keyOf(context));
}

export async function deleteLabel(db: Db, context: RequestContext): Promise<void> {
  const write = (conn: DbOrTx) => repository.deleteLabel(conn, keyOf(context), callerOf(context).id);
  if (!(await writeGuarded(db, context, { expected: undefined, write }))) throw new AppError("notFound");
}

/**
 * A write of a label under the rules of {@link requireWritable} and {@link requireNotHeld}, and of the version it started from where it names one. What
 * the rules look at is locked until the write is done. Where there is nothing to look at, the write is one statement.
 */
async function writeGuarded<Result>(
  db: Db,
  context: RequestContext,
  save: { readonly expected: number | undefined; readonly write: (conn: DbOrTx) => Promise<Result> },
): Promise<Result> {
  const { role } = datasetOf(context);
  if (save.expected === undefined && can(role, "manage")) return retryOnConflict(() => save.write(db));
  return retryOnConflict(() =>
    db.transaction().execute(async (tx) => {
      const { version, status, holder_id } = await repository.lockLabel(tx, keyOf(context));
      requireNotHeld(role, holder_id, callerOf(context).id);
      requireWritable(role, status);
      if (save.expected !== undefined && version !== save.expected) throw await staleLabel(tx, context, version);
      return save.write(tx);
    }),
  );
}

export function keyOf(context: RequestContext): repository.LabelKey {
  const { id: labelsetId, isGroundtruth } = labelsetOf(context);
  return { sampleId: sampleOf(context).id, labelsetId, isGroundtruth };
}

/** Rules that look at the sample: spans of text, frames, sensors, and the size of an image that has a bitmap. */
export function needsSample(dataset: DatasetTarget): boolean {
  return sampleTypeOf(dataset.taskType) !== "image" || labelTypeOf(dataset.taskType) === "image-segmentation";
}

function readStatus(dataset: DatasetTarget, members: Members): LabelStatus | undefined {
  const status = members.label_status as LabelStatus | undefined;
  const effective = status ?? "PRELABELED";
  if (status === "VERIFIED" && !dataset.isVerifiedEnabled) {
    throw invalidField("label_status", "VERIFIED is not enabled in this dataset.");
  }
  if (status !== undefined && !statusesFor(dataset.role).includes(effective)) throw new AppError("permission");
  return status;
}

/** What the label's attributes are written as: the slice of the body that they are, or its completed text. */
export function attributesOf(body: Buffer, valid: ValidBody): Buffer | string | undefined {
  if (valid.attributesText !== undefined) return valid.attributesText;
  if (valid.attributesBytes !== undefined) {
    const { buffer, byteOffset, byteLength } = valid.attributesBytes;
    return Buffer.from(buffer, byteOffset, byteLength);
  }
  const span = valid.spans.attributes;
  return span && body.subarray(span.start, span.end);
}

/** Somebody else saved in between: the answer holds what is there, so that neither side is lost. */
export async function staleLabel(db: DbOrTx, context: RequestContext, version: number): Promise<AppError> {
  const row = await repository.findLabel(db, keyOf(context));
  const text = row === undefined ? "null" : render(context, row, row.label_attributes).toString();
  return new AppError("conflict", { extra: { version }, jsonMember: { name: "label", text } });
}

/** What a save answers, and what is kept of it for a repeated request: see {@link keptAnswer}. */
export interface LabelAnswer {
  readonly body: string | Buffer;
  readonly kept: string;
}

/**
 * What is kept of an answer for a repeated request: the text around the label's attributes, which the history has. A copy of
 * every label that is saved would take as much room as the labels themselves.
 */
export function keptAnswer(
  context: RequestContext,
  row: LabelColumns,
  around: { before: string; after: string },
): string {
  const frame = labelFrame(row, labelContextOf(context));
  const [before, after] = [around.before + frame.before, frame.after + around.after];
  return JSON.stringify({ version: row.label_version, before, after });
}

/** The answer again; undefined when its version of the label is gone. */
export async function remakeAnswer(tx: DbOrTx, context: RequestContext, kept: string): Promise<string | undefined> {
  const { version, before, after } = JSON.parse(kept) as { version: number; before: string; after: string };
  const attributes = await repository.findVersionAttributes(tx, keyOf(context), version);
  return attributes === undefined ? undefined : before + attributes + after;
}

/** A label's JSON, as text or as bytes like its attributes. */
export function render(context: RequestContext, row: LabelColumns, attributes: string | Buffer) {
  const label = labelContextOf(context);
  return typeof attributes === "string" ? labelJson(row, attributes, label) : labelBytes(row, attributes, label);
}

function labelContextOf(context: RequestContext): LabelContext {
  return {
    sampleUuid: sampleOf(context).uuid,
    taskType: datasetOf(context).taskType,
    labelset: labelsetOf(context),
  };
}
