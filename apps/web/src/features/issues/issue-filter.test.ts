import { expect, test } from "vitest";
import { filterIssues } from "./issue-filter.js";

function issue(description: string, more: object = {}) {
  return {
    status: "OPEN" as const,
    description,
    sample_name: "rose.jpg",
    created_by: "jane",
    created_at: "2026-01-01T00:00:00.000000Z",
    tags: [] as string[],
    ...more,
  };
}

const descriptions = (issues: readonly { description: string }[]) => issues.map(({ description }) => description);

test("by status, the latest first", () => {
  const all = [
    issue("old"),
    issue("new", { created_at: "2026-02-01T00:00:00.000000Z" }),
    issue("done", { status: "CLOSED" }),
  ];
  expect(descriptions(filterIssues(all, { status: "open", text: "" }))).toEqual(["new", "old"]);
  expect(descriptions(filterIssues(all, { status: "closed", text: "" }))).toEqual(["done"]);
  expect(filterIssues(all, { status: "all", text: "" })).toHaveLength(3);
});

test("by words of the text, the sample, the person and the tags together", () => {
  const all = [issue("Too loose", { tags: ["box"] }), issue("Too tight", { created_by: "john" })];
  expect(descriptions(filterIssues(all, { status: "all", text: "too JANE box" }))).toEqual(["Too loose"]);
  expect(filterIssues(all, { status: "all", text: "rose.jpg" })).toHaveLength(2);
});
