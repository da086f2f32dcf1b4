import type { RemovedCategory, TaskAttributes } from "@tessera/schema";
import {
  type AnnotationRecord,
  AnnotationType,
  type ObjectKey,
  objectKey,
  type Place,
  SceneType,
} from "../annotations/records.js";
import { History } from "../history/history.js";
import { MemoryBudget } from "../memory/memory-budget.js";
import type { Diff, DiffBuilder } from "../store/diff.js";
import { Emitter, type Unsubscribe } from "../store/emitter.js";
import type { RecordType, StoreRecord } from "../store/record.js";
import { isOwnChange, Store } from "../store/store.js";
import { AnnotationIndex } from "./annotation-index.js";
import { Cancellation, type CancelSignal } from "./cancellation.js";
import type { DerivedShapes } from "./derived-shapes.js";
import type { EditorEvent } from "./document-event.js";
import { type DocumentSnapshot, Draft, readSnapshot } from "./draft.js";
import { Gesture } from "./gesture.js";
import { ObjectStates } from "./object-states.js";
import { SketchType } from "./sketch.js";
import { Task } from "./task.js";
import { DocumentViewState } from "./view-state.js";
import {
  newViewState,
  ObjectStateType,
  SensorViewStateType,
  VIEW_STATE_ID,
  type ViewStateRecord,
  ViewStateType,
} from "./view-state-records.js";

/**
 * Thrown by the store's guard when code writes to a read-only label. People are told before it comes to that.
 *
 * @example document.isReadOnly = true; document.store.transact(() => document.store.remove(id)); // throws a ReadOnlyError
 */
export class ReadOnlyError extends Error {
  override readonly name = "ReadOnlyError";
}

/** What a document is made of. */
export interface LabelDocumentOptions {
  /** Names the sample, so that a paste knows whether it lands where it was copied. */
  readonly documentKey: string;
  readonly taskAttributes: TaskAttributes;
  /** Categories that the dataset had once. */
  readonly removedCategories?: readonly RemovedCategory[] | undefined;
  /** Whether the dataset says which categories may be linked; see {@link Task.restrictsLinks}. */
  readonly restrictsLinks?: boolean | undefined;
  readonly isReadOnly?: boolean | undefined;
  /** Types of records beyond the core's own. */
  readonly recordTypes?: readonly RecordType[] | undefined;
  readonly memory?: MemoryBudget | undefined;
  /** The frame in view at first; absent where the document has no frames. */
  readonly frame?: number | undefined;
  /** The frame that a sensor shows while a frame is in view; null where it has none then. The same frame where absent. */
  readonly frameOf?: ((sensor: string | undefined, frame: number) => number | null) | undefined;
  /** Shapes that are seen and not stated, such as those between keyframes. */
  readonly derive?: ((document: LabelDocument) => DerivedShapes) | undefined;
}

/** How an object is seen on a sensor: on its surface, hidden or filtered out there, or not there at all. */
export type Sight = "shown" | "unseen" | "absent";

/** What the document knows of the editors of its sensors. */
export interface DocumentView {
  sightOf(key: ObjectKey): Sight;
  /** Whether a change of the document may take objects out of the editor's sight that were in it. */
  readonly isFiltering: boolean;
  /** Gives up what is going on. */
  cancel(): void;
  /** Ends what is going on without a trace in the history, and keeps what a draft holds. */
  suspend(): void;
  /** A gesture has ended. */
  settle(): void;
  /** The dataset has other categories or attributes. */
  followTask(): void;
  /** A path in the making may have come back or gone by undo, redo or a draft. */
  followSketch(): void;
  /** The label has become read-only, or is so no more. */
  followReadOnly(): void;
  /** Another label is there. */
  forget(): void;
}

/** Where a step of undo was made. */
interface StepPlace {
  readonly frame: number | null;
  readonly sensor: string | undefined;
}

/**
 * A label that is open: its records, history and draft, and what of it is in view. It knows no coordinates: those are the
 * business of the editors, one for each sensor; an image or a text is a document with one.
 *
 * @example
 * const document = new LabelDocument({ documentKey: sample.uuid, taskAttributes, frame: 0 });
 * const front = new Editor({ document, sensor: "front", surface, tools });
 */
