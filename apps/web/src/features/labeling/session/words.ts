/** What the page says of the states of a session. */
import type { LabelingFault } from "./faults.js";
import type { OutboxState } from "./outbox.js";
import type { QueueReason, WorkAction } from "./ports.js";
import type { LabelingState, SaveState } from "./session-state.js";

/** The save state at the top of the page: "Saved 3 s ago". */
export function saveStateText(save: SaveState, nowMs: number): string {
  switch (save.kind) {
    case "clean":
      return "No changes";
    case "dirty":
      return draftText(save);
    case "saving":
      return "Saving…";
    case "saved":
      return `Saved ${agoText(nowMs - save.atMs)}`;
    case "offline":
      return save.isKept ? "Offline: kept on this device" : "Offline: kept in this tab only";
    case "signInNeeded":
      return save.isKept ? "Signed out: kept on this device" : "Signed out: kept in this tab only";
    case "failed":
      return "Not saved";
  }
}

function draftText({ draft, isKept }: Extract<SaveState, { readonly kind: "dirty" }>): string {
  if (draft === "sent") return "Draft saved, not submitted";
  if (draft === "due") return "Saving the draft…";
  return isKept ? "Draft kept on this device only" : "Changes not saved";
}

/** Why a request came to nothing, and what becomes of the work. */
export function faultText(fault: LabelingFault): string {
  switch (fault.kind) {
    case "offline":
      return "The server cannot be reached. It is tried again by itself.";
    case "busy":
      return "The server is busy. It is tried again by itself.";
    case "server":
      return `The server failed${fault.requestId === undefined ? "" : ` (request ${fault.requestId})`}. Your work is kept here.`;
    case "signIn":
      return "You are signed out. Sign in to go on; your work is kept here.";
    case "otherAccount":
      return "Somebody else is signed in now. Sign in with your own account to send your work.";
    case "forbidden":
      return "Your role does not allow this any more. Your work is kept here and can be downloaded.";
    case "gone":
      return "The sample is gone, or you may not see it any more. Your work is kept here and can be downloaded.";
    case "conflict":
      return "Somebody else saved this label while you worked on it. Compare the two versions.";
    case "leased":
      return "Somebody else is working on this sample right now. Your work is kept here and tried again.";
    case "invalid":
      return `The server does not take this label: ${fault.message}`;
  }
}

/** The saves on their way: "Saving 1 sample…"; undefined when there are none. */
export function outboxText({ items, pause }: OutboxState): string | undefined {
  const failed = items.filter(({ status }) => status === "conflict" || status === "refused").length;
  const underway = items.length - failed;
  const parts: string[] = [];
  if (underway > 0) {
    if (pause === "offline") parts.push(`${samples(underway)} kept here until you are online`);
    else if (pause !== undefined) parts.push(`${samples(underway)} kept here until you sign in`);
    else parts.push(`Saving ${samples(underway)}…`);
  }
  if (failed > 0) parts.push(`${samples(failed)} not saved`);
  return parts.length === 0 ? undefined : parts.join(", ");
}

/** Why the editor takes no changes; undefined when it does. */
export function readOnlyText({ readOnlyReason, otherTab }: LabelingState): string | undefined {
  switch (readOnlyReason) {
    case "role":
      return "Your role does not allow to change labels here.";
    case "otherTab":
      return otherTab === "tookOver"
        ? "You went on in another tab. This one is read-only."
        : "You have this sample open in another tab. This one is read-only.";
    case "unreadableDraft":
      return "Your unsaved work on this sample was written by another version of Tessera, which this one cannot read.";
    case "conflict":
      return "Somebody else saved this label while you worked on it.";
    case "mode":
      return "Read-only";
    default:
      return undefined;
  }
}

/** Why the queue handed out a sample; undefined where there is nothing to say. */
export function reasonText(reason: QueueReason | null): string | undefined {
  switch (reason) {
    case "in_progress":
      return "You started this sample";
    case "rejected":
      return "Rejected in review";
    case "corrected":
      return "Corrected after your rejection";
    case "assigned":
      return "Assigned to you";
    default:
      return undefined;
  }
}

/** The button of an action. */
export function actionText(action: WorkAction): string {
  const texts = {
    submit: "Submit",
    skip: "Skip",
    save: "Save",
    accept: "Accept",
    reject: "Reject",
    verify: "Verify",
    edit: "Save",
  } as const;
  return texts[action];
}

function samples(count: number): string {
  return count === 1 ? "1 sample" : `${count} samples`;
}

function agoText(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}
