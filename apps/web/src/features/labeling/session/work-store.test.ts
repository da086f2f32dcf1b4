import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it } from "vitest";
import { openIndexedWorkStore } from "./indexed-work-store.js";
import { createMemoryWorkStore } from "./memory-work-store.js";
import { attributesOf, boxAt } from "./testing/fake-editor.js";
import { type DraftHeader, DraftTakenError, type OutboxEntry, type WorkStore } from "./work-store.js";

const key = { account: "jane", sampleUuid: "s1", labelset: "ground-truth" };

function header(change: Partial<DraftHeader> = {}): DraftHeader {
  return {
    ...key,
    dataset: "jane/flowers",
    sampleName: "s1.jpg",
    baseVersion: 1,
    followsEntry: null,
    objectCount: 1,
    rating: undefined,
    updatedAtMs: 1,
    worked: { timeMs: 1, inactiveTimeMs: 0 },
    client: "tab-1",
    ...change,
  };
}

function entry(change: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    ...key,
    id: "e1",
    client: "tab-1",
    createdAtMs: 1,
    sequence: 0,
    dataset: "jane/flowers",
    sampleName: "s1.jpg",
    workType: "label",
    action: "submit",
    baseVersion: 1,
    baseStatus: "PRELABELED",
    followsEntry: null,
    lease: null,
    content: { attributes: attributesOf([boxAt(1)]), files: [] },
    rating: undefined,
    labelStatus: undefined,
    worked: { timeMs: 1, inactiveTimeMs: 0 },
    ...change,
  };
}

describe.each(["IndexedDB", "memory"])("the work store in %s", (kind) => {
  let store: WorkStore;
  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    store = kind === "memory" ? createMemoryWorkStore() : await openIndexedWorkStore();
  });

  it("reads a draft as a snapshot and the diffs after it", async () => {
    await store.writeDraft(header(), { snapshot: { value: "a" }, diffs: [1] });
    await store.writeDraft(header({ updatedAtMs: 2 }), { diffs: [2, 3] });
    expect(await store.readDraft(key)).toMatchObject({ snapshot: "a", diffs: [1, 2, 3], updatedAtMs: 2 });
    await store.writeDraft(header(), { snapshot: { value: "b" }, diffs: [4] });
    expect(await store.readDraft(key)).toMatchObject({ snapshot: "b", diffs: [4] });
    await store.removeDraft(key);
    expect(await store.readDraft(key)).toBeUndefined();
  });

  it("keeps drafts apart by account, sample and labelset, newest first", async () => {
    await store.writeDraft(header({ updatedAtMs: 1 }), { snapshot: { value: 1 }, diffs: ["of s1"] });
    await store.writeDraft(header({ sampleUuid: "s2", updatedAtMs: 9 }), { snapshot: { value: 2 }, diffs: ["of s2"] });
    await store.writeDraft(header({ account: "jane2" }), { snapshot: { value: 3 }, diffs: [] });
    expect((await store.listDrafts("jane")).map(({ sampleUuid }) => sampleUuid)).toEqual(["s2", "s1"]);
    expect(await store.readDraft(key)).toMatchObject({ snapshot: 1, diffs: ["of s1"] });
  });

  it("refuses a writer that lost the draft to another tab", async () => {
    await store.writeDraft(header(), { snapshot: { value: "a" }, diffs: [] });
    await store.takeDraft(key, "tab-2");
    await expect(store.writeDraft(header(), { diffs: [1] })).rejects.toThrow(DraftTakenError);
    await store.removeDraft(key, "tab-1");
    expect(await store.readDraft(key)).toMatchObject({ client: "tab-2", diffs: [] });
    await store.putEntry(entry());
    expect(await store.readDraft(key)).toMatchObject({ client: "tab-2" });
  });

  it("puts a save in the place of its draft, or of what came after it", async () => {
    await store.writeDraft(header(), { snapshot: { value: "a" }, diffs: [1] });
    await store.putEntry(entry());
    expect(await store.readDraft(key)).toBeUndefined();
    expect(await store.listEntries("jane")).toEqual([entry()]);

    await store.writeDraft(header(), { snapshot: { value: "a" }, diffs: [1] });
    const remainder = { header: header({ followsEntry: "e2" }), snapshot: "rest" };
    await store.putEntry(entry({ id: "e2", sequence: 1, followsEntry: "e1" }), { remainder });
    expect(await store.readDraft(key)).toMatchObject({ snapshot: "rest", diffs: [], followsEntry: "e2" });

    await store.removeEntry("e1", { version: 2 });
    expect(await store.listEntries("jane")).toMatchObject([{ id: "e2", baseVersion: 2, followsEntry: null }]);
    await store.removeEntry("e2", { version: 3 });
    expect(await store.readDraft(key)).toMatchObject({ baseVersion: 3, followsEntry: null });
    expect(await store.listEntries("jane")).toEqual([]);
  });

  it("lists saves in the order in which they were made, and replaces some", async () => {
    await store.putEntry(entry({ id: "c", createdAtMs: 2, sequence: 0 }));
    await store.putEntry(entry({ id: "b", createdAtMs: 1, sequence: 2 }));
    await store.putEntry(entry({ id: "a", createdAtMs: 1, sequence: 11 }));
    await store.putEntry(entry({ id: "x", account: "john" }));
    expect((await store.listEntries("jane")).map(({ id }) => id)).toEqual(["b", "a", "c"]);
    await store.putEntry(entry({ id: "d", createdAtMs: 3 }), { replaces: ["b", "c"] });
    expect((await store.listEntries("jane")).map(({ id }) => id)).toEqual(["a", "d"]);
  });
});

describe("IndexedDB", () => {
  it("opens again after it was closed underneath", async () => {
    globalThis.indexedDB = new IDBFactory();
    const store = await openIndexedWorkStore();
    await store.writeDraft(header(), { snapshot: { value: "a" }, diffs: [] });
    store.close();
    expect(await store.readDraft(key)).toMatchObject({ snapshot: "a" });
  });
});
