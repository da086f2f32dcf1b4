import { isSameJson } from "@tessera/json";
import type { StoreRecord } from "./record.js";

/** What a transaction changed, by record id. JSON, so that it can be kept in a draft. */
export interface Diff {
  readonly added: Readonly<Record<string, StoreRecord>>;
  readonly updated: Readonly<Record<string, readonly [from: StoreRecord, to: StoreRecord]>>;
  readonly removed: Readonly<Record<string, StoreRecord>>;
}

type IsSame = (a: StoreRecord, b: StoreRecord) => boolean;

/** A diff under construction. */
interface MutableDiff {
  readonly added: Record<string, StoreRecord>;
  readonly updated: Record<string, readonly [StoreRecord, StoreRecord]>;
  readonly removed: Record<string, StoreRecord>;
}

/** The diff that changes nothing. */
export const EMPTY_DIFF: Diff = { added: {}, updated: {}, removed: {} };

/**
 * Whether a diff changes nothing.
 *
 * @example isEmptyDiff(EMPTY_DIFF) // true
 */
export function isEmptyDiff(diff: Diff): boolean {
  for (const part of [diff.added, diff.updated, diff.removed]) {
    for (const _ in part) return false;
  }
  return true;
}

/**
 * The diff that takes back `diff`.
 *
 * @example store.transact(() => store.apply(reverseDiff(diff)));
 */
export function reverseDiff({ added, updated, removed }: Diff): Diff {
  const entries = Object.entries(updated).map(([id, [from, to]]) => [id, [to, from]] as const);
  return { added: removed, updated: Object.fromEntries(entries), removed: added };
}

/**
 * Collects changes one after another into the one diff that has their effect. Its cost is that of the changes.
 *
 * @example new DiffBuilder().append(first).append(second).build()
 */
export class DiffBuilder {
  readonly #diff: MutableDiff = { added: {}, updated: {}, removed: {} };
  readonly #isSame: IsSame;

  /** @param isSame whether two records are the same by value */
  constructor(isSame: IsSame = isSameJson) {
    this.#isSame = isSame;
  }

  /** `from` undefined: added. `to` undefined: removed. */
  change(id: string, from: StoreRecord | undefined, to: StoreRecord | undefined): void {
    const { added, updated, removed } = this.#diff;
    const first = added[id] ? undefined : (updated[id]?.[0] ?? removed[id] ?? from);
    delete added[id];
    delete updated[id];
    delete removed[id];
    // A record that is the same by value again is no change: a drag that comes back leaves no step, and nothing to
    // save.
    if (first === to || (first && to && this.#isSame(first, to))) return;
    if (first === undefined) {
      if (to !== undefined) added[id] = to;
    } else if (to === undefined) removed[id] = first;
    else updated[id] = [first, to];
  }

  append(diff: Diff): this {
    for (const [id, record] of Object.entries(diff.removed)) this.change(id, record, undefined);
    for (const [id, [from, to]] of Object.entries(diff.updated)) this.change(id, from, to);
    for (const [id, record] of Object.entries(diff.added)) this.change(id, undefined, record);
    return this;
  }

  get isEmpty(): boolean {
    return isEmptyDiff(this.#diff);
  }

  /** The diff so far. The builder must not be used afterwards. */
  build(): Diff {
    return this.#diff;
  }
}

/**
 * One diff with the effect of several in a row. What comes back to the very record it was is no change.
 *
 * @example squashDiffs([diff, reverseDiff(diff)]) // changes nothing
 */
export function squashDiffs(diffs: readonly Diff[]): Diff {
  const builder = new DiffBuilder();
  for (const diff of diffs) builder.append(diff);
  return builder.build();
}
