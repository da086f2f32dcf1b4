/** What is kept on this machine until the server has it: drafts, and saves on their way. */
import type { LabelStatus } from "@tessera/sdk";
import type { LabelContent, RejectionReason, WorkAction, WorkType } from "./ports.js";
import type { WorkTime } from "./work-timer.js";

/** Which label of which account. */
export interface LabelKey {
  readonly account: string;
  readonly sampleUuid: string;
  readonly labelset: string;
}

/** All of a draft but its content. */
export interface DraftHeader extends LabelKey {
  readonly dataset: string;
  readonly sampleName: string;
  /** The version that the work started from; while `followsEntry` is set, the one before that save. */
  readonly baseVersion: number;
  /** The save on its way that this work goes on from: its acknowledgment brings the version. */
  readonly followsEntry: string | null;
  readonly objectCount: number;
  /** Undefined where the person gave none. */
  readonly rating: number | null | undefined;
  readonly updatedAtMs: number;
  /** Work so far, for the metrics. */
  readonly worked: WorkTime;
  /**
   * The server's draft that this one goes on from, and whether that has all of it. Absent: none, or an earlier version of the program
   * wrote it.
   */
  readonly sent?: { readonly revision: number; readonly isWhole: boolean } | undefined;
  /** The tab that writes it. Another tab's writes are refused until it has taken the draft over. */
  readonly client: string;
}

/** A draft: a snapshot and what came after it. */
export interface Draft extends DraftHeader {
  readonly snapshot: unknown;
  readonly diffs: readonly unknown[];
}

/** What is added to a draft: a new snapshot that replaces everything before it, and diffs after it. */
export interface DraftAddition {
  readonly snapshot?: { readonly value: unknown };
  readonly diffs: readonly unknown[];
}

/** A save on its way. Its id is its `Idempotency-Key`: replayed after a crash it is applied once. */
export interface OutboxEntry extends LabelKey {
  readonly id: string;
  /** The tab that sends it. */
  readonly client: string;
  readonly createdAtMs: number;
  /** Orders the entries of one millisecond. */
  readonly sequence: number;
  readonly dataset: string;
  readonly sampleName: string;
  readonly workType: WorkType;
  readonly action: WorkAction;
  readonly baseVersion: number;
  readonly baseStatus: LabelStatus;
  /** The save before it on the same label, while that is on its way. */
  readonly followsEntry: string | null;
  readonly lease: string | null;
  /** Null: the label's content stays. */
  readonly content: LabelContent | null;
  readonly rating: number | null | undefined;
  readonly labelStatus: LabelStatus | undefined;
  /** Why a sample is rejected. */
  readonly reason?: RejectionReason | undefined;
  /** The revision of the server's draft that this save holds. */
  readonly draft?: number | undefined;
  readonly worked: WorkTime;
}

/** Another tab writes this draft now. */
export class DraftTakenError extends Error {
  override readonly name = "DraftTakenError";
}

/** What this write goes on from is not there any more: the browser's data was cleared. */
export class DraftMissingError extends Error {
  override readonly name = "DraftMissingError";
}

/** Where drafts and saves are kept. Each method is one transaction: it happens whole or not at all. */
export interface WorkStore {
  /** Whether what is kept outlives the tab. */
  readonly isDurable: boolean;
  /** @throws {DraftTakenError} @throws {DraftMissingError} */
  writeDraft(header: DraftHeader, addition: DraftAddition): Promise<void>;
  readDraft(key: LabelKey): Promise<Draft | undefined>;
  /** Of one account, newest first. */
  listDrafts(account: string): Promise<DraftHeader[]>;
  /** Makes `client` the writer. */
  takeDraft(key: LabelKey, client: string): Promise<void>;
  /** With `client`: only if that is its writer. */
  removeDraft(key: LabelKey, client?: string): Promise<void>;
  /**
   * Keeps a save, in place of the draft that it was made of, and of the saves that it makes superfluous. `remainder` is work that was
   * done while the save was made: it becomes the new draft.
   */
  putEntry(
    entry: OutboxEntry,
    options?: {
      readonly remainder?: { readonly header: DraftHeader; readonly snapshot: unknown } | undefined;
      readonly replaces?: readonly string[] | undefined;
      readonly keepsDraft?: boolean | undefined;
    },
  ): Promise<void>;
  /** Of one account, in the order in which they were made. */
  listEntries(account: string): Promise<OutboxEntry[]>;
  /** Forgets a save. With `version`: the server has it under this version, and what follows it goes on from there. */
  removeEntry(id: string, options?: { readonly version?: number | undefined }): Promise<void>;
  close(): void;
}

/** The one string for a label, as a name for locks and maps. */
export function labelName({ account, sampleUuid, labelset }: LabelKey): string {
  return JSON.stringify([account, sampleUuid, labelset]);
}

/** The key alone of whatever has one. */
export function labelKeyOf({ account, sampleUuid, labelset }: LabelKey): LabelKey {
  return { account, sampleUuid, labelset };
}

/** The order of sending. */
export function inOrder(a: OutboxEntry, b: OutboxEntry): number {
  return a.createdAtMs - b.createdAtMs || a.sequence - b.sequence || (a.id < b.id ? -1 : 1);
}
