import type { TaskAttributes, TaskCategory } from "@tessera/schema";
import type { Tx } from "../../database/database.js";
import { moveTo } from "./category-move.js";
import { choicesOf } from "./choices.js";
import type { LabelRule, ValueRules } from "./label-changes-repository.js";
import * as repository from "./label-changes-repository.js";

/** Keeps what becomes of labels that are saved later with categories and choices that were moved to others and are gone. */
export async function keepLateRule(tx: Tx, datasetId: number): Promise<void> {
  const rules = await repository.listRules(tx, datasetId);
  if (rules.length === 0) return;
  const current = JSON.parse(await repository.getTaskAttributes(tx, datasetId)) as TaskAttributes;
  const ids = new Set(rules.flatMap(({ categories }) => Object.keys(categories).map(Number)));
  const former = await repository.findFormerCategories(tx, datasetId, ids);
  await repository.updateLateRule(tx, datasetId, lateRule(rules, current, former));
}

/**
 * All changes of a dataset as one rule, for what comes in behind them: objects of a category that is gone go where the last change that
 * names it moved them, and on from there. Nothing is deleted: somebody has just drawn it, and the editor shows that its
 * category is gone.
 *
 * @param rules in the order of their changes
 * @param former the categories that they name, as they last were
 */
export function lateRule(
  rules: readonly LabelRule[],
  current: TaskAttributes,
  former: ReadonlyMap<number, TaskCategory>,
): LabelRule | undefined {
  const present = new Map(current.categories.map((category) => [category.id, category]));
  const categories: Record<string, repository.CategoryMove> = {};
  for (const [id, source] of former) {
    if (present.has(id)) continue;
    const moves = rules.map((rule) => mapValues(rule.categories, ({ to }) => (to === null ? null : String(to))));
    const target = present.get(Number(follow(moves, String(id))));
    if (target !== undefined) categories[id] = moveTo(source, target);
  }
  const attributes: Record<string, ValueRules> = {};
  for (const id of new Set(rules.flatMap((rule) => Object.keys(rule.attributes)))) {
    const values = lateValues(
      rules.map((rule) => rule.attributes[id] ?? {}),
      (name) => choicesOf(current, Number(id), name),
    );
    if (values !== undefined) attributes[id] = values;
  }
  const scene = lateValues(
    rules.map((rule) => rule.image_attributes ?? {}),
    (name) => choicesOf(current, null, name),
  );
  const isEmpty = scene === undefined && Object.keys({ ...categories, ...attributes }).length === 0;
  return isEmpty ? undefined : { categories, attributes, deletes: false, ...(scene && { image_attributes: scene }) };
}

/** The choices that became others and are gone, by attribute; undefined where there are none. */
function lateValues(
  rules: readonly ValueRules[],
  choices: (name: string) => readonly string[],
): ValueRules | undefined {
  const late: Record<string, Record<string, string>> = {};
  for (const name of new Set(rules.flatMap((rule) => Object.keys(rule)))) {
    const moves = rules.map((rule) => rule[name] ?? {});
    for (const value of new Set(moves.flatMap((move) => Object.keys(move)))) {
      const to = follow(moves, value);
      if (to === undefined || choices(name).includes(value) || !choices(name).includes(to)) continue;
      late[name] = { ...late[name], [value]: to };
    }
  }
  return Object.keys(late).length === 0 ? undefined : late;
}

/** Where moves lead from a place: from the last one that begins there, and on by those behind it. Undefined where one ends. */
function follow(moves: readonly Readonly<Record<string, string | null>>[], from: string): string | undefined {
  const first = moves.findLastIndex((move) => Object.hasOwn(move, from));
  if (first < 0) return undefined;
  let place: string | null = from;
  for (const move of moves.slice(first)) {
    if (place !== null && Object.hasOwn(move, place)) place = move[place] ?? null;
  }
  return place ?? undefined;
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
