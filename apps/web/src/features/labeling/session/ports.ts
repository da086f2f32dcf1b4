/** What a labeling session needs from outside. Each port has one real implementation, and one for tests in `testing/`. */
import type { Anchor, DatasetData, LabelAttributes, LabelData, LabelStatus, SampleData, Workunit } from "@tessera/sdk";

/** The two queues. */
export type QueueKind = "label" | "review";

/** What a piece of work counts as in the metrics; `normal` is an edit of a sample opened from the list. */
export type WorkType = QueueKind | "normal";

/** What the person does with the label when saving it. */
export type WorkAction = "submit" | "skip" | "save" | "accept" | "reject" | "verify" | "edit";

/** A sample held for one tab for some time. */
export interface Lease {
  readonly uuid: string;
  readonly sample_uuid: string;
  readonly work_type: QueueKind;
  readonly expires_at: string;
  readonly duration_seconds: number;
}

/** Why the queue handed out a sample. */
export type QueueReason = "in_progress" | "rejected" | "corrected" | "assigned" | "open";

/** A sample and its label; null when it is unlabeled. */
export interface OpenedSample {
  readonly sample: SampleData;
  readonly label: LabelData | null;
}

/** What the queue hands out. */
export interface QueueItem extends OpenedSample {
  readonly lease: Lease;
  readonly reason: QueueReason;
  /** Of a prefetched sample: this person's draft of it; undefined where it is not known. */
  readonly draft?: ServerDraft | null | undefined;
}

