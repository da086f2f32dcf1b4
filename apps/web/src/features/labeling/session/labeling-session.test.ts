import { describe, expect, it } from "vitest";
import { datasetWith, FakeBrowser } from "./testing/fake-browser.js";
import { settle } from "./testing/fake-clock.js";
import { attributesOf, boxAt, boxesOf } from "./testing/fake-editor.js";
import { FakeServer } from "./testing/fake-server.js";
import { outboxText } from "./words.js";

async function setUp({ samples = 3 }: { readonly samples?: number } = {}) {
  const server = new FakeServer();
  for (let i = 1; i <= samples; i++) server.addSample(`s${i}`);
  const browser = new FakeBrowser(server);
  const tab = await browser.openTab();
  return { server, browser, tab, api: tab.api, editor: tab.editor, clock: browser.clock };
}

const KEY = { account: "jane", sampleUuid: "s1", labelset: "ground-truth" };
const idsOf = (label: Parameters<typeof boxesOf>[0]) => boxesOf(label).map(({ id }) => id);

describe("the label queue", () => {
  it("opens a sample, prefetches the next, and hands it over at once on submit", async () => {
    const { server, tab, editor, api } = await setUp();
    const session = await tab.start();
    expect(session.getState()).toMatchObject({ phase: "working", lease: "held", isNextReady: true });
    expect(session.getState().sample?.uuid).toBe("s1");
    expect(tab.preloaded).toEqual(["s2"]);

    editor.draw(1);
    let open = () => {};
    api.workGate = new Promise((resolve) => {
      open = resolve;
    });
    expect(await session.act("submit")).toBe(true);
    await settle();
    expect(session.getState().sample?.uuid).toBe("s2");
    expect(session.getState().outbox.items).toMatchObject([{ sampleUuid: "s1", status: "sending" }]);
    expect(editor.boxes).toEqual([]);

    open();
    await settle();
    expect(session.getState().outbox.items).toEqual([]);
    expect(server.labels.get("s1")).toMatchObject({ label_status: "LABELED", version: 1 });
    expect(idsOf(server.labels.get("s1")?.attributes)).toEqual([1]);
    expect(await tab.services.store.listEntries("jane")).toEqual([]);
  });

  it("says that it is empty, and finds a sample that is added later", async () => {
    const { server, tab, clock } = await setUp({ samples: 0 });
    const session = await tab.start();
    expect(session.getState()).toMatchObject({ phase: "empty", sample: null });
    server.addSample("late");
    await clock.pass(20_000);
    expect(session.getState().sample?.uuid).toBe("late");
  });

  it("submits ten samples as fast as keys repeat, each once and in order", async () => {
    const { server, tab, editor } = await setUp({ samples: 10 });
    const session = await tab.start();
    for (let turn = 0; turn < 10; turn++) {
      editor.draw(turn + 1);
      // The repeated key presses are not taken for the next sample.
      const taken = await Promise.all([session.act("submit"), session.act("submit"), session.act("submit")]);
      expect(taken).toEqual([true, false, false]);
      await settle();
    }
    expect(server.applied.map(({ sample }) => sample)).toEqual(Array.from({ length: 10 }, (_, i) => `s${i + 1}`));
    expect(server.applied.map(({ request }) => idsOf(request.attributes))).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 1]),
    );
    expect(session.getState().phase).toBe("empty");
  });

  it("keeps leases alive, and goes on when one is lost: the version decides", async () => {
    const { server, tab, editor, api, clock } = await setUp();
    const session = await tab.start();
    await clock.pass(30_000);
    expect(api.calls.filter((call) => call.startsWith("keepAlive"))).toHaveLength(2);
    server.leases.clear();
    await clock.pass(30_000);
    expect(session.getState()).toMatchObject({ phase: "working", lease: "lost", isNextReady: false });
    editor.draw(1);
    await session.act("submit");
    await settle();
    expect(server.labels.get("s1")?.label_status).toBe("LABELED");
  });

  it("gives samples back when the page closes, but not one with unsaved work", async () => {
    const { server, tab, editor, api } = await setUp();
    const session = await tab.start();
    tab.leaving.tell();
    expect(api.calls.filter((call) => call.startsWith("releaseOnLeave"))).toEqual([
      "releaseOnLeave lease-1",
      "releaseOnLeave lease-2",
    ]);
    expect(session.getState().lease).toBe("lost");

    await session.next();
    await settle();
    editor.draw(1);
    tab.leaving.tell();
    const held = [...server.leases.values()].map(({ sample_uuid }) => sample_uuid);
    expect(held).toEqual([session.getState().sample?.uuid]);
  });

  it("skips without content, and saves and stays", async () => {
    const { server, tab, editor } = await setUp();
    const session = await tab.start();
    await session.act("skip");
    await settle();
    expect(server.applied[0]?.request).toMatchObject({ action: "skip", version: 0 });
    expect(server.applied[0]?.request.attributes).toBeUndefined();

    editor.draw(1);
    expect(session.getState().save).toEqual({ kind: "dirty", isKept: true, draft: "due" });
    await session.act("save");
    await settle();
    expect(session.getState()).toMatchObject({ phase: "working", isDirty: false, save: { kind: "saved" } });
    expect(session.getState().sample?.uuid).toBe("s2");
    editor.draw(2);
    await session.act("submit");
    await settle();
    expect(server.labels.get("s2")).toMatchObject({ version: 2, label_status: "LABELED" });
  });

  it("does not offer what the dataset or the role does not allow", async () => {
    const { tab } = await setUp();
    const session = await tab.start({
      dataset: datasetWith({ enable_skip_labeling: false, enable_save_button: false }),
    });
    expect(await session.act("skip")).toBe(false);
    expect(await session.act("save")).toBe(false);
    expect(await session.act("accept")).toBe(false);
    session.updateDataset(datasetWith({ role: "viewer" }));
    expect(session.getState()).toMatchObject({ readOnlyReason: "role", actions: { submit: false } });
    expect(tab.editor.isReadOnly).toBe(true);
  });

  it("measures the work of each save", async () => {
    const { server, tab, editor, clock } = await setUp();
    const session = await tab.start();
    await clock.pass(4_000);
    session.noteInput();
    await clock.pass(301_000);
    editor.draw(1);
    await clock.pass(1_000);
    await session.act("save");
    await clock.pass(2_000);
    await session.act("submit");
    await settle();
    expect(server.applied.map(({ request }) => [request.time, request.inactive_time])).toEqual([
      [5_000, 301_000],
      [2_000, 0],
    ]);
  });

  it("leaves no listener and no timer behind", async () => {
    const { tab, editor, clock } = await setUp();
    const session = await tab.start();
    editor.draw(1);
    session.dispose();
    tab.services.dispose();
    await settle();
    expect(editor.listenerCount).toBe(0);
    expect(clock.timerCount).toBe(0);
    expect([tab.online, tab.visible, tab.leaving].map(({ listenerCount }) => listenerCount)).toEqual([0, 0, 0]);
  });
});

