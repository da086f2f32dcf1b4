import type { SkippedItem } from "@tessera/exchange";

/** Items of an export that were left out for one reason. */
export interface SkippedReason {
  readonly reason: string;
  readonly count: number;
  readonly first: SkippedItem;
}

/** A thousand unlabeled samples are one line; the reason that most items share stands first. */
export function skippedByReason(skipped: readonly SkippedItem[]): SkippedReason[] {
  const reasons = new Map<string, SkippedReason>();
  for (const item of skipped) {
    const { reason } = item;
    const known = reasons.get(reason);
    reasons.set(reason, { reason, count: (known?.count ?? 0) + 1, first: known?.first ?? item });
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count);
}
