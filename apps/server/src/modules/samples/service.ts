import { can } from "@tessera/schema";
import type { AssetStore, UrlSigner } from "../../assets/asset-store.js";
import type { DbOrTx, Tx } from "../../database/database.js";
import { isStorableText } from "../../database/storable-text.js";
import { AppError } from "../../errors.js";
import { callerOf, type DatasetTarget, datasetOf, type RequestContext, sampleOf } from "../../http/access.js";
import type { Members, Verdict } from "../../http/body-validation.js";
import { audit } from "../audit/service.js";
import type { MayReadObject } from "../buckets/service.js";
import { findLabelset } from "../labelsets/repository.js";
import { freeThumbnails, hasThumbnails, renewThumbnail, requestThumbnails } from "../thumbnails/service.js";
import * as repository from "./repository.js";

type ValidBody = Extract<Verdict, { ok: true }>;

export function sampleContext(dataset: DatasetTarget, label?: repository.LabelInclusion): repository.SampleContext {
  const context = { datasetFullName: `${dataset.ownerUsername}/${dataset.name}`, taskType: dataset.taskType };
  return label === undefined ? context : { ...context, label };
}

/** The same, with the thumbnails of images under urls of the origin that the client reaches the server by. */
export function withThumbnails(
  context: repository.SampleContext,
  assets: AssetStore,
  origin: string,
): repository.SampleContext {
  if (!hasThumbnails(context.taskType)) return context;
  return { ...context, thumbnailUrlOf: (key) => assets.urlOf(key, origin) };
}

/** No labelset has it: identities begin at 1. */
const NO_LABELSET_ID = 0;

/**
 * The labelset that a list names, with what it shows of the labels; undefined where it names none. The official client
 * expects a list for a name that does not exist too: every sample is unlabeled in it.
 */
export async function findLabelInclusion(
  db: DbOrTx,
  dataset: DatasetTarget,
  label: { readonly labelset: string | undefined; readonly isFull: boolean },
): Promise<repository.LabelInclusion | undefined> {
  if (label.labelset === undefined || label.labelset === "") return undefined;
  const { labelset: name, isFull } = label;
  const labelset = isStorableText(name) ? await findLabelset(db, dataset.id, name) : undefined;
  return { labelset: labelset ?? { id: NO_LABELSET_ID, name }, isFull };
}

/** A body that was validated, and how its samples are shown. */
export interface SampleBody {
  readonly bytes: Buffer;
  readonly valid: ValidBody;
  readonly context: repository.SampleContext;
}

export async function createSample(tx: Tx, context: RequestContext, body: SampleBody): Promise<string> {
  const dataset = datasetOf(context);
  const values = await readValues(tx, dataset, body);
  const { name, attributes } = values;
  if (name === undefined || attributes === undefined) throw new Error("A validated sample has a name and attributes.");
  const id = await repository.insertSample(tx, {
    ...values,
    name,
    attributes,
    datasetId: dataset.id,
    createdById: callerOf(context).id,
  });
  await requestThumbnails(tx, dataset.taskType, { datasetId: dataset.id, fromId: id, toId: id });
  return requireSampleJson(tx, id, body.context);
}

export async function createSamples(tx: Tx, context: RequestContext, body: SampleBody): Promise<string> {
  const dataset = datasetOf(context);
  const usernames = body.valid.items.flatMap((item) => assigneesOf(item));
  const assigneeIds = await resolveAssignees(tx, dataset, usernames);
  const { items, added } = await repository.insertSamples(
    tx,
    { datasetId: dataset.id, createdById: callerOf(context).id, body: body.bytes, assigneeIds },
    body.context,
  );
  if (added !== undefined) await requestThumbnails(tx, dataset.taskType, { datasetId: dataset.id, ...added });
  return `[${items.join(",")}]`;
}