export class LabelDocument {
  readonly documentKey: string;
  readonly task: Task;
  readonly store: Store;
  /** What the parts of this document may keep in memory. */
  readonly memory: MemoryBudget;
  readonly history: History<StepPlace>;
  readonly draft: Draft;
  readonly viewState: DocumentViewState;
  /** Over all sensors and frames. */
  readonly annotations: AnnotationIndex;
  readonly objectStates: ObjectStates;
  readonly events = new Emitter<[EditorEvent]>();
  /**
   * A step is finished: an edit, a gesture, a node of a path, undo or redo. Tells what it has changed. What is in a gesture is no
   * step yet, and one that ends where it began is none.
   */
  readonly stepped = new Emitter<[Diff]>();
  readonly #views = new Set<DocumentView>();
  readonly #frameOf: LabelDocumentOptions["frameOf"];
  readonly #places = new Map<string | undefined, { readonly frame: number | null; readonly place: Place }>();
  readonly #stops: readonly Unsubscribe[];
  /** A computation has begun or ended. */
  readonly computationChanged = new Emitter();
  #gesture: Gesture | undefined;
  #computing: Cancellation | undefined;
  /** The frame that waits for the end of a computation. */
  #nextFrame: number | undefined;
  /** What the step that is going on has changed. */
  #step: DiffBuilder;

