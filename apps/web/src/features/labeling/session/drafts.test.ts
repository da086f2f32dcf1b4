import { describe, expect, it } from "vitest";
import { DRAFT_FORMAT, readPortableDraft, writePortableDraft } from "./server-draft.js";
import { datasetWith, FakeBrowser, type FakeTab } from "./testing/fake-browser.js";
import { settle } from "./testing/fake-clock.js";
import { attributesOf, boxAt, boxesOf } from "./testing/fake-editor.js";
import { FakeServer } from "./testing/fake-server.js";
import { saveStateText } from "./words.js";

const EDIT = { mode: "edit", dataset: datasetWith({ role: "manager" }), sampleUuid: "s1" } as const;

async function setUp() {
  const server = new FakeServer();
  server.addSample("s1");
  server.addSample("s2");
  server.saveAs("john", "s1", attributesOf([boxAt(1)]), "LABELED");
  const device = new FakeBrowser(server);
  return { server, device, tab: await device.openTab() };
}

/** The same person at another browser. */
async function otherDevice(server: FakeServer) {
  const device = new FakeBrowser(server);
  return { device, tab: await device.openTab() };
}

const idsIn = (tab: FakeTab) => tab.editor.boxes.map(({ id }) => id).sort();
const sentIds = (server: FakeServer) => {
  const draft = server.draftOf("jane", "s1");
  return draft && boxesOf(readPortableDraft(draft)?.attributes).map(({ id }) => id);
};

