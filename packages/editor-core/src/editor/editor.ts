import { type Extent, KindRegistry, type ShapeCapability } from "../annotations/kind.js";
import { type AnnotationRecord, annotationId, type ObjectKey, type Place, placeKey } from "../annotations/records.js";
import { Clipboard } from "../clipboard/clipboard.js";
import type { CancelSignal } from "../document/cancellation.js";
import type { EditorEvent } from "../document/document-event.js";
import type { DocumentSnapshot, Draft } from "../document/draft.js";
import type { Gesture } from "../document/gesture.js";
import type { DocumentView, LabelDocument, Sight } from "../document/label-document.js";
import type { ObjectStates } from "../document/object-states.js";
import { Sketch } from "../document/sketch.js";
import type { Task } from "../document/task.js";
import { SensorViewState } from "../document/view-state.js";
import { newSensorViewState } from "../document/view-state-records.js";
import { Filtering } from "../filters/filtering.js";
import { ActionRegistry } from "../hotkeys/actions.js";
import { coreActions } from "../hotkeys/core-actions.js";
import { Hotkeys } from "../hotkeys/hotkeys.js";
import { isModifierKey } from "../hotkeys/key-combo.js";
import { type KeyInput, NO_MODIFIERS, type PointerInput, type WheelInput } from "../input/events.js";
import { InputState } from "../input/input-state.js";
import { Snapping } from "../snapping/snapping.js";
import { Emitter, type Unsubscribe } from "../store/emitter.js";
import type { StoreRecord } from "../store/record.js";
import { deriveSignal, type Signal, type SignalOptions } from "../store/signal.js";
import type { Store } from "../store/store.js";
import { Toolbox } from "../tools/toolbox.js";
import { coreRules } from "../warnings/core-rules.js";
import { Warnings } from "../warnings/warnings.js";
import { Annotations } from "./annotations.js";
import type { EditorOptions } from "./editor-options.js";
import { Handles } from "./handles.js";
import { Links } from "./links.js";
import { Objects } from "./objects.js";
import { Selection, type SelectionView } from "./selection.js";
import type { Shift, Surface } from "./surface.js";

/** An annotation that can be moved as a whole. */
export interface MovableShape<Point> {
  readonly record: AnnotationRecord;
  readonly shape: ShapeCapability<unknown, Point>;
  readonly extent: Extent<Point>;
}

/**
 * The editor of one sensor of a document, without a screen. It composes the parts and passes events to them; what can be
 * done is in the parts: `selection`, `objects`, `annotations`, `tools`, `actions`, `hotkeys`.
 *
 * @example const editor = new Editor({ document, surface, tools: [(each) => new SelectTool(each)] });
 */
export class Editor<Point> {
  readonly document: LabelDocument;
  /** The sensor that this edits; undefined where the document has one without a name. */
  readonly sensor: string | undefined;
  readonly surface: Surface<Point>;
  readonly viewState: SensorViewState;
  readonly annotations: Annotations<Point>;
  readonly objects: Objects<Point>;
  readonly links: Links<Point>;
  readonly selection: Selection;
  /** Those of the selected object. */
  readonly handles: Handles<Point>;
  /** The path in the making. */
  readonly sketch: Sketch;
  readonly input = new InputState<Point>();
  /** The key that confirms when it is let go, while it is held: how many presses there had been before. */
  readonly hold: { pressesBefore: number | undefined } = { pressesBefore: undefined };
  readonly snapping: Snapping<Point>;
  readonly tools: Toolbox<Point>;
  readonly actions = new ActionRegistry();
  readonly hotkeys: Hotkeys;
  readonly clipboard: Clipboard<Point>;
  readonly warnings: Warnings<Point>;
  readonly filtering: Filtering<Point>;
  /**
   * What tools draw above the shapes has changed: previews, handles, crosshair. Not the store's business, so that a
   * pointer move writes nothing.
   */
  readonly overlayChanged = new Emitter();
  readonly #detach: Unsubscribe;
  readonly #nowhere: Place;

