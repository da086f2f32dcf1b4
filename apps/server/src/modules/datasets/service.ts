import { setTimeout } from "node:timers/promises";
import {
  canCloneTo,
  type DatasetClone,
  type DatasetCreate,
  type DatasetPatch,
  type Fault,
  normalizeTaskType,
  type RemovedCategory,
  type TaskAttributes,
  type TaskType,
  validateDatasetMetadata,
  validateTaskAttributes,
} from "@tessera/schema";
import type { DbOrTx, Tx } from "../../database/database.js";
import { AppError, invalidField } from "../../errors.js";
import { callerOf, type DatasetTarget, type RequestContext } from "../../http/access.js";
import { enqueue } from "../../jobs/enqueue.js";
import { findAccount, findMembership } from "../accounts/repository.js";
import { audit } from "../audit/service.js";
import { listPublicReleaseKeys } from "../releases/repository.js";
import { changeCategories } from "./category-ids.js";
import { keepLateRule } from "./late-rule.js";
import { requireNoPendingChange, requirePendingTargets } from "./pending-changes.js";
import * as repository from "./repository.js";
import { hasLabels, keepTaskAttributes, lockTaskAttributes } from "./task-attributes-repository.js";

const DEFAULT_TASK_ATTRIBUTES = '{"format_version":"0.1","categories":[{"id":1,"name":"object"}]}';

/** The plain columns that a client may set; the JSON ones are taken from the body's own text. */
const PLAIN_FIELDS = [
  "name",
  "description",
  "category",
  "public",
  "archived",
  "readme",
  "tags",
  "labeling_inactivity_timeout_seconds",
  "version_retention_days",
  "enable_skip_labeling",
  "enable_skip_reviewing",
  "enable_ratings",
  "enable_interpolation",
  "use_timestamps_for_interpolation",
  "enable_same_dimensions_track_constraint",
  "enable_save_button",
  "enable_label_status_verified",
  "enable_3d_cuboid_rotation",
  "enable_confirm_on_submit",
  "block_submit_on_mandatory",
  "enable_3d_region_of_interest",
  "enable_object_linking",
  "enable_object_link_category_restrictions",
  "enable_extrapolation",
  "noncollaborator_can_label",
  "noncollaborator_can_review",
] as const satisfies readonly (keyof DatasetPatch)[];

type TextOf = (member: string) => string | undefined;

/** A body with the text of its members: JSON is stored as it was written. */
export interface BodyWithTexts<Body> {
  readonly values: Body;
  readonly textOf: TextOf;
}

/** Creates a dataset that `ownerId` owns. */
export async function createDataset(
  tx: Tx,
  context: RequestContext,
  owner: { readonly id: number; readonly username: string },
  { values: body, textOf }: BodyWithTexts<DatasetCreate>,
): Promise<string> {
  const caller = callerOf(context);
  const taskType = requireTaskType(body.task_type ?? "segmentation-bitmap");
  checkFaults(
    "task_attributes",
    body.task_attributes == null ? [] : validateTaskAttributes(taskType, body.task_attributes),
  );
  const id = await repository.insertDataset(tx, {
    ...plainFields(body),
    ...jsonFields(body, textOf),
    owner_id: owner.id,
    name: body.name,
    task_type: taskType,
    task_attributes: body.task_attributes == null ? DEFAULT_TASK_ATTRIBUTES : bodyText(textOf, "task_attributes"),
    created_by_id: caller.id,
  });
  await audit(tx, context, { action: "dataset.created", subject: `${owner.username}/${body.name}` });
  return requireDatasetJson(tx, id, caller.id);
}

