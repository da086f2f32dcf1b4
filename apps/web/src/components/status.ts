import type { LabelStatus } from "@tessera/sdk";

/** How a label status is named, and in which color it is drawn. */
export const STATUSES: Readonly<Record<LabelStatus, { readonly name: string; readonly color: string }>> = {
  UNLABELED: { name: "Unlabeled", color: "var(--t-border-strong)" },
  PRELABELED: { name: "Prelabeled", color: "var(--t-prelabeled)" },
  LABELING_IN_PROGRESS: { name: "Labeling", color: "var(--t-progress)" },
  LABELED: { name: "Labeled", color: "var(--t-labeled)" },
  REVIEWING_IN_PROGRESS: { name: "Reviewing", color: "var(--t-progress)" },
  REVIEWED: { name: "Reviewed", color: "var(--t-done)" },
  REJECTED: { name: "Rejected", color: "var(--t-rejected)" },
  SKIPPED: { name: "Skipped", color: "var(--t-skipped)" },
  VERIFIED: { name: "Verified", color: "var(--t-done)" },
};

/** The order in which a progress bar shows them: what is done comes first. */
const ORDER = [
  "VERIFIED",
  "REVIEWED",
  "REVIEWING_IN_PROGRESS",
  "LABELED",
  "LABELING_IN_PROGRESS",
  "PRELABELED",
  "REJECTED",
  "SKIPPED",
  "UNLABELED",
] as const satisfies readonly LabelStatus[];

export type LabelStats = Readonly<Partial<Record<LabelStatus | "TOTAL", number>>>;

export interface StatusShare {
  readonly status: LabelStatus;
  readonly count: number;
  /** Of all samples, 0 to 1. */
  readonly share: number;
}

/** The statuses that occur, with their share of all samples. */
export function statusShares(stats: LabelStats): StatusShare[] {
  const total = totalOf(stats);
  if (total === 0) return [];
  return ORDER.flatMap((status) => {
    const count = stats[status] ?? 0;
    return count > 0 ? [{ status, count, share: count / total }] : [];
  });
}

/** How many samples there are. Where the server does not say, the statuses are added up. */
export function totalOf(stats: LabelStats): number {
  return stats.TOTAL ?? ORDER.reduce((sum, status) => sum + (stats[status] ?? 0), 0);
}

/** Samples that have a finished label: labeled, under review, reviewed or verified. Skipped samples have none. */
export function labeledCount(stats: LabelStats): number {
  const done = ["LABELED", "REVIEWING_IN_PROGRESS", "REVIEWED", "VERIFIED"] as const;
  return done.reduce((sum, status) => sum + (stats[status] ?? 0), 0);
}

/** Whole percents that are 100 only when all is done, and 0 only when nothing is. */
export function percent(part: number, whole: number): number {
  if (whole <= 0 || part <= 0) return 0;
  if (part >= whole) return 100;
  return Math.min(99, Math.max(1, Math.round((part / whole) * 100)));
}
