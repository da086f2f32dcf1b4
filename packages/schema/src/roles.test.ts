import { describe, expect, it, test } from "vitest";
import { ACTIONS, can, canGrant, DATASET_ROLES, statusesFor } from "./roles.js";
import { LABEL_STATUSES } from "./vocabulary.js";

// The table of the workflow page, a row an action, in the order of DATASET_ROLES.
const TABLE = {
  view: [true, true, true, true, true],
  createIssue: [true, true, true, true, true],
  label: [false, true, true, true, true],
  review: [false, false, true, true, true],
  manage: [false, false, false, true, true],
  administer: [false, false, false, false, true],
};

test.each(ACTIONS)("who may %s", (action) => {
  expect(DATASET_ROLES.map((role) => can(role, action))).toEqual(TABLE[action]);
  expect(can(undefined, action)).toBe(false);
});

describe("statusesFor", () => {
  it("gives each role all that the one before has, and managers all", () => {
    expect(statusesFor("viewer")).toEqual([]);
    expect(statusesFor("labeler")).toEqual(["PRELABELED", "LABELING_IN_PROGRESS", "LABELED", "SKIPPED"]);
    expect(statusesFor("reviewer")).toEqual([
      ...statusesFor("labeler"),
      ...["REVIEWING_IN_PROGRESS", "REVIEWED", "REJECTED", "VERIFIED"],
    ]);
    expect(statusesFor("manager")).toEqual(LABEL_STATUSES);
    expect(statusesFor("admin")).toEqual(LABEL_STATUSES);
  });
});

test("managers grant all but admin, admins all, others nothing", () => {
  const grants = DATASET_ROLES.map((granter) => DATASET_ROLES.filter((role) => canGrant(granter, role)));
  expect(grants).toEqual([[], [], [], ["viewer", "labeler", "reviewer", "manager"], [...DATASET_ROLES]]);
  expect(canGrant(undefined, "viewer")).toBe(false);
});
