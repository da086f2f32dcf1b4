/** Two people changed one label: what each of them did, and a label with the work of both. Pure functions. */

import { isJsonObject, type JsonObject, listOf } from "@tessera/json";
import type { LabelAttributes, TaskType } from "@tessera/sdk";
import {
  isSameUnit,
  putUnits,
  rasterPlaces,
  type Unit,
  type UnitChange,
  type UnitKind,
  type Units,
  unitsOf,
} from "./label-units.js";
import { mergeObject } from "./merge-object.js";

/** Who did something to a unit; `twins`: both added an object and gave it the same id, so mine gets another one. */
export type ChangedBy = "me" | "them" | "both" | "twins";

/** Whose version of a unit is kept. `both`: theirs, and mine beside it as a copy with an id of its own. */
export type Choice = "mine" | "theirs" | "both";

/** A unit on which the two versions differ. */
export interface Difference {
  readonly key: string;
  readonly kind: UnitKind;
  readonly name: string;
  readonly changedBy: ChangedBy;
  /** Absent where the version does not have it. */
  readonly base?: Unit;
  readonly mine?: Unit;
  readonly theirs?: Unit;
  /** Both changed it in different fields: what both did. */
  readonly merged?: Unit;
  /** What can be chosen, where the person has to choose. */
  readonly choices: readonly Choice[];
}

/** Two versions of a label, compared by what both started from. */
export interface Comparison {
  /** Whether it is known what both started from. Where not, each difference is a question. */
  readonly hasBase: boolean;
  readonly differences: readonly Difference[];
  /** Those of the differences that only a person can decide. */
  readonly conflicts: readonly Difference[];
}

/** How many units each of them added, changed and removed. */
export interface ChangeCounts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/**
 * Compares two versions of a label. `base`: what both started from; undefined when nobody knows, null when there was no label.
 *
 * @example
 * const comparison = compareLabels({ base, mine, theirs });
 * if (comparison.conflicts.length === 0) save(mergeLabels({ mine, theirs }, comparison, new Map()));
 */
export function compareLabels(versions: {
  readonly base: LabelAttributes | null | undefined;
  readonly mine: LabelAttributes;
  readonly theirs: LabelAttributes | null;
  /** Where given: named entities of both sides that overlap are a conflict. */
  readonly taskType?: TaskType;
}): Comparison {
  const all = [versions.base, versions.mine, versions.theirs];
  const rasters = new Set(all.flatMap((version) => [...rasterPlaces(version)]));
  const hasBase = versions.base !== undefined;
  const base = unitsOf(versions.base, rasters);
  const mine = unitsOf(versions.mine, rasters);
  const theirs = unitsOf(versions.theirs, rasters);
  const differences: Difference[] = [];
  for (const key of new Set([...theirs.keys(), ...mine.keys()])) {
    const [b, m, t] = [base.get(key), mine.get(key), theirs.get(key)];
    if (isSameUnit(m, t)) continue;
    differences.push(differenceOf(key, { b, m, t }, { hasBase }));
  }
  const known = versions.taskType === "text-named-entities" ? withOverlaps(differences) : differences;
  return { hasBase, differences: known, conflicts: known.filter(({ choices }) => choices.length > 0) };
}

/**
 * One label with the work of both. Where a conflict has no choice, mine is kept, except for what only they have: nothing gets lost
 * that nobody chose to lose.
 */
export function mergeLabels(
  versions: { readonly mine: LabelAttributes; readonly theirs: LabelAttributes | null },
  comparison: Comparison,
  choices: ReadonlyMap<string, Choice>,
): LabelAttributes {
  if (versions.theirs === null && comparison.conflicts.every(({ key }) => choices.get(key) !== "theirs")) {
    return versions.mine;
  }
  const merged = structuredClone(versions.theirs ?? emptied(versions.mine)) as unknown as JsonObject;
  const renumber = new Renumbering(versions, comparison);
  const decided = comparison.differences.map((difference) => ({ difference, choice: choiceOf(difference, choices) }));
  for (const { difference, choice } of decided) {
    if (choice === "both" && difference.mine) renumber.give(difference.name);
  }
  const changes = decided.flatMap(({ difference, choice }): UnitChange[] => {
    const { mine, theirs, merged: both } = difference;
    if (both !== undefined) return [{ from: theirs, to: both }];
    if (choice === "mine") return [{ from: theirs, to: renumber.links(mine) }];
    return choice === "both" && mine ? [{ from: undefined, to: renumber.object(mine) }] : [];
  });
  putUnits(merged, changes);
  return merged as unknown as LabelAttributes;
}

/** What one side did, for a sentence. */
export function countChanges(comparison: Comparison, side: "mine" | "theirs"): ChangeCounts {
  const counts = { added: 0, changed: 0, removed: 0 };
  for (const difference of comparison.differences) {
    const { base, changedBy } = difference;
    if (changedBy === (side === "mine" ? "them" : "me")) continue;
    const own = difference[side];
    if (base === undefined) counts.added += own ? 1 : 0;
    else if (own === undefined) counts.removed++;
    else counts.changed++;
  }
  return counts;
}

