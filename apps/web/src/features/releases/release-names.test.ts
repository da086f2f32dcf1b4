import { expect, test } from "vitest";
import { nextReleaseName } from "./release-names.js";

test.each([
  [[], "v0.1"],
  [["v0.1", "v0.2"], "v0.3"],
  [["v0.9", "v0.10"], "v0.11"],
  [["final"], "v0.1"],
  [["2026-11-22"], "2026-11-23"],
])("after %j comes %s", (taken, next) => {
  expect(nextReleaseName(taken)).toBe(next);
});
