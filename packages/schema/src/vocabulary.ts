/** The states of a label. `VERIFIED` is used only where the dataset enables it. */
export const LABEL_STATUSES = [
  "UNLABELED",
  "PRELABELED",
  "LABELING_IN_PROGRESS",
  "LABELED",
  "REVIEWING_IN_PROGRESS",
  "REVIEWED",
  "REJECTED",
  "SKIPPED",
  "VERIFIED",
] as const;

/** One of {@link LABEL_STATUSES}. */
export type LabelStatus = (typeof LABEL_STATUSES)[number];

/** Dataset categories on offer; a dataset may also have one of its own, see {@link isCategory}. */
export const CATEGORIES = [
  "street_scenery",
  "garden",
  "agriculture",
  "satellite",
  "people",
  "medical",
  "fruit",
  "other",
] as const;

/** One of {@link CATEGORIES}, or the user's own. */
export type Category = (typeof CATEGORIES)[number] | `custom-${string}`;

/** A custom category is `custom-` and 1 to 100 printable characters. As a source, because JSON Schema takes a string. */
export const CATEGORY_PATTERN = `^(?:${CATEGORIES.join("|")}|custom-[^\\u0000-\\u001f\\u007f]{1,100})$`;

const CATEGORY_REGEXP = new RegExp(CATEGORY_PATTERN, "u");

/**
 * Whether `value` can be a dataset's category.
 *
 * @example isCategory("fruit") // true
 * @example isCategory("custom-bees") // true
 */
export function isCategory(value: unknown): value is Category {
  return typeof value === "string" && CATEGORY_REGEXP.test(value);
}

/** The states of an issue. */
export const ISSUE_STATUSES = ["OPEN", "CLOSED"] as const;

/** One of {@link ISSUE_STATUSES}. */
export type IssueStatus = (typeof ISSUE_STATUSES)[number];

/** What an issue is: something to talk about, or why a reviewer rejected the sample. */
export const ISSUE_KINDS = ["note", "rejection"] as const;

/** One of {@link ISSUE_KINDS}. */
export type IssueKind = (typeof ISSUE_KINDS)[number];

/** The states of a release while its file is written. */
export const RELEASE_STATUSES = ["PENDING", "SUCCEEDED", "FAILED"] as const;

/** One of {@link RELEASE_STATUSES}. */
export type ReleaseStatus = (typeof RELEASE_STATUSES)[number];

/** Kinds of work on a sample; `normal` is an edit outside the queues. */
export const WORK_TYPES = ["label", "review", "normal"] as const;

/** One of {@link WORK_TYPES}. */
export type WorkType = (typeof WORK_TYPES)[number];

/** The queues: what work they hand out. */
export const QUEUE_WORK_TYPES = ["label", "review"] as const;

/** One of {@link QUEUE_WORK_TYPES}. */
export type QueueWorkType = (typeof QUEUE_WORK_TYPES)[number];

/** Why a queue gives out a sample; what comes first stands first. */
export const QUEUE_REASONS = ["in_progress", "rejected", "corrected", "assigned", "open"] as const;

/** One of {@link QUEUE_REASONS}. */
export type QueueReason = (typeof QUEUE_REASONS)[number];

/** What a piece of work does to a label. */
export const WORK_ACTIONS = ["submit", "skip", "save", "accept", "reject", "verify", "edit"] as const;

/** One of {@link WORK_ACTIONS}. */
export type WorkAction = (typeof WORK_ACTIONS)[number];

/** How a version of a label came about. */
export const LABEL_OPERATIONS = ["saved", "deleted", "restored"] as const;

/** One of {@link LABEL_OPERATIONS}. */
export type LabelOperation = (typeof LABEL_OPERATIONS)[number];

/** Keys that a list of samples can be sorted by; a `-` before one turns the order around. */
export const SAMPLE_SORTS = [
  "name",
  "created",
  "created_at",
  "priority",
  "updated_at",
  "gt_label__updated_at",
] as const;

/** One of {@link SAMPLE_SORTS}. */
export type SampleSort = (typeof SAMPLE_SORTS)[number];

/** Plans of an account, as clients know them. */
export const SUBSCRIPTIONS = ["FREE", "STANDARD", "ENTERPRISE", "ACADEMIC", "TRIAL"] as const;

/** One of {@link SUBSCRIPTIONS}. */
export type Subscription = (typeof SUBSCRIPTIONS)[number];

/** Values of `pcd.type`. `kitti` is `binary-xyzi`, `nuscenes` is `binary-xyzir`. */
export const PCD_TYPES = ["pcd", "ply", "las", "splat", "binary-xyzi", "kitti", "binary-xyzir", "nuscenes"] as const;

/** One of {@link PCD_TYPES}. */
export type PcdType = (typeof PCD_TYPES)[number];
