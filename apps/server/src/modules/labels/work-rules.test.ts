import { type DatasetRole, LABEL_STATUSES, type LabelStatus, type Work } from "@tessera/schema";
import { describe, expect, it } from "vitest";
import { AppError } from "../../errors.js";
import { checkWork, findWorkEffect, type WorkSettings } from "./work-rules.js";

const ALL: WorkSettings = {
  ...{ enable_skip_labeling: true, enable_skip_reviewing: true, enable_save_button: true },
  ...{ enable_ratings: true, enable_label_status_verified: true },
};
const BASE = { version: 1, time: 0, inactive_time: 0 };

function refusalOf(
  work: Partial<Work>,
  options: Partial<WorkSettings> & { role?: DatasetRole; isGroundtruth?: boolean } = {},
) {
  const { role = "admin", isGroundtruth = true, ...settings } = options;
  try {
    checkWork({ ...BASE, ...work } as Work, { role, isGroundtruth, settings: { ...ALL, ...settings } });
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const fields = Object.keys(JSON.parse(error.toJson()) as object).filter((name) => name !== "detail");
    return error.code === "invalid" ? fields[0] : error.code;
  }
}

describe("what is refused without a look at the label", () => {
  const label = { work_type: "label" } as const;
  const review = { work_type: "review" } as const;
  const edit = { work_type: "normal", action: "edit" } as const;
  const cases: [string, Partial<Work>, Parameters<typeof refusalOf>[1], string | undefined][] = [
    ["a labeler's submit", { ...label, action: "submit" }, { role: "labeler" }, undefined],
    ["a viewer's submit", { ...label, action: "submit" }, { role: "viewer" }, "permission"],
    ["a labeler's accept", { ...review, action: "accept" }, { role: "labeler" }, "permission"],
    ["a reviewer's accept", { ...review, action: "accept" }, { role: "reviewer" }, undefined],
    ["a reviewer's edit", edit, { role: "reviewer" }, "permission"],
    ["a manager's edit", edit, { role: "manager" }, undefined],
    ["accepting while labeling", { ...label, action: "accept" }, {}, "action"],
    ["submitting while reviewing", { ...review, action: "submit" }, {}, "action"],
    ["submitting an edit", { work_type: "normal", action: "submit" }, {}, "action"],
    ["editing while labeling", { ...label, action: "edit" }, {}, "action"],
    ["skipping where it is off", { ...label, action: "skip" }, { enable_skip_labeling: false }, "action"],
    ["skipping a review where it is off", { ...review, action: "skip" }, { enable_skip_reviewing: false }, "action"],
    [
      "skipping a review where it is off for labelers",
      { ...review, action: "skip" },
      { enable_skip_labeling: false },
      undefined,
    ],
    ["saving where it is off", { ...label, action: "save" }, { enable_save_button: false }, "action"],
    ["saving a review where it is off", { ...review, action: "save" }, { enable_save_button: false }, "action"],
    ["verifying where it is off", { ...review, action: "verify" }, { enable_label_status_verified: false }, "action"],
    ["a rating where it is off", { ...review, action: "accept", rating: 3 }, { enable_ratings: false }, "rating"],
    ["no rating where it is off", { ...review, action: "accept", rating: null }, { enable_ratings: false }, undefined],
    ["a rating of one's own label", { ...label, action: "submit", rating: 3 }, {}, "rating"],
    ["a rating", { ...review, action: "accept", rating: 3 }, {}, undefined],
    ["a status while labeling", { ...label, action: "submit", label_status: "REVIEWED" }, {}, "label_status"],
    ["a status in an edit", { ...edit, label_status: "UNLABELED" }, { role: "manager" }, undefined],
    [
      "VERIFIED where it is off",
      { ...edit, label_status: "VERIFIED" },
      { enable_label_status_verified: false },
      "label_status",
    ],
    ["labeling another labelset", { ...label, action: "submit" }, { isGroundtruth: false }, "work_type"],
    ["reviewing another labelset", { ...review, action: "accept" }, { isGroundtruth: false }, "work_type"],
    ["editing another labelset", edit, { isGroundtruth: false }, undefined],
  ];
  it.each(cases)("%s", (_, work, options, expected) => expect(refusalOf(work, options)).toBe(expected));
});

