import { VectorEditor, type VectorTaskType } from "@tessera/editor-2d";
import { type Diff, DiffBuilder, type StoreRecord } from "@tessera/editor-core";
import type { DatasetData } from "@tessera/sdk";
import type { EditorChange, EditorPort, LabelContent } from "../session/index.js";
import { Observable } from "../session/observable.js";

interface DraftSnapshot {
  readonly records: readonly StoreRecord[];
}

/** The vector editor as the labeling session sees it: one editor a sample, whose finished gestures are told as diffs. */
export class VectorPort implements EditorPort {
  readonly current = new Observable<VectorEditor | undefined>(undefined);
  readonly #prepare: (vector: VectorEditor) => void;
  readonly #listeners = new Set<(change: EditorChange) => void>();
  #pending = new DiffBuilder();
  #isReadOnly = true;
  #stops: readonly (() => void)[] = [];

  /** `prepare` is called with each new editor before it is shown. */
  constructor(prepare: (vector: VectorEditor) => void) {
    this.#prepare = prepare;
  }

  load({ sample, dataset, attributes }: Parameters<EditorPort["load"]>[0]): void {
    const before = this.current.get();
    if (before?.editor.documentKey === sample.uuid) {
      before.loadLabel(attributes);
      this.#pending = new DiffBuilder();
      return;
    }
    const vector = newVectorEditor({ dataset, documentKey: sample.uuid, label: attributes });
    vector.editor.session.set({ isReadOnly: this.#isReadOnly });
    if (before !== undefined) carryOver(before, vector);
    this.#prepare(vector);
    this.#follow(vector);
    this.current.set(vector);
    before?.dispose();
  }

  setReadOnly({ isReadOnly }: { readonly isReadOnly: boolean }): void {
    this.#isReadOnly = isReadOnly;
    const editor = this.current.get()?.editor;
    if (editor === undefined || editor.isReadOnly === isReadOnly) return;
    editor.tools.cancel();
    editor.session.set({ isReadOnly });
    if (!editor.tools.canUse(editor.tools.current.id)) editor.tools.selectFirst();
  }

  content(): LabelContent {
    // Labels of vector tasks are JSON alone; the server checks what the types of the SDK say.
    return { attributes: this.#get().toLabelAttributes() as unknown as LabelContent["attributes"], files: [] };
  }

  snapshot(): unknown {
    const snapshot: DraftSnapshot = { records: this.#get().editor.draft.records() };
    return snapshot;
  }

  restore({ snapshot, diffs }: { readonly snapshot: unknown; readonly diffs: readonly unknown[] }): void {
    const { editor } = this.#get();
    const records = new Map((snapshot as DraftSnapshot).records.map((record) => [record.id, record]));
    for (const diff of diffs) applyDiff(records, diff as Diff);
    editor.restore({ ...editor.snapshot(), records: [...records.values()] });
    this.#pending = new DiffBuilder();
  }

  onChange(listener: (change: EditorChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  objectCount(): number {
    return this.current.get()?.editor.annotations.count ?? 0;
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    this.current.get()?.dispose();
  }

  #get(): VectorEditor {
    const vector = this.current.get();
    if (vector === undefined) throw new Error("No sample is open");
    return vector;
  }

  #follow({ editor }: VectorEditor): void {
    for (const stop of this.#stops) stop();
    this.#pending = new DiffBuilder();
    this.#stops = [
      editor.store.listen(
        ({ diff, source }) => {
          if (source === "load") return;
          this.#pending.append(diff);
          this.#tellWhenDone(editor);
        },
        { scope: "document" },
      ),
      editor.history.changed.listen(() => this.#tellWhenDone(editor)),
    ];
  }

  /** A gesture is told when it has ended: one that is cancelled has changed nothing. */
  #tellWhenDone(editor: VectorEditor["editor"]): void {
    if (!editor.isInGesture) {
      this.#tell();
      return;
    }
    // The history hears of the end of a gesture inside it; the next event comes later than a microtask.
    queueMicrotask(() => {
      if (!editor.isInGesture && this.current.get()?.editor === editor) this.#tell();
    });
  }

  #tell(): void {
    if (this.#pending.isEmpty) return;
    const diff = this.#pending.build();
    this.#pending = new DiffBuilder();
    for (const listener of [...this.#listeners]) listener({ diff });
  }
}

/** A vector editor of a dataset's task. */
export function newVectorEditor(options: {
  readonly dataset: DatasetData;
  readonly documentKey: string;
  readonly label: unknown;
  readonly isReadOnly?: boolean;
}): VectorEditor {
  const { dataset, documentKey, label, isReadOnly = false } = options;
  const taskType = vectorTaskType(dataset.task_type);
  if (taskType === undefined) throw new Error(`There is no vector editor for ${dataset.task_type}`);
  const taskAttributes = dataset.task_attributes ?? { categories: [{ id: 1, name: "object" }] };
  return new VectorEditor({ taskType, taskAttributes, documentKey, label, isReadOnly });
}

/** The task type, if this editor labels it. */
export function vectorTaskType(taskType: string): VectorTaskType | undefined {
  return taskType === "bboxes" || taskType === "vector" || taskType === "keypoints" ? taskType : undefined;
}

/** The next sample is labeled with the tool, the category and the view of the one before. */
function carryOver(from: VectorEditor, to: VectorEditor): void {
  const { categoryId, colorBy, isSnapping, showsCrosshair } = from.editor.session.get();
  to.editor.session.set({ categoryId, colorBy, isSnapping, showsCrosshair });
  const tool = from.editor.tools.current.id;
  if (to.editor.tools.canUse(tool)) to.editor.tools.select(tool);
}

function applyDiff(records: Map<string, StoreRecord>, { added, updated, removed }: Diff): void {
  for (const id of Object.keys(removed)) records.delete(id);
  for (const [id, [, to]] of Object.entries(updated)) records.set(id, to);
  for (const [id, record] of Object.entries(added)) records.set(id, record);
}
