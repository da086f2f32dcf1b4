import { LABEL_STATUSES, type LabelStatus } from "./vocabulary.js";

/** Roles of a collaborator on a dataset; each may do all that those before it may. */
export const DATASET_ROLES = ["viewer", "labeler", "reviewer", "manager", "admin"] as const;

/** One of {@link DATASET_ROLES}. */
export type DatasetRole = (typeof DATASET_ROLES)[number];

/** Roles of a member of an organization. */
export const ORGANIZATION_ROLES = ["member", "administrator"] as const;

/** One of {@link ORGANIZATION_ROLES}. */
export type OrganizationRole = (typeof ORGANIZATION_ROLES)[number];

/**
 * What can be done on a dataset, one name for each row of the role table:
 * - `view`: see samples in the read-only editor;
 * - `createIssue`: create issues and reply to them;
 * - `label`, `review`: work through the queue, or write labels by the API;
 * - `manage`: delete and resolve others' issues; collaborators; priority and assignment; open any sample from the list
 *   and set any status;
 * - `administer`: add and delete samples; labelsets; releases; settings; clone and delete the dataset.
 */
export const ACTIONS = ["view", "createIssue", "label", "review", "manage", "administer"] as const;

/** One of {@link ACTIONS}. */
export type Action = (typeof ACTIONS)[number];

const LEAST_ROLE: Readonly<Record<Action, DatasetRole>> = {
  view: "viewer",
  createIssue: "viewer",
  label: "labeler",
  review: "reviewer",
  manage: "manager",
  administer: "admin",
};

function rank(role: DatasetRole): number {
  return DATASET_ROLES.indexOf(role);
}

/**
 * Whether `role` allows `action`. Somebody without a role on the dataset may nothing here; what a public dataset grants
 * to everyone is the caller's to add.
 *
 * @example can("reviewer", "label") // true
 * @example can("manager", "administer") // false
 */
export function can(role: DatasetRole | undefined, action: Action): boolean {
  return role !== undefined && rank(role) >= rank(LEAST_ROLE[action]);
}

const LABELER_STATUSES = ["PRELABELED", "LABELING_IN_PROGRESS", "LABELED", "SKIPPED"] as const;
const REVIEWER_STATUSES = [...LABELER_STATUSES, "REVIEWING_IN_PROGRESS", "REVIEWED", "REJECTED", "VERIFIED"] as const;

const STATUSES: Readonly<Record<DatasetRole, readonly LabelStatus[]>> = {
  viewer: [],
  labeler: LABELER_STATUSES,
  reviewer: REVIEWER_STATUSES,
  manager: LABEL_STATUSES,
  admin: LABEL_STATUSES,
};

/**
 * The statuses that `role` may give to a label when writing it. Whether the dataset enables `VERIFIED` is checked apart.
 *
 * @example statusesFor("labeler").includes("REVIEWED") // false
 */
export function statusesFor(role: DatasetRole): readonly LabelStatus[] {
  return STATUSES[role];
}

/**
 * Whether somebody who is `granter` may give `role` to somebody (and take it away again): admins any, managers all but
 * admin, others none.
 *
 * @example canGrant("manager", "admin") // false
 */
export function canGrant(granter: DatasetRole | undefined, role: DatasetRole): boolean {
  return can(granter, "manage") && (granter === "admin" || role !== "admin");
}