/** Bytes that must be uploaded before the label that refers to them: `placeholder` stands in its attributes for the url. */
export interface LabelFile {
  readonly placeholder: string;
  readonly filename: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A label's content as it leaves the editor, complete without a connection. */
export interface LabelContent {
  readonly attributes: LabelAttributes;
  readonly files: readonly LabelFile[];
}

/** One save, as the server takes it. */
export interface WorkRequest {
  readonly work_type: WorkType;
  readonly action: WorkAction;
  /** The version that the work started from; 0 = there was no label. */
  readonly version: number;
  /** Active milliseconds. */
  readonly time: number;
  /** Milliseconds. */
  readonly inactive_time: number;
  readonly lease?: string;
  /** Absent: the label's content stays as it is. */
  readonly attributes?: LabelAttributes;
  readonly rating?: number | null;
  /** With the action `edit`. */
  readonly label_status?: LabelStatus;
  /** Why a sample is rejected; with `reject` alone. */
  readonly reason?: RejectionReason;
  /** The revision of the draft that this save makes superfluous. */
  readonly draft?: number;
}

/** What is wrong, for the labeler who gets the sample back. */
export interface RejectionReason {
  readonly description: string;
  /** The object that it is about; the whole sample where absent. */
  readonly anchor?: Anchor;
}

/** Unsent work of this person, as the server has it. */
export interface ServerDraftHeader {
  readonly dataset_full_name: string;
  readonly sample_uuid: string;
  readonly sample_name: string;
  readonly labelset: string;
  /** Grows with each write. */
  readonly revision: number;
  /** The version that the work started from; 0 = there was no label. */
  readonly label_version: number;
  readonly format: string;
  /** The tab that wrote it. */
  readonly client: string;
  readonly object_count: number;
  readonly updated_at: string;
}

/** The same with its content, in the form that `format` names. */
export interface ServerDraft extends ServerDraftHeader {
  readonly content: unknown;
}

/** A write of a draft. */
export interface DraftPut {
  /** The revision that this device has seen; 0 = none. */
  readonly revision: number;
  readonly label_version: number;
  readonly format: string;
  readonly client: string;
  readonly object_count: number;
  readonly content: Readonly<Record<string, unknown>>;
}

/** What a save answers. */
export interface WorkResult {
  readonly label: LabelData;
  readonly workunit: Workunit;
}

/** The server. Every method rejects with a `LabelingFault`. */
export interface LabelingApi {
  /** Null when the queue has nothing for this person. */
  next(params: {
    readonly dataset: string;
    readonly queue: QueueKind;
    readonly client: string;
    readonly exclude: readonly string[];
  }): Promise<QueueItem | null>;
  /** The sample that this person did last, or before the one that is open, held once more; null when there is none. */
  back(params: {
    readonly dataset: string;
    readonly queue: QueueKind;
    readonly client: string;
    readonly before: string | undefined;
  }): Promise<QueueItem | null>;
  keepAlive(lease: string): Promise<Lease>;
  release(lease: string): Promise<void>;
  /** The same while the page goes away: nothing is waited for. */
  releaseOnLeave(lease: string): void;
  getSample(sample: string, labelset: string): Promise<OpenedSample>;
  getLabel(sample: string, labelset: string): Promise<LabelData | null>;
  /** The content of an earlier version; null when that version was a deletion. */
  getVersion(sample: string, labelset: string, version: number): Promise<LabelAttributes | null>;
  /** `key` makes it happen once, however often it is sent. */
  work(sample: string, labelset: string, request: WorkRequest, options: { readonly key: string }): Promise<WorkResult>;
  /** Drafts of this person on samples that they may still label, the last written first. */
  listDrafts(): Promise<readonly ServerDraftHeader[]>;
  /** Null when there is none. */
  getDraft(sample: string, labelset: string): Promise<ServerDraft | null>;
  /** Answers with the new revision. A `conflict` has the `draft` that is there in place of the one that was seen. */
  putDraft(sample: string, labelset: string, draft: DraftPut): Promise<number>;
  deleteDraft(sample: string, labelset: string, revision: number): Promise<void>;
  /** Answers with the file's url. */
  upload(file: LabelFile): Promise<string>;
  /** The username that is signed in. */
  whoAmI(): Promise<string>;
}

/** A finished gesture (or undo, redo, paste). An editor that has no diff of it leaves `diff` out; a snapshot is taken then. */
export interface EditorChange {
  /** What `structuredClone` can copy; applied to the state before it, it gives the state after it. */
  readonly diff?: unknown;
}

/** The editor of one sample, without its widgets. */
export interface EditorPort {
  load(input: {
    readonly sample: SampleData;
    readonly dataset: DatasetData;
    readonly attributes: LabelAttributes | null;
    /** Files that `attributes` name by their placeholders. */
    readonly files: readonly LabelFile[];
  }): Promise<void> | void;
  /** The dataset's categories and attributes have changed: the label stays, and what it refers to is looked up anew. */
  updateDataset(dataset: DatasetData): void;
  /** Whether gestures change the label. Looking, filtering and measuring go on. */
  setReadOnly(options: { readonly isReadOnly: boolean }): void;
  /** The label's content as it is at the moment of the call. */
  content(): Promise<LabelContent> | LabelContent;
  /** All that is not in the sample, for `structuredClone`. Called between gestures. */
  snapshot(): unknown;
  /** The state that a snapshot and the diffs after it describe. Raises no change. */
  restore(draft: { readonly snapshot: unknown; readonly diffs: readonly unknown[] }): Promise<void> | void;
  onChange(listener: (change: EditorChange) => void): () => void;
  /** Whether a gesture is going on: `content` then has half of it. */
  isInGesture(): boolean;
  /** Whether something is in the making that `content` leaves out and `snapshot` holds. */
  hasSketch(): boolean;
  objectCount(): number;
}

/** Time. Injected, so that no test waits. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Milliseconds since some moment; never goes back. */
  monotonicMs(): number;
  /** Answers with a function that cancels. */
  after(delayMs: number, run: () => void): () => void;
}

/** What the browser says of the connection. It may be wrong both ways. */
export interface Network {
  isOnline(): boolean;
  onChange(listener: () => void): () => void;
}

/** The tab's life. */
export interface PageLife {
  isVisible(): boolean;
  onVisibility(listener: () => void): () => void;
  /** The tab closes, reloads, or goes to another site. */
  onLeave(listener: () => void): () => void;
}

/** A name that one tab of the browser holds. */
export interface TabLock {
  readonly name: string;
  release(): void;
}

/** Who of the browser's tabs works on what. A tab that dies holds nothing. */
export interface TabLocks {
  /** Undefined when another tab has it. `onLost` is called when another tab takes it over. */
  acquire(name: string, onLost: () => void): Promise<TabLock | undefined>;
  /** Takes it from whoever has it. */
  takeOver(name: string, onLost: () => void): Promise<TabLock>;
  isHeld(name: string): Promise<boolean>;
}

/** Loads what a sample shows into the browser's cache before it is opened. Failures are the editor's to report, later. */
export interface Preloader {
  preload(sample: SampleData): void;
}