describe("reviewing and editing", () => {
  it("accepts with a rating and without content, rejects with changes", async () => {
    const { server, tab, editor } = await setUp({ samples: 2 });
    server.saveAs("john", "s1", attributesOf([boxAt(1)]));
    server.saveAs("john", "s2", attributesOf([boxAt(1)]));
    const dataset = datasetWith({ role: "reviewer", enable_ratings: true });
    const session = await tab.start({ mode: "review", dataset });
    session.setRating(4);
    await session.act("accept");
    await settle();
    editor.draw(2);
    const reason = { description: "One is missing", anchor: { type: "track" as const, trackNumber: 2 } };
    await session.act("reject", { reason });
    await settle();
    expect(server.applied.map(({ request }) => request)).toMatchObject([
      { work_type: "review", action: "accept", version: 1, rating: 4 },
      { work_type: "review", action: "reject", version: 1, reason },
    ]);
    expect(idsOf(server.applied[1]?.request.attributes)).toEqual([1, 2]);
  });

  it("edits a sample from the list and sets its status", async () => {
    const { server, tab, editor } = await setUp();
    server.saveAs("john", "s2", attributesOf([boxAt(1)]));
    const dataset = datasetWith({ role: "manager" });
    const session = await tab.start({ mode: "edit", dataset, sampleUuid: "s2" });
    expect(session.getState()).toMatchObject({ phase: "working", lease: "none", isDirty: false });
    editor.draw(7);
    expect(await session.act("submit")).toBe(false);
    await session.act("edit", { status: "REVIEWED" });
    await settle();
    expect(server.applied[0]?.request).toMatchObject({ work_type: "normal", action: "edit", label_status: "REVIEWED" });
    expect(session.getState().save.kind).toBe("saved");
  });

  it("shows a sample read-only to whoever may only look", async () => {
    const { tab, editor } = await setUp();
    const session = await tab.start({ mode: "readOnly", sampleUuid: "s1", dataset: datasetWith({ role: "viewer" }) });
    expect(session.getState()).toMatchObject({ phase: "working", readOnlyReason: "mode" });
    expect(editor.isReadOnly).toBe(true);
    expect(session.getState().actions).toMatchObject({ createIssue: true, submit: false, save: false });
  });

  it("says that a sample is gone", async () => {
    const { tab } = await setUp();
    const session = await tab.start({ mode: "edit", dataset: datasetWith({ role: "admin" }), sampleUuid: "nowhere" });
    expect(session.getState()).toMatchObject({ phase: "failed", fault: { kind: "gone" } });
  });
});

