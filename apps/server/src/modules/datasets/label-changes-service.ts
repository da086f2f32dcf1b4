import {
  quoteForMessage,
  type TaskAttributes,
  type TaskAttributesChangeCreate,
  type TaskCategory,
} from "@tessera/schema";
import type { DbOrTx, Tx } from "../../database/database.js";
import { AppError, invalidField } from "../../errors.js";
import { callerOf, type DatasetTarget, type RequestContext } from "../../http/access.js";
import { isUuid } from "../../http/identifiers.js";
import { enqueue } from "../../jobs/enqueue.js";
import { audit } from "../audit/service.js";
import { findPendingRelease } from "../releases/repository.js";
import { moveTo } from "./category-move.js";
import { choicesOf } from "./choices.js";
import * as repository from "./label-changes-repository.js";
import { keepLateRule } from "./late-rule.js";
import { type BodyWithTexts, updateDataset } from "./service.js";
import { lockTaskAttributes } from "./task-attributes-repository.js";

/** Saves task attributes, where the body has them, and has a job bring the labels along. */
export async function changeTaskAttributes(
  tx: Tx,
  context: RequestContext,
  dataset: DatasetTarget,
  { values: body, textOf }: BodyWithTexts<TaskAttributesChangeCreate>,
): Promise<string> {
  await requireNoPendingRelease(tx, dataset.id);
  const { task_attributes: taskAttributes } = body;
  if (taskAttributes !== undefined) {
    await updateDataset(tx, context, dataset, { values: { task_attributes: taskAttributes }, textOf });
  }
  const current = JSON.parse(await repository.getTaskAttributes(tx, dataset.id)) as TaskAttributes;
  const former = await repository.findFormerCategories(tx, dataset.id, categoriesOf(body));
  const { rule, reasons } = ruleOf(body, current, former);
  if (reasons.length === 0) throw invalidField("categories", "Name a category, or an attribute, that is to change.");
  const reason = reasons.join(" ").slice(0, MAX_REASON_LENGTH);
  const { id: datasetId, ownerUsername, name } = dataset;
  const createdById = callerOf(context).id;
  const change = await repository.insertLabelChange(tx, { datasetId, rule, reason, createdById });
  await keepLateRule(tx, datasetId);
  await enqueue(tx, "change-labels", { changeId: change.id });
  await audit(tx, context, {
    ...{ action: "dataset.labels_changed", subject: `${ownerUsername}/${name}`, detail: { reason } },
  });
  return requireChangeJson(tx, datasetId, change.uuid);
}

/** Locks the dataset: a release is a snapshot before the change or after it, never of objects half moved. */
async function requireNoPendingRelease(tx: Tx, datasetId: number): Promise<void> {
  await lockTaskAttributes(tx, datasetId);
  const release = await findPendingRelease(tx, datasetId);
  if (release === undefined) return;
  throw new AppError("conflict", {
    detail: `The release ${quoteForMessage(release)} of this dataset is being written. Please try again when that is done.`,
  });
}

const MAX_REASON_LENGTH = 2000;

export async function requireChangeJson(db: DbOrTx, datasetId: number, uuid: string): Promise<string> {
  const json = isUuid(uuid) ? await repository.findLabelChangeJson(db, datasetId, uuid) : undefined;
  if (json === undefined) throw new AppError("notFound");
  return json;
}

/** Ids of the categories that the change names. */
function categoriesOf({ categories = [], attributes = [] }: TaskAttributesChangeCreate): ReadonlySet<number> {
  return new Set([
    ...categories.map(({ id }) => id),
    ...attributes.flatMap(({ category_id: id }) => (id === null ? [] : [id])),
  ]);
}

interface RuleAndReasons {
  readonly rule: repository.LabelRule;
  /** A sentence each. */
  readonly reasons: readonly string[];
}

/**
 * What a change makes of labels, checked against the task attributes that they have from now on.
 *
 * @param former the categories that it names, as they last were
 * @throws {AppError} `invalid`, for the member at fault
 */