/** Entities must not overlap: where mine and theirs do, each is a question of its own. */
function withOverlaps(differences: readonly Difference[]): readonly Difference[] {
  const meets = (one: Difference, other: Difference) => {
    const [a, b] = [spanOf(one.mine), spanOf(other.theirs)];
    return a !== undefined && b !== undefined && a.start < b.end && b.start < a.end;
  };
  const mine = differences.filter(({ kind, changedBy }) => kind === "object" && changedBy !== "them");
  const theirs = differences.filter(({ kind, changedBy }) => kind === "object" && changedBy !== "me");
  const asked = new Set<Difference>();
  for (const one of mine) {
    for (const other of theirs) if (one !== other && meets(one, other)) asked.add(one).add(other);
    if (one.changedBy === "twins" && meets(one, one)) asked.add(one);
  }
  return differences.map((difference) =>
    asked.has(difference) ? { ...difference, changedBy: "both", choices: ["mine", "theirs"] } : difference,
  );
}

function spanOf(unit: Unit | undefined): { readonly start: number; readonly end: number } | undefined {
  const [part] = unit?.parts.values() ?? [];
  const [span] = listOf(part?.value);
  if (!isJsonObject(span) || typeof span.start !== "number" || typeof span.end !== "number") return undefined;
  return { start: span.start, end: span.end };
}

function differenceOf(
  key: string,
  { b, m, t }: { readonly b: Unit | undefined; readonly m: Unit | undefined; readonly t: Unit | undefined },
  { hasBase }: { readonly hasBase: boolean },
): Difference {
  const one = m ?? t;
  const kind = one?.kind ?? "other";
  const changedBy = !hasBase ? "both" : isSameUnit(m, b) ? "them" : isSameUnit(t, b) ? "me" : "both";
  const isCopyable = kind === "object" && m !== undefined && t !== undefined && hasNumericIds(m);
  const areTwins = changedBy === "both" && hasBase && b === undefined && isCopyable;
  const merged =
    changedBy === "both" && kind === "object" && b !== undefined && m !== undefined && t !== undefined
      ? mergeObject(b, m, t)
      : undefined;
  const choices: Choice[] = isCopyable ? ["mine", "theirs", "both"] : ["mine", "theirs"];
  return {
    key,
    kind,
    name: one?.name ?? "",
    changedBy: areTwins ? "twins" : changedBy,
    ...(b && { base: b }),
    ...(m && { mine: m }),
    ...(t && { theirs: t }),
    ...(merged && { merged }),
    choices: changedBy === "both" && !areTwins && merged === undefined ? choices : [],
  };
}

function choiceOf(difference: Difference, choices: ReadonlyMap<string, Choice>): Choice {
  switch (difference.changedBy) {
    case "me":
      return "mine";
    case "them":
      return "theirs";
    case "twins":
      return "both";
    case "both": {
      const isOnlyTheirs = difference.mine === undefined;
      return choices.get(difference.key) ?? (isOnlyTheirs ? "theirs" : "mine");
    }
  }
}

/** New ids for my objects that stand beside theirs. */
class Renumbering {
  readonly #given = new Map<string, number>();
  readonly #twins: ReadonlySet<string>;
  #next: number;

  constructor(
    versions: { readonly mine: LabelAttributes; readonly theirs: LabelAttributes | null },
    { differences }: Comparison,
  ) {
    this.#twins = new Set(differences.filter(({ changedBy }) => changedBy === "twins").map(({ name }) => name));
    const ids = [versions.mine, versions.theirs].flatMap((version) => idsOf(unitsOf(version, new Set())));
    this.#next = ids.reduce((greatest, id) => Math.max(greatest, id), 0) + 1;
  }

  give(name: string): void {
    this.#given.set(name, this.#next++);
  }

  object(unit: Unit): Unit {
    const id = this.#given.get(unit.name);
    if (id === undefined) return unit;
    return changeItems({ ...unit, name: String(id) }, (annotation) => ({
      ...annotation,
      ...(annotation.id !== undefined && { id }),
      ...(annotation.track_id !== undefined && { track_id: id }),
    }));
  }

  /** My links go to my objects, wherever those went. A copy of an object that was there before leaves its links alone. */
  links(unit: Unit | undefined): Unit | undefined {
    if (unit?.kind !== "link") return unit;
    const idOf = (id: unknown) => (this.#twins.has(String(id)) ? (this.#given.get(String(id)) ?? id) : id);
    return changeItems(unit, (link) => ({ ...link, from_id: idOf(link.from_id), to_id: idOf(link.to_id) }));
  }
}

function changeItems(unit: Unit, change: (item: JsonObject) => JsonObject): Unit {
  const parts = [...unit.parts].map(([at, part]) => {
    const value = listOf(part.value).map((item) => (isJsonObject(item) ? change(item) : item));
    return [at, { ...part, value }] as const;
  });
  return { ...unit, parts: new Map(parts) };
}

function idsOf(units: Units): number[] {
  const ids: number[] = [];
  for (const { parts } of units.values()) {
    for (const { value } of parts.values()) {
      for (const item of listOf(value)) {
        if (!isJsonObject(item)) continue;
        for (const id of [item.id, item.track_id]) if (typeof id === "number") ids.push(id);
      }
    }
  }
  return ids;
}

function hasNumericIds(unit: Unit): boolean {
  return /^\d+$/.test(unit.name);
}

/** The label with nothing in it: what the merge starts from when theirs is gone. */
function emptied(attributes: LabelAttributes): LabelAttributes {
  const empty: JsonObject = structuredClone(attributes) as unknown as JsonObject;
  const rasters = rasterPlaces(empty);
  const content = [...unitsOf(empty, rasters).values()].filter(({ kind }) => kind !== "other");
  putUnits(
    empty,
    content.map((from) => ({ from, to: undefined })),
  );
  return empty as unknown as LabelAttributes;
}