/** Managers set priority and assignment; all else is the admins'. */
export async function updateSample(tx: Tx, context: RequestContext, body: SampleBody): Promise<string> {
  const dataset = datasetOf(context);
  const values = await readValues(tx, dataset, body);
  const { priority: _p, assignedLabelerId: _l, assignedReviewerId: _r, ...rest } = values;
  if (Object.keys(rest).length > 0 && !can(dataset.role, "administer")) throw new AppError("permission");
  const { id } = sampleOf(context);
  await repository.updateSample(tx, id, values);
  if (values.attributes !== undefined) await renewThumbnail(tx, dataset.taskType, { datasetId: dataset.id, id });
  return requireSampleJson(tx, id, body.context);
}

export async function deleteSamples(tx: Tx, context: RequestContext, uuids: readonly string[]): Promise<number> {
  const dataset = datasetOf(context);
  const ids = await repository.lockSamples(tx, dataset.id, uuids);
  const count = ids.length;
  if (count > 0) {
    await freeThumbnails(tx, ids);
    await repository.deleteSamples(tx, ids);
    const subject = `${dataset.ownerUsername}/${dataset.name}`;
    await audit(tx, context, { action: "samples.deleted", subject, detail: { count } });
  }
  return count;
}

export async function requireSampleJson(db: DbOrTx, id: number, context: repository.SampleContext): Promise<string> {
  const json = await repository.findSampleJson(db, id, context);
  if (json === undefined) throw new AppError("notFound");
  return json;
}

async function readValues(
  db: DbOrTx,
  dataset: DatasetTarget,
  { bytes: body, valid }: SampleBody,
): Promise<repository.SampleValues> {
  const { members, spans } = valid;
  const assigneeIds = await resolveAssignees(db, dataset, assigneesOf(members));
  const idOf = (username: unknown) => (typeof username === "string" ? assigneeIds.get(username) : null) ?? null;
  return {
    ...(typeof members.name === "string" && { name: members.name }),
    ...(spans.attributes && { attributes: body.subarray(spans.attributes.start, spans.attributes.end) }),
    ...(spans.metadata && { metadata: body.toString("utf8", spans.metadata.start, spans.metadata.end) }),
    ...(typeof members.priority === "number" && { priority: members.priority }),
    ...(typeof members.readme === "string" && { readme: members.readme }),
    ...(members.assigned_labeler !== undefined && { assignedLabelerId: idOf(members.assigned_labeler) }),
    ...(members.assigned_reviewer !== undefined && { assignedReviewerId: idOf(members.assigned_reviewer) }),
  };
}

const ASSIGNEE_MEMBERS = ["assigned_labeler", "assigned_reviewer"] as const;

function assigneesOf(members: Members): string[] {
  return ASSIGNEE_MEMBERS.flatMap((member) => {
    const username = members[member];
    return typeof username === "string" ? [username] : [];
  });
}

async function resolveAssignees(db: DbOrTx, dataset: DatasetTarget, usernames: readonly string[]) {
  const distinct = [...new Set(usernames)];
  if (distinct.length === 0) return new Map<string, number>();
  const ids = await repository.findAssignees(db, dataset.id, distinct);
  if (distinct.some((username) => !ids.has(username))) throw new AppError("notAssignable");
  return ids;
}

/** Adds `signed_url` beside every `url` of the connected bucket that its dataset may read, anywhere in a sample's attributes. */
export async function withSignedUrls(json: string, signer: UrlSigner, mayRead: MayReadObject): Promise<string> {
  const sample = JSON.parse(json) as { attributes: unknown };
  const targets: { url: string; signed_url?: string }[] = [];
  collectUrls(sample.attributes, targets);
  const signed = await Promise.all(targets.map((target) => signer.signedUrlFor(target.url, mayRead)));
  if (signed.every((url) => url === undefined)) return json;
  for (const [index, target] of targets.entries()) {
    const url = signed[index];
    if (url !== undefined) target.signed_url = url;
  }
  return JSON.stringify(sample);
}

function collectUrls(value: unknown, found: { url: string }[]): void {
  if (typeof value !== "object" || value === null) return;
  if ("url" in value && typeof value.url === "string") found.push(value as { url: string });
  for (const member of Object.values(value)) collectUrls(member, found);
}
