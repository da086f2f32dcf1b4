import { quoteForMessage, type TaskAttributes } from "@tessera/schema";
import type { Tx } from "../../database/database.js";
import { AppError } from "../../errors.js";
import { choicesOf } from "./choices.js";
import { type LabelRule, listPendingRules } from "./label-changes-repository.js";
import { lockTaskAttributes } from "./task-attributes-repository.js";

/**
 * Refuses what copies the labels of a dataset while a job changes them: the copy would have half of the objects moved. The
 * dataset stays locked, so no change begins before the transaction ends.
 */
export async function requireNoPendingChange(tx: Tx, datasetId: number): Promise<void> {
  await lockTaskAttributes(tx, datasetId);
  if ((await listPendingRules(tx, datasetId)).length === 0) return;
  const detail = "Objects of this dataset are being moved or deleted. Please try again when that is done.";
  throw new AppError("conflict", { detail });
}

/** Refuses task attributes without the categories and choices that a job is moving objects to; on a locked dataset. */
export async function requirePendingTargets(
  tx: Tx,
  datasetId: number,
  attributes: { readonly before: Partial<TaskAttributes>; readonly next: TaskAttributes },
): Promise<void> {
  for (const rule of await listPendingRules(tx, datasetId)) {
    const missing = missingTarget(rule, attributes);
    if (missing === undefined) continue;
    throw new AppError("conflict", {
      detail: `Objects of this dataset are being moved to ${missing}. Remove it when that is done.`,
    });
  }
}

/** What a rule gives to objects and the task attributes do not have, in words. */
function missingTarget(
  rule: LabelRule,
  { before, next }: Parameters<typeof requirePendingTargets>[2],
): string | undefined {
  for (const { to, choices } of Object.values(rule.categories)) {
    if (to === null) continue;
    if (!next.categories.some(({ id }) => id === to)) {
      const name = before.categories?.find(({ id }) => id === to)?.name ?? String(to);
      return `the category ${quoteForMessage(name)}`;
    }
    for (const [name, values] of Object.entries(choices)) {
      const gone = firstMissing(values, choicesOf(next, to, name));
      if (gone !== undefined) return choiceName(gone, name);
    }
  }
  const holders = [...Object.entries(rule.attributes), ["", rule.image_attributes ?? {}] as const];
  for (const [id, attributes] of holders) {
    for (const [name, moves] of Object.entries(attributes)) {
      const given = Object.values(moves ?? {}).filter((value) => value !== null);
      const gone = firstMissing(given, choicesOf(next, id === "" ? null : Number(id), name));
      if (gone !== undefined) return choiceName(gone, name);
    }
  }
  return undefined;
}

const choiceName = (choice: string, attribute: string) =>
  `the choice ${quoteForMessage(choice)} of the attribute ${quoteForMessage(attribute)}`;

const firstMissing = (values: readonly string[], present: readonly string[]) =>
  values.find((value) => !present.includes(value));
