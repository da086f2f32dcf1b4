import type { DatasetData, LabelData, LabelStatus, SampleData } from "@tessera/sdk";
import { type AllowedActions, actionsFor, type LabelingMode } from "./actions.js";
import type { Comparison } from "./conflict.js";
import type { ServerDraftHealth } from "./draft-sender.js";
import type { DraftHealth } from "./draft-writer.js";
import type { LabelingFault } from "./faults.js";
import type { OutboxState } from "./outbox.js";
import type { OutboxItem } from "./outbox-slot.js";
import type { LabelContent, QueueReason, RejectionReason, WorkAction } from "./ports.js";
import type { DraftHeader } from "./work-store.js";

/**
 * - `opening`: a sample is on its way. `working`: it is here. `saving`: the person is done with it, and the save is being made.
 * - `empty`: the queue has nothing for this person; it is asked again by itself. `failed`: see `fault`.
 */
export type Phase = "opening" | "working" | "saving" | "empty" | "failed";

/** Where the person's work is. */
export type SaveState =
  /** Nothing was changed. */
  | { readonly kind: "clean" }
  /** Changed; `isKept`: on this machine; `draft`: on the server. */
  | { readonly kind: "dirty"; readonly isKept: boolean; readonly draft: ServerDraftHealth }
  | { readonly kind: "saving" }
  | { readonly kind: "saved"; readonly atMs: number }
  /** Kept on this machine until there is a connection. */
  | { readonly kind: "offline"; readonly isKept: boolean }
  | { readonly kind: "signInNeeded"; readonly isKept: boolean }
  | { readonly kind: "failed"; readonly fault: LabelingFault };

/** Unsaved work on this very sample was found, and is gone on with. */
export interface FoundWork {
  /** `device`: a draft on this device. `server`: one of another device. `unsent`: a save that did not get through. */
  readonly source: "device" | "server" | "unsent";
  readonly updatedAtMs: number;
  /** Another version of the program wrote it, and this one cannot read it: the editor shows the saved label, and changes nothing. */
  readonly isUnreadable: boolean;
}

/** Work on another sample that was left unsaved. */
export type LeftWork = Pick<DraftHeader, "dataset" | "sampleUuid" | "sampleName" | "updatedAtMs" | "objectCount">;

/** Somebody saved the label while it was worked on. */
export interface ConflictView {
  readonly mine: LabelContent;
  /** Null: it was deleted. */
  readonly theirs: LabelData | null;
  readonly comparison: Comparison;
  /** What goes on when it is resolved; null: the work. */
  readonly action: WorkAction | null;
  /** Of the action `edit`. */
  readonly status: LabelStatus | undefined;
  /** Of the action `reject`. */
  readonly reason: RejectionReason | undefined;
  /** Where both sides are this person's, on two devices: the draft of the other one. `theirs` is then what it has. */
  readonly otherDraft: number | null;
}

/** How the conflict ends: unit by unit, or with one side as it is. */
export type Resolution =
  | {
      readonly kind: "merge";
      readonly choices: ReadonlyMap<string, "mine" | "theirs" | "both">;
    }
  | { readonly kind: "mine" }
  | { readonly kind: "theirs" };

/** Why the label cannot be changed now. */
export type ReadOnlyReason = "mode" | "role" | "unreadableDraft" | "conflict" | "otherTab" | "phase";

