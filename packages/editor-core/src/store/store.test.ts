import { describe, expect, it } from "vitest";
import { Random } from "../testing/random.js";
import { EMPTY_DIFF, reverseDiff, squashDiffs } from "./diff.js";
import { defineRecordType, type StoreRecord } from "./record.js";
import { RecordIndex } from "./record-index.js";
import { deriveSignal, isSameList } from "./signal.js";
import { type Change, Store } from "./store.js";

interface Note extends StoreRecord {
  readonly typeName: "note";
  readonly color: string;
}
interface Tab extends StoreRecord {
  readonly typeName: "tab";
  readonly isOpen: boolean;
}

const NoteType = defineRecordType<Note>("note", { scope: "document" });
const TabType = defineRecordType<Tab>("tab", { scope: "view" });
const note = (id: string, color = "red"): Note => ({ id, typeName: "note", color });
const tab = (isOpen: boolean): Tab => ({ id: "tab", typeName: "tab", isOpen });

function setUp() {
  const store = new Store([NoteType, TabType]);
  const changes: Change[] = [];
  store.listen((change) => changes.push(change));
  return { store, changes };
}

describe("Store.transact", () => {
  it("yields one diff, of what is different at its end", () => {
    const { store, changes } = setUp();
    store.transact(() => store.put(note("a")));
    store.transact(() => {
      store.put(note("b"));
      store.update(NoteType, "a", (record) => ({ ...record, color: "blue" }));
      store.update(NoteType, "a", (record) => ({ ...record, color: "green" }));
      store.put(note("c"));
      store.remove("c");
    });
    expect(changes[1]?.diff).toEqual({
      added: { b: note("b") },
      updated: { a: [note("a"), note("a", "green")] },
      removed: {},
    });
    expect(changes).toHaveLength(2);
  });

  it("tells the scopes apart, and says why", () => {
    const { store, changes } = setUp();
    store.transact(
      () => {
        store.put(tab(true));
        store.put(note("a"));
      },
      { mark: "Add", source: "load" },
    );
    expect(changes.map(({ scope, source, mark }) => [scope, source, mark])).toEqual([
      ["document", "load", "Add"],
      ["view", "load", "Add"],
    ]);
    expect([store.version("document"), store.version("view")]).toEqual([1, 1]);
  });

  it("joins a transaction that it is in", () => {
    const { store, changes } = setUp();
    store.transact(() => {
      store.put(note("a"));
      store.transact(() => store.put(note("b")), { mark: "Inner" });
    });
    expect(changes.map(({ mark }) => mark)).toEqual(["Inner"]);
    expect(Object.keys(changes[0]?.diff.added ?? {})).toEqual(["a", "b"]);
  });

  it("rolls back when it throws, also what an inner one did", () => {
    const { store, changes } = setUp();
    store.transact(() => store.put(note("a")));
    const index = new RecordIndex(store, NoteType, (record) => record.color);
    expect(() =>
      store.transact(() => {
        store.remove("a");
        store.transact(() => store.put(note("b", "blue")));
        expect([...index.ids("blue")]).toEqual(["b"]);
        throw new Error("no");
      }),
    ).toThrow("no");
    expect([...store.all(NoteType)]).toEqual([note("a")]);
    expect([[...index.ids("red")], [...index.ids("blue")]]).toEqual([["a"], []]);
    expect(changes).toHaveLength(1);
    store.transact(() => store.put(note("b")));
    expect(store.count(NoteType)).toBe(2);
  });

  it("tells nobody when nothing changed", () => {
    const { store, changes } = setUp();
    store.transact(() => store.put(note("a")));
    store.transact(() => {
      store.put(note("a"));
      store.update(NoteType, "a", (record) => record);
      store.remove("nothing");
    });
    expect(changes).toHaveLength(1);
  });

  it("is the only way to write", () => {
    const { store } = setUp();
    expect(() => store.put(note("a"))).toThrow("in a transaction only");
    expect(() => store.transact(() => store.put({ id: "x", typeName: "unknown" }))).toThrow("no type unknown");
    expect(() => store.get(NoteType, "a")).toThrow("There is no note a");
  });

  it("lets repairs write into the transaction that they mend", () => {
    const { store, changes } = setUp();
    store.beforeCommit(({ removed }) => {
      if ("a" in removed) store.remove("b");
    });
    store.transact(() => [note("a"), note("b")].map((each) => store.put(each)));
    store.transact(() => store.remove("a"));
    expect(Object.keys(changes[1]?.diff.removed ?? {})).toEqual(["a", "b"]);
  });

  it("counts its listeners, so that one that stays is found", () => {
    const { store } = setUp();
    const before = store.listenerCount;
    const stop = store.listen(() => {});
    const index = new RecordIndex(store, NoteType, (record) => record.color);
    expect(store.listenerCount).toBe(before + 2);
    stop();
    index.dispose();
    expect(store.listenerCount).toBe(before);
  });
});

describe("deriveSignal", () => {
  it("derives after changes of its scope alone, and tells only of another value", () => {
    const { store } = setUp();
    let derived = 0;
    const colors = deriveSignal(
      store,
      () => {
        derived++;
        return [...store.all(NoteType)].map((each) => each.color);
      },
      { scope: "document", isEqual: isSameList },
    );
    let told = 0;
    const stop = colors.subscribe(() => told++);
    const first = colors.get();
    store.transact(() => store.put(tab(true)));
    expect([derived, told]).toEqual([1, 0]);
    store.transact(() => store.put(note("a")));
    expect([derived, told, colors.get()]).toEqual([2, 1, ["red"]]);
    expect(colors.get()).not.toBe(first);
    const second = colors.get();
    store.transact(() => store.put({ ...note("a"), extra: 1 } as Note));
    expect(colors.get()).toBe(second);
    expect(told).toBe(1);
    stop();
    store.transact(() => store.put(note("b")));
    expect(told).toBe(1);
  });
});

describe("diffs", () => {
  it("of a thousand random transactions, squashed and reversed, undo them all", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const random = new Random(seed);
      const { store, changes } = setUp();
      store.transact(() => ["a", "b", "c"].map((id) => store.put(note(id))));
      const start = JSON.stringify([...store.all(NoteType)].sort(byId));
      changes.length = 0;
      for (let i = 0; i < 1000; i++) {
        store.transact(() => {
          const id = random.pick(["a", "b", "c", "d", "e", "f"]);
          if (random.next() < 0.3) store.remove(id);
          else store.put(note(id, random.pick(["red", "green", "blue"])));
        });
      }
      const diffs = changes.map(({ diff }) => diff);
      store.transact(() => store.apply(reverseDiff(squashDiffs(diffs))));
      expect(JSON.stringify([...store.all(NoteType)].sort(byId))).toBe(start);
      expect(squashDiffs([...diffs, ...diffs.toReversed().map(reverseDiff)])).toEqual(EMPTY_DIFF);
    }
  });
});

function byId(a: StoreRecord, b: StoreRecord): number {
  return a.id < b.id ? -1 : 1;
}
