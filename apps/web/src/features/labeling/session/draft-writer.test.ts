import { describe, expect, it } from "vitest";
import { DraftWriter } from "./draft-writer.js";
import { createMemoryWorkStore } from "./memory-work-store.js";
import { FakeClock, settle } from "./testing/fake-clock.js";
import { attributesOf, boxAt, FakeEditor } from "./testing/fake-editor.js";
import type { DraftAddition, WorkStore } from "./work-store.js";

const key = { account: "jane", sampleUuid: "s1", labelset: "ground-truth" };

function setUp(boxes = 0) {
  const store = createMemoryWorkStore();
  const writes: DraftAddition[] = [];
  const health: string[] = [];
  const disk = { isFull: false };
  const watched: WorkStore = {
    ...store,
    async writeDraft(header, addition) {
      await null;
      if (disk.isFull) throw new Error("QuotaExceededError");
      writes.push(addition);
      return store.writeDraft(header, addition);
    },
  };
  const clock = new FakeClock();
  const editor = new FakeEditor();
  editor.load({ attributes: attributesOf(Array.from({ length: boxes }, (_, i) => boxAt(i + 1))) } as never);
  const writer = new DraftWriter({
    store: watched,
    clock,
    editor,
    describe: () => ({
      ...key,
      client: "tab-1",
      dataset: "jane/flowers",
      sampleName: "s1.jpg",
      baseVersion: 1,
      followsEntry: null,
      rating: undefined,
      worked: { timeMs: 0, inactiveTimeMs: 0 },
    }),
    onHealth: (state) => health.push(state),
  });
  editor.onChange((change) => writer.append(change));
  return { store, writes, health, disk, clock, editor, writer };
}

/** What a browser writes: structured clones are about as long as their JSON. */
const bytesOf = (value: unknown) => JSON.stringify(value).length;

describe("DraftWriter", () => {
  it("writes the label once and then gestures: a 10,000-object label costs a gesture some hundred bytes", async () => {
    const { editor, writes } = setUp(10_000);
    for (let turn = 0; turn < 100; turn++) {
      editor.draw(turn + 1, turn);
      await settle();
    }
    expect(writes).toHaveLength(100);
    expect(bytesOf(writes[0])).toBeGreaterThan(500_000);
    for (const write of writes.slice(1)) expect(bytesOf(write)).toBeLessThan(300);
  });

  it("writes together what comes while a write runs, and a snapshot again after a thousand gestures", async () => {
    const { editor, writes, store } = setUp();
    for (let id = 1; id <= 5; id++) editor.draw(id);
    await settle();
    expect(writes.length).toBeLessThanOrEqual(2);
    for (let turn = 0; turn < 1_100; turn++) {
      editor.draw(1 + (turn % 7), turn);
      if (turn % 100 === 0) await settle();
    }
    await settle();
    expect(writes.filter(({ snapshot }) => snapshot !== undefined)).toHaveLength(2);
    const draft = await store.readDraft(key);
    const restored = new FakeEditor();
    if (draft !== undefined) restored.restore(draft);
    expect(restored.boxes).toEqual(editor.boxes);
  });

  it("writes all of it again where the browser's data was cleared", async () => {
    const { editor, store, health } = setUp(2);
    editor.draw(3);
    await settle();
    await store.removeDraft(key);
    editor.draw(4);
    await settle();
    expect(health).toEqual(["failing"]);
    editor.draw(5);
    await settle();
    const restored = new FakeEditor();
    const draft = await store.readDraft(key);
    if (draft !== undefined) restored.restore(draft);
    expect(restored.boxes).toEqual(editor.boxes);
    expect(health).toEqual(["failing", "kept"]);
  });

  it("says that nothing can be kept, and keeps all of it once there is room", async () => {
    const { editor, disk, health, store, clock } = setUp();
    disk.isFull = true;
    editor.draw(1);
    await settle();
    editor.draw(2);
    await settle();
    expect(health).toEqual(["failing"]);
    disk.isFull = false;
    await clock.pass(5_000);
    expect(health).toEqual(["failing", "kept"]);
    const draft = await store.readDraft(key);
    const restored = new FakeEditor();
    if (draft !== undefined) restored.restore(draft);
    expect(restored.boxes).toEqual(editor.boxes);
    expect(clock.timerCount).toBe(0);
  });

  it("stops when another tab took the draft", async () => {
    const { editor, health, store, writes } = setUp();
    editor.draw(1);
    await settle();
    await store.takeDraft(key, "tab-2");
    editor.draw(2);
    await settle();
    editor.draw(3);
    await settle();
    expect(health).toEqual(["taken"]);
    expect(writes).toHaveLength(2);
  });

  it("keeps the draft when a save could not be kept, and what came during a save that was", async () => {
    const { editor, writer, store } = setUp();
    editor.draw(1);
    await settle();
    writer.beginHandOver();
    await expect(writer.endHandOver(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    editor.draw(2);
    await settle();
    expect(await store.readDraft(key)).toMatchObject({ objectCount: 2 });

    writer.beginHandOver();
    editor.draw(3);
    let remainder: unknown;
    await writer.endHandOver(async (rest) => {
      remainder = rest?.snapshot;
    });
    expect(remainder).toEqual([boxAt(1), boxAt(2), boxAt(3)]);
  });

  it("forgets the draft when the server has it, and begins a whole one with the next gesture", async () => {
    const { editor, writer, store, writes } = setUp();
    editor.draw(1);
    writer.drop();
    await settle();
    expect(await store.readDraft(key)).toBeUndefined();
    editor.draw(2);
    await settle();
    expect(await store.readDraft(key)).toMatchObject({ snapshot: [boxAt(1), boxAt(2)] });
    expect(writes.at(-1)?.snapshot).toBeDefined();
  });
});
