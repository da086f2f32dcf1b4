import { expect, test } from "vitest";
import { parseRetryAfter, pauseMs, retryOf } from "./retry.js";

test("pauses are anything up to a bound that doubles, and end at eight seconds", () => {
  const longest = (attempt: number) => pauseMs(attempt, { random: () => 1 });
  expect([0, 1, 2, 3, 4, 5, 50].map(longest)).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  expect(pauseMs(5, { random: () => 0 })).toBe(0);
  expect(pauseMs(0, { retryAfterMs: 3000, random: () => 0.5 })).toBe(3250);
});

test.each([
  [null, undefined],
  ["", undefined],
  ["soon", undefined],
  ["0", 0],
  ["2", 2000],
  ["0.5", 500],
  ["-5", 0],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 0],
  ["Thu, 01 Jan 1970 00:00:10 GMT", 9000],
])("Retry-After: %s", (header, expected) => {
  expect(parseRetryAfter(header, header?.includes("1970") ? 1000 : Date.now())).toBe(expected);
});

test("which answers are worth another try", () => {
  const statuses = [400, 401, 403, 404, 408, 409, 410, 422, 425, 429, 500, 501, 502, 503, 504, 505, 507];
  const of = (retry: string) => statuses.filter((status) => retryOf(status) === retry);
  expect({ always: of("always"), repeatable: of("repeatable"), never: of("never") }).toEqual({
    always: [408, 429, 503],
    repeatable: [500, 502, 504, 507],
    never: [400, 401, 403, 404, 409, 410, 422, 425, 501, 505],
  });
});
