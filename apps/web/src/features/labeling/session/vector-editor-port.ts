import { VectorEditor, type VectorEditorOptions, type VectorTaskType } from "@tessera/editor-2d";
import { type Diff, type DocumentSnapshot, readSnapshot, type StoreRecord } from "@tessera/editor-core";
import type { DatasetData, LabelAttributes } from "@tessera/sdk";
import { Observable } from "./observable.js";
import type { EditorChange, EditorPort, LabelContent } from "./ports.js";

/** What a gesture did, as the draft keeps it: half of an undoable diff. */
interface DraftDiff {
  readonly put: readonly StoreRecord[];
  readonly removed: readonly string[];
}

const VECTOR_TASKS: readonly string[] = ["vector", "bboxes", "keypoints"] satisfies VectorTaskType[];

/**
 * The editor of shapes in one image, as a session needs it. Each sample gets an editor of its own: the page draws `editor`, which changes
 * when another sample is loaded.
 *
 * @example
 * const port = new VectorEditorPort();
 * const session = new LabelingSession(services, { mode, dataset, editor: port });
 * const vector = useSyncExternalStore(port.editor.subscribe, port.editor.get); // null until a sample is here
 */
export class VectorEditorPort implements EditorPort {
  readonly editor = new Observable<VectorEditor | null>(null);
  readonly #settings: Pick<VectorEditorOptions, "assist" | "hotkeyPresets" | "allowsOutside">;
  readonly #listeners = new Set<(change: EditorChange) => void>();
  #isReadOnly = true;
  #stops: (() => void)[] = [];
  /** Of the gesture in progress. */

  constructor(settings: Pick<VectorEditorOptions, "assist" | "hotkeyPresets" | "allowsOutside"> = {}) {
    this.#settings = settings;
  }

  /** @throws for a task type that this editor does not label. */
  load({ sample, dataset, attributes }: Parameters<EditorPort["load"]>[0]): void {
    const { task_type: taskType, task_attributes: taskAttributes } = dataset;
    if (!isVectorTask(taskType) || taskAttributes === undefined) {
      throw new Error(`Labels of the type ${taskType} cannot be edited here`);
    }
    const before = this.editor.get();
    if (before !== null && before.editor.documentKey === sample.uuid) {
      before.loadLabel(attributes);
      return;
    }
    const vector = new VectorEditor({
      ...this.#settings,
      taskType,
      taskAttributes,
      removedCategories: dataset.removed_categories,
      label: attributes,
      documentKey: sample.uuid,
      isReadOnly: this.#isReadOnly,
    });
    this.#stop();
    this.#follow(vector);
    this.editor.set(vector);
    before?.dispose();
  }

  updateDataset({ task_attributes: taskAttributes, removed_categories: removed }: DatasetData): void {
    const editor = this.editor.get()?.editor;
    if (editor === undefined || taskAttributes === undefined) return;
    const isSame = JSON.stringify(editor.task.attributes) === JSON.stringify(taskAttributes);
    if (!isSame) editor.document.updateTask({ taskAttributes, ...(removed && { removedCategories: removed }) });
  }

  setReadOnly({ isReadOnly }: { readonly isReadOnly: boolean }): void {
    this.#isReadOnly = isReadOnly;
    const editor = this.editor.get()?.editor;
    if (editor !== undefined) editor.isReadOnly = isReadOnly;
  }

  content(): LabelContent {
    const attributes: unknown = this.#vector().toLabelAttributes();
    return { attributes: attributes as LabelAttributes, files: [] };
  }

  snapshot(): DocumentSnapshot {
    return this.#vector().editor.snapshot();
  }

  restore({ snapshot, diffs }: { readonly snapshot: unknown; readonly diffs: readonly unknown[] }): void {
    if (!isSnapshot(snapshot)) throw new Error("This draft was written by another version of Tessera");
    const records = new Map(snapshot.records.map((record) => [record.id, record]));
    for (const { put, removed } of diffs as readonly DraftDiff[]) {
      for (const id of removed) records.delete(id);
      for (const record of put) records.set(record.id, record);
    }
    this.#vector().editor.restore({ ...snapshot, records: [...records.values()] });
  }

  onChange(listener: (change: EditorChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  objectCount(): number {
    return this.editor.get()?.editor.annotations.count ?? 0;
  }

  /** Ends the editor with the page. */
  dispose(): void {
    this.#stop();
    this.#listeners.clear();
    this.editor.get()?.dispose();
    this.editor.set(null);
  }

  #follow({ document }: VectorEditor): void {
    this.#stops = [
      document.stepped.listen((step) => {
        const diff = draftDiffOf(step);
        for (const listener of [...this.#listeners]) listener({ diff });
      }),
    ];
  }

  #stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #vector(): VectorEditor {
    const vector = this.editor.get();
    if (vector === null) throw new Error("No sample is loaded");
    return vector;
  }
}

function draftDiffOf({ added, updated, removed }: Diff): DraftDiff {
  const put = [...Object.values(added), ...Object.values(updated).map(([, to]) => to)];
  return { put, removed: Object.keys(removed) };
}

function isVectorTask(taskType: string): taskType is VectorTaskType {
  return VECTOR_TASKS.includes(taskType);
}

function isSnapshot(value: unknown): value is DocumentSnapshot {
  return readSnapshot(value) !== undefined;
}