describe("a connection that comes and goes", () => {
  it("goes on offline with what is prefetched, and sends all when it is back", async () => {
    const { server, tab, editor, api, clock } = await setUp();
    const session = await tab.start();
    tab.online.set(false);
    api.fault = "offline";
    editor.draw(1);
    expect(session.getState().save).toEqual({ kind: "offline", isKept: true });
    await session.act("submit");
    await settle();
    expect(session.getState()).toMatchObject({ phase: "working", outbox: { pause: "offline" } });
    editor.draw(2);
    await session.act("submit");
    await settle();
    expect(session.getState()).toMatchObject({ phase: "failed", fault: { kind: "offline" } });
    expect(server.applied).toEqual([]);

    api.fault = undefined;
    tab.online.set(true);
    await clock.pass(1_000);
    expect(server.applied.map(({ sample }) => sample)).toEqual(["s1", "s2"]);
    expect(session.getState().sample?.uuid).toBe("s3");
  });

  it("tries again with growing pauses when the browser does not know that it is offline", async () => {
    const { server, tab, editor, api, clock } = await setUp();
    const session = await tab.start();
    editor.draw(1);
    api.fault = "offline";
    await session.act("save");
    await clock.pass(60_000);
    const attempts = api.calls.filter((call) => call.startsWith("work")).length;
    expect(attempts).toBeGreaterThan(3);
    expect(attempts).toBeLessThan(9);
    expect(new Set(api.calls.filter((call) => call.startsWith("work"))).size).toBe(1);
    api.fault = undefined;
    await clock.pass(30_000);
    expect(server.applied).toHaveLength(1);
  });

  it("keeps the last of many saves made offline, with the time of all", async () => {
    const { server, tab, editor, clock } = await setUp();
    const session = await tab.start();
    tab.online.set(false);
    for (let id = 1; id <= 5; id++) {
      await clock.pass(1_000);
      editor.draw(id);
      await session.act("save");
      await settle();
    }
    tab.online.set(true);
    await settle();
    expect(server.applied).toHaveLength(1);
    expect(server.applied[0]?.request.time).toBe(5_000);
    expect(idsOf(server.labels.get("s1")?.attributes)).toEqual([1, 2, 3, 4, 5]);
  });

  it("applies a save once when its answer was lost", async () => {
    const { server, tab, editor, api, clock } = await setUp();
    const session = await tab.start();
    editor.draw(1);
    api.losesAnswers = 2;
    await session.act("submit");
    await clock.pass(10_000);
    expect(server.applied).toHaveLength(1);
    expect(session.getState().outbox.items).toEqual([]);
  });

  it("uploads the files of a label before it, once", async () => {
    const { server, tab, editor, api, clock } = await setUp();
    const session = await tab.start();
    editor.draw(1);
    const bitmap = { placeholder: "draft:1", filename: "label.png", bytes: new Uint8Array([1, 2, 3]) };
    editor.files = [bitmap];
    editor.content = async () => ({
      attributes: { annotations: [], segmentation_bitmap: { url: "draft:1" } } as never,
      files: editor.files,
    });
    api.losesAnswers = 1;
    await session.act("submit");
    await clock.pass(10_000);
    expect(server.uploads).toHaveLength(1);
    expect(server.labels.get("s1")?.attributes).toMatchObject({
      segmentation_bitmap: { url: "https://example.com/assets/1/label.png" },
    });
  });
});