  constructor(options: EditorOptions<Point>) {
    const { document, sensor, surface } = options;
    this.document = document;
    this.sensor = sensor;
    this.surface = surface;
    this.#nowhere = { ...(sensor === undefined ? {} : { sensor }), frame: -1 };
    document.store.transact(() => document.store.put(newSensorViewState(sensor)));
    this.viewState = new SensorViewState(document.store, sensor);
    this.sketch = new Sketch(document.store, sensor);
    this.annotations = new Annotations(document.annotations, { kinds: new KindRegistry(surface.kinds), sensor });
    this.selection = new Selection(document, this.#selectionView());
    this.objects = new Objects(this);
    this.links = new Links(this);
    this.handles = new Handles(this);
    this.snapping = new Snapping(this);
    this.hotkeys = new Hotkeys(this.actions, options.hotkeyPresets);
    this.clipboard = new Clipboard(this);
    this.warnings = new Warnings(this, [...coreRules<Point>(), ...(options.warningRules ?? [])]);
    this.filtering = new Filtering(this);
    this.tools = new Toolbox(this, options.tools);
    this.#detach = document.attach(this.#documentView());
    this.tools.start();
    this.actions.add(options.actions?.(this) ?? coreActions(this));
  }

  get documentKey(): string {
    return this.document.documentKey;
  }

  get task(): Task {
    return this.document.task;
  }

  get store(): Store {
    return this.document.store;
  }

  get history(): LabelDocument["history"] {
    return this.document.history;
  }

  get draft(): Draft {
    return this.document.draft;
  }

  get objectStates(): ObjectStates {
    return this.document.objectStates;
  }

  get events(): Emitter<[EditorEvent]> {
    return this.document.events;
  }

  /** The place in view: new annotations go there. */
  get place(): Place {
    return this.document.placeOf(this.sensor) ?? this.#nowhere;
  }

  /** "tool.state", such as `polygon.drawing`. */
  get path(): string {
    return this.tools.path;
  }

  get isReadOnly(): boolean {
    return this.document.isReadOnly;
  }

  /** Ends what is going on before the label becomes read-only, as when somebody else takes it over. */
  set isReadOnly(isReadOnly: boolean) {
    this.document.isReadOnly = isReadOnly;
  }

  /** Why nothing can be changed here now, as a sentence; undefined where it can. */
  get refusal(): string | undefined {
    if (this.isReadOnly) return "This label is read-only";
    return this.place === this.#nowhere ? "This sensor has nothing at this moment" : undefined;
  }

  /** Whether something differs from what the server has. */
  get isDirty(): boolean {
    return this.document.isDirty;
  }

  /** Whether a gesture is writing. */
  get isInGesture(): boolean {
    return this.document.isInGesture;
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
    const isRight = "button" in event && event.button === 2;
    this.input.apply(event);
    // The right button is no tool's: it finishes, asks, and in views that can pan it pans.
    if (!isRight) this.tools.pointer(event);
    else if (event.type === "up" && !this.input.wasDragging) this.#rightClick();
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
    // What was held is lost, not let go.
    this.hold.pressesBefore = undefined;
    this.hotkeys.releaseAll();
    this.input.setModifiers(NO_MODIFIERS);
    if (this.input.button !== undefined) this.pointer({ type: "cancel" });
  }

  /**
   * Ends a press as if the button were let go where the pointer is: one goes on to another sample in the middle of a drag. What is
   * drawn is kept where it is valid.
   */
  endPress(): void {
    const { button, current, modifiers, pointerType } = this.input;
    if (button === undefined || current === undefined) return;
    // Let go, the right button would ask what to do with what is there.
    if (button === 2) this.pointer({ type: "cancel" });
    else this.pointer({ type: "up", button, ...current, modifiers, pointerType, timeMs: 0 });
  }

  /**
   * Changes the document as one step of undo; what a tool is in the middle of is cancelled. In a read-only editor the
   * person is told, and nothing happens. Returns whether it was done.
   *
   * @example editor.edit("Delete", () => editor.annotations.remove(id))
   */
  edit(label: string, write: () => void): boolean {
    return !this.#refuses() && this.document.edit(label, write, this.sensor);
  }

  /** Begins a change that follows the pointer; undefined in a read-only editor. */
  beginGesture(label: string): Gesture | undefined {
    return this.#refuses() ? undefined : this.document.beginGesture(label, this.sensor);
  }

  /**
   * A change that takes a while to compute, as by a worker. The person may go on looking; Escape, undo and any other change give it up,
   * and another frame waits for it. Resolves to whether it was done.
   *
   * @param run resolves to what writes the change; `signal` tells that nobody waits any more
   * @example await editor.compute("Select points", async (signal) => { const ids = await worker.select(shape, signal); return () => put(ids); })
   */
  compute(label: string, run: (signal: CancelSignal) => Promise<() => void>): Promise<boolean> {
    return this.#refuses() ? Promise.resolve(false) : this.document.compute(label, run, this.sensor);
  }

  /** Undoes the last step; in the middle of something, that alone. Returns whether there was anything. */
  undo(): boolean {
    if (this.document.refuses()) return false;
    const { document, tools } = this;
    if (document.cancelComputation() || tools.current.state.onUndo() || document.cancelGesture()) return true;
    return this.document.undo();
  }

  /** Brings back what was undone last. In the middle of something there is nothing to bring back. */
  redo(): boolean {
    if (this.isInGesture || this.document.refuses()) return false;
    if (this.tools.current.state.onRedo()) return true;
    return this.document.redo();
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

  /** See {@link LabelDocument.load}. */
  load(records: readonly StoreRecord[]): void {
    this.document.load(records);
  }

  /** See {@link LabelDocument.snapshot}. */
  snapshot(): DocumentSnapshot {
    return this.document.snapshot();
  }

  /** See {@link LabelDocument.restore}. */
  restore(snapshot: unknown): void {
    this.document.restore(snapshot);
  }

  /** Whether a record is of the sensor that this edits. */
  isOwn({ place }: { readonly place: Place }): boolean {
    return place.sensor === this.sensor;
  }

  /** Whether an annotation may be changed here. */
  canEdit(record: AnnotationRecord): boolean {
    return !this.isReadOnly && !this.objectStates.isLocked(record);
  }

  /** Whether an object is in the list and on the surface now: in the place in view, not hidden, and passing the filter. */
  isShown(record: AnnotationRecord): boolean {
    const isHere = placeKey(record.place) === placeKey(this.place);
    return isHere && !this.objectStates.isHidden(record) && (!this.filtering.isOn || this.filtering.matches(record));
  }

  /** The smallest extent around an annotation; undefined where neither its geometry nor the surface knows one. */
  extentOf(record: AnnotationRecord): Extent<Point> | undefined {
    return this.annotations.kinds.get(record.kind).shape?.extent(record.geometry) ?? this.surface.extentOf?.(record);
  }

  /** Of these annotations the ones that can be moved as a whole: by a drag, by arrow keys, as a copy. */
  movable(records: readonly AnnotationRecord[]): MovableShape<Point>[] {
    const { movement } = this.surface;
    if (movement === undefined) return [];
    return records.flatMap((record) => {
      const { shape } = this.annotations.kinds.get(record.kind);
      return shape === undefined ? [] : [{ record, shape, extent: shape.extent(record.geometry) }];
    });
  }

  /** Moves shapes from where they are in their records; inside a transaction of the caller. */
  moveShapes(shapes: readonly MovableShape<Point>[], { from, to }: Shift<Point>): void {
    for (const { record, shape } of shapes) {
      const geometry = shape.translate(record.geometry, from, to);
      this.annotations.update(record.id, (now) => ({ ...now, geometry }));
    }
  }

  /** The annotations at a point of the place in view, the nearest to the eye first. */
  hitTest(at: Point): readonly string[] {
    return this.#idsOf(this.surface.hitTest(at, this.surface.tolerance()));
  }

  /** The annotations of the place in view in the extent between two points. */
  within(from: Point, to: Point): readonly string[] {
    return this.#idsOf(this.surface.within(from, to));
  }

  /** Shows objects that are hidden, or that the filter leaves out: then they can be selected. */
  reveal(records: readonly AnnotationRecord[]): void {
    this.objectStates.reveal(records);
    if (!records.every((record) => !this.filtering.isOn || this.filtering.matches(record))) this.filtering.set("");
  }

  /** Tells the person something. */
  notify(message: string): void {
    this.document.notify(message);
  }

  /** Ends everything of this sensor that listens. The document is disposed of by who made it. */
  dispose(): void {
    this.tools.stop();
    this.#detach();
    this.warnings.dispose();
  }

  #idsOf(keys: readonly ObjectKey[]): readonly string[] {
    return keys.map((key) => annotationId(this.place, key));
  }

  /** Finishes what is going on; where nothing is, asks what to do with what is there. */
  #rightClick(): void {
    const at = this.input.current?.point;
    const { state } = this.tools.current;
    if (at === undefined || (!state.isResting && state.onComplete())) return;
    const [annotationId] = this.hitTest(at);
    if (annotationId !== undefined && !this.selection.has(annotationId)) this.selection.set([annotationId]);
    this.events.emit({ type: "open-context-menu", annotationId });
  }

