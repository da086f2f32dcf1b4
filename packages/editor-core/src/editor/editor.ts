import { KindRegistry } from "../annotations/kind.js";
import {
  type AnnotationRecord,
  AnnotationType,
  annotationId,
  type ObjectKey,
  objectKey,
  placeKey,
  SceneType,
} from "../annotations/records.js";
import { Clipboard } from "../clipboard/clipboard.js";
import { Filtering } from "../filters/filtering.js";
import { History } from "../history/history.js";
import { ActionRegistry } from "../hotkeys/actions.js";
import { coreActions } from "../hotkeys/core-actions.js";
import { Hotkeys } from "../hotkeys/hotkeys.js";
import { isModifierKey } from "../hotkeys/key-combo.js";
import { type KeyInput, NO_MODIFIERS, type PointerInput, type WheelInput } from "../input/events.js";
import { InputState } from "../input/input-state.js";
import { isSameJson } from "../json.js";
import { MemoryBudget } from "../memory/memory-budget.js";
import { Snapping } from "../snapping/snapping.js";
import type { Diff } from "../store/diff.js";
import { Emitter, type Unsubscribe } from "../store/emitter.js";
import type { StoreRecord } from "../store/record.js";
import { deriveSignal, type Signal, type SignalOptions } from "../store/signal.js";
import { isOwnChange, Store } from "../store/store.js";
import { Toolbox } from "../tools/toolbox.js";
import { coreRules } from "../warnings/core-rules.js";
import { Warnings } from "../warnings/warnings.js";
import { Annotations } from "./annotations.js";
import { type DocumentSnapshot, Draft, readSnapshot } from "./draft.js";
import type { EditorEvent, EditorOptions } from "./editor-options.js";
import { Gesture } from "./gesture.js";
import { ObjectStates } from "./object-states.js";
import { Objects } from "./objects.js";
import { Selection } from "./selection.js";
import { newSession, ObjectStateType, SESSION_ID, type SessionRecord, SessionType } from "./session.js";
import { SessionState } from "./session-state.js";
import { Sketch, SketchType } from "./sketch.js";
import type { Surface } from "./surface.js";
import { Task } from "./task.js";

/**
 * Thrown by the store's guard when code writes to a read-only label. People are told before it comes to that.
 *
 * @example editor.isReadOnly = true; editor.store.transact(() => editor.store.remove(id)); // throws a ReadOnlyError
 */
export class ReadOnlyError extends Error {
  override readonly name = "ReadOnlyError";
}

/**
 * A labeling editor without a screen. It composes the parts and passes events to them; what can be done is in the
 * parts: `selection`, `objects`, `annotations`, `history`, `draft`, `tools`, `actions`, `hotkeys`.
 *
 * @example const editor = new Editor({ surface, tools: [(each) => new SelectTool(each)], taskAttributes, documentKey: uuid });
 */
export class Editor<Point> {
  readonly documentKey: string;
  readonly surface: Surface<Point>;
  readonly task: Task;
  readonly store: Store;
  /** What the parts of this document may keep in memory. */
  readonly memory: MemoryBudget;
  readonly history: History;
  readonly session: SessionState;
  readonly annotations: Annotations<Point>;
  readonly objects: Objects<Point>;
  readonly selection: Selection;
  readonly objectStates: ObjectStates;
  readonly draft: Draft;
  /** The path in the making. */
  readonly sketch: Sketch;
  readonly input = new InputState<Point>();
  readonly snapping: Snapping<Point>;
  readonly tools: Toolbox<Point>;
  readonly actions = new ActionRegistry();
  readonly hotkeys: Hotkeys;
  readonly clipboard: Clipboard<Point>;
  readonly warnings: Warnings<Point>;
  readonly filtering: Filtering<Point>;
  readonly events = new Emitter<[EditorEvent]>();
  /**
   * What tools draw above the shapes has changed: previews, handles, crosshair. Not the store's business, so that a
   * pointer move writes nothing.
   */
  readonly overlayChanged = new Emitter();
  readonly #stopRepair: Unsubscribe;
  #gesture: Gesture | undefined;

