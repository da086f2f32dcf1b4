import { ACTIONS, type Action, can, DATASET_ROLES, type DatasetRole } from "@tessera/schema";

/** The pages of a dataset, as their addresses end. */
export const DATASET_PAGES = [
  "overview",
  "samples",
  "issues",
  "releases",
  "collaborators",
  "settings",
  "label",
  "review",
] as const;

/** One of {@link DATASET_PAGES}. */
export type DatasetPage = (typeof DATASET_PAGES)[number];

/** What decides who may open a dataset's pages: the signed-in user's role on it and whom it lets in besides. */
export interface PageAccess {
  readonly role?: DatasetRole | null | undefined;
  readonly public: boolean;
  readonly noncollaborator_can_label: boolean;
  readonly noncollaborator_can_review: boolean;
}

/**
 * Whether the signed-in user may open a page of a dataset. Tabs, buttons and typed addresses ask here, and the role table
 * that the server enforces decides.
 */
export function mayOpenPage(page: DatasetPage, dataset: PageAccess): boolean {
  const role = dataset.role ?? undefined;
  switch (page) {
    case "overview":
    case "issues":
    case "releases":
      return true;
    case "samples":
      // Labelers and reviewers get their samples from the queue.
      return can(role, "manage") || role === "viewer" || (role === undefined && dataset.public);
    case "collaborators":
      return can(role, "manage");
    case "settings":
      return can(role, "administer");
    case "label":
      return can(role, "label") || dataset.noncollaborator_can_label;
    case "review":
      return can(role, "review") || dataset.noncollaborator_can_review;
  }
}

const ACTION_WORDS: Readonly<Record<Action, string>> = {
  view: "sees the dataset",
  createIssue: "creates issues",
  label: "labels samples",
  review: "reviews labels",
  manage: "manages people, priorities, assignments and issues, and edits any label",
  administer: "adds and deletes samples, and manages labelsets, releases and settings",
};

function maySeeSamples(role: DatasetRole): boolean {
  return mayOpenPage("samples", {
    role,
    public: false,
    noncollaborator_can_label: false,
    noncollaborator_can_review: false,
  });
}

/**
 * What a role adds to the one before it, from the role table.
 *
 * @example roleWords("reviewer") // "reviews labels"
 */
export function roleWords(role: DatasetRole): string {
  const before = DATASET_ROLES[DATASET_ROLES.indexOf(role) - 1];
  const words = ACTIONS.filter((action) => can(role, action) && !can(before, action)).map((each) => ACTION_WORDS[each]);
  const hadSamples = before !== undefined && maySeeSamples(before);
  if (maySeeSamples(role) !== hadSamples)
    words.push(hadSamples ? "gets samples from the queue instead of browsing them" : "browses all samples");
  return words.join("; ");
}
