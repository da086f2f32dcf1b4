import { can, type LabelStatus, labelTypeOf, sampleTypeOf, statusesFor } from "@tessera/schema";
import type { FastifyRequest } from "fastify";
import type { AppContext } from "../../context.js";
import type { Db, DbOrTx } from "../../database/database.js";
import { AppError, invalidField } from "../../errors.js";
import { callerOf, type DatasetTarget, datasetOf, labelsetOf, sampleOf } from "../../http/access.js";
import type { Members, Verdict } from "../../http/body-validation.js";
import { holdForLabel } from "../../http/memory.js";
import { retryOnConflict } from "../../http/transact.js";
import { findSampleAttributes } from "../samples/repository.js";
import { checkBitmaps } from "./bitmaps.js";
import { type LabelColumns, type LabelContext, labelBytes, labelFrame, labelJson } from "./label-json.js";
import * as repository from "./repository.js";
import { requireNotHeld, requireWritable } from "./write-rules.js";

export type ValidBody = Extract<Verdict, { ok: true }>;

export interface SaveResult {
  readonly json: string | Buffer;
  readonly isNew: boolean;
}

/** Reads the label that the url names. */
export async function getLabel(db: DbOrTx, request: FastifyRequest): Promise<string | Buffer> {
  await holdForLabel(request, labelsetOf(request).labelBytes);
  const row = await repository.findLabel(db, keyOf(request));
  if (row === undefined) throw new AppError("notFound");
  return render(request, row, row.label_attributes);
}

/** Creates or replaces (PUT) or changes (PATCH) a label. */
export async function saveLabel(
  context: AppContext,
  request: FastifyRequest,
  options: { readonly isPartial: boolean },
): Promise<SaveResult> {
  const { db } = context.database;
  const dataset = datasetOf(request);
  const needed = needsSample(dataset) ? await findSampleAttributes(db, sampleOf(request).id) : undefined;
  const valid = await context.bodies.validate(request, {
    kind: "label",
    taskType: dataset.taskType,
    isPartial: options.isPartial,
    sampleAttributes: needed,
  });
  const { members } = valid;
  const status = readStatus(dataset, members);
  if (members.rating !== undefined && !can(dataset.role, "review")) throw new AppError("permission");
  await checkBitmaps(context.assets, request, { urls: valid.bitmapUrls, sampleAttributes: needed });

  const key = keyOf(request);
  const attributes = attributesOf(request.body as Buffer, valid);
  const score = members.score as number | null | undefined;
  const accountId = callerOf(request).id;
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
  const saved = await writeGuarded(db, request, { expected: members.version as number | undefined, write });
  if (saved === undefined) throw new AppError("notFound");
  const written = await writtenAttributes(db, request, attributes);
  return { json: render(request, saved, written), isNew: saved.is_new };
}

/** The attributes as they are stored: what was sent, unless there was nothing, or the dataset moves what comes in late. */
export async function writtenAttributes(
  db: DbOrTx,
  request: FastifyRequest,
  sent: Buffer | string | undefined,
): Promise<Buffer | string> {
  const isAsSent = sent !== undefined && !datasetOf(request).movesLateObjects;
  return isAsSent ? sent : repository.getAttributes(db, keyOf(request));
}

export async function deleteLabel(db: Db, request: FastifyRequest): Promise<void> {
  const write = (conn: DbOrTx) => repository.deleteLabel(conn, keyOf(request), callerOf(request).id);
  if (!(await writeGuarded(db, request, { expected: undefined, write }))) throw new AppError("notFound");
}

/**
 * A write of a label under the rules of {@link requireWritable} and {@link requireNotHeld}, and of the version it started from where it names one. What
 * the rules look at is locked until the write is done. Where there is nothing to look at, the write is one statement.
 */
async function writeGuarded<Result>(
  db: Db,
  request: FastifyRequest,
  save: { readonly expected: number | undefined; readonly write: (conn: DbOrTx) => Promise<Result> },
): Promise<Result> {
  const { role } = datasetOf(request);
  if (save.expected === undefined && can(role, "manage")) return retryOnConflict(() => save.write(db));
  return retryOnConflict(() =>
    db.transaction().execute(async (tx) => {
      const { version, status, holder_id } = await repository.lockLabel(tx, keyOf(request));
      requireNotHeld(role, holder_id, callerOf(request).id);
      requireWritable(role, status);
      if (save.expected !== undefined && version !== save.expected) throw await staleLabel(tx, request, version);
      return save.write(tx);
    }),
  );
}

export function keyOf(request: FastifyRequest): repository.LabelKey {
  const { id: labelsetId, isGroundtruth } = labelsetOf(request);
  return { sampleId: sampleOf(request).id, labelsetId, isGroundtruth };
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
export async function staleLabel(db: DbOrTx, request: FastifyRequest, version: number): Promise<AppError> {
  const row = await repository.findLabel(db, keyOf(request));
  const text = row === undefined ? "null" : render(request, row, row.label_attributes).toString();
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
  request: FastifyRequest,
  row: LabelColumns,
  around: { before: string; after: string },
): string {
  const frame = labelFrame(row, contextOf(request));
  const [before, after] = [around.before + frame.before, frame.after + around.after];
  return JSON.stringify({ version: row.label_version, before, after });
}

/** The answer again; undefined when its version of the label is gone. */
export async function remakeAnswer(tx: DbOrTx, request: FastifyRequest, kept: string): Promise<string | undefined> {
  const { version, before, after } = JSON.parse(kept) as { version: number; before: string; after: string };
  const attributes = await repository.findVersionAttributes(tx, keyOf(request), version);
  return attributes === undefined ? undefined : before + attributes + after;
}

/** A label's JSON, as text or as bytes like its attributes. */
export function render(request: FastifyRequest, row: LabelColumns, attributes: string | Buffer) {
  const context = contextOf(request);
  return typeof attributes === "string" ? labelJson(row, attributes, context) : labelBytes(row, attributes, context);
}

function contextOf(request: FastifyRequest): LabelContext {
  return {
    sampleUuid: sampleOf(request).uuid,
    taskType: datasetOf(request).taskType,
    labelset: labelsetOf(request),
  };
}