export async function updateDataset(
  tx: Tx,
  context: RequestContext,
  dataset: DatasetTarget,
  { values: body, textOf }: BodyWithTexts<DatasetPatch>,
): Promise<string> {
  const taskType = body.task_type === undefined ? dataset.taskType : requireTaskType(body.task_type);
  if (taskType !== dataset.taskType) await requireCompatible(tx, dataset, taskType);
  if (body.task_attributes !== undefined) {
    checkFaults("task_attributes", validateTaskAttributes(taskType, body.task_attributes));
  }
  if (body.public === false) {
    const keys = await listPublicReleaseKeys(tx, dataset.id);
    if (keys.length > 0) await enqueue(tx, "move-release-files", { keys });
  }
  await repository.updateDataset(tx, dataset.id, {
    ...plainFields(body),
    ...jsonFields(body, textOf),
    ...(body.task_attributes !== undefined &&
      (await taskAttributesChange(tx, dataset, body.task_attributes, bodyText(textOf, "task_attributes")))),
    task_type: taskType,
  });
  if (body.task_attributes !== undefined) {
    await keepTaskAttributes(tx, dataset.id, callerOf(context).id);
    await keepLateRule(tx, dataset.id);
  }
  return requireDatasetJson(tx, dataset.id, callerOf(context).id);
}

/** The columns that new, valid task attributes set: an id that a category once had is not given to another. */
async function taskAttributesChange(
  tx: Tx,
  dataset: DatasetTarget,
  next: unknown,
  text: string,
): Promise<repository.DatasetChanges> {
  const row = await lockTaskAttributes(tx, dataset.id);
  if (row === undefined) throw new AppError("notFound");
  const before = JSON.parse(row.task_attributes) as Partial<TaskAttributes>;
  const { categories = [] } = before;
  await requirePendingTargets(tx, dataset.id, { before, next: next as TaskAttributes });
  const removed = JSON.parse(row.removed_categories) as RemovedCategory[];
  const change = changeCategories({ categories, removed }, (next as TaskAttributes).categories);
  const isPlain = "removed" in change && change.removed.length === 0;
  if (!isPlain && !(await hasLabels(tx, dataset.id))) {
    // Nothing refers to a category yet: settings that are tried out take no ids away.
    return { task_attributes: text, removed_categories: "[]" };
  }
  if ("fault" in change) {
    const { index, message } = change.fault;
    checkFaults("task_attributes", [{ path: `categories[${index}].id`, message }]);
    throw new Error("A fault was found.");
  }
  return {
    task_attributes: text,
    removed_categories: JSON.stringify(change.removed),
  };
}

export async function deleteDataset(tx: Tx, context: RequestContext, dataset: DatasetTarget): Promise<void> {
  await repository.markDatasetDeleted(tx, dataset.id);
  await enqueue(tx, "purge-dataset", { datasetId: dataset.id });
  await audit(tx, context, {
    action: "dataset.deleted",
    subject: `${dataset.ownerUsername}/${dataset.name}`,
  });
}

/** Clones the settings at once; samples (and labels) follow in a job. */
export async function cloneDataset(
  tx: Tx,
  context: RequestContext,
  dataset: DatasetTarget,
  body: DatasetClone,
): Promise<{ id: number }> {
  const caller = callerOf(context);
  const original = await repository.getDataset(tx, dataset.id);
  // Admins only, or anyone for public datasets.
  if (dataset.role !== "admin" && !original.public) throw new AppError("permission");
  const owner = await resolveCloneOwner(tx, context, body.owner);
  const taskType = body.task_type === undefined ? original.task_type : requireTaskType(body.task_type);
  const compatible = canCloneTo(original.task_type, taskType);
  if (!compatible.samples) {
    throw new AppError("incompatibleTaskType", {
      detail: `Samples of a ${original.task_type} dataset cannot be used in a ${taskType} dataset.`,
    });
  }
  if (body.clone_labels === true && !compatible.labels) {
    throw new AppError("incompatibleTaskType", {
      detail: `Labels of a ${original.task_type} dataset cannot be used in a ${taskType} dataset. Clone without labels.`,
    });
  }
  if (body.clone_labels === true) await requireNoPendingChange(tx, dataset.id);
  const job = { fromDatasetId: dataset.id, withLabels: body.clone_labels === true };
  const { id: _id, created_at: _created, updated_at: _updated, deleted_at: _deleted, ...settings } = original;
  const id = await repository.insertDataset(tx, {
    ...settings,
    name: body.name ?? `${original.name}-clone`,
    owner_id: owner.id,
    task_type: taskType,
    public: body.public ?? original.public,
    cloned_from: `${dataset.ownerUsername}/${dataset.name}`,
    clone_job: JSON.stringify(job),
    created_by_id: caller.id,
  });
  await enqueue(tx, "clone-samples", { ...job, toDatasetId: id });
  await audit(tx, context, {
    action: "dataset.cloned",
    subject: `${dataset.ownerUsername}/${dataset.name}`,
    detail: { to: `${owner.username}/${body.name ?? `${original.name}-clone`}` },
  });
  return { id };
}

