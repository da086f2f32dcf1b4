export { type AllowedActions, actionsFor, type LabelingMode } from "./actions.js";
export { browserPorts } from "./browser-ports.js";
export {
  type ChangeCounts,
  type Choice,
  type Comparison,
  compareLabels,
  countChanges,
  type Difference,
  mergeLabels,
} from "./conflict.js";
export { type FaultKind, LabelingFault } from "./faults.js";
export { LabelingSession, type SessionOptions } from "./labeling-session.js";
export type { Outbox, OutboxItem, OutboxState } from "./outbox.js";
export type { EditorChange, EditorPort, LabelContent, LabelFile, WorkAction } from "./ports.js";
export { type LabelingPorts, type LabelingServices, openLabelingServices } from "./services.js";
export type { ConflictView, DraftOffer, LabelingState, Phase, Resolution, SaveState } from "./session-state.js";
export { actionText, faultText, outboxText, readOnlyText, reasonText, saveStateText } from "./words.js";
export type { DraftHeader } from "./work-store.js";
export type { WorkTime } from "./work-timer.js";
