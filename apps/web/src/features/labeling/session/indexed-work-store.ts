import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, type IDBPTransaction, openDB } from "idb";
import { WORK_DATABASE } from "./work-database.js";
import {
  type Draft,
  type DraftAddition,
  type DraftHeader,
  DraftMissingError,
  DraftTakenError,
  inOrder,
  type LabelKey,
  labelKeyOf,
  type OutboxEntry,
  type WorkStore,
} from "./work-store.js";

const VERSION = 1;

type Key = [account: string, sampleUuid: string, labelset: string];

interface Schema extends DBSchema {
  drafts: { key: Key; value: DraftHeader };
  snapshots: { key: Key; value: { readonly value: unknown } };
  /** Out-of-line keys that grow: the order of the diffs. */
  diffs: { key: number; value: LabelKey & { readonly diffs: readonly unknown[] }; indexes: { byLabel: Key } };
  outbox: { key: string; value: OutboxEntry; indexes: { byAccount: string } };
}

type StoreName = "drafts" | "snapshots" | "diffs" | "outbox";

const DRAFT_STORES: StoreName[] = ["drafts", "snapshots", "diffs"];
const ALL_STORES: StoreName[] = [...DRAFT_STORES, "outbox"];

const keyOf = ({ account, sampleUuid, labelset }: LabelKey): Key => [account, sampleUuid, labelset];

/**
 * Drafts and saves in IndexedDB. A gesture writes its own diff and a small header, whatever the size of the label.
 *
 * @throws where the browser has no IndexedDB for this page (some private modes).
 */
export async function openIndexedWorkStore(): Promise<WorkStore> {
  const store = new IndexedWorkStore();
  await store.open();
  return store;
}

