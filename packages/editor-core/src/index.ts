export type { RemovedCategory, TaskAttribute, TaskAttributes, TaskCategory, TaskType } from "@tessera/schema";
export { changesBetween, type ObjectChange, type ObjectChangeKind } from "./annotations/changes.js";
export { ObjectIds } from "./annotations/ids.js";
export {
  type AnnotationKind,
  type Extent,
  type GeometryNumber,
  type GeometryResult,
  type Handle,
  type HandleCapability,
  type HandleMoveOptions,
  type HandleType,
  KindRegistry,
  type NumbersCapability,
  type Refusal,
  type ShapeCapability,
  type ShapeKind,
} from "./annotations/kind.js";
export {
  type AnnotationRecord,
  AnnotationType,
  type AttributeValues,
  annotationId,
  freeObjectKey,
  type LinkValue,
  type ObjectKey,
  objectKey,
  objectKeyOf,
  objectNumber,
  type Place,
  placeKey,
  type SceneRecord,
  SceneType,
  sceneId,
} from "./annotations/records.js";
export {
  type LinkChange,
  type SceneChanges,
  type SceneValueChange,
  sceneChangesBetween,
} from "./annotations/scene-changes.js";
export { annotationRecord, readPlace, readWire, type WireFields, writeWire } from "./annotations/wire.js";
export { assertNever } from "./assert-never.js";
export {
  type AttributeResult,
  coerceValue,
  defaultValue,
  defaultValues,
  hasValue,
  missingAttributes,
  type NumberLimits,
  numberLimits,
  type SharedValue,
  sharedValue,
  valuesForCategory,
  withValue,
} from "./attributes/attributes.js";
export { Clipboard } from "./clipboard/clipboard.js";
export { annotationColor, categoryColor } from "./colors/annotation-color.js";
export { colorOfCategory, hashText, PALETTE, paletteColor, type Rgb } from "./colors/palette.js";
export { AnnotationIndex } from "./document/annotation-index.js";
export type { CancelSignal } from "./document/cancellation.js";
export type { DerivedShapes } from "./document/derived-shapes.js";
export type { EditorEvent } from "./document/document-event.js";
export { type DocumentSnapshot, Draft, isDocumentSnapshot, readSnapshot, type SavePoint } from "./document/draft.js";
export type { Gesture } from "./document/gesture.js";
export {
  type DocumentView,
  LabelDocument,
  type LabelDocumentOptions,
  ReadOnlyError,
  type Sight,
} from "./document/label-document.js";
export { ObjectStates } from "./document/object-states.js";
export { Sketch, type SketchRecord, SketchType, sketchId } from "./document/sketch.js";
export { Task } from "./document/task.js";
export { DocumentViewState, SensorViewState, type SensorViewStateFields } from "./document/view-state.js";
export {
  type ColorBy,
  type ObjectStateRecord,
  ObjectStateType,
  type SensorViewStateRecord,
  SensorViewStateType,
  VIEW_STATE_ID,
  type ViewStateRecord,
  ViewStateType,
} from "./document/view-state-records.js";
export { Annotations, type NewAnnotation } from "./editor/annotations.js";
export { Editor, type MovableShape } from "./editor/editor.js";
export type { EditorOptions } from "./editor/editor-options.js";
export { type HandleHit, Handles } from "./editor/handles.js";
export { type KeyedLink, Links } from "./editor/links.js";
export { type NewObject, Objects } from "./editor/objects.js";
export { Selection } from "./editor/selection.js";
export type { NudgeDirection, Shift, SnapPoint, Surface, SurfaceMovement } from "./editor/surface.js";
export {
  type FilterFacts,
  formatFilter,
  matchesFilter,
  type ObjectFilter,
  type ObjectFlag,
  parseFilter,
} from "./filters/filter.js";
export { Filtering, type ObjectGroup } from "./filters/filtering.js";
export { HeadlessInput, type HeldKeys } from "./headless/headless-input.js";
export { History, type HistoryMark, type HistoryOptions } from "./history/history.js";
export { type Action, ActionRegistry } from "./hotkeys/actions.js";
export { type CoreActionOptions, coreActions } from "./hotkeys/core-actions.js";
export {
  DEFAULT_PRESET,
  type HotkeyConflict,
  type HotkeyPreset,
  type HotkeyRow,
  type HotkeySettings,
  Hotkeys,
  type WheelHabit,
} from "./hotkeys/hotkeys.js";
export { comboOf, formatCombo, isModifierKey, type KeyCombo, normalizeCombo } from "./hotkeys/key-combo.js";
export {
  type KeyInput,
  type Modifiers,
  NO_MODIFIERS,
  type PointerButton,
  type PointerInput,
  type PointerType,
  type ScreenPoint,
  type WheelInput,
} from "./input/events.js";
export { InputState, type PointerPosition } from "./input/input-state.js";
export {
  type AccountOptions,
  documentMemoryBytes,
  type Evict,
  type MemoryAccount,
  MemoryBudget,
} from "./memory/memory-budget.js";
export { sizeOf } from "./memory/size-of.js";
export { Snapping } from "./snapping/snapping.js";
export { type Diff, DiffBuilder, EMPTY_DIFF, isEmptyDiff, reverseDiff, squashDiffs } from "./store/diff.js";
export { Emitter, type Unsubscribe } from "./store/emitter.js";
export { defineRecordType, type RecordScope, type RecordType, type StoreRecord } from "./store/record.js";
export { RecordIndex } from "./store/record-index.js";
export { deriveSignal, isSameList, type Signal, type SignalOptions } from "./store/signal.js";
export {
  type Change,
  type ChangeSource,
  isOwnChange,
  type ListenOptions,
  Store,
  type TransactOptions,
} from "./store/store.js";
export { DrawingIdle } from "./tools/drawing-idle.js";
export { LinkTool } from "./tools/link-tool.js";
export type { ToolOverlay } from "./tools/overlay.js";
export { DraggingHandle } from "./tools/select/handle-states.js";
export { SelectTool } from "./tools/select/select-tool.js";
export { Tool, type ToolFactory, ToolState } from "./tools/tool.js";
export { Toolbox } from "./tools/toolbox.js";
export { FrameTimes, type FrameTimestamp } from "./tracks/frame-times.js";
export {
  type DerivedWires,
  type FrameRecords,
  type ReadFramesOptions,
  readFrames,
  writeFrame,
} from "./tracks/frames-io.js";
export { LoadedTracks } from "./tracks/loaded-tracks.js";
export { type RemovalRecord, RemovalType, removalId, removalRecord } from "./tracks/removal.js";
export { type Ends, stateAt, type TrackEvent, type TrackState } from "./tracks/state-at.js";
export { trackChanges } from "./tracks/track-changes.js";
export { TrackOperations } from "./tracks/track-operations.js";
export { type DerivedShape, type DeriveOptions, deriveAt, Tracks, type TracksOptions } from "./tracks/tracks.js";
export { coreRules } from "./warnings/core-rules.js";
export type { AnnotationRule, SameKeyRule, SceneRule, Severity, Warning, WarningRule } from "./warnings/rule.js";
export { Warnings } from "./warnings/warnings.js";
