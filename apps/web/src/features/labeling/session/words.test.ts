import { describe, expect, it } from "vitest";
import { type FaultKind, LabelingFault } from "./faults.js";
import type { OutboxItem } from "./outbox-slot.js";
import { faultText, outboxText, saveStateText } from "./words.js";

const item = (status: OutboxItem["status"]): OutboxItem => ({
  id: "1",
  sampleUuid: "s1",
  sampleName: "s1.jpg",
  labelset: "ground-truth",
  dataset: "jane/flowers",
  action: "submit",
  status,
  fault: undefined,
});

describe("what the page says", () => {
  it.each([
    [{ kind: "clean" }, "No changes"],
    [{ kind: "saved", atMs: 0 }, "Saved 3 s ago"],
    [{ kind: "saved", atMs: -120_000 }, "Saved 2 min ago"],
    [{ kind: "saved", atMs: 9_999 }, "Saved 0 s ago"],
    [{ kind: "dirty", isKept: true, draft: "due" }, "Saving the draft…"],
    [{ kind: "dirty", isKept: false, draft: "sent" }, "Draft saved, not submitted"],
    [{ kind: "dirty", isKept: true, draft: "unsent" }, "Draft kept on this device only"],
    [{ kind: "dirty", isKept: true, draft: "otherDevice" }, "Draft kept on this device only"],
    [{ kind: "dirty", isKept: false, draft: "unsent" }, "Changes not saved"],
    [{ kind: "offline", isKept: true }, "Offline: kept on this device"],
    [{ kind: "offline", isKept: false }, "Offline: kept in this tab only"],
  ] as const)("%j", (save, text) => {
    expect(saveStateText(save, 3_999)).toBe(text);
  });

  it("counts what is on its way, and what is not saved", () => {
    expect(outboxText({ items: [], pause: undefined })).toBeUndefined();
    expect(outboxText({ items: [item("sending")], pause: undefined })).toBe("Saving 1 sample…");
    expect(outboxText({ items: [item("waiting"), item("waiting")], pause: "offline" })).toBe(
      "2 samples kept here until you are online",
    );
    expect(outboxText({ items: [item("waiting"), item("conflict")], pause: "signIn" })).toBe(
      "1 sample kept here until you sign in, 1 sample not saved",
    );
  });

  it("ends every sentence about a fault with what becomes of the work", () => {
    const kinds: FaultKind[] = [
      "offline",
      "busy",
      "server",
      "signIn",
      "otherAccount",
      "forbidden",
      "gone",
      "conflict",
      "leased",
    ];
    for (const kind of kinds) {
      expect(faultText(new LabelingFault(kind, "x"))).toMatch(/by itself\.|kept here|your work\.|two versions\./);
    }
    expect(faultText(new LabelingFault("invalid", "Two boxes have id 3."))).toContain("Two boxes have id 3.");
  });
});