describe("signed out, sent away", () => {
  it("waits for the sign-in and then sends", async () => {
    const { server, tab, editor, api } = await setUp();
    const session = await tab.start();
    editor.draw(1);
    api.fault = "signIn";
    await session.act("submit");
    await settle();
    expect(session.getState()).toMatchObject({ signIn: "needed", outbox: { pause: "signIn" } });
    api.fault = undefined;
    api.account = "john";
    await session.resumeAfterSignIn();
    await settle();
    expect(session.getState().signIn).toBe("otherAccount");
    expect(server.applied).toEqual([]);
    api.account = "jane";
    await session.resumeAfterSignIn();
    await settle();
    expect(session.getState().signIn).toBeNull();
    expect(server.applied).toMatchObject([{ by: "jane", sample: "s1" }]);
  });

  it("keeps the work of somebody whose role was removed", async () => {
    const { server, tab, editor, api } = await setUp();
    const session = await tab.start();
    editor.draw(1);
    api.fault = "forbidden";
    await session.act("save");
    await settle();
    expect(session.getState()).toMatchObject({ save: { kind: "failed", fault: { kind: "forbidden" } } });
    const [item] = session.getState().outbox.items;
    expect(idsOf(tab.services.outbox.find(item?.id ?? "")?.entry.content?.attributes)).toEqual([1]);
    expect(idsOf((await session.exportWork()).attributes)).toEqual([1]);

    // The role is back: the next save takes the place of the refused one.
    api.fault = undefined;
    editor.draw(2);
    await session.act("save");
    await settle();
    expect(server.applied).toHaveLength(1);
    expect(idsOf(server.labels.get("s1")?.attributes)).toEqual([1, 2]);
  });

  it("says at once that somebody else holds the sample, and tries again later by itself", async () => {
    const { server, tab, editor, clock } = await setUp();
    const session = await tab.start();
    editor.draw(1);
    // Jane's hold ran out, and john got the sample.
    const lease = [...server.leases.values()].find(({ sample_uuid }) => sample_uuid === "s1");
    server.leases.clear();
    if (lease !== undefined) server.leases.set("johns", { ...lease, uuid: "johns", by: "john", client: "john-tab" });
    await session.act("submit");
    await settle();
    const { outbox } = session.getState();
    expect(outbox.items).toMatchObject([{ sampleUuid: "s1", status: "refused", fault: { kind: "leased" } }]);
    expect(outboxText(outbox)).toBe("1 sample not saved");
    server.leases.delete("johns");
    await clock.pass(60_000);
    expect(server.applied).toMatchObject([{ sample: "s1" }]);
    expect(session.getState().outbox.items).toEqual([]);
  });

  it("goes on with others where the server fails on one", async () => {
    const { server, tab, editor, api, clock } = await setUp();
    const session = await tab.start();
    editor.draw(1);
    api.fault = "server";
    await session.act("submit");
    await clock.pass(120_000);
    expect(session.getState().outbox.items).toMatchObject([{ status: "refused", fault: { kind: "server" } }]);
    api.fault = undefined;
    tab.services.outbox.retry();
    await settle();
    expect(server.applied).toHaveLength(1);
  });

  it("says why the editor could not make the label, and goes on", async () => {
    const { server, tab, editor } = await setUp();
    const session = await tab.start();
    editor.draw(1);
    editor.contentFault = new Error("The mask could not be encoded");
    expect(await session.act("submit")).toBe(false);
    expect(session.getState()).toMatchObject({ phase: "working", isDirty: true, fault: { kind: "invalid" } });
    expect(await session.act("submit")).toBe(true);
    await settle();
    expect(server.applied).toHaveLength(1);
  });
});

