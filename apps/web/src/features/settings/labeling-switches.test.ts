import { DATASET_SWITCHES } from "@tessera/schema";
import { expect, test } from "vitest";
import { LABELING_SWITCHES, switchGroups } from "./labeling-switches.js";

test("every switch of a dataset can be set here, but for archiving, which has its own place", () => {
  const shown = LABELING_SWITCHES.map(({ field }) => field).toSorted();
  const known = Object.keys(DATASET_SWITCHES).filter((field) => field !== "archived");
  expect(shown).toEqual(known.toSorted());
});

test("a dataset of images is not asked about frames or space", () => {
  const groups = switchGroups("vector").map(([group]) => group);
  expect(groups).toEqual(["Labeling", "Reviewing", "Links", "Everybody else"]);
});

test("a sequence of point clouds is asked about both", () => {
  const groups = switchGroups("pointcloud-cuboid-sequence").map(([group]) => group);
  expect(groups).toContain("Sequences");
  expect(groups).toContain("3D");
});
