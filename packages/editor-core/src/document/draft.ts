import { isJsonObject } from "@tessera/json";
import { AnnotationType, annotationId, freeObjectKey, objectNumber } from "../annotations/records.js";
import type { Diff, DiffBuilder } from "../store/diff.js";
import { Emitter, type Unsubscribe } from "../store/emitter.js";
import type { RecordType, StoreRecord } from "../store/record.js";
import type { Store } from "../store/store.js";

const FORMAT = "tessera-draft-2";
/** Its annotations had ids by position. */
const FORMAT_OF_POSITIONS = "tessera-draft-1";

/** The whole document as plain JSON, for a draft. */
export interface DocumentSnapshot {
  readonly format: typeof FORMAT;
  /** Counts the document's changes; names the state for {@link Draft.acknowledge}. */
  readonly version: number;
  readonly records: readonly StoreRecord[];
}

/**
 * Whether a value from a storage is a draft that this version can read.
 *
 * @example if (isDocumentSnapshot(stored)) editor.restore(stored);
 */
export function isDocumentSnapshot(value: unknown): value is DocumentSnapshot {
  return isSnapshotOf(FORMAT, value);
}

/**
 * A draft of this version from one of this or the previous version of the program; undefined where it is none.
 *
 * @example const snapshot = readSnapshot(stored); if (snapshot) editor.restore(snapshot);
 */
export function readSnapshot(value: unknown): DocumentSnapshot | undefined {
  if (isDocumentSnapshot(value)) return value;
  if (!isSnapshotOf(FORMAT_OF_POSITIONS, value)) return undefined;
  return { ...value, format: FORMAT, records: namedRecords(value.records) };
}

function isSnapshotOf<Format extends string>(
  format: Format,
  value: unknown,
): value is Omit<DocumentSnapshot, "format"> & { readonly format: Format } {
  if (!isJsonObject(value) || value.format !== format || !Array.isArray(value.records)) return false;
  return value.records.every(
    (each) => isJsonObject(each) && typeof each.id === "string" && typeof each.typeName === "string",
  );
}

function namedRecords(records: readonly StoreRecord[]): StoreRecord[] {
  const taken = new Set<string>();
  return records.map((record) => {
    if (!AnnotationType.is(record)) return record;
    const isTaken = (key: string) => taken.has(annotationId(record.place, key));
    const id = annotationId(record.place, freeObjectKey(objectNumber(record), isTaken));
    taken.add(id);
    return { ...record, id };
  });
}

/** A state of the document that is on its way to the server. */
export interface SavePoint {
  readonly version: number;
}

interface Segment {
  readonly endsAt: number;
  readonly changes: DiffBuilder;
}

/**
 * What is not saved yet. A save begins with {@link Draft.beginSave}, and what happens while it is under way stays
 * unsaved when it is acknowledged. A save that fails needs no word: nothing is forgotten before it was acknowledged.
 *
 * @example const point = editor.draft.beginSave(); await save(); editor.draft.acknowledge(point);
 */
export class Draft {
  readonly changed = new Emitter();
  readonly #store: Store;
  readonly #types: readonly RecordType[];
  readonly #stop: Unsubscribe;
  #pending: readonly Segment[] = [];
  #open: DiffBuilder;
  #version = 0;

  constructor(store: Store, types: readonly RecordType[]) {
    this.#store = store;
    this.#open = store.newDiff();
    this.#types = types.filter((type) => type.scope === "document");
    this.#stop = store.listen(
      ({ diff, source }) => {
        // What the server has already is nothing to save.
        if (source === "page-in" || source === "remote") return;
        this.#version++;
        this.#open.append(diff);
        this.changed.emit();
      },
      { scope: "document" },
    );
  }

  /** Counts the changes of the document. */
  get version(): number {
    return this.#version;
  }

  /** Whether something differs from what the server has. Undone is as good as saved. */
  get isDirty(): boolean {
    if (this.#pending.length === 0) return !this.#open.isEmpty;
    return !this.#unsaved().isEmpty;
  }

  /** Everything since the last acknowledged save, as one diff. */
  unsavedDiff(): Diff {
    return this.#unsaved().build();
  }

  /** Call when the label is read for a save. */
  beginSave(): SavePoint {
    if (this.#open.isEmpty) return { version: this.#version };
    this.#pending = [...this.#pending, { endsAt: this.#version, changes: this.#open }];
    this.#open = this.#store.newDiff();
    return { version: this.#version };
  }

  /** The server has this state. */
  acknowledge({ version }: SavePoint): void {
    this.#pending = this.#pending.filter((segment) => segment.endsAt > version);
    this.changed.emit();
  }

  /** Forgets what is unsaved: the document is as the server has it. */
  markClean(): void {
    this.#pending = [];
    this.#open = this.#store.newDiff();
    this.changed.emit();
  }

  snapshot(): DocumentSnapshot {
    return {
      format: FORMAT,
      version: this.#version,
      records: this.records(),
    };
  }

  /** All records of the document. */
  records(): readonly StoreRecord[] {
    return this.#types.flatMap((type) => [...this.#store.all(type)]);
  }

  dispose(): void {
    this.#stop();
  }

  #unsaved(): DiffBuilder {
    const all = this.#store.newDiff();
    for (const { changes } of this.#pending) all.append(changes.build());
    return all.append(this.#open.build());
  }
}
