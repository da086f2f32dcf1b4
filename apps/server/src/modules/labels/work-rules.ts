import { can, type DatasetRole, type LabelStatus, statusesFor, type Work, type WorkAction } from "@tessera/schema";
import { AppError, invalidField } from "../../errors.js";
import type { WriteKind } from "./sample-state-repository.js";
import { isUnderReview, UNDER_REVIEW } from "./write-rules.js";

/** What the rules look at, besides the request. */
export interface WorkSituation {
  readonly role: DatasetRole;
  readonly isGroundtruth: boolean;
  readonly settings: WorkSettings;
  /** Null where there is no label. */
  readonly currentStatus: LabelStatus | null;
}

/** The dataset's switches that bear on work. */
export interface WorkSettings {
  readonly enable_skip_labeling: boolean;
  readonly enable_skip_reviewing: boolean;
  readonly enable_save_button: boolean;
  readonly enable_ratings: boolean;
  readonly enable_label_status_verified: boolean;
}

/** What a piece of work makes of its label. */
export interface WorkEffect {
  readonly status: LabelStatus;
  readonly kind: WriteKind;
  readonly endsLease: boolean;
}

const ACTIONS: Readonly<Record<Work["work_type"], readonly WorkAction[]>> = {
  label: ["submit", "skip", "save"],
  review: ["accept", "reject", "skip", "save", "verify"],
  normal: ["edit"],
};

/** What there is to review. */
const REVIEWABLE: readonly LabelStatus[] = ["LABELED", "SKIPPED", "REJECTED", ...UNDER_REVIEW];

/**
 * Checks what can be said of a piece of work without looking at the label.
 * @throws {AppError} `permission`, or `invalid` for the member at fault
 */
export function checkWork(work: Work, situation: Omit<WorkSituation, "currentStatus">): void {
  const { settings, role } = situation;
  const needed = work.work_type === "normal" ? "manage" : work.work_type;
  if (!can(role, needed)) throw new AppError("permission");
  if (!ACTIONS[work.work_type].includes(work.action)) {
    throw invalidField("action", `must be one of ${ACTIONS[work.work_type].join(", ")} for this work_type.`);
  }
  if (work.work_type !== "normal" && !situation.isGroundtruth) {
    throw invalidField("work_type", "must be normal in a labelset other than the ground truth.");
  }
  if (work.label_status !== undefined && work.action !== "edit") {
    throw invalidField("label_status", "can be set by the action edit only.");
  }
  if (work.reason !== undefined && !isRejection(work)) {
    throw invalidField("reason", "is given with the action reject, or an edit to REJECTED.");
  }
  if (work.rating != null && (!settings.enable_ratings || work.work_type === "label")) {
    throw invalidField(
      "rating",
      settings.enable_ratings ? "is given in reviews." : "Ratings are not enabled in this dataset.",
    );
  }
  const refusal = switchedOff(work, settings);
  if (refusal !== undefined) throw invalidField("action", refusal);
  if (work.label_status === "VERIFIED" && !settings.enable_label_status_verified) {
    throw invalidField("label_status", "VERIFIED is not enabled in this dataset.");
  }
  if (work.label_status !== undefined && !statusesFor(role).includes(work.label_status)) {
    throw new AppError("permission");
  }
}

function isRejection(work: Work): boolean {
  return work.action === "reject" || (work.action === "edit" && work.label_status === "REJECTED");
}

function switchedOff(work: Work, settings: WorkSettings): string | undefined {
  const canSkip = work.work_type === "label" ? settings.enable_skip_labeling : settings.enable_skip_reviewing;
  if (work.action === "skip" && !canSkip) return "Skipping is not enabled in this dataset.";
  if (work.action === "save" && !settings.enable_save_button) return "Saving is not enabled in this dataset.";
  if (work.action === "verify" && !settings.enable_label_status_verified) {
    return "VERIFIED is not enabled in this dataset.";
  }
  return undefined;
}

/** The label that work is done on: its status (null where there is none), and whether the work brings new content. */
export interface WorkedLabel {
  readonly currentStatus: LabelStatus | null;
  readonly hasNewContent: boolean;
}

/** What work makes of a label; undefined where the label's status leaves no room for it. */
export function findWorkEffect(work: Work, label: WorkedLabel): WorkEffect | undefined {
  const { currentStatus } = label;
  const isLabeling = work.work_type === "label";
  if (isLabeling && isUnderReview(currentStatus)) return undefined;
  if (work.work_type === "review" && (currentStatus === null || !REVIEWABLE.includes(currentStatus))) return undefined;
  const end = (status: LabelStatus, kind: WriteKind = "make"): WorkEffect => ({ status, kind, endsLease: true });
  switch (work.action) {
    case "submit":
      return end("LABELED");
    case "skip":
      return isLabeling ? end("SKIPPED") : end(skippedStatus(label), "skipReview");
    case "save":
      return { status: isLabeling ? "LABELING_IN_PROGRESS" : "REVIEWING_IN_PROGRESS", kind: "make", endsLease: false };
    case "accept":
      return end("REVIEWED");
    case "reject":
      return end("REJECTED");
    case "verify":
      return end("VERIFIED");
    case "edit":
      return end(work.label_status ?? editedStatus(label), "touch");
  }
}

/** A reviewer who skips changes no status, but gives up what they had started. */
function skippedStatus({ currentStatus: status, hasNewContent }: WorkedLabel): LabelStatus {
  if (status === null || status === "REVIEWING_IN_PROGRESS") return "LABELED";
  return hasNewContent && isUnderReview(status) ? "LABELED" : status;
}

/** An edit keeps the status; but what nobody had labeled, or somebody had reviewed before it was changed, is LABELED by it. */
function editedStatus({ currentStatus: status, hasNewContent }: WorkedLabel): LabelStatus {
  if (status === null || status === "UNLABELED" || status === "PRELABELED") return "LABELED";
  return hasNewContent && isUnderReview(status) ? "LABELED" : status;
}
