import type { TaskAttribute, TaskCategory } from "@tessera/schema";
import type { CategoryMove } from "./label-changes-repository.js";

/** How objects of a category become objects of another one. */
export function moveTo(source: TaskCategory, target: TaskCategory): CategoryMove {
  return { to: target.id, drop: lostAttributes(source, target), choices: choicesByName(target) };
}

/**
 * The names of attributes that only the source has, or both with another input. What objects have beside them, as imports
 * store it without asking for it, belongs to no category and stays.
 */
function lostAttributes(source: TaskCategory, target: TaskCategory): string[] {
  const types = new Map((target.attributes ?? []).map(({ name, input_type: type }) => [name, type]));
  return (source.attributes ?? []).filter(({ name, input_type: type }) => types.get(name) !== type).map(nameOf);
}

/** The values that a category's selects take. */
function choicesByName({ attributes }: TaskCategory): Record<string, readonly string[]> {
  return Object.fromEntries((attributes ?? []).flatMap((it) => ("values" in it ? [[it.name, it.values]] : [])));
}

const nameOf = ({ name }: TaskAttribute) => name;
