import { can, type DatasetRole, LABEL_STATUSES, type LabelStatus } from "@tessera/schema";
import type { DatasetData } from "@tessera/sdk";
import type { WorkType } from "./ports.js";

/** How the page was opened. */
export type LabelingMode = "label" | "review" | "edit" | "readOnly";

/** The switches and the role of a dataset that decide what can be done. */
export type ActionSettings = Pick<
  DatasetData,
  | "role"
  | "enable_skip_labeling"
  | "enable_skip_reviewing"
  | "enable_save_button"
  | "enable_ratings"
  | "enable_label_status_verified"
  | "enable_confirm_on_submit"
  | "block_submit_on_mandatory"
  | "noncollaborator_can_label"
  | "noncollaborator_can_review"
>;

/** What the person may do with the sample in front of them. */
export interface AllowedActions {
  readonly submit: boolean;
  readonly skip: boolean;
  /** Save and stay. In edit mode: save with a status out of `statuses`. */
  readonly save: boolean;
  readonly accept: boolean;
  readonly reject: boolean;
  readonly verify: boolean;
  readonly rate: boolean;
  /** Change the label's content. */
  readonly change: boolean;
  readonly createIssue: boolean;
  readonly needsConfirmation: boolean;
  /** Nothing mandatory may be missing when a label is submitted or accepted. */
  readonly needsMandatory: boolean;
  /** In edit mode: the statuses that can be set. */
  readonly statuses: readonly LabelStatus[];
}

const NOTHING: AllowedActions = {
  submit: false,
  skip: false,
  save: false,
  accept: false,
  reject: false,
  verify: false,
  rate: false,
  change: false,
  createIssue: false,
  needsConfirmation: false,
  needsMandatory: false,
  statuses: [],
};

/**
 * What may be done, by mode, the dataset's switches and the role on it.
 *
 * @example actionsFor("label", dataset).submit // true for a labeler
 */
export function actionsFor(mode: LabelingMode, dataset: ActionSettings): AllowedActions {
  const role = dataset.role ?? undefined;
  const nothing = { ...NOTHING, createIssue: can(role, "createIssue") };
  if (!mayWork(mode, dataset, role)) return nothing;
  switch (mode) {
    case "readOnly":
      return nothing;
    case "label":
      return {
        ...nothing,
        change: true,
        submit: true,
        skip: dataset.enable_skip_labeling,
        save: dataset.enable_save_button,
        needsConfirmation: dataset.enable_confirm_on_submit,
        needsMandatory: dataset.block_submit_on_mandatory,
      };
    case "review":
      return {
        ...nothing,
        change: true,
        accept: true,
        reject: true,
        skip: dataset.enable_skip_reviewing,
        save: dataset.enable_save_button,
        verify: dataset.enable_label_status_verified,
        rate: dataset.enable_ratings,
        needsConfirmation: dataset.enable_confirm_on_submit,
        needsMandatory: dataset.block_submit_on_mandatory,
      };
    case "edit":
      return {
        ...nothing,
        change: true,
        save: true,
        rate: dataset.enable_ratings,
        statuses: LABEL_STATUSES.filter((status) => status !== "VERIFIED" || dataset.enable_label_status_verified),
      };
  }
}

function mayWork(mode: LabelingMode, dataset: ActionSettings, role: DatasetRole | undefined): boolean {
  switch (mode) {
    case "readOnly":
      return true;
    case "label":
      return can(role, "label") || dataset.noncollaborator_can_label;
    case "review":
      return can(role, "review") || dataset.noncollaborator_can_review;
    case "edit":
      return can(role, "manage");
  }
}

/** What work in a mode counts as. */
export function workTypeOf(mode: LabelingMode): WorkType {
  return mode === "label" || mode === "review" ? mode : "normal";
}