/** All that the page shows. A new object with each change. */
export interface LabelingState {
  readonly mode: LabelingMode;
  readonly phase: Phase;
  readonly dataset: DatasetData;
  readonly labelset: string;
  readonly sample: SampleData | null;
  /** As the server had it last. */
  readonly label: LabelData | null;
  readonly reason: QueueReason | null;
  readonly lease: "none" | "held" | "lost";
  readonly isDirty: boolean;
  readonly rating: number | null;
  readonly save: SaveState;
  readonly foundWork: FoundWork | null;
  readonly conflict: ConflictView | null;
  /** `works`: another tab of this browser has the sample. `tookOver`: it took it from this one. */
  readonly otherTab: "none" | "works" | "tookOver";
  /** `none`: this browser keeps no drafts. */
  readonly drafts: DraftHealth | "none";
  readonly serverDraft: ServerDraftHealth;
  readonly connection: "online" | "offline";
  readonly outbox: OutboxState;
  /** Work on other samples, of any dataset, that was left unsaved on this machine or another, and is open in no tab. */
  readonly leftDrafts: readonly LeftWork[];
  /** Why the phase is `failed`, or the last action came to nothing. */
  readonly fault: LabelingFault | null;
  /** Closing the tab now would lose work: ask in `beforeunload`. */
  readonly isUnsafeToClose: boolean;
  /** Offer to sign in, here or in another tab; then call `resumeAfterSignIn`. */
  readonly signIn: "needed" | "otherAccount" | null;
  readonly actions: AllowedActions;
  readonly readOnlyReason: ReadOnlyReason | null;
  /** The next sample is here already. */
  readonly isNextReady: boolean;
}

/** What the state is made of: the rest follows from it. */
export type Facts = Omit<LabelingState, "save" | "isUnsafeToClose" | "signIn" | "actions" | "readOnlyReason"> & {
  readonly savedAtMs: number | null;
  /** The saves of the sample in front. */
  readonly ownItems: readonly OutboxItem[];
};

/** The state of these facts. */
export function stateOf({ savedAtMs, ownItems, ...facts }: Facts): LabelingState {
  const allowed = actionsFor(facts.mode, facts.dataset);
  const readOnlyReason = readOnlyReasonOf(facts, allowed);
  return {
    ...facts,
    save: saveStateOf({ ...facts, savedAtMs, ownItems }),
    isUnsafeToClose:
      facts.drafts !== "kept" && ((facts.isDirty && facts.serverDraft !== "sent") || facts.outbox.items.length > 0),
    signIn: signInOf(facts),
    actions: readOnlyReason === null ? allowed : withoutWork(allowed),
    readOnlyReason,
  };
}

function signInOf({ outbox, fault }: Omit<Facts, "savedAtMs" | "ownItems">): LabelingState["signIn"] {
  if (outbox.pause === "otherAccount") return "otherAccount";
  return outbox.pause === "signIn" || fault?.kind === "signIn" ? "needed" : null;
}

function readOnlyReasonOf(facts: Omit<Facts, "savedAtMs" | "ownItems">, allowed: AllowedActions) {
  if (facts.mode === "readOnly") return "mode";
  if (!allowed.change) return "role";
  if (facts.otherTab !== "none") return "otherTab";
  if (facts.conflict !== null) return "conflict";
  if (facts.foundWork?.isUnreadable) return "unreadableDraft";
  return facts.phase === "working" ? null : "phase";
}

function withoutWork(allowed: AllowedActions): AllowedActions {
  const { createIssue, needsConfirmation, needsMandatory, statuses } = allowed;
  const nothing = { submit: false, skip: false, save: false, accept: false, reject: false, verify: false };
  return { ...nothing, rate: false, change: false, createIssue, needsConfirmation, needsMandatory, statuses };
}

function saveStateOf({ ownItems, outbox, connection, isDirty, drafts, serverDraft, savedAtMs }: Facts): SaveState {
  const isKept = drafts === "kept";
  const refused = ownItems.find(({ status }) => status === "refused" || status === "conflict");
  if (refused?.fault !== undefined) return { kind: "failed", fault: refused.fault };
  const isOnItsWay = ownItems.length > 0;
  if (isOnItsWay && outbox.pause !== undefined && outbox.pause !== "offline") return { kind: "signInNeeded", isKept };
  if ((isOnItsWay || isDirty) && connection === "offline") return { kind: "offline", isKept };
  if (isOnItsWay) return { kind: "saving" };
  if (isDirty) return { kind: "dirty", isKept, draft: serverDraft };
  return savedAtMs === null ? { kind: "clean" } : { kind: "saved", atMs: savedAtMs };
}