  #refuses(): boolean {
    const { refusal } = this;
    if (refusal !== undefined) this.notify(refusal);
    return refusal !== undefined;
  }

  #selectionView(): SelectionView {
    const place = () => this.place;
    return {
      get place() {
        return place();
      },
      find: (id) => this.annotations.find(id),
      isShown: (record) => this.isShown(record),
    };
  }

  #documentView(): DocumentView {
    const isFiltering = () => this.filtering.isOn;
    return {
      get isFiltering() {
        return isFiltering();
      },
      sightOf: (key) => this.#sightOf(key),
      cancel: () => this.tools.cancel(),
      suspend: () => this.tools.suspend(),
      settle: () => this.warnings.settle(),
      followTask: () => this.warnings.recheck(),
      followSketch: () => this.tools.followSketch(),
      followReadOnly: () => {
        if (!this.tools.canUse(this.tools.current.id)) this.tools.selectFirst();
        this.tools.followSketch();
      },
      forget: () => this.objects.forget(),
    };
  }

  #sightOf(key: ObjectKey): Sight {
    const record = this.annotations.find(annotationId(this.place, key));
    if (record === undefined) return "absent";
    return this.isShown(record) ? "shown" : "unseen";
  }

  #modifiersMayChange(key: KeyInput): void {
    this.input.setModifiers(key.modifiers);
    if (!isModifierKey(key) || !this.input.current) return;
    this.tools.current.state.onPointerMove();
    this.overlayChanged.emit();
  }
}
