import { describe, expect, it, test } from "vitest";
import { ERRORS, SDK_ERRORS, SDK_PHRASES, sdkErrorOf } from "./errors.js";

describe.each(Object.entries(ERRORS))("%s", (_, { status, detail, sdkError }) => {
  it(`makes clients raise ${sdkError}`, () => {
    expect(sdkErrorOf(JSON.stringify({ detail }))).toBe(sdkError);
  });

  it("has words of its own class only", () => {
    const classes = SDK_PHRASES.filter(([phrase]) => detail.toLowerCase().includes(phrase)).map(([, name]) => name);
    expect(new Set(classes)).toEqual(new Set(sdkError === "NetworkError" ? [] : [sdkError]));
  });

  it("is a sentence with an error status", () => {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(detail).toMatch(/^[A-Z].*\.$/);
  });
});

// The table of the wire contract.
test.each([
  [404, "not found", "NotFoundError"],
  [404, "invalid page", "NotFoundError"],
  [400, "already exists", "AlreadyExistsError"],
  [400, "already have", "AlreadyExistsError"],
  [400, "cannot be added as collaborator", "CollaboratorError"],
  [400, "is already a collaborator", "CollaboratorError"],
  [401, "authentication credentials were not provided", "AuthenticationError"],
  [403, "do not have permission", "AuthorizationError"],
  [403, "need to be an administrator", "AuthorizationError"],
  [403, "cannot leave the organization", "AuthorizationError"],
  [402, "exceeded user limit", "SubscriptionError"],
  [408, "time-out", "TimeoutError"],
  [504, "time-out", "TimeoutError"],
  [429, "throttled", "APILimitError"],
])("there is a %i that says %s", (status, words, sdkError) => {
  const rows = Object.values(ERRORS).filter((row) => row.status === status && row.sdkError === sdkError);
  expect(rows.some((row) => row.detail.toLowerCase().includes(words))).toBe(true);
});

test.each(SDK_ERRORS)("an error of ours makes clients raise %s", (name) => {
  expect(Object.values(ERRORS).some(({ sdkError }) => sdkError === name)).toBe(true);
});