describe("somebody else saved", () => {
  it("shows both sides for the sample in front, and saves the merged label", async () => {
    const { server, tab, editor } = await setUp();
    server.saveAs("john", "s1", attributesOf([boxAt(1), boxAt(2)]), "PRELABELED");
    const session = await tab.start();
    server.saveAs("john", "s1", attributesOf([boxAt(1), boxAt(2, 50), boxAt(3)]), "PRELABELED");
    editor.draw(1, 99);
    editor.draw(2, 77);
    await session.act("save");
    await settle();
    const { conflict } = session.getState();
    expect(conflict?.comparison.conflicts.map(({ name }) => name)).toEqual(["2"]);
    expect(session.getState()).toMatchObject({ readOnlyReason: "conflict" });

    await session.resolveConflict({ kind: "merge", choices: new Map([["object 2", "theirs"]]) });
    await settle();
    expect(session.getState()).toMatchObject({ conflict: null, isDirty: false, save: { kind: "saved" } });
    expect(boxesOf(server.labels.get("s1")?.attributes)).toEqual([boxAt(1, 99), boxAt(2, 50), boxAt(3)]);
    expect(session.getState().outbox.items).toEqual([]);
    expect(await tab.services.store.listDrafts("jane")).toEqual([]);
  });

  it("asks once about saves that stand behind one another, and counts the time of all", async () => {
    const { server, tab, editor, api, clock } = await setUp();
    const session = await tab.start();
    api.fault = "offline";
    for (const id of [1, 2]) {
      await clock.pass(1_000);
      editor.draw(id);
      await session.act("save");
      await settle();
    }
    server.saveAs("john", "s1", attributesOf([boxAt(9)]), "LABELING_IN_PROGRESS");
    api.fault = undefined;
    await clock.pass(30_000);
    expect(session.getState().outbox.items.map(({ status }) => status)).toEqual(["conflict", "waiting"]);
    expect(server.applied).toEqual([]);

    await session.resolveConflict({ kind: "merge", choices: new Map() });
    await settle();
    expect(session.getState()).toMatchObject({ conflict: null, outbox: { items: [] } });
    expect(idsOf(server.labels.get("s1")?.attributes)).toEqual([9, 1, 2]);
    expect(server.applied.map(({ request }) => request.time)).toEqual([32_000]);
  });

  it.each(["mine", "theirs"] as const)("can keep %s as a whole", async (kind) => {
    const { server, tab, editor } = await setUp();
    const session = await tab.start();
    server.saveAs("john", "s1", attributesOf([boxAt(5)]), "LABELING_IN_PROGRESS");
    editor.draw(1);
    await session.act("save");
    await settle();
    await session.resolveConflict({ kind });
    await settle();
    expect(idsOf(server.labels.get("s1")?.attributes)).toEqual(kind === "mine" ? [1] : [5]);
    expect(editor.boxes.map(({ id }) => id)).toEqual(kind === "mine" ? [1] : [5]);
    expect(session.getState().isDirty).toBe(false);
  });

  it("merges in the background what touches different objects", async () => {
    const { server, tab, editor, api } = await setUp();
    server.saveAs("john", "s1", attributesOf([boxAt(1)]), "PRELABELED");
    const session = await tab.start();
    server.saveAs("john", "s1", attributesOf([boxAt(1), boxAt(2)]), "PRELABELED");
    editor.draw(3);
    editor.draw(2, 500);
    await session.act("submit");
    await settle();
    expect(session.getState().sample?.uuid).toBe("s2");
    expect(session.getState().outbox.items).toEqual([]);
    // Both drew an object 2: mine is object 4 now.
    const merged = [...boxesOf(server.labels.get("s1")?.attributes)].sort((a, b) => a.id - b.id);
    expect(merged).toEqual([boxAt(1), boxAt(2), boxAt(3), boxAt(4, 500)]);
    expect(api.calls).toContain("getVersion s1 1");
  });

  it("keeps in the outbox what it cannot merge, and opens it again", async () => {
    const { server, tab, editor } = await setUp();
    server.saveAs("john", "s1", attributesOf([boxAt(1)]), "PRELABELED");
    const session = await tab.start();
    server.saveAs("john", "s1", attributesOf([boxAt(1, 50)]), "PRELABELED");
    editor.draw(1, 99);
    await session.act("submit");
    await settle();
    expect(session.getState()).toMatchObject({ phase: "working", outbox: { items: [{ status: "conflict" }] } });

    await session.open("s1");
    await settle();
    expect(session.getState().foundWork).toMatchObject({ source: "unsent" });
    expect(session.getState().conflict?.comparison.conflicts).toHaveLength(1);
    await session.resolveConflict({ kind: "merge", choices: new Map([["object 1", "mine"]]) });
    await session.act("submit");
    await settle();
    expect(boxesOf(server.labels.get("s1")?.attributes)).toEqual([boxAt(1, 99)]);
    expect(server.labels.get("s1")?.label_status).toBe("LABELED");
  });

  it("asks, where the label was deleted", async () => {
    const { server, tab, editor } = await setUp();
    server.saveAs("john", "s1", attributesOf([boxAt(1)]), "PRELABELED");
    const session = await tab.start();
    server.labels.delete("s1");
    editor.draw(2);
    await session.act("save");
    await settle();
    expect(session.getState().conflict).toMatchObject({ theirs: null });
    await session.resolveConflict({ kind: "mine" });
    await settle();
    expect(idsOf(server.labels.get("s1")?.attributes)).toEqual([1, 2]);
  });
});

describe("two tabs", () => {
  it("makes the second tab on a sample read-only until it takes over", async () => {
    const { server, browser, tab } = await setUp();
    const dataset = datasetWith({ role: "manager" });
    const first = await tab.start({ mode: "edit", dataset, sampleUuid: "s1" });
    tab.editor.draw(1);
    await settle();
    const other = await browser.openTab();
    const second = await other.start({ mode: "edit", dataset, sampleUuid: "s1" });
    expect(second.getState()).toMatchObject({ otherTab: "works", readOnlyReason: "otherTab", foundWork: null });

    await second.takeOver();
    await settle();
    expect(first.getState()).toMatchObject({ otherTab: "tookOver", readOnlyReason: "otherTab" });
    expect(tab.editor.isReadOnly).toBe(true);
    expect(second.getState().foundWork).toMatchObject({ source: "device" });
    expect(other.editor.boxes).toHaveLength(1);
    other.editor.draw(2);
    await second.act("edit");
    await settle();
    expect(idsOf(server.labels.get("s1")?.attributes)).toEqual([1, 2]);
    expect(await tab.services.store.listDrafts("jane")).toEqual([]);
  });

  it("gives different samples to two tabs of one queue", async () => {
    const { browser, tab } = await setUp({ samples: 4 });
    const first = await tab.start();
    const second = await (await browser.openTab()).start();
    expect(first.getState().sample?.uuid).toBe("s1");
    expect(second.getState().sample?.uuid).toBe("s3");
  });
});

