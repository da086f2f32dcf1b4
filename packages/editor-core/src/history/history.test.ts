import { describe, expect, it } from "vitest";
import { MemoryBudget } from "../memory/memory-budget.js";
import { defineRecordType, type StoreRecord } from "../store/record.js";
import { Store } from "../store/store.js";
import { Random } from "../testing/random.js";
import { History, type HistoryOptions } from "./history.js";

interface Note extends StoreRecord {
  readonly typeName: "note";
  readonly value: number;
}

const NoteType = defineRecordType<Note>("note", { scope: "document" });
const TabType = defineRecordType("tab", { scope: "view" });
const note = (id: string, value: number): Note => ({ id, typeName: "note", value });

function setUp(options: HistoryOptions = {}) {
  const store = new Store([NoteType, TabType]);
  const history = new History(store, options);
  const put = (id: string, value: number, mark?: string) =>
    store.transact(() => store.put(note(id, value)), mark === undefined ? {} : { mark });
  const values = () => Object.fromEntries([...store.all(NoteType)].map(({ id, value }) => [id, value]));
  return { store, history, put, values };
}

describe("History", () => {
  it("undoes and redoes step by step, and forgets redo at the next edit", () => {
    const { history, put, values } = setUp();
    put("a", 1, "One");
    put("a", 2, "Two");
    expect([history.undo(), values()]).toEqual(["Two", { a: 1 }]);
    expect([history.undo(), values()]).toEqual(["One", {}]);
    expect(history.undo()).toBeUndefined();
    expect([history.redo(), history.redoLabel, values()]).toEqual(["One", "Two", { a: 1 }]);
    put("a", 3, "Three");
    expect([history.canRedo, history.redo()]).toEqual([false, undefined]);
    expect(history.undoLabels).toEqual(["One", "Three"]);
  });

  it("makes one step of a gesture", () => {
    const { history, put, values } = setUp();
    put("a", 1, "One");
    const mark = history.mark("Drag");
    for (let value = 2; value < 100; value++) put("a", value);
    put("b", 1, "A step within");
    history.squashTo(mark);
    expect(history.undoLabels).toEqual(["One", "Drag"]);
    history.undo();
    expect(values()).toEqual({ a: 1 });
    history.redo();
    expect(values()).toEqual({ a: 99, b: 1 });
  });

  it("bails as if nothing had been, with what could be redone", () => {
    const { history, put, values } = setUp();
    put("a", 1, "One");
    put("a", 2, "Two");
    history.undo();
    const mark = history.mark("Drag");
    put("a", 50);
    put("b", 50, "Within");
    history.bailTo(mark);
    expect([values(), history.undoLabels, history.redoLabel]).toEqual([{ a: 1 }, ["One"], "Two"]);
    history.redo();
    expect(values()).toEqual({ a: 2 });
  });

  it("leaves the view state alone", () => {
    const { store, history } = setUp();
    store.transact(() => store.put({ id: "tab", typeName: "tab" }), { mark: "Select" });
    expect(history.canUndo).toBe(false);
  });

  it("keeps as many steps as fit into its bytes, the last one always", () => {
    const { history, store } = setUp({ maxBytes: 5_000 });
    const write = (letters: number, label: string) =>
      store.transact(() => store.put({ ...note("a", 0), text: label + "x".repeat(letters) } as Note), { mark: label });
    for (let step = 1; step <= 100; step++) write(500, `Step ${step}`);
    const { undoLabels } = history;
    expect([undoLabels.length < 10, undoLabels.length > 1, undoLabels.at(-1)]).toEqual([true, true, "Step 100"]);
    write(100_000, "Huge");
    write(1, "Small");
    // A step is counted when the next one begins.
    write(2, "Next");
    expect(history.undoLabels).toEqual(["Small", "Next"]);
    expect([history.undo(), history.undo(), history.undo()]).toEqual(["Next", "Small", undefined]);
  });

  it("tells its account what it holds, and that it holds nothing after a load", () => {
    const budget = new MemoryBudget();
    const { history, store, put } = setUp({ account: budget.open() });
    put("a", 1, "One");
    put("a", 2, "Two");
    history.undo();
    expect(budget.usedBytes).toBe(history.bytes);
    expect(history.bytes).toBeGreaterThan(0);
    store.transact(() => store.put(note("b", 1)), { source: "load" });
    expect(budget.usedBytes).toBe(0);
  });

  it("leaves alone what comes from the server: it is no step, and undo does not take it away", () => {
    const { history, store, put, values } = setUp();
    put("a", 1, "One");
    store.transact(() => store.put(note("b", 1)), { source: "page-in" });
    store.transact(() => store.put(note("c", 1)), { source: "remote" });
    expect(history.undoLabels).toEqual(["One"]);
    history.undo();
    expect(values()).toEqual({ b: 1, c: 1 });
    history.redo();
    expect(values()).toEqual({ a: 1, b: 1, c: 1 });
  });

  it("forgets everything when a label is loaded", () => {
    const { store, history, put } = setUp();
    put("a", 1, "One");
    store.transact(() => store.put(note("a", 9)), { source: "load" });
    expect([history.canUndo, history.canRedo]).toEqual([false, false]);
  });

  it.each([11, 12, 13, 14])("undo of all is the start, redo of all the end (seed %i)", (seed) => {
    const random = new Random(seed);
    const { store, history, put, values } = setUp();
    const states = [values()];
    const remember = () => {
      if (JSON.stringify(sorted(values())) !== JSON.stringify(sorted(states.at(-1)))) states.push(values());
    };
    for (let i = 0; i < 300; i++) {
      const kind = random.below(4);
      if (kind === 0) put(random.pick(["a", "b", "c", "d"]), random.below(10), "Put");
      else if (kind === 1) {
        store.transact(() => store.remove(random.pick(["a", "b", "c", "d"])), { mark: "Remove" });
      } else {
        const mark = history.mark("Drag");
        for (let move = 0; move < 5; move++) put(random.pick(["a", "b"]), random.below(10));
        if (kind === 2) history.squashTo(mark);
        else history.bailTo(mark);
      }
      remember();
    }
    const end = values();
    for (const state of states.toReversed().slice(1)) {
      history.undo();
      expect(values()).toEqual(state);
    }
    expect(history.canUndo).toBe(false);
    while (history.redo());
    expect(values()).toEqual(end);
  });
});

function sorted(values: object | undefined): unknown {
  return Object.entries(values ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}