  constructor(options: EditorOptions<Point>) {
    const types = [AnnotationType, SceneType, SketchType, SessionType, ObjectStateType, ...(options.recordTypes ?? [])];
    this.documentKey = options.documentKey;
    this.surface = options.surface;
    this.task = new Task(options.taskAttributes, options.removedCategories);
    this.store = new Store(types);
    this.memory = options.memory ?? new MemoryBudget();
    this.store.transact(() => {
      const session: SessionRecord = {
        ...newSession(this.task.firstCategoryId),
        isReadOnly: options.isReadOnly ?? false,
      };
      this.store.put(session);
    });
    this.session = new SessionState(this.store);
    this.store.guard((record, type, source) => {
      if (type.scope === "document" && this.isReadOnly && isOwnChange(source))
        throw new ReadOnlyError(`${record.id} is read-only`);
    });
    this.#stopRepair = this.store.beforeCommit((...diffs) => this.#repair(...diffs));
    this.history = new History(this.store, { account: this.memory.open() });
    this.draft = new Draft(this.store, types);
    this.sketch = new Sketch(this.store);
    this.annotations = new Annotations(this.store, new KindRegistry(options.surface.kinds));
    this.selection = new Selection(this.store, this.session, {
      find: (id) => this.annotations.find(id),
      isShown: (record) => this.isShown(record),
    });
    this.objectStates = new ObjectStates(this.store, this.session);
    this.objects = new Objects(this);
    this.snapping = new Snapping(this);
    this.hotkeys = new Hotkeys(this.actions, options.hotkeyPresets);
    this.clipboard = new Clipboard(this);
    this.warnings = new Warnings(this, [...coreRules<Point>(), ...(options.warningRules ?? [])]);
    this.filtering = new Filtering(this);
    this.tools = new Toolbox(this, options.tools);
    this.tools.start();
    this.actions.add(coreActions(this));
  }

  /**
   * The dataset's categories and attributes have changed while the label is open. The label stays as it is: objects of a removed category
   * get a warning, and new ones another category.
   *
   * @example editor.updateTask({ taskAttributes, removedCategories: dataset.removed_categories })
   */
  updateTask({
    taskAttributes,
    removedCategories,
  }: Pick<EditorOptions<Point>, "taskAttributes" | "removedCategories">): void {
    this.task.update(taskAttributes, removedCategories);
    const { categoryId, taskRevision } = this.session.get();
    this.warnings.recheck();
    this.session.set({
      taskRevision: taskRevision + 1,
      categoryId: this.task.findCategory(categoryId) === undefined ? this.task.firstCategoryId : categoryId,
    });
  }

  /** "tool.state", such as `polygon.drawing`. */
  get path(): string {
    return this.tools.path;
  }

  get isReadOnly(): boolean {
    return this.session.get().isReadOnly;
  }

  /** Ends what is going on before the label becomes read-only, as when somebody else takes it over. */
  set isReadOnly(isReadOnly: boolean) {
    if (isReadOnly === this.isReadOnly) return;
    this.tools.suspend();
    this.store.transact(() => this.store.update(SessionType, SESSION_ID, (record) => ({ ...record, isReadOnly })));
    if (!this.tools.canUse(this.tools.current.id)) this.tools.selectFirst();
    this.tools.followSketch();
  }

  /** Whether something differs from what the server has. */
  get isDirty(): boolean {
    return this.draft.isDirty;
  }

  /** Counts the changes of the document. */
  get documentVersion(): number {
    return this.draft.version;
  }

  /** Whether a gesture is writing. */
  get isInGesture(): boolean {
    return this.#gesture !== undefined;
  }

