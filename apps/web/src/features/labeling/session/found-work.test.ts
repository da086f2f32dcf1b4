import { describe, expect, it } from "vitest";
import { findWork, isDoneElsewhere } from "./found-work.js";
import type { ServerDraft } from "./ports.js";
import type { Draft, OutboxEntry } from "./work-store.js";

const draftWith = (sent?: Draft["sent"]) => ({ client: "this-tab", updatedAtMs: 5, sent }) as Draft;
const entryWith = (draft?: number) => ({ client: "this-tab", createdAtMs: 5, draft }) as OutboxEntry;
const server = (revision: number, client = "elsewhere") => ({ revision, client, updated_at: "" }) as ServerDraft;

const ALL_SENT = draftWith({ revision: 3, isWhole: true });
const SOME_SENT = draftWith({ revision: 3, isWhole: false });
const NONE_SENT = draftWith();

describe("which of two drafts is gone on with", () => {
  it.each([
    ["nothing anywhere", {}, null, undefined],
    ["the server's alone", {}, server(3), { source: "server", revision: 3 }],
    ["this device's alone", { draft: NONE_SENT }, null, { source: "device", revision: 0 }],
    ["the same on both", { draft: ALL_SENT }, server(3), { source: "device", revision: 3, same: server(3) }],
    ["the server's is newer", { draft: ALL_SENT }, server(7), { source: "server", revision: 7 }],
    ["this device's is newer", { draft: SOME_SENT }, server(3), { source: "device", revision: 3 }],
    ["both went on", { draft: SOME_SENT }, server(7), { source: "device", revision: 3, other: server(7) }],
    ["two that never met", { draft: NONE_SENT }, server(7), { source: "device", revision: 0, other: server(7) }],
    ["an answer was lost", { draft: SOME_SENT }, server(4, "this-tab"), { source: "device", revision: 4 }],
    ["the server does not answer", { draft: SOME_SENT }, undefined, { source: "device", revision: 3 }],
    ["a save that did not get through", { entry: entryWith(3) }, server(3), { source: "unsent", revision: 3 }],
    ["another device went on", { entry: entryWith(3) }, server(7), { source: "unsent", revision: 3, other: server(7) }],
  ])("%s", (_name, kept, there, due) => {
    const found = findWork({ draft: undefined, entry: undefined, ...kept, server: there });
    if (due === undefined) expect(found).toBeUndefined();
    else {
      expect(found).toMatchObject(due);
      expect([found?.other, found?.same].filter(Boolean)).toHaveLength("other" in due || "same" in due ? 1 : 0);
    }
  });

  it("what was sent whole and is gone was done elsewhere", () => {
    expect(isDoneElsewhere({ draft: ALL_SENT, server: null })).toBe(true);
    expect(isDoneElsewhere({ draft: SOME_SENT, server: null })).toBe(false);
    expect(isDoneElsewhere({ draft: ALL_SENT, server: undefined })).toBe(false);
  });
});