class IndexedWorkStore implements WorkStore {
  readonly isDurable = true;
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  /** Opens it, again too after the browser has closed it (cleared data, a crash of its storage process). */
  open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>(WORK_DATABASE, VERSION, {
      upgrade(database) {
        database.createObjectStore("drafts", { keyPath: ["account", "sampleUuid", "labelset"] });
        database.createObjectStore("snapshots");
        database
          .createObjectStore("diffs", { autoIncrement: true })
          .createIndex("byLabel", ["account", "sampleUuid", "labelset"]);
        database.createObjectStore("outbox", { keyPath: "id" }).createIndex("byAccount", "account");
      },
      blocking: () => this.close(),
      terminated: () => {
        this.#database = undefined;
      },
    }).catch((error) => {
      this.#database = undefined;
      throw error;
    });
    return this.#database;
  }

  async writeDraft(header: DraftHeader, { snapshot, diffs }: DraftAddition): Promise<void> {
    const tx = (await this.open()).transaction(DRAFT_STORES, "readwrite", { durability: "relaxed" });
    const key = keyOf(header);
    const found = await tx.objectStore("drafts").get(key);
    if (found !== undefined && found.client !== header.client) {
      await tx.done;
      throw new DraftTakenError("Another tab writes this draft");
    }
    if (found === undefined && snapshot === undefined) {
      await tx.done;
      throw new DraftMissingError("The draft is gone");
    }
    const writes: Promise<unknown>[] = [tx.objectStore("drafts").put(header)];
    if (snapshot !== undefined) {
      writes.push(tx.objectStore("snapshots").put(snapshot, key), clearDiffs(tx.objectStore("diffs"), key));
    }
    if (diffs.length > 0) writes.push(tx.objectStore("diffs").add({ ...labelKeyOf(header), diffs }));
    await settle(tx, writes);
  }

  async readDraft(label: LabelKey): Promise<Draft | undefined> {
    const tx = (await this.open()).transaction(DRAFT_STORES, "readonly");
    const key = keyOf(label);
    const [header, snapshot, parts] = await Promise.all([
      tx.objectStore("drafts").get(key),
      tx.objectStore("snapshots").get(key),
      tx.objectStore("diffs").index("byLabel").getAll(key),
    ]);
    if (header === undefined || snapshot === undefined) return undefined;
    return { ...header, snapshot: snapshot.value, diffs: parts.flatMap(({ diffs }) => diffs) };
  }

  async listDrafts(account: string): Promise<DraftHeader[]> {
    const drafts = await (await this.open()).getAll("drafts", ofAccount(account));
    return drafts.sort((a, b) => b.updatedAtMs - a.updatedAtMs);
  }

  async takeDraft(label: LabelKey, client: string): Promise<void> {
    const tx = (await this.open()).transaction("drafts", "readwrite");
    const header = await tx.store.get(keyOf(label));
    if (header !== undefined) await tx.store.put({ ...header, client });
    await tx.done;
  }

  async removeDraft(label: LabelKey, client?: string): Promise<void> {
    const tx = (await this.open()).transaction(DRAFT_STORES, "readwrite");
    const header = await tx.objectStore("drafts").get(keyOf(label));
    const isOurs = client === undefined || header?.client === client;
    await settle(tx, isOurs ? dropDraft(tx, keyOf(label)) : []);
  }

  async putEntry(
    entry: OutboxEntry,
    { remainder, replaces = [], keepsDraft = false }: Parameters<WorkStore["putEntry"]>[1] = {},
  ): Promise<void> {
    // Strict: the page goes on to the next sample on the strength of this write.
    const tx = (await this.open()).transaction(ALL_STORES, "readwrite", { durability: "strict" });
    const key = keyOf(entry);
    const found = await tx.objectStore("drafts").get(key);
    const writes: Promise<unknown>[] = [tx.objectStore("outbox").put(entry)];
    for (const id of replaces) writes.push(tx.objectStore("outbox").delete(id));
    const isOurs = found === undefined || found.client === entry.client;
    if (isOurs && !keepsDraft) writes.push(...dropDraft(tx, key));
    if (isOurs && remainder !== undefined) {
      writes.push(tx.objectStore("drafts").put(remainder.header));
      writes.push(tx.objectStore("snapshots").put({ value: remainder.snapshot }, key));
    }
    await settle(tx, writes);
  }

  async listEntries(account: string): Promise<OutboxEntry[]> {
    const entries = await (await this.open()).getAllFromIndex("outbox", "byAccount", account);
    return entries.sort(inOrder);
  }

  async removeEntry(id: string, { version }: { readonly version?: number | undefined } = {}): Promise<void> {
    const tx = (await this.open()).transaction(ALL_STORES, "readwrite");
    const outbox = tx.objectStore("outbox");
    const entry = await outbox.get(id);
    const draft = entry && (await tx.objectStore("drafts").get(keyOf(entry)));
    const others = entry ? await outbox.index("byAccount").getAll(entry.account) : [];
    const writes: Promise<unknown>[] = [outbox.delete(id)];
    if (version !== undefined) {
      const goesOn = { baseVersion: version, followsEntry: null };
      if (draft?.followsEntry === id) writes.push(tx.objectStore("drafts").put({ ...draft, ...goesOn }));
      const followers = others.filter(({ followsEntry }) => followsEntry === id);
      for (const follower of followers) writes.push(outbox.put({ ...follower, ...goesOn }));
    }
    await settle(tx, writes);
  }

  close(): void {
    const database = this.#database;
    this.#database = undefined;
    database?.then(
      (open) => open.close(),
      () => undefined,
    );
  }
}

/** All keys that begin with the account: an array is greater than every string. */
function ofAccount(account: string): IDBKeyRange {
  return IDBKeyRange.bound([account], [account, []]);
}

type WriteTransaction = IDBPTransaction<Schema, StoreName[], "readwrite">;
type DiffStore = IDBPObjectStore<Schema, StoreName[], "diffs", "readwrite">;

async function clearDiffs(store: DiffStore, key: Key): Promise<void> {
  const keys = await store.index("byLabel").getAllKeys(key);
  await Promise.all(keys.map((one) => store.delete(one)));
}

function dropDraft(tx: WriteTransaction, key: Key): Promise<unknown>[] {
  return [
    tx.objectStore("drafts").delete(key),
    tx.objectStore("snapshots").delete(key),
    clearDiffs(tx.objectStore("diffs"), key),
  ];
}

/** Waits for all of it at once, so that no failure goes unheard. */
async function settle(tx: { readonly done: Promise<void> }, writes: readonly Promise<unknown>[]): Promise<void> {
  await Promise.all([...writes, tx.done]);
}
