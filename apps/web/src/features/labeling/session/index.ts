/**
 * The labeling page without React. Once per signed-in account: `services = await openLabelingServices(browserPorts(client), { account })`;
 * it sends what a crash left, so open it with the app, not with the page. Once per page: `session = new LabelingSession(services, …)`,
 * `start()` and `dispose()` in an effect, `useSyncExternalStore(session.subscribe, session.getState)` for everything that is shown.
 * The port of documents stands apart, in `document-port.ts`, so that the app's shell does not load the editors' core.
 */
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
export { LabelingSession } from "./labeling-session.js";
export type { Outbox, OutboxState } from "./outbox.js";
export type { OutboxItem } from "./outbox-slot.js";
export type { EditorChange, EditorPort, LabelContent, LabelFile, RejectionReason, WorkAction } from "./ports.js";
export { type LabelingPorts, type LabelingServices, openLabelingServices } from "./services.js";
export type {
  ConflictView,
  FoundWork,
  LabelingState,
  Phase,
  Resolution,
  SaveState,
} from "./session-state.js";
export { actionText, faultText, outboxText, readOnlyText, reasonText, saveStateText } from "./words.js";
export type { DraftHeader } from "./work-store.js";
export type { WorkTime } from "./work-timer.js";
