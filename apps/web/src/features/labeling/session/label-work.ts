import type { LabelData, LabelStatus, SampleData } from "@tessera/sdk";
import { workTypeOf } from "./actions.js";
import { compareLabels, mergeLabels } from "./conflict.js";
import { DraftWriter } from "./draft-writer.js";
import { faultOf } from "./faults.js";
import { countObjects } from "./label-units.js";
import type {
  EditorChange,
  EditorPort,
  LabelContent,
  OpenedSample,
  RejectionReason,
  TabLock,
  WorkAction,
} from "./ports.js";
import { type LabelingServices, usedFiles } from "./services.js";
import type { SessionFacts } from "./session-facts.js";
import type { DraftOffer, Resolution } from "./session-state.js";
import { type Draft, type LabelKey, labelName, type OutboxEntry } from "./work-store.js";
import type { WorkTimer } from "./work-timer.js";

/** What the work goes on from. */
interface Base {
  readonly version: number;
  readonly status: LabelStatus;
  /** A save on its way that brings the version. */
  readonly followsEntry: string | null;
  /** Undefined: not known any more, the server's history is. */
  readonly attributes: LabelData["attributes"] | null | undefined;
}

const NO_BASE: Base = { version: 0, status: "UNLABELED", followsEntry: null, attributes: null };

/** What came of a save: kept on this machine, with nobody but the server yet, or not made. */
export type SaveOutcome = "kept" | "unkept" | "failed";

/**
 * The work on one label, from its opening until another sample is shown: the draft of every gesture, its saves, what is found from
 * before, and what somebody else saved meanwhile.
 */
export class LabelWork {
  readonly key: LabelKey;
  readonly lease: string | undefined;
  readonly #services: LabelingServices;
  readonly #facts: SessionFacts;
  readonly #editor: EditorPort;
  readonly #timer: WorkTimer;
  readonly #sample: SampleData;
  readonly #writer: DraftWriter | undefined;
  #base: Base;
  #draft: Draft | undefined;
  #lock: TabLock | undefined;
  /** Counts gestures: what came after a save began is not in it. */
  #changes = 0;
  #isClosed = false;

  constructor(options: {
    readonly services: LabelingServices;
    readonly facts: SessionFacts;
    readonly editor: EditorPort;
    readonly timer: WorkTimer;
    readonly opened: OpenedSample;
    readonly lease: string | undefined;
  }) {
    const { sample, label } = options.opened;
    const { mode, labelset } = options.facts.get();
    this.#services = options.services;
    this.#facts = options.facts;
    this.#editor = options.editor;
    this.#timer = options.timer;
    this.#sample = sample;
    this.lease = options.lease;
    this.key = { account: options.services.account, sampleUuid: sample.uuid, labelset };
    this.#base = baseOf(label);
    this.#writer = mode === "readOnly" ? undefined : this.#openWriter();
  }

