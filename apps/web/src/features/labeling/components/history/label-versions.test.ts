import type { LabelVersion } from "@tessera/sdk";
import { expect, it } from "vitest";
import { lastReviewed } from "./label-versions.js";

const version = (number: number, label_status: LabelVersion["label_status"]): LabelVersion => ({
  ...{ version: number, label_status, operation: "saved", score: null, rating: null, reason: null },
  ...{ saved_at: "2026-01-01T00:00:00Z", saved_by: "jane", is_current: false },
});

it("the last look is the newest version that a review has decided on", () => {
  const versions = [version(4, "LABELED"), version(3, "REJECTED"), version(2, "REVIEWED"), version(1, "LABELED")];
  expect(lastReviewed(versions)?.version).toBe(3);
  expect(lastReviewed([version(2, "LABELED"), version(1, null)])).toBeUndefined();
});
