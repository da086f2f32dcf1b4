import { expect, test } from "vitest";
import { searchDatasets, sortDatasets } from "./dataset-search.js";

function dataset(name: string, more: object = {}) {
  return {
    name,
    full_name: `jane/${name}`,
    description: "",
    task_type: "vector" as const,
    tags: [] as string[],
    created_at: "2026-01-01T00:00:00.000000Z",
    label_stats: {},
    samples_count: 0,
    ...more,
  };
}

const names = (datasets: readonly { name: string }[]) => datasets.map(({ name }) => name);

test("every word must occur somewhere", () => {
  const all = [
    dataset("flowers", { description: "Wild ones" }),
    dataset("streets", { tags: ["wild"] }),
    dataset("boxes", { task_type: "bboxes" }),
  ];
  expect(names(searchDatasets(all, "WILD"))).toEqual(["flowers", "streets"]);
  expect(names(searchDatasets(all, " wild  flow "))).toEqual(["flowers"]);
  expect(names(searchDatasets(all, "bounding"))).toEqual(["boxes"]);
  expect(searchDatasets(all, "")).toHaveLength(3);
});

test("sorting by progress puts datasets without samples last when descending", () => {
  const all = [
    dataset("empty"),
    dataset("half", { label_stats: { LABELED: 1, UNLABELED: 1, TOTAL: 2 } }),
    dataset("done", { label_stats: { REVIEWED: 1, TOTAL: 1 } }),
  ];
  expect(names(sortDatasets(all, { column: "progress", isDescending: true }))).toEqual(["done", "half", "empty"]);
});

test("names sort as people count, and decide where a column is equal", () => {
  const all = [dataset("scan-10"), dataset("scan-9"), dataset("scan-1")];
  expect(names(sortDatasets(all, { column: "name", isDescending: false }))).toEqual(["scan-1", "scan-9", "scan-10"]);
  expect(names(sortDatasets(all, { column: "samples", isDescending: true }))).toEqual(["scan-1", "scan-9", "scan-10"]);
});
