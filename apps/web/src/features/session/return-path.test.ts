import { expect, test } from "vitest";
import { safeReturnPath } from "./return-path.js";

test.each([
  [undefined, "/"],
  ["/@jane/flowers/samples?q=status:labeled", "/@jane/flowers/samples?q=status:labeled"],
  ["https://example.com/", "/"],
  ["//example.com/", "/"],
  ["/\\example.com/", "/"],
  ["/\t/example.com/", "/"],
  ["/..//example.com", "/"],
  ["javascript:alert(1)", "/"],
  ["/sign-in?next=/sign-in", "/"],
])("after signing in with next=%j one is at %j", (next, path) => {
  expect(safeReturnPath(next)).toBe(path);
});