describe("what work makes of a label", () => {
  const effects = (work: Partial<Work>, { hasNewContent = false } = {}) =>
    Object.fromEntries(
      [null, ...LABEL_STATUSES].map((status) => [
        String(status),
        findWorkEffect({ ...BASE, ...work } as Work, { currentStatus: status, hasNewContent })?.status,
      ]),
    );
  const LABELABLE = ["null", "UNLABELED", "PRELABELED", "LABELING_IN_PROGRESS", "LABELED", "REJECTED", "SKIPPED"];
  const REVIEWABLE = ["LABELED", "REVIEWING_IN_PROGRESS", "REVIEWED", "REJECTED", "SKIPPED", "VERIFIED"];
  const all = (from: readonly string[], to: LabelStatus) =>
    Object.fromEntries(["null", ...LABEL_STATUSES].map((status) => [status, from.includes(status) ? to : undefined]));

  it("in the label queue: anything but what is in review", () => {
    const work_type = "label";
    expect(effects({ work_type, action: "submit" })).toEqual(all(LABELABLE, "LABELED"));
    expect(effects({ work_type, action: "skip" })).toEqual(all(LABELABLE, "SKIPPED"));
    expect(effects({ work_type, action: "save" })).toEqual(all(LABELABLE, "LABELING_IN_PROGRESS"));
  });

  it("in the review queue: only what is labeled", () => {
    const work_type = "review";
    expect(effects({ work_type, action: "accept" })).toEqual(all(REVIEWABLE, "REVIEWED"));
    expect(effects({ work_type, action: "reject" })).toEqual(all(REVIEWABLE, "REJECTED"));
    expect(effects({ work_type, action: "verify" })).toEqual(all(REVIEWABLE, "VERIFIED"));
    expect(effects({ work_type, action: "save" })).toEqual(all(REVIEWABLE, "REVIEWING_IN_PROGRESS"));
    const kept = Object.fromEntries(REVIEWABLE.map((status) => [status, status]));
    expect(effects({ work_type, action: "skip" })).toEqual({
      ...all([], "LABELED"),
      ...kept,
      REVIEWING_IN_PROGRESS: "LABELED",
    });
    // What was accepted was another label.
    expect(effects({ work_type, action: "skip" }, { hasNewContent: true })).toMatchObject({
      ...{ LABELED: "LABELED", REVIEWED: "LABELED", VERIFIED: "LABELED", REJECTED: "REJECTED", SKIPPED: "SKIPPED" },
    });
  });

  it("in an edit: what it says, else what was there, and LABELED of what nobody had labeled", () => {
    const edit = { work_type: "normal", action: "edit" } as const;
    expect(effects({ ...edit, label_status: "REVIEWED" })).toEqual(all(["null", ...LABEL_STATUSES], "REVIEWED"));
    expect(effects(edit)).toEqual({
      ...Object.fromEntries(LABEL_STATUSES.map((status) => [status, status])),
      ...{ null: "LABELED", UNLABELED: "LABELED", PRELABELED: "LABELED" },
    });
  });

  it("in an edit that changes what was reviewed: LABELED, unless it says otherwise", () => {
    const edit = { work_type: "normal", action: "edit" } as const;
    const { REVIEWING_IN_PROGRESS, REVIEWED, VERIFIED, REJECTED } = effects(edit, { hasNewContent: true });
    expect([REVIEWING_IN_PROGRESS, REVIEWED, VERIFIED, REJECTED]).toEqual([
      "LABELED",
      "LABELED",
      "LABELED",
      "REJECTED",
    ]);
    expect(effects({ ...edit, label_status: "REVIEWED" }, { hasNewContent: true })).toEqual(
      all(["null", ...LABEL_STATUSES], "REVIEWED"),
    );
  });

  it("ends the lease, but for a save", () => {
    const ends = (work: Partial<Work>) =>
      findWorkEffect({ ...BASE, ...work } as Work, { currentStatus: "LABELED", hasNewContent: false })?.endsLease;
    expect(ends({ work_type: "label", action: "save" })).toBe(false);
    expect(ends({ work_type: "review", action: "save" })).toBe(false);
    expect(ends({ work_type: "label", action: "submit" })).toBe(true);
    expect(ends({ work_type: "review", action: "skip" })).toBe(true);
  });
});
