import { can, type DatasetRole, type LabelStatus } from "@tessera/schema";
import { AppError } from "../../errors.js";

/** What a review has touched. Nobody below a reviewer changes a label in one of these, by any path. */
export const UNDER_REVIEW = ["REVIEWING_IN_PROGRESS", "REVIEWED", "VERIFIED"] as const satisfies readonly LabelStatus[];

/** The statuses that a review gives; with them goes who gave them. */
export const REVIEW_STATUSES: readonly LabelStatus[] = [...UNDER_REVIEW, "REJECTED"];

/** Whether a label in this status was touched by a review; a label that is not there was not. */
export function isUnderReview(status: LabelStatus | null): boolean {
  return (UNDER_REVIEW as readonly (LabelStatus | null)[]).includes(status);
}

/**
 * Whether somebody else's hold on the sample, from a queue, leaves this role room for a write. Managers and admins may write
 * at any time, as programs do; the holder's save then meets the conflict, and has both versions.
 * @throws {AppError} `leased`
 */
export function requireNotHeld(role: DatasetRole, holderId: number | null, accountId: number): void {
  if (holderId !== null && holderId !== accountId && !can(role, "manage")) throw new AppError("leased");
}

/**
 * Whether the state of the label leaves this role room for a write, whatever the write is.
 * @throws {AppError} `conflict`: the label is in review or was reviewed, and the role is below a reviewer's
 */
export function requireWritable(role: DatasetRole, status: LabelStatus | null): void {
  if (isUnderReview(status) && !can(role, "review")) {
    throw new AppError("conflict", { detail: "This label is in review now, or was reviewed." });
  }
}