const CLONE_WAIT_MS = 5_000;
const CLONE_POLL_MS = 50;

/** Gives the job some seconds: a script that clones a small dataset finds its samples there on the next line. */
export async function waitForClone(db: DbOrTx, id: number): Promise<void> {
  const deadline = Date.now() + CLONE_WAIT_MS;
  while (Date.now() < deadline && (await repository.isCloning(db, id))) await setTimeout(CLONE_POLL_MS);
}

export async function requireDatasetJson(db: DbOrTx, id: number, callerId: number): Promise<string> {
  const json = await repository.findDatasetJson(db, id, callerId);
  if (json === undefined) throw new AppError("notFound");
  return json;
}

async function resolveCloneOwner(tx: Tx, context: RequestContext, username: string | undefined) {
  const caller = callerOf(context);
  if (username === undefined || username === caller.username) return caller;
  const owner = await findAccount(tx, username);
  if (owner === undefined || !owner.is_organization) throw new AppError("notFound");
  const membership = await findMembership(tx, owner.id, caller.id);
  if (membership?.role !== "administrator") throw new AppError("needAdministrator");
  return owner;
}

/** A dataset with samples changes its task type only to one that its samples and labels fit. */
async function requireCompatible(tx: Tx, dataset: DatasetTarget, taskType: TaskType): Promise<void> {
  const compatible = canCloneTo(dataset.taskType, taskType);
  if (compatible.samples && compatible.labels) return;
  if (await repository.hasSamples(tx, dataset.id)) throw new AppError("incompatibleTaskType");
}

function requireTaskType(text: string): TaskType {
  const taskType = normalizeTaskType(text);
  if (taskType === undefined) throw invalidField("task_type", "must be one of the sixteen task types.");
  return taskType;
}

function plainFields(body: DatasetPatch): Partial<repository.DatasetValues> {
  return Object.fromEntries(PLAIN_FIELDS.flatMap((field) => (body[field] === undefined ? [] : [[field, body[field]]])));
}

function jsonFields(body: DatasetPatch, textOf: TextOf): Partial<repository.DatasetValues> {
  if (body.metadata !== undefined) checkFaults("metadata", validateDatasetMetadata(body.metadata));
  return {
    ...(body.metadata !== undefined && { metadata: bodyText(textOf, "metadata") }),
    ...(body.region_of_interest !== undefined && {
      region_of_interest: body.region_of_interest === null ? null : bodyText(textOf, "region_of_interest"),
    }),
  };
}

/** A member that was parsed is there as text too. */
function bodyText(textOf: TextOf, member: string): string {
  const text = textOf(member);
  if (text === undefined) throw invalidField(member, "This field is required.");
  return text;
}

function checkFaults(field: string, faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const fields: Record<string, string[]> = {};
  for (const fault of faults) {
    const path = fault.path === "" ? field : `${field}${fault.path.startsWith("[") ? "" : "."}${fault.path}`;
    fields[path] = [...(fields[path] ?? []), fault.message];
  }
  const [first] = Object.entries(fields);
  throw new AppError("invalid", { fields, detail: `${first?.[0]}: ${first?.[1][0]}` });
}
