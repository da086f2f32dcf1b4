import { expect, test } from "vitest";
import { datasetNameFault, nameFault } from "./dataset-rules.js";

test.each([
  ["flowers", null],
  ["flowers-v1.0_b", null],
  ["", "Give it a name."],
  ["my flowers", "It has no spaces; use a dash."],
  ["..", "It is more than dots."],
  ["a/b", "It takes letters, digits, dots, dashes and underscores."],
  ["blümen", "It takes letters, digits, dots, dashes and underscores."],
  ["x".repeat(101), "It has at most 100 characters."],
])("name %j", (name, fault) => {
  expect(nameFault(name)).toBe(fault);
});

test("a name that the owner has, in any case, is told before anything is sent", () => {
  expect(datasetNameFault("Flowers", new Set(["flowers"]))).toBe("There is a dataset with this name.");
  expect(datasetNameFault("flowers-2", new Set(["flowers"]))).toBeNull();
});
