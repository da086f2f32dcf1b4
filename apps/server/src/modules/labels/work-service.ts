import {
  emptyLabelAttributes,
  type LabelStatus,
  quoteForMessage,
  type RejectionReason,
  type Work,
} from "@tessera/schema";
import type { AppContext } from "../../context.js";
import type { Tx } from "../../database/database.js";
import { AppError, invalidField } from "../../errors.js";
import { callerOf, datasetOf, labelsetOf, type RequestContext, sampleOf } from "../../http/access.js";
import type { RawBody, ValidBody } from "../../http/body-validator.js";
import { insertIssue } from "../issues/repository.js";
import { findSampleAttributes } from "../samples/repository.js";
import { insertWorkunit } from "../workunits/repository.js";
import { checkBitmaps } from "./bitmaps.js";
import { deleteDraft } from "./draft-repository.js";
import * as labels from "./repository.js";
import {
  attributesOf,
  keptAnswer,
  keyOf,
  type LabelAnswer,
  needsSample,
  render,
  staleLabel,
  writtenAttributes,
} from "./service.js";
import * as repository from "./work-repository.js";
import { checkWork, findWorkEffect, type WorkEffect } from "./work-rules.js";

const MAX_METRICS_BYTES = 64 * 1024;

/** A request that passed every check that needs no lock. */
export interface ValidWork {
  readonly work: Work;
  readonly attributes: Buffer | string | undefined;
  /** JSON text. */
  readonly metrics: string | undefined;
  readonly sampleAttributes: string | undefined;
  /** Whether the label may lack nothing mandatory when this is done. */
  readonly needsMandatory: boolean;
}

/** What says that a label is complete. */
const COMPLETING: readonly Work["action"][] = ["submit", "accept", "verify"];

/** Validates the body, against the sample and the dataset's switches too. */
export async function readWork(
  app: Pick<AppContext, "assets" | "database">,
  context: RequestContext,
  { body: raw, origin }: { readonly body: RawBody; readonly origin: string },
): Promise<ValidWork> {
  const { db } = app.database;
  const dataset = datasetOf(context);
  const [settings, sampleAttributes] = await Promise.all([
    repository.findWorkSettings(db, dataset.id),
    needsSample(dataset) ? findSampleAttributes(db, sampleOf(context).id) : undefined,
  ]);
  if (settings === undefined) throw new AppError("notFound");
  const body = await raw.validate({
    ...{ kind: "work", taskType: dataset.taskType, sampleAttributes },
  });
  const work = body.members as unknown as Work;
  checkWork(work, { role: dataset.role, isGroundtruth: labelsetOf(context).isGroundtruth, settings });
  await checkBitmaps(app.assets, origin, { urls: body.bitmapUrls, sampleAttributes });
  const { bytes } = raw;
  const needsMandatory = settings.needs_mandatory && COMPLETING.includes(work.action);
  return {
    ...{ work, attributes: attributesOf(bytes, body), metrics: metricsOf(bytes, body) },
    ...{ sampleAttributes, needsMandatory },
  };
}

/**
 * Saves a label as a piece of work: label, history, the sample's place in the queues, workunit and lease change together or
 * not at all.
 */
export async function saveWork(tx: Tx, context: RequestContext, valid: ValidWork): Promise<LabelAnswer> {
  const { work } = valid;
  const key = keyOf(context);
  const accountId = callerOf(context).id;
  if (!(await repository.lockSample(tx, key.sampleId))) throw new AppError("notFound");
  const state = await repository.getWorkState(tx, key);
  if (state.label_version !== work.version) throw await staleLabel(tx, context, state.label_version);
  if (work.work_type !== "normal") requireLease(state, work, accountId);
  const effect = findWorkEffect(work, {
    currentStatus: state.label_status,
    hasNewContent: valid.attributes !== undefined,
  });
  if (effect === undefined) throw new AppError("conflict", { detail: wrongStatus(work) });

  const { saved, attributes } = await writeLabel(tx, context, { ...valid, effect, currentStatus: state.label_status });
  if (valid.needsMandatory) requireNothingMissing(await repository.listMissing(tx, datasetOf(context).id, key));
  const workunit = await insertWorkunit(tx, {
    ...{ datasetId: datasetOf(context).id, sampleId: key.sampleId, sampleUuid: sampleOf(context).uuid },
    ...{ sampleName: state.name, createdById: accountId, createdBy: callerOf(context).username },
    ...{ workType: work.work_type, nextLabelStatus: effect.status },
    ...{ timeMs: work.time, inactiveTimeMs: work.inactive_time },
    ...{ labelRating: saved.label_rating, sessionTimeMetrics: valid.metrics ?? null },
  });
  if (work.reason !== undefined) await insertRejection(tx, context, work.reason);
  if (work.draft !== undefined) await deleteDraft(tx, { ...key, accountId }, work.draft);
  if (effect.endsLease && work.work_type !== "normal") await repository.endLease(tx, key.sampleId, accountId);
  const around = { before: '{"label":', after: `,"workunit":${workunit}}` };
  return { body: wrapped(render(context, saved, attributes), around), kept: keptAnswer(context, saved, around) };
}