describe("drafts on the server", () => {
  it("has the work some seconds after a gesture, and says so", async () => {
    const { server, device, tab } = await setUp();
    const session = await tab.start(EDIT);
    const says = () => saveStateText(session.getState().save, 0);
    for (let id = 2; id <= 9; id++) {
      tab.editor.draw(id);
      await device.clock.pass(100);
    }
    expect(says()).toBe("Saving the draft…");
    expect(server.draftOf("jane", "s1")).toBeUndefined();
    await device.clock.pass(3_000);
    expect(says()).toBe("Draft saved, not submitted");
    expect(sentIds(server)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(tab.api.calls.filter((call) => call.startsWith("putDraft"))).toHaveLength(1);
    expect(server.labels.get("s1")?.version).toBe(1);
  });

  it("forgets it, here and there, when all is undone", async () => {
    const { server, device, tab } = await setUp();
    const session = await tab.start(EDIT);
    tab.editor.draw(2);
    await device.clock.pass(3_000);
    expect(sentIds(server)).toEqual([1, 2]);
    tab.editor.erase(2);
    await device.clock.pass(3_000);
    expect(server.draftOf("jane", "s1")).toBeUndefined();
    expect(session.getState()).toMatchObject({ isDirty: false, serverDraft: "none", save: { kind: "clean" } });
    expect(await tab.services.store.listDrafts("jane")).toEqual([]);
    // The next gesture is kept as ever.
    tab.editor.draw(3);
    await device.clock.pass(3_000);
    expect(sentIds(server)).toEqual([1, 3]);
    expect(await tab.services.store.listDrafts("jane")).toHaveLength(1);
  });

  it("forgets it where all is undone and one goes on at once, and of a label that begins here", async () => {
    const { server, device, tab } = await setUp();
    const session = await tab.start({ ...EDIT, sampleUuid: "s2" });
    tab.editor.draw(2);
    await device.clock.pass(3_000);
    expect(server.draftOf("jane", "s2")).toBeDefined();
    tab.editor.erase(2);
    await session.open("s1");
    await settle();
    expect(server.draftOf("jane", "s2")).toBeUndefined();
    expect(await tab.services.store.listDrafts("jane")).toEqual([]);
  });

  it("keeps it where a path is in the making, or the rating is another one", async () => {
    const { server, device, tab } = await setUp();
    const session = await tab.start(EDIT);
    tab.editor.draw(2);
    tab.editor.erase(2);
    tab.editor.isSketching = true;
    await device.clock.pass(3_000);
    expect(server.draftOf("jane", "s1")).toBeDefined();
    tab.editor.isSketching = false;
    session.setRating(3);
    await device.clock.pass(3_000);
    expect(server.draftOf("jane", "s1")).toBeDefined();
    expect(session.getState().isDirty).toBe(true);
  });

  it("goes on with it on another device, without asking, and a save clears it", async () => {
    const { server, device, tab } = await setUp();
    await tab.start(EDIT);
    tab.editor.draw(2);
    await device.clock.pass(3_000);
    const other = await otherDevice(server);
    const session = await other.tab.start(EDIT);
    expect(idsIn(other.tab)).toEqual([1, 2]);
    expect(session.getState()).toMatchObject({
      foundWork: { source: "server", isUnreadable: false },
      isDirty: true,
      readOnlyReason: null,
      conflict: null,
    });
    other.tab.editor.draw(3);
    await session.act("edit");
    await settle();
    expect(boxesOf(server.labels.get("s1")?.attributes).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(server.draftOf("jane", "s1")).toBeUndefined();
    expect(session.getState()).toMatchObject({ foundWork: null, save: { kind: "saved" } });
  });

  it("goes on with this device's work where the server has an earlier state of it", async () => {
    const { server, device, tab } = await setUp();
    await tab.start(EDIT);
    tab.editor.draw(2);
    await device.clock.pass(3_000);
    tab.editor.draw(2, 50);
    await settle();
    tab.kill();
    const again = await device.openTab();
    const session = await again.start(EDIT);
    expect(session.getState()).toMatchObject({ foundWork: { source: "device" }, conflict: null });
    expect(again.editor.boxes).toEqual([boxAt(1), boxAt(2, 50)]);
    await device.clock.pass(3_000);
    expect(sentIds(server)).toEqual([1, 2]);
    expect(session.getState().serverDraft).toBe("sent");
  });

  it("goes on with the server's where another device went on from this one's", async () => {
    const { server, device, tab } = await setUp();
    const first = await tab.start(EDIT);
    tab.editor.draw(2);
    await device.clock.pass(3_000);
    first.dispose();
    await settle();
    const other = await otherDevice(server);
    await other.tab.start(EDIT);
    other.tab.editor.erase(2);
    other.tab.editor.draw(3);
    await other.device.clock.pass(3_000);
    const again = await device.openTab();
    const session = await again.start(EDIT);
    expect(session.getState()).toMatchObject({ foundWork: { source: "server" }, conflict: null });
    expect(idsIn(again)).toEqual([1, 3]);
  });

  it("brings both together where each has what the other lacks", async () => {
    const { server, device, tab } = await setUp();
    const first = await tab.start(EDIT);
    tab.api.fault = "offline";
    tab.editor.draw(2);
    await settle();
    first.dispose();
    await settle();
    const other = await otherDevice(server);
    await other.tab.start(EDIT);
    other.tab.editor.draw(3);
    await other.device.clock.pass(3_000);
    const again = await device.openTab();
    const session = await again.start(EDIT);
    expect(session.getState()).toMatchObject({ conflict: null, isDirty: true });
    expect(idsIn(again)).toEqual([1, 2, 3]);
    await device.clock.pass(3_000);
    expect(sentIds(server)?.sort()).toEqual([1, 2, 3]);
  });

  it("asks where both changed the same object, and keeps the answer as the draft", async () => {
    const { server, device, tab } = await setUp();
    const first = await tab.start(EDIT);
    tab.api.fault = "offline";
    tab.editor.draw(1, 40);
    await settle();
    first.dispose();
    await settle();
    const other = await otherDevice(server);
    await other.tab.start(EDIT);
    other.tab.editor.draw(1, 70);
    await other.device.clock.pass(3_000);
    const again = await device.openTab();
    const session = await again.start(EDIT);
    expect(session.getState().conflict).toMatchObject({ otherDraft: 1, comparison: { hasBase: true } });
    await session.resolveConflict({ kind: "merge", choices: new Map([["object 1", "theirs"]]) });
    expect(again.editor.boxes).toEqual([boxAt(1, 70)]);
    expect(session.getState()).toMatchObject({ conflict: null, isDirty: true, label: { version: 1 } });
    await device.clock.pass(3_000);
    expect(session.getState().serverDraft).toBe("sent");
    await session.act("edit");
    await settle();
    expect(boxesOf(server.labels.get("s1")?.attributes)).toEqual([boxAt(1, 70)]);
    expect(server.draftOf("jane", "s1")).toBeUndefined();
  });

  it("says that two devices work on it at once, and overwrites neither", async () => {
    const { server, device, tab } = await setUp();
    const first = await tab.start(EDIT);
    const other = await otherDevice(server);
    const second = await other.tab.start(EDIT);
    tab.editor.draw(2);
    await device.clock.pass(3_000);
    other.tab.editor.draw(3);
    await other.device.clock.pass(3_000);
    expect(second.getState().serverDraft).toBe("otherDevice");
    expect(saveStateText(second.getState().save, 0)).toBe("Draft kept on this device only");
    expect(sentIds(server)).toEqual([1, 2]);
    other.tab.editor.draw(4);
    await second.mergeOtherDevice();
    await other.device.clock.pass(3_000);
    expect(idsIn(other.tab)).toEqual([1, 2, 3, 4]);
    expect(sentIds(server)?.sort()).toEqual([1, 2, 3, 4]);
    expect(second.getState().serverDraft).toBe("sent");
    expect(first.getState().phase).toBe("working");
  });

  it("leaves none behind where a label is saved while its draft is on the way", async () => {
    const { server, device, tab } = await setUp();
    const session = await tab.start(EDIT);
    let open = () => {};
    tab.api.draftGate = new Promise((resolve) => {
      open = resolve;
    });
    tab.editor.draw(2);
    await device.clock.pass(3_000);
    await session.act("edit");
    await settle();
    open();
    await settle();
    expect(server.labels.get("s1")?.version).toBe(2);
    expect(server.draftOf("jane", "s1")).toBeUndefined();
  });

  it("holds what was drawn while a save was made of what was there before", async () => {
    const { server, device, tab } = await setUp();
    const session = await tab.start(EDIT);
    let open = () => {};
    tab.editor.contentGate = new Promise((resolve) => {
      open = resolve;
    });
    tab.editor.draw(2);
    const saving = session.act("edit");
    await settle();
    tab.editor.draw(3);
    open();
    await saving;
    await settle();
    expect(boxesOf(server.labels.get("s1")?.attributes).map(({ id }) => id)).toEqual([1, 2]);
    await device.clock.pass(3_000);
    expect(sentIds(server)).toEqual([1, 2, 3]);
  });

  it("knows its own draft again when the answer was lost", async () => {
    const { server, device, tab } = await setUp();
    const session = await tab.start(EDIT);
    tab.api.losesDraftAnswers = 1;
    tab.editor.draw(2);
    await device.clock.pass(3_000);
    tab.editor.draw(3);
    await device.clock.pass(60_000);
    expect(session.getState().serverDraft).toBe("sent");
    expect(sentIds(server)).toEqual([1, 2, 3]);
  });

  it("sends no half gestures", async () => {
    const { server, device, tab } = await setUp();
    await tab.start(EDIT);
    tab.editor.draw(2);
    tab.editor.inGesture = true;
    await device.clock.pass(10_000);
    expect(server.draftOf("jane", "s1")).toBeUndefined();
    tab.editor.inGesture = false;
    await device.clock.pass(1_000);
    expect(sentIds(server)).toEqual([1, 2]);
  });

  it("does not bother the person when the sample is gone: the work stays on this device", async () => {
    const { server, device, tab } = await setUp();
    const session = await tab.start(EDIT);
    server.samples.delete("s1");
    tab.editor.draw(2);
    await device.clock.pass(3_000);
    expect(session.getState()).toMatchObject({ phase: "working", fault: null, serverDraft: "unsent" });
    expect(saveStateText(session.getState().save, 0)).toBe("Draft kept on this device only");
  });

  it("outlives another person's save, and meets it as any work does", async () => {
    const { server, device, tab } = await setUp();
    const first = await tab.start(EDIT);
    tab.editor.draw(2);
    await device.clock.pass(3_000);
    first.dispose();
    // In another order, and with one object more.
    server.saveAs("john", "s1", attributesOf([boxAt(7), boxAt(1)]), "REVIEWED");
    const other = await otherDevice(server);
    const session = await other.tab.start(EDIT);
    expect(session.getState().conflict?.comparison.conflicts).toEqual([]);
    await session.resolveConflict({ kind: "merge", choices: new Map() });
    expect(idsIn(other.tab)).toEqual([1, 2, 7]);
  });

  it("is forgotten on all devices when one discards it", async () => {
    const { server, device, tab } = await setUp();
    const first = await tab.start(EDIT);
    tab.editor.draw(2);
    await device.clock.pass(3_000);
    first.dispose();
    await settle();
    const other = await otherDevice(server);
    const second = await other.tab.start(EDIT);
    await second.discardDraft();
    expect(second.getState()).toMatchObject({ foundWork: null, isDirty: false, save: { kind: "clean" } });
    expect(idsIn(other.tab)).toEqual([1]);
    expect(server.draftOf("jane", "s1")).toBeUndefined();
    const again = await device.openTab();
    const session = await again.start(EDIT);
    expect(session.getState().foundWork).toBeNull();
    expect(idsIn(again)).toEqual([1]);
  });

  it("is read where another version of the program wrote this device's draft", async () => {
    const { device, tab } = await setUp();
    const first = await tab.start(EDIT);
    tab.editor.draw(2);
    await device.clock.pass(3_000);
    first.dispose();
    await settle();
    const again = await device.openTab();
    again.editor.restore = () => {
      throw new Error("This draft was written by another version of Tessera");
    };
    const session = await again.start(EDIT);
    expect(session.getState()).toMatchObject({ foundWork: { isUnreadable: false }, readOnlyReason: null, fault: null });
    expect(idsIn(again)).toEqual([1, 2]);
  });

  it("of a later version of the program is neither read nor overwritten", async () => {
    const { server, tab } = await setUp();
    const about = { revision: 0, label_version: 1, client: "other", object_count: 1 };
    server.putDraft("jane", "s1", { ...about, format: "tessera/label-9", content: { boxes: 3 } });
    const session = await tab.start(EDIT);
    expect(session.getState()).toMatchObject({
      readOnlyReason: "unreadableDraft",
      foundWork: { source: "server", isUnreadable: true },
    });
    await session.discardDraft();
    expect(session.getState().readOnlyReason).toBeNull();
    expect(server.draftOf("jane", "s1")).toBeUndefined();
  });

  it("makes it safe to close a browser that keeps nothing", async () => {
    const server = new FakeServer();
    server.addSample("s1");
    const device = new FakeBrowser(server);
    device.keepsNothing = true;
    const tab = await device.openTab();
    const session = await tab.start(EDIT);
    tab.editor.draw(2);
    await settle();
    expect(session.getState().isUnsafeToClose).toBe(true);
    await device.clock.pass(3_000);
    expect(session.getState().isUnsafeToClose).toBe(false);
  });

  it("does not keep a prefetched sample waiting, and is gone on with there, too", async () => {
    const server = new FakeServer();
    for (const uuid of ["s1", "s2"]) server.addSample(uuid);
    const content = writePortableDraft({
      ...{ attributes: attributesOf([boxAt(5)]), files: [], rating: undefined },
      worked: { timeMs: 1_000, inactiveTimeMs: 0 },
    });
    const about = { revision: 0, label_version: 0, client: "elsewhere", object_count: 1 };
    server.putDraft("jane", "s2", { ...about, format: DRAFT_FORMAT, content });
    const tab = await new FakeBrowser(server).openTab();
    const session = await tab.start();
    tab.editor.draw(1);
    tab.api.gate = new Promise(() => undefined);
    await session.act("submit");
    await settle();
    expect(session.getState()).toMatchObject({ phase: "working", sample: { uuid: "s2" } });
    expect(session.getState().foundWork).toMatchObject({ source: "server" });
    expect(idsIn(tab)).toEqual([5]);
  });

  it("is listed on other devices, and sent at once when another sample is opened", async () => {
    const { server, device, tab } = await setUp();
    const first = await tab.start({ sampleUuid: "s2" });
    tab.editor.draw(5);
    first.dispose();
    await settle();
    expect(server.draftOf("jane", "s2")?.object_count).toBe(1);
    const other = await otherDevice(server);
    const session = await other.tab.start(EDIT);
    expect(session.getState().leftDrafts).toMatchObject([{ sampleUuid: "s2", objectCount: 1 }]);
    expect(device.clock.timerCount).toBe(0);
  });
});

it("a portable draft is read as it was written, files included", () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256);
  const written = {
    attributes: attributesOf([boxAt(1)]),
    files: [{ placeholder: "file:1", filename: "mask.png", bytes }],
    rating: null,
    worked: { timeMs: 5, inactiveTimeMs: 6 },
  };
  const about = {
    dataset_full_name: "jane/flowers",
    sample_uuid: "s1",
    sample_name: "s1.jpg",
    labelset: "ground-truth",
  };
  const counts = { revision: 1, label_version: 0, object_count: 1, client: "tab-1", updated_at: "" };
  const content: unknown = JSON.parse(JSON.stringify(writePortableDraft(written)));
  expect(readPortableDraft({ ...about, ...counts, format: DRAFT_FORMAT, content })).toEqual(written);
});
