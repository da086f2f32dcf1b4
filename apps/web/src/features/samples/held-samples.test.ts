import type { HeldSample } from "@tessera/schema";
import { expect, it } from "vitest";
import { heldSentence } from "./held-samples.js";

const lease = (sample: string, username: string, work: "label" | "review" = "label"): HeldSample => ({
  ...{ uuid: `lease of ${sample}`, sample_uuid: sample, sample_name: `${sample}.jpg`, username, work_type: work },
  ...{ created_at: "2026-01-01T00:00:00Z", expires_at: "2026-01-01T01:00:00Z" },
});
const assigning = (uuids: string[], username: string | null, work: "label" | "review" = "label") => ({
  uuids: new Set(uuids),
  ...{ work, username },
});

it("says who has a sample that is assigned to somebody else", () => {
  expect(heldSentence([lease("a", "john"), lease("b", "mary")], assigning(["a"], "jane"))).toBe(
    "john has a.jpg from the queue now. The assignment counts once they give it back.",
  );
});

it("says it of several", () => {
  const held = [lease("a", "mary"), lease("b", "john"), lease("c", "john"), lease("d", "jane")];
  expect(heldSentence(held, assigning(["a", "b", "d"], null))).toBe(
    "jane, john, and mary have 3 of these samples from the queue now. The assignment counts once they give them back.",
  );
  expect(heldSentence(held, assigning(["b", "c"], "jane"))).toBe(
    "john has 2 of these samples from the queue now. The assignment counts once they give them back.",
  );
});

it("says nothing of other samples, of other work, and of who is assigned", () => {
  expect(heldSentence([lease("a", "john")], assigning(["b"], "jane"))).toBeUndefined();
  expect(heldSentence([lease("a", "john", "review")], assigning(["a"], "jane"))).toBeUndefined();
  expect(heldSentence([lease("a", "john")], assigning(["a"], "john"))).toBeUndefined();
});