  /**
   * A value derived from the editor that tells when it has changed.
   *
   * @example const ids = editor.select(() => editor.selection.ids); // useSyncExternalStore(ids.subscribe, ids.get)
   */
  select<T>(derive: () => T, options: SignalOptions<T> = {}): Signal<T> {
    return deriveSignal(this.store, derive, options);
  }

  /** Takes a pointer event in. */
  pointer(event: PointerInput<Point>): void {
    this.input.apply(event);
    this.tools.pointer(event);
    this.overlayChanged.emit();
  }

  /** Offers a turn of the wheel to the tool in use; returns whether it is taken. */
  wheel(event: WheelInput<Point>): boolean {
    return this.tools.current.state.onWheel(event);
  }

  /** Time passed: for states that move by themselves. The page calls it while something animates. */
  tick(elapsedMs: number): void {
    this.tools.current.state.onTick(elapsedMs);
  }

  /** Takes a key in; returns whether it meant something, so that the browser does nothing else with it. */
  keyDown(key: KeyInput): boolean {
    this.#modifiersMayChange(key);
    return this.tools.keyDown(key) || this.hotkeys.keyDown(key);
  }

  keyUp(key: KeyInput): void {
    this.#modifiersMayChange(key);
    this.tools.keyUp(key);
    this.hotkeys.keyUp(key);
  }

  /**
   * The window lost its focus: keys and buttons that are held will never be let go here. What is drawn by clicks waits.
   */
  blur(): void {
    this.hotkeys.releaseAll();
    this.input.setModifiers(NO_MODIFIERS);
    if (this.input.button !== undefined) this.pointer({ type: "cancel" });
  }

