import { describe, expect, it } from "vitest";
import { type AllowedActions, actionsFor, type LabelingMode } from "./actions.js";
import { datasetWith } from "./testing/fake-browser.js";

/** The names of what is allowed. */
function allowed(mode: LabelingMode, settings: Parameters<typeof datasetWith>[0]): string[] {
  const actions = actionsFor(
    mode,
    datasetWith({
      enable_skip_labeling: false,
      enable_save_button: false,
      block_submit_on_mandatory: false,
      ...settings,
    }),
  );
  return (Object.keys(actions) as (keyof AllowedActions)[]).filter((name) => actions[name] === true);
}

describe("actionsFor", () => {
  it.each([
    ["label", { role: "labeler" }, ["submit", "change", "createIssue"]],
    [
      "label",
      { role: "labeler", enable_skip_labeling: true, enable_save_button: true },
      ["submit", "skip", "save", "change", "createIssue"],
    ],
    [
      "label",
      { role: "labeler", enable_skip_reviewing: true, enable_ratings: true },
      ["submit", "change", "createIssue"],
    ],
    ["label", { role: "viewer" }, ["createIssue"]],
    ["label", { role: null }, []],
    ["label", { role: null, noncollaborator_can_label: true }, ["submit", "change"]],
    ["review", { role: "labeler" }, ["createIssue"]],
    ["review", { role: "reviewer" }, ["accept", "reject", "change", "createIssue"]],
    [
      "review",
      { role: "reviewer", enable_skip_reviewing: true, enable_ratings: true, enable_label_status_verified: true },
      ["skip", "accept", "reject", "verify", "rate", "change", "createIssue"],
    ],
    [
      "review",
      { role: "reviewer", block_submit_on_mandatory: true },
      ["accept", "reject", "change", "createIssue", "needsMandatory"],
    ],
    ["edit", { role: "manager", block_submit_on_mandatory: true }, ["save", "change", "createIssue"]],
    ["edit", { role: "reviewer" }, ["createIssue"]],
    ["edit", { role: "manager" }, ["save", "change", "createIssue"]],
    ["readOnly", { role: "admin" }, ["createIssue"]],
  ] as const)("%s with %j", (mode, settings, names) => {
    expect(allowed(mode, settings).sort()).toEqual([...names].sort());
  });

  it("offers VERIFIED only where the dataset has it", () => {
    const statuses = (enable_label_status_verified: boolean) =>
      actionsFor("edit", datasetWith({ role: "admin", enable_label_status_verified })).statuses;
    expect(statuses(false)).not.toContain("VERIFIED");
    expect(statuses(true)).toContain("VERIFIED");
  });
});