/** A rejection's reason is an issue that the next accept resolves. */
async function insertRejection(tx: Tx, context: RequestContext, reason: RejectionReason): Promise<void> {
  const { description, anchor, tags } = reason;
  await insertIssue(tx, {
    ...{ datasetId: datasetOf(context).id, sampleId: sampleOf(context).id, createdById: callerOf(context).id },
    ...{ description, status: "OPEN", kind: "rejection" },
    ...(anchor != null && { anchor: JSON.stringify(anchor) }),
    ...(tags !== undefined && { tags }),
  });
}

async function writeLabel(
  tx: Tx,
  context: RequestContext,
  valid: ValidWork & { readonly effect: WorkEffect; readonly currentStatus: LabelStatus | null },
): Promise<{ saved: labels.SavedLabel; attributes: Buffer | string }> {
  const { work, effect } = valid;
  const key = keyOf(context);
  const accountId = callerOf(context).id;
  const rating = work.rating === undefined ? {} : { rating: work.rating };
  if (valid.currentStatus !== null) {
    const { attributes } = valid;
    // A status that is merely kept is not given anew: who reviewed the label stays.
    const isKept = effect.kind !== "make" && work.label_status === undefined && effect.status === valid.currentStatus;
    const status = isKept ? {} : { status: effect.status };
    const changes = { ...status, ...rating, ...(attributes !== undefined && { attributes }) };
    const saved = await labels.patchLabel(tx, key, changes, accountId, effect.kind);
    if (saved === undefined) throw new AppError("notFound");
    return { saved, attributes: await writtenAttributes(tx, context, attributes) };
  }
  const attributes = valid.attributes ?? (await emptyAttributes(tx, context, valid));
  const saved = await labels.putLabel(
    tx,
    key,
    { attributes, status: effect.status, score: null, ...rating },
    accountId,
  );
  if (saved === undefined) throw new AppError("notFound");
  return { saved, attributes: await writtenAttributes(tx, context, attributes) };
}

/** Who skips a sample that has no label leaves one with nothing in it; any other work needs something to save. */
async function emptyAttributes(tx: Tx, context: RequestContext, valid: ValidWork): Promise<string> {
  if (valid.work.action !== "skip") throw invalidField("attributes", "This field is required: there is no label yet.");
  const text = valid.sampleAttributes ?? (await findSampleAttributes(tx, sampleOf(context).id)) ?? "{}";
  return JSON.stringify(emptyLabelAttributes(datasetOf(context).taskType, JSON.parse(text)));
}

function requireLease(state: repository.WorkState, work: Work, accountId: number): void {
  if (!state.is_lease_live) return;
  const isOwn = state.lease_account_id === accountId && (work.lease === undefined || work.lease === state.lease_uuid);
  if (!isOwn) throw new AppError("leased");
}

/** @throws {AppError} `invalid`, with each place where a value is missing; the transaction is undone with it */
function requireNothingMissing(missing: readonly repository.MissingValue[]): void {
  if (missing.length === 0) return;
  const fields: Record<string, string[]> = {};
  for (const { index, name } of missing) {
    const holder = index === null ? "attributes.image_attributes" : `attributes.annotations[${index}].attributes`;
    const text = `${quoteForMessage(name)} is mandatory and has no value.`;
    fields[holder] = [...(fields[holder] ?? []), text];
  }
  const [[field, [sentence]] = ["", [""]]] = Object.entries(fields);
  throw new AppError("invalid", { fields, detail: `${field}: ${sentence}` });
}

function wrongStatus(work: Work): string {
  return work.work_type === "label"
    ? "This label is in review now, or was reviewed."
    : "This sample is not labeled: there is nothing to review.";
}

function metricsOf(body: Buffer, valid: ValidBody): string | undefined {
  const span = valid.spans.session_time_metrics;
  if (span !== undefined && span.end - span.start > MAX_METRICS_BYTES) {
    throw invalidField("session_time_metrics", `may hold ${MAX_METRICS_BYTES / 1024} KiB at most.`);
  }
  return span && body.toString("utf8", span.start, span.end);
}

function wrapped(label: string | Buffer, around: { before: string; after: string }): string | Buffer {
  if (typeof label === "string") return around.before + label + around.after;
  return Buffer.concat([Buffer.from(around.before), label, Buffer.from(around.after)]);
}
