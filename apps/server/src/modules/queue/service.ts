import { setTimeout } from "node:timers/promises";
import { can, type QueueBack, type QueueNext, type QueueWorkType } from "@tessera/schema";
import type { AppContext } from "../../context.js";
import type { Db, Tx } from "../../database/database.js";
import { AppError } from "../../errors.js";
import { callerOf, type DatasetTarget, datasetOf, type RequestContext } from "../../http/access.js";
import { isUuid } from "../../http/identifiers.js";
import { jsonText, toJson } from "../../http/json-text.js";
import { audit } from "../audit/service.js";
import { bucketRightsOf } from "../buckets/service.js";
import { findRejectionJson } from "../issues/repository.js";
import { labelJson } from "../labels/label-json.js";
import { findLabel } from "../labels/repository.js";
import { findSampleJson } from "../samples/repository.js";
import { sampleContext, withSignedUrls } from "../samples/service.js";
import { giveBack } from "./back-repository.js";
import * as repository from "./repository.js";

const MAX_COUNTED = 1000;
/** Each attempt sees what the others took meanwhile; as many can meet as there are connections. */
const MAX_ATTEMPTS = 50;

const BUSY_PAUSE_MS = 20;

/** More than anybody's open tabs hold, with the samples that they fetch ahead; few enough that nobody empties a queue alone. */
const MAX_LEASES_OF_ONE = 16;

const NOTHING = toJson({ sample: null, lease: null, reason: null });

const NONE_BEFORE = toJson({ sample: null, lease: null });

interface OfQueue {
  readonly workType: QueueWorkType;
}

/** The next sample of a queue, held for the caller. */
export async function nextSample(
  app: AppContext,
  context: RequestContext,
  { workType, client, exclude = [] }: QueueNext & OfQueue,
): Promise<string> {
  const { db } = app.database;
  const { leaseSeconds } = app.config;
  const dataset = datasetOf(context);
  if (dataset.isArchived) return NOTHING;
  const wanted = {
    ...{ datasetId: dataset.id, accountId: callerOf(context).id, workType, client, leaseSeconds },
    exclude: exclude.filter(isUuid),
  };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const given = await repository.giveNext(db, wanted);
    if (given.kind === "none") {
      // What another request has locked at this moment is passed over, and may be all that there is.
      if (!(await repository.hasAvailable(db, wanted))) return NOTHING;
      await setTimeout(BUSY_PAUSE_MS);
      continue;
    }
    if (given.kind === "taken") continue;
    const sample = await sampleWithLabel(app, dataset, given);
    // Undefined where the sample was deleted in between.
    if (sample === undefined) continue;
    const kept = { uuid: given.lease.uuid, limit: MAX_LEASES_OF_ONE };
    if (!(await repository.endSurplusLeases(db, wanted, kept))) continue;
    return toJson({
      sample: jsonText(sample),
      lease: jsonText(leaseJson(given.lease, leaseSeconds)),
      reason: given.reason,
    });
  }
  throw new AppError("unavailable", { detail: "Too many people asked for a sample at once. Try again." });
}

/** The sample that the caller worked on before the one that is open, held for them once more. */
export async function previousSample(
  app: AppContext,
  context: RequestContext,
  { workType, client, before }: QueueBack & OfQueue,
): Promise<string> {
  const { db } = app.database;
  const { leaseSeconds } = app.config;
  const dataset = datasetOf(context);
  if (dataset.isArchived) return NONE_BEFORE;
  const wanted = { datasetId: dataset.id, accountId: callerOf(context).id, workType, client, leaseSeconds };
  const given = await giveBack(db, { ...wanted, before: before !== undefined && isUuid(before) ? before : null });
  const sample = given && (await sampleWithLabel(app, dataset, given));
  if (given === undefined || sample === undefined) return NONE_BEFORE;
  const kept = { uuid: given.lease.uuid, limit: MAX_LEASES_OF_ONE };
  if (!(await repository.endSurplusLeases(db, wanted, kept))) return NONE_BEFORE;
  return toJson({ sample: jsonText(sample), lease: jsonText(leaseJson(given.lease, leaseSeconds)) });
}

async function sampleWithLabel(
  { database: { db }, assets }: AppContext,
  dataset: DatasetTarget,
  given: { readonly sampleId: number; readonly groundTruthId: number; readonly lease: repository.LeaseRow },
): Promise<string | undefined> {
  const key = { sampleId: given.sampleId, labelsetId: given.groundTruthId, isGroundtruth: true };
  const [sample, label, rejection] = await Promise.all([
    findSampleJson(db, given.sampleId, sampleContext(dataset)),
    findLabel(db, key),
    findRejectionJson(db, given.sampleId),
  ]);
  if (sample === undefined) return undefined;
  const names = { sampleUuid: given.lease.sample_uuid, taskType: dataset.taskType, labelset: { name: "ground-truth" } };
  const labelText = label === undefined ? "null" : labelJson(label, label.label_attributes, names);
  // The label goes in after the urls are signed: it may be large, and has none to sign.
  const signed = await withSignedUrls(sample, assets, bucketRightsOf(db, dataset.id));
  return `${signed.slice(0, -1)},"rejection":${rejection ?? "null"},"label":${labelText}}`;
}

export async function countQueues(db: Db, context: RequestContext): Promise<string> {
  const { id: datasetId, isArchived, role } = datasetOf(context);
  const accountId = callerOf(context).id;
  const count = async (workType: QueueWorkType) => {
    if (isArchived || !can(role, workType)) return 0;
    return repository.countAvailable(db, { datasetId, accountId, workType }, MAX_COUNTED + 1);
  };
  const [label, review] = await Promise.all([count("label"), count("review")]);
  return JSON.stringify({ label: capped(label), review: capped(review) });
}

function capped(count: number) {
  return { count: Math.min(count, MAX_COUNTED), is_capped: count > MAX_COUNTED };
}

/** Holds a lease for longer. */
export async function keepAlive(app: AppContext, context: RequestContext, uuid: string): Promise<string> {
  const { leaseSeconds } = app.config;
  const leaseId = { uuid, accountId: callerOf(context).id };
  const lease = await repository.extendLease(app.database.db, leaseId, leaseSeconds);
  if (lease === undefined) throw new AppError("notFound");
  return leaseJson(lease, leaseSeconds);
}

/** Gives a sample back. */
export async function release(db: Db, context: RequestContext, uuid: string): Promise<void> {
  const isDeleted = await repository.deleteLease(db, { uuid, accountId: callerOf(context).id });
  if (!isDeleted) throw new AppError("notFound");
}

/** Gives back a sample that somebody else holds. Their work stays with them; they are told when they save. */
export async function releaseForManager(tx: Tx, context: RequestContext, uuid: string): Promise<void> {
  const dataset = datasetOf(context);
  const ended = isUuid(uuid) ? await repository.endDatasetLease(tx, dataset.id, uuid) : undefined;
  if (ended === undefined) throw new AppError("notFound");
  const subject = `${dataset.ownerUsername}/${dataset.name}`;
  await audit(tx, context, { action: "lease.ended", subject, detail: { of: ended.username } });
}

function leaseJson(lease: repository.LeaseRow, leaseSeconds: number): string {
  const { uuid, sample_uuid, work_type, expires_at } = lease;
  return toJson({ uuid, sample_uuid, work_type, expires_at, duration_seconds: leaseSeconds });
}