  constructor(options: LabelDocumentOptions) {
    const types = [
      ...[AnnotationType, SceneType, SketchType, ViewStateType, SensorViewStateType, ObjectStateType],
      ...(options.recordTypes ?? []),
    ];
    this.documentKey = options.documentKey;
    this.#frameOf = options.frameOf;
    this.task = new Task(options.taskAttributes, options.removedCategories, {
      restrictsLinks: options.restrictsLinks ?? false,
    });
    this.memory = options.memory ?? new MemoryBudget();
    this.store = new Store(types);
    this.store.transact(() => {
      const view: ViewStateRecord = {
        ...newViewState(this.task.firstCategoryId),
        isReadOnly: options.isReadOnly ?? false,
        frame: options.frame ?? null,
      };
      this.store.put(view);
    });
    this.viewState = new DocumentViewState(this.store);
    this.store.guard((record, type, source) => {
      if (type.scope === "document" && this.isReadOnly && isOwnChange(source))
        throw new ReadOnlyError(`${record.id} is read-only`);
    });
    const stopRepair = this.store.beforeCommit((...diffs) => this.#repair(...diffs));
    this.history = new History<StepPlace>(this.store, { account: this.memory.open() });
    this.draft = new Draft(this.store, types);
    this.annotations = new AnnotationIndex(this.store);
    this.annotations.derived = options.derive?.(this);
    this.objectStates = new ObjectStates(this.store, this.viewState);
    this.#step = this.store.newDiff();
    const stopSteps = this.store.listen(
      ({ diff, source }) => {
        if (!isOwnChange(source)) return;
        this.#step.append(diff);
        if (!this.#gesture) this.#endStep();
      },
      { scope: "document" },
    );
    this.#stops = [stopRepair, stopSteps];
  }

  get isReadOnly(): boolean {
    return this.viewState.get().isReadOnly;
  }

  /** Ends what is going on before the label becomes read-only, as when somebody else takes it over. */
  set isReadOnly(isReadOnly: boolean) {
    if (isReadOnly === this.isReadOnly) return;
    this.#suspend();
    this.#setViewState({ isReadOnly });
    for (const view of this.#views) view.followReadOnly();
  }

  /** The frame in view; null where the document has none. */
  get frame(): number | null {
    return this.viewState.get().frame;
  }

  /** Whether something differs from what the server has. */
  get isDirty(): boolean {
    return this.draft.isDirty;
  }

  /** Whether a gesture is writing. */
  get isInGesture(): boolean {
    return this.#gesture !== undefined;
  }

  /** Takes an editor of a sensor in; returns how it leaves. */
  attach(view: DocumentView): Unsubscribe {
    this.#views.add(view);
    return () => this.#views.delete(view);
  }

  /** The place of a sensor that is in view; undefined where the sensor has nothing at this moment. The same object while it is. */
  placeOf(sensor: string | undefined): Place | undefined {
    const { frame: moment } = this;
    const frame = moment === null ? null : this.#frameIn(sensor, moment);
    if (moment !== null && frame === null) return undefined;
    const kept = this.#places.get(sensor);
    if (kept?.frame === frame) return kept.place;
    const place: Place = { ...(sensor === undefined ? {} : { sensor }), ...(frame === null ? {} : { frame }) };
    this.#places.set(sensor, { frame, place });
    return place;
  }

  /** Whether a change is being computed. */
  get isComputing(): boolean {
    return this.#computing !== undefined;
  }

  /** Brings another frame into view; a gesture is given up first, and a computation waited for. */
  go(frame: number): void {
    if (this.#computing) {
      this.#nextFrame = frame;
      return;
    }
    if (frame === this.frame) return;
    this.cancelGesture();
    this.#setViewState({ frame });
  }

  /**
   * Changes the document as one step of undo; what tools are in the middle of is cancelled. In a read-only document the
   * person is told, and nothing happens. Returns whether it was done.
   *
   * @param sensor where the step is made
   */
  edit(label: string, write: () => void, sensor?: string): boolean {
    if (this.refuses()) return false;
    this.cancelComputation();
    this.cancelGesture();
    this.store.transact(write, { mark: label, at: this.#stepPlace(sensor) });
    return true;
  }

  /** See {@link Editor.compute}. */
  async compute(label: string, run: (signal: CancelSignal) => Promise<() => void>, sensor?: string): Promise<boolean> {
    if (this.refuses()) return false;
    this.cancelComputation();
    const computation = new Cancellation();
    this.#setComputing(computation);
    try {
      const write = await run(computation);
      if (computation.isCancelled) return false;
      this.#setComputing(undefined);
      return this.edit(label, write, sensor);
    } catch (error) {
      if (computation.isCancelled) return false;
      this.notify(error instanceof Error ? error.message : "It could not be computed");
      return false;
    } finally {
      if (this.#computing === computation) this.#setComputing(undefined);
      this.#goOn();
    }
  }

  /** Gives up what is being computed. Returns whether there was something. */
  cancelComputation(): boolean {
    if (!this.#computing) return false;
    this.#computing.cancel();
    this.#setComputing(undefined);
    this.#goOn();
    return true;
  }

  /** Begins a change that follows the pointer; undefined in a read-only document. There is one at a time. */
  beginGesture(label: string, sensor?: string): Gesture | undefined {
    if (this.refuses()) return undefined;
    this.cancelComputation();
    this.#gesture?.cancel();
    const gesture = new Gesture(this.store, this.history, {
      mark: this.history.mark(label, this.#stepPlace(sensor)),
      onEnd: () => {
        if (this.#gesture === gesture) this.#gesture = undefined;
        for (const view of this.#views) view.settle();
        this.#endStep();
      },
    });
    this.#gesture = gesture;
    return gesture;
  }

  /** Gives up the gesture that is going on. Returns whether there was one. */
  cancelGesture(): boolean {
    if (!this.#gesture) return false;
    for (const view of this.#views) view.cancel();
    return true;
  }

  /** Goes to where the last step was made and takes it back. Returns whether there was one. */
  undo(): boolean {
    return this.#travel(this.history.undoAt, () => this.history.undo());
  }

  /** Goes to where a step was made and brings it back. Returns whether there was one. */
  redo(): boolean {
    return this.#travel(this.history.redoAt, () => this.history.redo());
  }

  /** Replaces the document by a label that was loaded: nothing to undo, nothing to save. */
  load(records: readonly StoreRecord[]): void {
    this.#replace(records);
    this.draft.markClean();
  }

  /** The whole document, for a draft: for JSON or a structured clone. */
  snapshot(): DocumentSnapshot {
    return this.draft.snapshot();
  }

  /**
   * Replaces the document by a draft; it counts as unsaved where it differs. A draft comes from a browser's storage: what
   * is no draft, or one of a version that is too old or too new, throws and changes nothing.
   */
  restore(snapshot: unknown): void {
    const read = readSnapshot(snapshot);
    if (!read) throw new Error("This is no draft that this version can read");
    this.#replace(read.records);
  }

  /**
   * The dataset's categories and attributes have changed while the label is open. The label stays as it is: objects of a
   * removed category get a warning, and new ones another category.
   *
   * @example document.updateTask({ taskAttributes, removedCategories: dataset.removed_categories })
   */
  updateTask({
    taskAttributes,
    removedCategories,
  }: Pick<LabelDocumentOptions, "taskAttributes" | "removedCategories">): void {
    this.task.update(taskAttributes, removedCategories);
    for (const view of this.#views) view.followTask();
    const { categoryId, taskRevision } = this.viewState.get();
    this.viewState.set({
      taskRevision: taskRevision + 1,
      categoryId: this.task.findCategory(categoryId) === undefined ? this.task.firstCategoryId : categoryId,
    });
  }

  /** Tells the person something. */
  notify(message: string): void {
    this.events.emit({ type: "notice", message });
  }

  /** Whether the label is read-only; the person is told. */
  refuses(): boolean {
    if (this.isReadOnly) this.notify("This label is read-only");
    return this.isReadOnly;
  }

  /** Ends everything that listens. */
  dispose(): void {
    this.cancelComputation();
    for (const stop of this.#stops) stop();
    for (const part of [this.history, this.draft, this.annotations]) part.dispose();
  }

  #frameIn(sensor: string | undefined, frame: number): number | null {
    return this.#frameOf === undefined ? frame : this.#frameOf(sensor, frame);
  }

  #stepPlace(sensor: string | undefined): StepPlace {
    return { frame: this.frame, sensor };
  }

  #setViewState(values: Partial<Pick<ViewStateRecord, "frame" | "isReadOnly">>): void {
    this.store.transact(() => this.store.update(ViewStateType, VIEW_STATE_ID, (record) => ({ ...record, ...values })));
  }

  #endStep(): void {
    const step = this.#step;
    if (step.isEmpty) return;
    this.#step = this.store.newDiff();
    this.stepped.emit(step.build());
  }

  #setComputing(computation: Cancellation | undefined): void {
    this.#computing = computation;
    this.computationChanged.emit();
  }

  /** To the frame that waited. */
  #goOn(): void {
    const frame = this.#nextFrame;
    if (frame === undefined || this.#computing) return;
    this.#nextFrame = undefined;
    this.go(frame);
  }

  #suspend(): void {
    this.cancelComputation();
    for (const view of this.#views) view.suspend();
  }

  #travel(at: StepPlace | undefined, step: () => string | undefined): boolean {
    // What is undone must be seen: the frame comes into view first.
    if (at !== undefined && at.frame !== null) this.go(at.frame);
    const isDone = step() !== undefined;
    for (const view of this.#views) view.followSketch();
    return isDone;
  }

  #replace(records: readonly StoreRecord[]): void {
    this.#suspend();
    this.store.transact(() => this.store.replace(this.draft.records(), records), { source: "load" });
    this.history.clear();
    this.#step = this.store.newDiff();
    for (const view of this.#views) {
      view.forget();
      view.followSketch();
    }
  }

  /**
   * Selection and hover name only what is there, the selection only what is shown; what has another number now stays
   * selected, hidden and locked. Runs in the transaction that took it away, undo and redo included.
   */
  #repair(document: Diff, view: Diff): void {
    const renamed = renamesIn(document);
    if (renamed.size > 0) this.#rename(renamed);
    const { selectedKeys, hoveredKey } = this.viewState.get();
    if ((selectedKeys.length === 0 && hoveredKey === null) || !this.#mayLeaveSight(document, view)) return;
    const left = selectedKeys.filter((key) => this.#maySelect(key));
    if (left.length < selectedKeys.length) this.viewState.set({ selectedKeys: left });
    if (hoveredKey !== null && !this.#isThere(hoveredKey)) this.viewState.set({ hoveredKey: null });
  }

  #rename(keys: ReadonlyMap<ObjectKey, ObjectKey>): void {
    this.objectStates.rename(keys);
    const { selectedKeys, hoveredKey } = this.viewState.get();
    if (selectedKeys.some((key) => keys.has(key)))
      this.viewState.set({ selectedKeys: selectedKeys.map((key) => keys.get(key) ?? key) });
    if (hoveredKey !== null) this.viewState.set({ hoveredKey: keys.get(hoveredKey) ?? hoveredKey });
  }

  /** Whether an object may stay selected: it is shown somewhere, or in other places alone. */
  #maySelect(key: ObjectKey): boolean {
    const sights = [...this.#views].map((view) => view.sightOf(key));
    if (sights.includes("shown")) return true;
    return !sights.includes("unseen") && this.annotations.hasObject(key);
  }

  #isThere(key: ObjectKey): boolean {
    return this.annotations.hasObject(key) || [...this.#views].some((view) => view.sightOf(key) !== "absent");
  }

  /** Whether a change can have taken objects away or out of sight. */
  #mayLeaveSight(document: Diff, view: Diff): boolean {
    const [from, to] = view.updated[VIEW_STATE_ID] ?? [];
    const changesView = from && to && ViewStateType.is(from) && ViewStateType.is(to) && changesWhatIsShown(from, to);
    if (changesView || Object.keys(document.removed).length > 0) return true;
    const states = [...Object.values(view.added), ...Object.values(view.updated).map(([, state]) => state)];
    if (states.some(ObjectStateType.is)) return true;
    return Object.keys(document.updated).length > 0 && [...this.#views].some((view) => view.isFiltering);
  }
}

function changesWhatIsShown(from: ViewStateRecord, to: ViewStateRecord): boolean {
  return from.filter !== to.filter || from.isolatedKeys !== to.isolatedKeys || from.frame !== to.frame;
}

/**
 * Objects that a change has given other numbers, as undo does too: their records have left under one id and come under
 * another, with the same geometry.
 */
function renamesIn({ added, removed }: Diff): ReadonlyMap<ObjectKey, ObjectKey> {
  const keys = new Map<ObjectKey, ObjectKey>();
  const gone = Object.values(removed).filter(AnnotationType.is);
  if (gone.length === 0) return keys;
  const come = new Map<unknown, AnnotationRecord>();
  for (const record of Object.values(added)) if (AnnotationType.is(record)) come.set(record.geometry, record);
  for (const record of gone) {
    const to = come.get(record.geometry);
    if (to !== undefined && to.place === record.place) keys.set(objectKey(record), objectKey(to));
  }
  return keys;
}