describe("going on in a queue", () => {
  it("passes each sample once, keeps its work as a draft, and gives it back to the queue", async () => {
    const { server, tab, editor } = await setUp({ samples: 3 });
    const session = await tab.start();
    const seen: (string | undefined)[] = [session.getState().sample?.uuid];
    editor.draw(1);
    for (let turn = 0; turn < 3; turn++) {
      await session.next();
      await settle();
      seen.push(session.getState().sample?.uuid);
      if (turn === 0) expect([...server.leases.values()].map(({ sample_uuid }) => sample_uuid)).not.toContain("s1");
    }
    expect(seen).toEqual(["s1", "s2", "s3", "s1"]);
    expect(idsOf(await tab.editor.content().then(({ attributes }) => attributes))).toEqual([1]);
    expect(session.getState().foundWork).not.toBeNull();
  });
});

describe("going back in a queue", () => {
  it("leads to what one has just submitted, and then on to where one was", async () => {
    const { server, tab, editor } = await setUp({ samples: 4 });
    const session = await tab.start();
    const sample = () => session.getState().sample?.uuid;
    for (const id of [1, 2]) {
      editor.draw(id);
      await session.act("submit");
    }
    await settle();
    expect(sample()).toBe("s3");
    expect(await session.back()).toBe(true);
    await settle();
    expect([sample(), idsOf(session.getState().label?.attributes)]).toEqual(["s2", [2]]);
    expect(await session.back()).toBe(true);
    await settle();
    expect(sample()).toBe("s1");
    editor.draw(7);
    await session.act("submit");
    await settle();
    expect(idsOf(server.labels.get("s1")?.attributes)).toEqual([1, 7]);
    expect(sample()).toBe("s2");
    await session.next();
    await settle();
    // The one that was gone back to is not handed out again.
    expect(["s3", "s4"]).toContain(sample());
    expect(session.getState()).toMatchObject({ phase: "working", lease: "held" });
  });

  it("waits for the save that is on its way", async () => {
    const { tab, editor, api } = await setUp();
    const session = await tab.start();
    let open = () => {};
    api.workGate = new Promise((resolve) => {
      open = resolve;
    });
    editor.draw(1);
    await session.act("submit");
    await settle();
    const going = session.back();
    await settle();
    open();
    await going;
    expect(session.getState().sample?.uuid).toBe("s1");
  });

  it("leads a reviewer back to a rejected sample, with the reason that the labeler gets", async () => {
    const { server, tab } = await setUp({ samples: 1 });
    server.saveAs("john", "s1", attributesOf([boxAt(1)]), "LABELED");
    const session = await tab.start({ mode: "review", dataset: datasetWith({ role: "reviewer" }) });
    const reason = { description: "The second box is missing." };
    await session.act("reject", { reason });
    await settle();
    expect(session.getState().phase).toBe("empty");
    expect(server.next("john", "tab-of-john", [], "label")?.sample.rejection).toMatchObject(reason);
    server.leases.clear();
    expect(await session.back()).toBe(true);
    await settle();
    expect(session.getState()).toMatchObject({ sample: { rejection: reason }, label: { label_status: "REJECTED" } });
  });

  it("stays where it is when there is nothing, or somebody else has it", async () => {
    const { server, tab, editor } = await setUp();
    const session = await tab.start();
    expect(await session.back()).toBe(false);
    editor.draw(1);
    await session.act("submit");
    await settle();
    server.next("john", "another-tab", ["s2", "s3"], "review");
    expect(await session.back()).toBe(false);
    expect(session.getState()).toMatchObject({ sample: { uuid: "s2" }, phase: "working", lease: "held" });
  });

  it("leads back from an empty queue", async () => {
    const { tab, editor } = await setUp({ samples: 1 });
    const session = await tab.start();
    editor.draw(1);
    await session.act("submit");
    await settle();
    expect(session.getState().phase).toBe("empty");
    expect(await session.back()).toBe(true);
    await settle();
    expect(session.getState()).toMatchObject({ phase: "working", sample: { uuid: "s1" } });
  });
});