  /**
   * Changes the document as one step of undo; what a tool is in the middle of is cancelled. In a read-only editor the
   * person is told, and nothing happens. Returns whether it was done.
   *
   * @example editor.edit("Delete", () => editor.annotations.remove(id))
   */
  edit(label: string, write: () => void): boolean {
    if (this.#refuses()) return false;
    if (this.#gesture) this.tools.cancel();
    this.store.transact(write, { mark: label });
    return true;
  }

  /** Begins a change that follows the pointer; undefined in a read-only editor. */
  beginGesture(label: string): Gesture | undefined {
    if (this.#refuses()) return undefined;
    this.#gesture?.cancel();
    const gesture = new Gesture(this.store, this.history, label, () => {
      if (this.#gesture === gesture) this.#gesture = undefined;
      this.warnings.settle();
    });
    this.#gesture = gesture;
    return gesture;
  }

  /** Undoes the last step; in the middle of something, that alone. Returns whether there was anything. */
  undo(): boolean {
    if (this.#refuses()) return false;
    if (this.tools.current.state.onUndo()) return true;
    if (this.#gesture) {
      this.tools.cancel();
      return true;
    }
    return this.#travel(() => this.history.undo());
  }

  /** Brings back what was undone last. In the middle of something there is nothing to bring back. */
  redo(): boolean {
    if (this.#gesture || this.#refuses()) return false;
    if (this.tools.current.state.onRedo()) return true;
    return this.#travel(() => this.history.redo());
  }

  /**
   * Finishes the path in the making, as before a save. Returns whether none is left; where one is, as it has too few
   * nodes, the person has been told.
   */
  finishSketch(): boolean {
    const { sketch, tools } = this;
    if (sketch.record && !this.isReadOnly) {
      tools.releaseHeld();
      tools.current.state.onComplete();
    }
    return sketch.record === undefined;
  }

  /** Replaces the document by a label that was loaded: nothing to undo, nothing to save. */
  load(records: readonly StoreRecord[]): void {
    this.#replaceDocument(records);
    this.draft.markClean();
  }

  /** The whole document as JSON, for a draft. */
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
    this.#replaceDocument(read.records);
  }

  /** Whether an annotation may be changed here. */
  canEdit(record: AnnotationRecord): boolean {
    return !this.isReadOnly && !this.objectStates.isLocked(record);
  }

  /** Whether an object is in the list and on the surface now: in the place in view, not hidden, and passing the filter. */
  isShown(record: AnnotationRecord): boolean {
    const isHere = placeKey(record.place) === placeKey(this.session.get().place);
    return isHere && !this.objectStates.isHidden(record) && (!this.filtering.isOn || this.filtering.matches(record));
  }

  /** Shows objects that are hidden, or that the filter leaves out: then they can be selected. */
  reveal(records: readonly AnnotationRecord[]): void {
    this.objectStates.reveal(records);
    if (!records.every((record) => !this.filtering.isOn || this.filtering.matches(record))) this.filtering.set("");
  }

  /** Tells the person something. */
  notify(message: string): void {
    this.events.emit({ type: "notice", message });
  }

  /** Ends everything that listens. */
  dispose(): void {
    this.tools.stop();
    this.#stopRepair();
    for (const part of [this.history, this.draft, this.annotations, this.warnings]) part.dispose();
  }

  #refuses(): boolean {
    if (this.isReadOnly) this.notify("This label is read-only");
    return this.isReadOnly;
  }

  #travel(step: () => string | undefined): boolean {
    const isDone = step() !== undefined;
    this.tools.followSketch();
    return isDone;
  }

  #replaceDocument(records: readonly StoreRecord[]): void {
    this.tools.suspend();
    const kept = new Set(records.map((record) => record.id));
    this.store.transact(
      () => {
        for (const record of this.draft.records()) if (!kept.has(record.id)) this.store.remove(record.id);
        for (const record of records) {
          // What is the same by value stays the same record, so that it does not count as changed.
          if (!isSameJson(this.store.findAny(record.id), record)) this.store.put(record);
        }
      },
      { source: "load" },
    );
    this.history.clear();
    this.objects.forget();
    this.tools.followSketch();
  }

  /**
   * Selection and hover name only what is there, the selection only what is shown. Runs in the transaction that took it away, undo and
   * redo included.
   */
  #repair(document: Diff, session: Diff): void {
    const renamed = renamesIn(document);
    if (renamed.size > 0) {
      this.objectStates.rename(renamed);
      this.selection.rename(renamed);
    }
    const { selectedKeys, hoveredKey } = this.session.get();
    if ((selectedKeys.length === 0 && hoveredKey === null) || !this.#mayLeaveSight(document, session)) return;
    const left = selectedKeys.filter((key) => this.#maySelect(key));
    if (left.length < selectedKeys.length) this.session.set({ selectedKeys: left });
    if (hoveredKey !== null && !this.#exists(hoveredKey)) this.session.set({ hoveredKey: null });
  }

  /** Whether an object may stay selected: it is in sight, or in other places alone. */
  #maySelect(key: ObjectKey): boolean {
    const here = this.annotations.find(annotationId(this.session.get().place, key));
    return here === undefined ? this.#exists(key) : this.isShown(here);
  }

  #exists(key: ObjectKey): boolean {
    return this.annotations.ofObject(key).length > 0;
  }

  /** Whether a change can have taken objects away or out of sight. */
  #mayLeaveSight(document: Diff, session: Diff): boolean {
    const [from, to] = session.updated[SESSION_ID] ?? [];
    const changesView = from && to && SessionType.is(from) && SessionType.is(to) && changesWhatIsShown(from, to);
    if (changesView || Object.keys(document.removed).length > 0) return true;
    const states = [...Object.values(session.added), ...Object.values(session.updated).map(([, state]) => state)];
    return states.some(ObjectStateType.is) || (this.filtering.isOn && Object.keys(document.updated).length > 0);
  }

  #modifiersMayChange(key: KeyInput): void {
    this.input.setModifiers(key.modifiers);
    if (!isModifierKey(key) || !this.input.current) return;
    this.tools.current.state.onPointerMove();
    this.overlayChanged.emit();
  }
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

function changesWhatIsShown(from: SessionRecord, to: SessionRecord): boolean {
  return from.filter !== to.filter || from.isolatedKeys !== to.isolatedKeys || from.place !== to.place;
}
