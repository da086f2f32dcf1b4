import {
  type Diff,
  type DocumentSnapshot,
  type LabelDocument,
  readSnapshot,
  SketchType,
  type StoreRecord,
} from "@tessera/editor-core";
import type { DatasetData, SampleData } from "@tessera/sdk";
import { Observable } from "./observable.js";
import type { EditorChange, EditorPort, LabelContent } from "./ports.js";

/** What a gesture did, as the draft keeps it: half of an undoable diff. */
interface DraftDiff {
  readonly put: readonly StoreRecord[];
  readonly removed: readonly string[];
}

/** A label that is open, as far as the session cares. */
export interface PortLabel {
  readonly document: LabelDocument;
  load(attributes: unknown): void;
  content(): LabelContent;
  dispose(): void;
}

/** Opens a label in the editor that its task type has. */
export type OpenLabelOf<Label extends PortLabel> = (options: {
  readonly dataset: DatasetData;
  readonly sample: SampleData;
  readonly documentKey: string;
  readonly label: unknown;
  readonly isReadOnly: boolean;
}) => Label;

/**
 * An editor of documents, as a session needs it. Each sample gets a document of its own: the page shows `label`, which changes
 * when another sample is loaded.
 *
 * @example
 * const port = new DocumentPort((options) => module.open(options));
 * const session = new LabelingSession(services, { mode, dataset, editor: port });
 * const label = useSyncExternalStore(port.label.subscribe, port.label.get); // null until a sample is here
 */
export class DocumentPort<Label extends PortLabel> implements EditorPort {
  readonly label = new Observable<Label | null>(null);
  readonly #openLabel: OpenLabelOf<Label>;
  readonly #listeners = new Set<(change: EditorChange) => void>();
  #isReadOnly = true;
  #stop = () => {};

  constructor(openLabel: OpenLabelOf<Label>) {
    this.#openLabel = openLabel;
  }

  /** @throws for a task type that the editor does not label. */
  load({ sample, dataset, attributes }: Parameters<EditorPort["load"]>[0]): void {
    const before = this.label.get();
    if (before !== null && before.document.documentKey === sample.uuid) {
      before.load(attributes);
      return;
    }
    const label = this.#openLabel({
      dataset,
      sample,
      documentKey: sample.uuid,
      label: attributes,
      isReadOnly: this.#isReadOnly,
    });
    this.#stop();
    this.#stop = label.document.stepped.listen((step) => {
      const diff = draftDiffOf(step);
      for (const listener of [...this.#listeners]) listener({ diff });
    });
    this.label.set(label);
    before?.dispose();
  }

  updateDataset({ task_attributes: taskAttributes, removed_categories: removedCategories }: DatasetData): void {
    const document = this.label.get()?.document;
    if (document === undefined || taskAttributes === undefined) return;
    const isSame = JSON.stringify(document.task.attributes) === JSON.stringify(taskAttributes);
    if (!isSame) document.updateTask({ taskAttributes, removedCategories });
  }

  setReadOnly({ isReadOnly }: { readonly isReadOnly: boolean }): void {
    this.#isReadOnly = isReadOnly;
    const document = this.label.get()?.document;
    if (document !== undefined) document.isReadOnly = isReadOnly;
  }

  content(): LabelContent {
    return this.#opened().content();
  }

  snapshot(): DocumentSnapshot {
    return this.#opened().document.snapshot();
  }

  restore({ snapshot, diffs }: { readonly snapshot: unknown; readonly diffs: readonly unknown[] }): void {
    if (!isSnapshot(snapshot)) throw new Error("This draft was written by another version of Tessera");
    const records = new Map(snapshot.records.map((record) => [record.id, record]));
    for (const { put, removed } of diffs as readonly DraftDiff[]) {
      for (const id of removed) records.delete(id);
      for (const record of put) records.set(record.id, record);
    }
    this.#opened().document.restore({ ...snapshot, records: [...records.values()] });
  }

  onChange(listener: (change: EditorChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  isInGesture(): boolean {
    return this.label.get()?.document.isInGesture ?? false;
  }

  hasSketch(): boolean {
    const [sketch] = this.label.get()?.document.store.all(SketchType) ?? [];
    return sketch !== undefined;
  }

  objectCount(): number {
    return this.label.get()?.document.annotations.objectCount ?? 0;
  }

  /** Ends the editor with the page. */
  dispose(): void {
    this.#stop();
    this.#listeners.clear();
    this.label.get()?.dispose();
    this.label.set(null);
  }

  #opened(): Label {
    const label = this.label.get();
    if (label === null) throw new Error("No sample is loaded");
    return label;
  }
}

function draftDiffOf({ added, updated, removed }: Diff): DraftDiff {
  const put = [...Object.values(added), ...Object.values(updated).map(([, to]) => to)];
  return { put, removed: Object.keys(removed) };
}

function isSnapshot(value: unknown): value is DocumentSnapshot {
  return readSnapshot(value) !== undefined;
}
