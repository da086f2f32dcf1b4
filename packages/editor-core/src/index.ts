export type { RemovedCategory, TaskAttribute, TaskAttributes, TaskCategory, TaskType } from "@tessera/schema";
export { ObjectIds } from "./annotations/ids.js";
export {
  type AnnotationKind,
  type Extent,
  type GeometryNumber,
  type GeometryResult,
  type Handle,
  type HandleMoveOptions,
  type HandleType,
  KindRegistry,
  type Refusal,
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
export { Annotations, type NewAnnotation } from "./editor/annotations.js";
export { type DocumentSnapshot, Draft, isDocumentSnapshot, readSnapshot, type SavePoint } from "./editor/draft.js";
export { Editor, ReadOnlyError } from "./editor/editor.js";
export type { EditorEvent, EditorOptions } from "./editor/editor-options.js";
export type { Gesture } from "./editor/gesture.js";
export { ObjectStates } from "./editor/object-states.js";
export { type NewObject, Objects } from "./editor/objects.js";
export { Selection } from "./editor/selection.js";
export {
  type ColorBy,
  type ObjectStateRecord,
  ObjectStateType,
  SESSION_ID,
  type SessionRecord,
  SessionType,
} from "./editor/session.js";
export { SessionState } from "./editor/session-state.js";
export { SKETCH_ID, Sketch, type SketchRecord, SketchType } from "./editor/sketch.js";
export type { NudgeDirection, SnapPoint, Surface } from "./editor/surface.js";
export { Task } from "./editor/task.js";
export {
  type FilterFacts,
  formatFilter,
  matchesFilter,
  type ObjectFilter,
  type ObjectFlag,
  parseFilter,
} from "./filters/filter.js";
export { Filtering } from "./filters/filtering.js";
export { HeadlessInput, type HeldKeys } from "./headless/headless-input.js";
export { History, type HistoryMark, type HistoryOptions } from "./history/history.js";
export { type Action, ActionRegistry } from "./hotkeys/actions.js";
export {
  DEFAULT_PRESET,
  type HotkeyConflict,
  type HotkeyPreset,
  type HotkeyRow,
  type HotkeySettings,
  Hotkeys,
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
export { isJsonObject, isSameJson, type JsonObject, omitKeys } from "./json.js";
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
export type { ToolOverlay } from "./tools/overlay.js";
export { DraggingHandle } from "./tools/select/handle-states.js";
export { Idle as SelectIdle } from "./tools/select/idle.js";
export { type HandleHit, SelectTool } from "./tools/select/select-tool.js";
export { Tool, type ToolFactory, ToolState } from "./tools/tool.js";
export { Toolbox } from "./tools/toolbox.js";
export { coreRules } from "./warnings/core-rules.js";
export type { AnnotationRule, SameKeyRule, SceneRule, Severity, Warning, WarningRule } from "./warnings/rule.js";
export { Warnings } from "./warnings/warnings.js";
