import { DATASET_ROLES } from "@tessera/schema";
import { expect, test } from "vitest";
import { DATASET_PAGES, mayOpenPage, roleWords } from "./dataset-pages.js";

const PRIVATE = { public: false, noncollaborator_can_label: false, noncollaborator_can_review: false };

test.each([
  ["viewer", ["overview", "samples", "issues", "releases"]],
  ["labeler", ["overview", "issues", "releases", "label"]],
  ["reviewer", ["overview", "issues", "releases", "label", "review"]],
  ["manager", ["overview", "samples", "issues", "releases", "collaborators", "label", "review"]],
  ["admin", DATASET_PAGES],
] as const)("a %s may open %j", (role, pages) => {
  expect(DATASET_PAGES.filter((page) => mayOpenPage(page, { ...PRIVATE, role }))).toEqual(pages);
});

test("a public dataset shows its samples to everyone, and opens its queues where it says so", () => {
  const pages = (access: object) =>
    DATASET_PAGES.filter((page) => mayOpenPage(page, { ...PRIVATE, public: true, ...access }));
  expect(pages({})).toEqual(["overview", "samples", "issues", "releases"]);
  expect(pages({ noncollaborator_can_label: true })).toContain("label");
  expect(pages({ noncollaborator_can_review: true })).toContain("review");
});

test("roles are described by what they add", () => {
  expect(DATASET_ROLES.map((role) => [role, roleWords(role)])).toEqual([
    ["viewer", "sees the dataset; creates issues; browses all samples"],
    ["labeler", "labels samples; gets samples from the queue instead of browsing them"],
    ["reviewer", "reviews labels"],
    ["manager", "manages people, priorities, assignments and issues, and edits any label; browses all samples"],
    ["admin", "adds and deletes samples, and manages labelsets, releases and settings"],
  ]);
});