describe("work that was left", () => {
  it("is gone on with after a crash, without asking", async () => {
    const { server, browser, tab } = await setUp();
    server.saveAs("john", "s1", attributesOf([boxAt(1)]), "PRELABELED");
    await tab.start();
    tab.editor.draw(2);
    tab.editor.draw(3);
    await settle();
    tab.kill();
    const reopened = await browser.openTab({ tabId: tab.tabId ?? "" });
    const session = await reopened.start();
    expect(reopened.editor.boxes.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(session.getState()).toMatchObject({
      foundWork: { source: "device", isUnreadable: false },
      isDirty: true,
      readOnlyReason: null,
    });
  });

  it("is forgotten when the person says so", async () => {
    const { browser, tab } = await setUp();
    await tab.start();
    tab.editor.draw(2);
    await settle();
    tab.kill();
    const session = await (await browser.openTab({ tabId: tab.tabId ?? "" })).start();
    await session.discardDraft();
    expect(session.getState()).toMatchObject({ foundWork: null, isDirty: false, readOnlyReason: null });
    session.dispose();
    expect((await (await browser.openTab()).services.store.listDrafts("jane")).length).toBe(0);
  });

  it("leads to the comparison where somebody saved since", async () => {
    const { server, browser, tab } = await setUp();
    server.saveAs("john", "s1", attributesOf([boxAt(1)]), "PRELABELED");
    await tab.start();
    tab.editor.draw(2);
    await settle();
    tab.kill();
    server.saveAs("john", "s1", attributesOf([boxAt(1), boxAt(5)]), "PRELABELED");
    const reopened = await browser.openTab({ tabId: tab.tabId ?? "" });
    const session = await reopened.start();
    expect(session.getState().conflict?.comparison).toMatchObject({ hasBase: true, conflicts: [] });
    await session.resolveConflict({ kind: "merge", choices: new Map() });
    await session.act("submit");
    await settle();
    expect(idsOf(server.labels.get("s1")?.attributes).sort()).toEqual([1, 2, 5]);
  });

  it("stays where it is when the editor cannot read it, and is not written over", async () => {
    const { browser, tab } = await setUp();
    await tab.start();
    tab.editor.draw(2);
    await settle();
    tab.kill();
    const reopened = await browser.openTab({ tabId: tab.tabId ?? "" });
    reopened.editor.restore = () => {
      throw new Error("This draft was written by another version of Tessera");
    };
    const session = await reopened.start();
    expect(session.getState()).toMatchObject({ foundWork: { isUnreadable: true }, readOnlyReason: "unreadableDraft" });
    reopened.editor.draw(9);
    await settle();
    expect(await reopened.services.store.readDraft(KEY)).toMatchObject({ objectCount: 1 });
    await session.discardDraft();
    expect(session.getState()).toMatchObject({ foundWork: null, readOnlyReason: null });
  });

  it("is listed where it is on another sample, unless a tab has it open", async () => {
    const { server, browser, tab } = await setUp({ samples: 5 });
    const first = await tab.start();
    tab.editor.draw(2);
    await settle();
    const other = await browser.openTab();
    const second = await other.start();
    expect(second.getState().leftDrafts).toEqual([]);
    tab.kill();
    await second.next();
    await settle();
    expect(second.getState().leftDrafts).toMatchObject([{ sampleUuid: first.getState().sample?.uuid, objectCount: 1 }]);
    // Its lease has run out meanwhile.
    server.leases.clear();
    await second.open("s1");
    await settle();
    await second.act("submit");
    await settle();
    expect(idsOf(server.labels.get("s1")?.attributes)).toEqual([2]);
  });

  it("is sent after a crash, even when another tab takes the place of the dead one", async () => {
    const { server, browser, tab } = await setUp();
    const session = await tab.start();
    tab.editor.draw(1);
    tab.api.fault = "offline";
    await session.act("submit");
    await settle();
    tab.kill();
    await browser.openTab();
    await settle();
    expect(server.applied).toMatchObject([{ sample: "s1", request: { action: "submit" } }]);
  });
});

describe("small things", () => {
  it("looks again at a label that was prefetched long ago", async () => {
    const { server, tab, editor, clock } = await setUp();
    const session = await tab.start();
    server.saveAs("john", "s2", attributesOf([boxAt(4)]), "PRELABELED");
    await clock.pass(61_000);
    editor.draw(1);
    await session.act("submit");
    await settle();
    expect(session.getState()).toMatchObject({ label: { version: 1 }, isDirty: false });
    expect(editor.boxes).toEqual([boxAt(4)]);
  });

  it("writes the draft on Ctrl+S where the dataset has no save", async () => {
    const { server, tab, editor } = await setUp();
    const session = await tab.start({ dataset: datasetWith({ enable_save_button: false }) });
    editor.draw(1);
    expect(await session.saveSomehow()).toBe(true);
    expect(server.applied).toEqual([]);
    expect(await tab.services.store.listDrafts("jane")).toHaveLength(1);
  });

  it("exports, discards and retries what did not get through", async () => {
    const { server, tab, editor, api } = await setUp();
    const session = await tab.start();
    for (const id of [1, 2]) {
      editor.draw(id);
      api.fault = "forbidden";
      await session.act("submit");
      await settle();
      api.fault = undefined;
      await session.next();
      await settle();
    }
    const [first, second] = session.getState().outbox.items;
    expect(idsOf(session.exportUnsent(first?.id ?? "")?.attributes)).toEqual([1]);
    await session.discardUnsent(first?.id ?? "");
    session.retryUnsent(second?.id);
    await settle();
    expect(session.getState().outbox.items).toEqual([]);
    expect(server.applied).toHaveLength(1);
  });
});

describe("a browser that keeps nothing", () => {
  it("says so, and waits for the server before it goes on", async () => {
    const { server, browser } = await setUp();
    browser.keepsNothing = true;
    const tab = await browser.openTab();
    const session = await tab.start();
    expect(session.getState().drafts).toBe("none");
    tab.editor.draw(1);
    expect(session.getState()).toMatchObject({ save: { kind: "dirty", isKept: false }, isUnsafeToClose: true });
    tab.api.fault = "offline";
    await session.act("submit");
    await settle();
    expect(session.getState()).toMatchObject({ phase: "saving" });
    expect(session.getState().sample?.uuid).toBe("s1");
    tab.api.fault = undefined;
    await browser.clock.pass(5_000);
    expect(server.applied).toHaveLength(1);
    expect(session.getState()).toMatchObject({ phase: "working" });
    expect(session.getState().sample?.uuid).not.toBe("s1");
  });
});

describe("what the server stored", () => {
  const person = (id: number) => ({ ...boxAt(id), category_id: 2 });

  it("is shown where it is another label than was sent, with what was done since", async () => {
    const { server, tab, editor, api } = await setUp();
    server.saveAs("john", "s1", attributesOf([boxAt(1), boxAt(2)]));
    server.stores = (attributes) => attributesOf(boxesOf(attributes).map((box) => (box.id === 3 ? person(3) : box)));
    const session = await tab.start({ mode: "edit", dataset: datasetWith({ role: "manager" }), sampleUuid: "s1" });
    editor.draw(3);
    await session.act("edit");
    await settle();
    expect(editor.boxes).toEqual([boxAt(1), boxAt(2), person(3)]);
    expect(session.getState()).toMatchObject({ isDirty: false, save: { kind: "saved" } });

    let open = () => {};
    api.workGate = new Promise((resolve) => {
      open = resolve;
    });
    server.stores = (attributes) => attributesOf(boxesOf(attributes).map((box) => ({ ...box, category_id: 2 })));
    editor.draw(1, 50);
    await session.act("edit");
    editor.draw(2, 70);
    open();
    await settle();
    expect(editor.boxes).toEqual([{ ...boxAt(1, 50), category_id: 2 }, { ...boxAt(2, 70), category_id: 2 }, person(3)]);
    expect(session.getState().isDirty).toBe(true);
  });

  it("is not loaded again where it is what was sent: undo goes on", async () => {
    const { server, tab, editor } = await setUp();
    server.saveAs("john", "s1", attributesOf([boxAt(1)]));
    const session = await tab.start({ mode: "edit", dataset: datasetWith({ role: "manager" }), sampleUuid: "s1" });
    editor.draw(3);
    const { loads } = editor;
    await session.act("edit");
    await settle();
    expect(editor.loads).toBe(loads);
  });
});

describe("a conflict of a sample that was submitted", () => {
  it.each(["mine", "merge"] as const)("ends with the submission when it is resolved by %s", async (kind) => {
    const { server, tab, editor, api } = await setUp();
    server.saveAs("john", "s1", attributesOf([boxAt(1)]), "PRELABELED");
    const session = await tab.start();
    editor.draw(1, 40);
    let open = () => {};
    api.workGate = new Promise((resolve) => {
      open = resolve;
    });
    await session.act("submit");
    await settle();
    expect(session.getState().sample?.uuid).toBe("s2");
    server.saveAs("john", "s1", attributesOf([boxAt(1, 80)]), "PRELABELED");
    open();
    await settle();
    expect(session.getState().outbox.items).toMatchObject([{ sampleUuid: "s1", status: "conflict" }]);

    await session.open("s1");
    await settle();
    expect(session.getState().conflict).toMatchObject({ action: "submit" });
    await session.resolveConflict(kind === "mine" ? { kind } : { kind, choices: new Map([["object 1", "mine"]]) });
    await settle();
    expect(server.labels.get("s1")).toMatchObject({
      label_status: "LABELED",
      attributes: attributesOf([boxAt(1, 40)]),
    });
    expect(session.getState()).toMatchObject({ phase: "working", conflict: null, isDirty: false });
    expect(session.getState().sample?.uuid).not.toBe("s1");
  });
});