  /** Loads the label into the editor. Answers with the work that was found from before, and whether another tab has the sample. */
  async open(label: LabelData | null): Promise<{ readonly isOurs: boolean; readonly draftOffer: DraftOffer | null }> {
    this.#services.opened.name = labelName(this.key);
    const isWritten = this.#writer !== undefined;
    const isOurs = !isWritten || (await this.#isOurs());
    const draft =
      isWritten && isOurs ? await this.#services.store.readDraft(this.key).catch(() => undefined) : undefined;
    if (this.#isClosed) return { isOurs, draftOffer: null };
    await this.#load(label?.attributes ?? null, []);
    this.#draft = draft;
    this.#timer.restart();
    return { isOurs, draftOffer: isOurs && isWritten ? this.#offerOf(draft, label) : null };
  }

  /** Another sample is shown, or the page is left: what is not saved stays in its draft. */
  close(): void {
    this.#isClosed = true;
    void this.#writer?.flush();
    this.#writer?.dispose();
    this.#lock?.release();
    if (this.isInFront) this.#services.opened.name = undefined;
  }

  /** Whether conflicts of this label are shown here. */
  get isInFront(): boolean {
    return this.#services.opened.name === labelName(this.key);
  }

  flush(): Promise<void> {
    return this.#writer?.flush() ?? Promise.resolve();
  }

  noteChange(change: EditorChange): void {
    const { otherTab, draftOffer } = this.#facts.get();
    if (this.#writer === undefined || otherTab !== "none" || draftOffer !== null) return;
    this.#changes++;
    this.#timer.noteInput();
    this.#writer.append(change);
    if (!this.#facts.get().isDirty) this.#facts.set({ isDirty: true });
  }

  /** A label that was prefetched long ago is replaced by the one that is there now, where nothing was done to it yet. */
  async refresh(): Promise<void> {
    const { connection, ports } = this.#services;
    const { sampleUuid, labelset } = this.key;
    const label = await connection.watch(() => ports.api.getLabel(sampleUuid, labelset)).catch(() => undefined);
    const { isDirty, draftOffer } = this.#facts.get();
    if (label === undefined || this.#isClosed || isDirty || draftOffer !== null) return;
    if ((label?.version ?? 0) === this.#base.version) return;
    this.#base = baseOf(label);
    await this.#load(label?.attributes ?? null, []);
    this.#facts.set({ label });
  }

  /** `goesOn`: another sample follows as soon as the save is kept. */
  async save(
    action: WorkAction,
    {
      status,
      reason,
      goesOn,
    }: {
      readonly status: LabelStatus | undefined;
      readonly reason: RejectionReason | undefined;
      readonly goesOn: boolean;
    },
  ): Promise<SaveOutcome> {
    const writer = this.#writer;
    if (writer === undefined) return "failed";
    const changes = this.#changes;
    const { isDirty } = this.#facts.get();
    const isContentDue = isDirty || this.#unsent().length > 0 || (this.#base.version === 0 && action !== "skip");
    writer.beginHandOver();
    let content: LabelContent | null;
    try {
      content = isContentDue ? await this.#editor.content() : null;
    } catch (error) {
      writer.cancelHandOver();
      this.#facts.set({ phase: "working", fault: faultOf(error) });
      return "failed";
    }
    const made = this.#entryOf(action, { status, reason, content });
    let isDurable = false;
    await writer.endHandOver(async (remainder) => {
      const added = await this.#services.outbox.add(made, (entry) => {
        // Before the transaction: a gesture meanwhile is written after it, and follows it.
        this.#base = { ...this.#base, followsEntry: entry.id };
        if (goesOn && this.#services.store.isDurable) this.#services.opened.name = undefined;
        return { remainder: remainder && { header: writer.header(), snapshot: remainder.snapshot } };
      });
      isDurable = added.isDurable;
    });
    if (this.#isClosed) return "kept";
    if (!isDurable) this.#services.opened.name = labelName(this.key);
    this.#facts.set({ isDirty: this.#changes > changes });
    return isDurable ? "kept" : "unkept";
  }

  /** The server has a save of this label. */
  noteSaved(entry: OutboxEntry, label: LabelData): void {
    const isLast = this.#base.followsEntry === entry.id;
    this.#base = { ...baseOf(label), followsEntry: isLast ? null : this.#base.followsEntry };
    this.#facts.set({ label, savedAtMs: this.#services.ports.clock.nowMs() });
    // A save that could not be kept left its draft where it was.
    if (isLast && !this.#facts.get().isDirty) this.#writer?.drop();
  }

  /** Shows both sides. `entry`: the save that met theirs; undefined: a draft that is older than theirs. */
  async showConflict(theirs: LabelData | null, entry: OutboxEntry | undefined): Promise<void> {
    const base = await this.#knownBase();
    const mine = await this.#editor.content();
    if (this.#isClosed) return;
    const comparison = compareLabels({
      base,
      mine: mine.attributes,
      theirs: theirs?.attributes ?? null,
      ...(theirs !== null && { taskType: theirs.label_type }),
    });
    if (entry === undefined && comparison.differences.every(({ changedBy }) => changedBy === "me")) {
      // Only a save of one's own stood in between, or one that changed no content: there is nothing to ask.
      this.#base = baseOf(theirs);
      return;
    }
    const conflict = { mine, theirs, comparison, action: entry?.action ?? null, status: entry?.labelStatus };
    this.#facts.set({ conflict });
  }

  /** Ends the conflict with a label on their version. Answers with what was to be done, and has to be done again. */
  async resolve(resolution: Resolution): Promise<{ action: WorkAction; status: LabelStatus | undefined } | undefined> {
    const { conflict } = this.#facts.get();
    if (conflict === null) return undefined;
    const { mine, theirs, comparison, action, status } = conflict;
    this.#base = baseOf(theirs);
    this.#draft = undefined;
    if (resolution.kind === "theirs") {
      await this.forgetUnsaved();
      await this.#load(theirs?.attributes ?? null, []);
      this.#facts.set({ conflict: null, label: theirs, isDirty: false });
      return undefined;
    }
    const merged =
      resolution.kind === "mine"
        ? mine.attributes
        : mergeLabels({ mine: mine.attributes, theirs: theirs?.attributes ?? null }, comparison, resolution.choices);
    await this.#load(merged, usedFiles({ attributes: merged, files: mine.files }).files);
    this.#facts.set({ conflict: null, label: theirs, isDirty: true });
    await this.#keepInsteadOfUnsent();
    return action === null ? undefined : { action, status };
  }

  /** Goes on with the work that was found. */
  async continueFound(): Promise<void> {
    const { draftOffer, label } = this.#facts.get();
    if (draftOffer === null) return;
    const entry = this.#unsent().at(-1);
    try {
      if (this.#draft !== undefined) await this.#restoreDraft(this.#draft);
      else if (entry !== undefined) await this.#restoreEntry(entry);
    } catch (error) {
      // It stays where it is, and on offer.
      this.#facts.set({ fault: faultOf(error) });
      return;
    }
    if (this.#isClosed) return;
    this.#facts.set({ draftOffer: null, isDirty: true });
    if (draftOffer.isBehind) await this.showConflict(label, undefined);
  }

  /** Forgets drafts and failed saves of this label. */
  async forgetUnsaved(): Promise<void> {
    this.#draft = undefined;
    this.#writer?.startAnew();
    await this.#services.store.removeDraft(this.key).catch(() => undefined);
    for (const { id } of this.#unsent().toReversed()) await this.#services.outbox.discard(id);
  }

  setRating(rating: number | null): void {
    this.#changes++;
    this.#facts.set({ rating, isDirty: true });
    this.#writer?.append({});
  }

  /** Takes the label from the tab that has it. */
  async takeOver(): Promise<void> {
    const lock = await this.#services.ports.locks.takeOver(labelName(this.key), () => this.#noteTakenOver());
    // It is opened anew, and takes the name again.
    lock.release();
  }

  #entryOf(
    action: WorkAction,
    {
      status,
      reason,
      content,
    }: {
      readonly status: LabelStatus | undefined;
      readonly reason: RejectionReason | undefined;
      readonly content: LabelContent | null;
    },
  ): Parameters<LabelingServices["outbox"]["add"]>[0] {
    const { dataset, mode, rating } = this.#facts.get();
    return {
      client: this.#services.client,
      dataset: dataset.full_name,
      sampleUuid: this.key.sampleUuid,
      sampleName: this.#sample.name,
      labelset: this.key.labelset,
      workType: workTypeOf(mode),
      action,
      baseVersion: this.#base.version,
      baseStatus: this.#base.status,
      lease: this.lease ?? null,
      content,
      rating: dataset.enable_ratings && mode !== "label" ? rating : undefined,
      labelStatus: status,
      reason,
      worked: this.#timer.take(),
    };
  }

  #offerOf(draft: Draft | undefined, label: LabelData | null): DraftOffer | null {
    const entry = this.#unsent().at(-1);
    const found = draft ?? entry;
    if (found === undefined) return null;
    const follows = draft?.followsEntry ?? null;
    const isAfterLostAnswer = follows !== null && this.#services.outbox.find(follows) === undefined;
    return {
      source: draft === undefined ? "unsent" : "draft",
      updatedAtMs: draft?.updatedAtMs ?? entry?.createdAtMs ?? 0,
      objectCount: draft?.objectCount ?? countObjects(entry?.content?.attributes ?? label?.attributes),
      serverObjectCount: countObjects(label?.attributes),
      isBehind: isAfterLostAnswer || found.baseVersion !== (label?.version ?? 0),
    };
  }

  async #restoreDraft(draft: Draft): Promise<void> {
    const { store, client } = this.#services;
    await this.#editor.restore(draft);
    await store.takeDraft(draft, client).catch(() => undefined);
    this.#base = this.#baseAt(draft.baseVersion);
    // The next gesture writes all of it, also where it came from an earlier version of the program.
    this.#writer?.startAnew();
    this.#timer.add(draft.worked);
    if (draft.rating !== undefined) this.#facts.set({ rating: draft.rating });
    // It holds what the saves before it hold.
    await this.#reclaimUnsent();
  }

  async #restoreEntry(entry: OutboxEntry): Promise<void> {
    if (entry.content !== null) await this.#load(entry.content.attributes, entry.content.files);
    this.#base = this.#baseAt(entry.baseVersion);
    if (entry.rating !== undefined) this.#facts.set({ rating: entry.rating });
    await this.#keepInsteadOfUnsent();
  }

  /** All that the editor holds becomes the draft, in the place of saves that did not get through. */
  async #keepInsteadOfUnsent(): Promise<void> {
    this.#writer?.startAnew();
    this.#writer?.append({});
    await this.#writer?.flush();
    await this.#reclaimUnsent();
  }

  /** Their content is in the editor; their time counts with the next save. */
  async #reclaimUnsent(): Promise<void> {
    // The last first: what stands behind a save would be sent as soon as that is gone.
    for (const { id, worked } of this.#unsent().toReversed()) {
      this.#timer.add(worked);
      await this.#services.outbox.discard(id);
    }
  }

  /** Saves of this label that want the person. */
  #unsent(): readonly OutboxEntry[] {
    return this.#services.outbox.unsentOf(this.key);
  }

  /** What the work started from: remembered, or out of the server's history; undefined when neither knows. */
  async #knownBase(): Promise<LabelData["attributes"] | null | undefined> {
    if (this.#base.attributes !== undefined) return this.#base.attributes;
    const { sampleUuid, labelset } = this.key;
    return this.#services.ports.api.getVersion(sampleUuid, labelset, this.#base.version).catch(() => undefined);
  }

  #baseAt(version: number): Base {
    if (version === this.#base.version) return this.#base;
    return { ...this.#base, version, followsEntry: null, attributes: version === 0 ? null : undefined };
  }

  async #load(attributes: LabelData["attributes"] | null, files: LabelContent["files"]): Promise<void> {
    await this.#editor.load({ sample: this.#sample, dataset: this.#facts.get().dataset, attributes, files });
    this.#writer?.startAnew();
  }

  /** Who holds a lease need not wait for the other tabs' answers: the server gave the sample to this tab. */
  async #isOurs(): Promise<boolean> {
    const locking = this.#lockLabel();
    if (this.lease === undefined) return locking;
    void locking.then((isFree) => {
      if (!isFree && !this.#isClosed) this.#facts.set({ otherTab: "works" });
    });
    return true;
  }

  async #lockLabel(): Promise<boolean> {
    const lock = await this.#services.ports.locks.acquire(labelName(this.key), () => this.#noteTakenOver());
    if (this.#isClosed) lock?.release();
    else this.#lock = lock;
    return lock !== undefined;
  }

  #noteTakenOver(): void {
    this.#lock = undefined;
    void this.#writer?.flush();
    if (!this.#isClosed) this.#facts.set({ otherTab: "tookOver" });
  }

  #openWriter(): DraftWriter {
    const { store, ports, client } = this.#services;
    return new DraftWriter({
      store,
      clock: ports.clock,
      editor: this.#editor,
      describe: () => ({
        ...this.key,
        client,
        dataset: this.#facts.get().dataset.full_name,
        sampleName: this.#sample.name,
        baseVersion: this.#base.version,
        followsEntry: this.#base.followsEntry,
        rating: this.#facts.get().rating ?? undefined,
        worked: this.#timer.peek(),
      }),
      onHealth: (health) => {
        if (this.#isClosed) return;
        this.#facts.set({ drafts: store.isDurable ? health : "none" });
        if (health === "taken") this.#noteTakenOver();
      },
    });
  }
}

function baseOf(label: LabelData | null): Base {
  if (label === null) return NO_BASE;
  return { version: label.version, status: label.label_status, followsEntry: null, attributes: label.attributes };
}