export function ruleOf(
  body: TaskAttributesChangeCreate,
  current: TaskAttributes,
  former: ReadonlyMap<number, TaskCategory>,
): RuleAndReasons {
  const moves = categoryMoves(body, current, former);
  const values = valueMoves(body, current, former);
  const deletes = Object.values(moves.rule).some(({ to }) => to === null);
  const { scene, ...attributes } = values.rule;
  return {
    rule: { categories: moves.rule, attributes, deletes, ...(scene !== undefined && { image_attributes: scene }) },
    reasons: [...moves.reasons, ...values.reasons],
  };
}

function categoryMoves(
  { categories: moves = [] }: TaskAttributesChangeCreate,
  { categories }: TaskAttributes,
  former: ReadonlyMap<number, TaskCategory>,
): { rule: repository.LabelRule["categories"]; reasons: string[] } {
  const rule: Record<string, repository.CategoryMove> = {};
  const reasons: string[] = [];
  for (const [index, { id, move_to: to }] of moves.entries()) {
    const field = `categories[${index}]`;
    const source = former.get(id);
    if (source === undefined) throw invalidField(`${field}.id`, "is no category that this dataset has or had.");
    if (String(id) in rule) throw invalidField(`${field}.id`, "is named twice.");
    const target = categories.find((category) => category.id === to);
    if (to !== null && (target === undefined || to === id)) {
      throw invalidField(`${field}.move_to`, "must be another category that the dataset has.");
    }
    if (to !== null && moves.some((move) => move.id === to)) {
      throw invalidField(`${field}.move_to`, "is a category whose objects are moved or deleted too.");
    }
    rule[id] = target === undefined ? { to: null, drop: [], choices: {} } : moveTo(source, target);
    const name = quoteForMessage(source.name);
    reasons.push(
      target === undefined
        ? `Objects of the category ${name} were deleted.`
        : `Objects of the category ${name} were moved to ${quoteForMessage(target.name)}.`,
    );
  }
  return { rule, reasons };
}

function valueMoves(
  { attributes: moves = [] }: TaskAttributesChangeCreate,
  current: TaskAttributes,
  former: ReadonlyMap<number, TaskCategory>,
): { rule: Record<string, repository.ValueRules>; reasons: string[] } {
  const rule: Record<string, Record<string, Record<string, string | null> | null>> = {};
  const reasons: string[] = [];
  for (const [index, { category_id: id, name, value, move_to: to = null }] of moves.entries()) {
    const field = `attributes[${index}]`;
    const category = id === null ? undefined : former.get(id);
    if (id !== null && category === undefined) {
      throw invalidField(`${field}.category_id`, "is no category that this dataset has or had.");
    }
    const ofHolder: Record<string, Record<string, string | null> | null> = rule[id ?? "scene"] ?? {};
    rule[id ?? "scene"] = ofHolder;
    const of = category === undefined ? "the scene" : quoteForMessage(category.name);
    const attribute = `the attribute ${quoteForMessage(name)} of ${of}`;
    const earlier = Object.hasOwn(ofHolder, name) ? ofHolder[name] : undefined;
    const isTwice =
      earlier === null || (earlier !== undefined && (value === undefined || Object.hasOwn(earlier, value)));
    if (isTwice) throw invalidField(`${field}.name`, "is named twice.");
    if (value === undefined) {
      if (to !== null) throw invalidField(`${field}.move_to`, "goes with a value.");
      ofHolder[name] = null;
      reasons.push(`Values of ${attribute} were deleted.`);
      continue;
    }
    if (to !== null && (to === value || !choicesOf(current, id, name).includes(to))) {
      throw invalidField(`${field}.move_to`, "must be another choice that the attribute has.");
    }
    ofHolder[name] = { ...earlier, [value]: to };
    const choice = `The choice ${quoteForMessage(value)} of ${attribute}`;
    reasons.push(to === null ? `${choice} was deleted.` : `${choice} became ${quoteForMessage(to)}.`);
  }
  return { rule, reasons };
}
