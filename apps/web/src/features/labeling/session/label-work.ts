import { isSameJson } from "@tessera/json";
import type { DatasetData, LabelData, LabelStatus, SampleData } from "@tessera/sdk";
import { workTypeOf } from "./actions.js";
import { compareLabels, mergeLabels } from "./conflict.js";
import { DraftSender } from "./draft-sender.js";
import { DraftWriter } from "./draft-writer.js";
import { faultOf, LabelingFault } from "./faults.js";
import { type Findings, findWork, isDoneElsewhere, timeOf } from "./found-work.js";
import type {
  DraftPut,
  EditorChange,
  EditorPort,
  LabelContent,
  OpenedSample,
  RejectionReason,
  ServerDraft,
  TabLock,
  WorkAction,
} from "./ports.js";
import { DRAFT_FORMAT, readPortableDraft, writePortableDraft } from "./server-draft.js";
import { type LabelingServices, usedFiles } from "./services.js";
import type { SessionFacts } from "./session-facts.js";
import type { FoundWork, Resolution } from "./session-state.js";
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

/** Where the server does not say sooner whether it has a draft, the sample is opened without. */
const DRAFT_PATIENCE_MS = 2_000;

/** What was to be done when a conflict came up. */
interface ToDo {
  readonly action: WorkAction;
  readonly status: LabelStatus | undefined;
  readonly reason: RejectionReason | undefined;
}

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
  readonly #sender: DraftSender | undefined;
  #base: Base;
  /** What a label that begins here has from the dataset: that alone is no work. */
  #blank: LabelData["attributes"] | undefined;
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
    this.#sender = mode === "readOnly" ? undefined : this.#openSender();
  }

  /**
   * Loads the label into the editor, and goes on with unsaved work that is found, without asking. Answers with what was found, and whether
   * the sample is free for this tab.
   */
  async open(
    label: LabelData | null,
    { serverDraft: known }: { readonly serverDraft: ServerDraft | null | undefined },
  ): Promise<{ readonly isOurs: boolean; readonly foundWork: FoundWork | null }> {
    this.#services.opened.name = labelName(this.key);
    const isWritten = this.#writer !== undefined;
    const serverDraft = isWritten && known === undefined ? this.#findServerDraft() : Promise.resolve(known);
    const isOurs = !isWritten || (await this.#isOurs());
    const found = isWritten && isOurs ? await this.#findWork(serverDraft) : undefined;
    if (this.#isClosed) return { isOurs, foundWork: null };
    await this.#load(label?.attributes ?? null, []);
    this.#timer.restart();
    return { isOurs, foundWork: found === undefined ? null : await this.#goOnWith(found) };
  }

  /** Another sample is shown, or the page is left: what is not saved stays in its draft. */
  close(): void {
    this.#isClosed = true;
    this.#sender?.close();
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
    void this.#sender?.flush();
    return this.#writer?.flush() ?? Promise.resolve();
  }

  noteChange(change: EditorChange): void {
    const { otherTab, foundWork } = this.#facts.get();
    if (this.#writer === undefined || otherTab !== "none" || foundWork?.isUnreadable) return;
    this.#changes++;
    this.#timer.noteInput();
    this.#sender?.note();
    this.#writer.append(change);
    if (!this.#facts.get().isDirty) this.#facts.set({ isDirty: true });
  }

  /** A label that was prefetched long ago is replaced by the one that is there now, where nothing was done to it yet. */
  async refresh(): Promise<void> {
    const { connection, ports } = this.#services;
    const { sampleUuid, labelset } = this.key;
    const label = await connection.watch(() => ports.api.getLabel(sampleUuid, labelset)).catch(() => undefined);
    const { isDirty, foundWork } = this.#facts.get();
    if (label === undefined || this.#isClosed || isDirty || foundWork !== null) return;
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
    const sendable = this.#sender?.changes ?? 0;
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
    const made = { ...this.#entryOf(action, { status, reason, content }), draft: this.#sender?.handOver(sendable) };
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
    this.#facts.set({ label, savedAtMs: this.#services.ports.clock.nowMs(), foundWork: null });
    this.#sender?.noteSaved(entry.draft);
    void this.#takeAnswer(entry, label);
    // A save that could not be kept left its draft where it was.
    if (isLast && !this.#facts.get().isDirty) this.#writer?.drop();
  }

  /**
   * The server may store something else than was sent: objects of a category that was moved meanwhile are moved, too. The page shows what it
   * has, with what was done since.
   */
  async #takeAnswer({ content }: OutboxEntry, { attributes: theirs, label_type: taskType }: LabelData): Promise<void> {
    if (content === null || this.#base.followsEntry !== null || isSameJson(content.attributes, theirs)) return;
    const { attributes: mine, files } = await this.#editor.content();
    if (this.#isClosed || this.#base.followsEntry !== null) return;
    const comparison = compareLabels({ base: content.attributes, mine, theirs, taskType });
    const isTheirs = comparison.differences.some(({ changedBy }) => changedBy !== "me");
    if (!isTheirs || comparison.conflicts.length > 0) return;
    const merged = mergeLabels({ mine, theirs }, comparison, new Map());
    await this.#load(merged, usedFiles({ attributes: merged, files }).files);
    if (!this.#facts.get().isDirty) return;
    this.#writer?.append({});
    this.#sender?.note();
  }

  /** A save did not get through: its content counts as unsaved again. */
  noteNotSaved(): void {
    this.#sender?.note();
  }

  /**
   * Shows both sides. `entry`: the save that met theirs; undefined: a draft that is older than theirs. `wanted`: what goes on when it is
   * resolved, also of a save that became a draft again.
   */
  async showConflict(theirs: LabelData | null, entry: OutboxEntry | undefined, wanted = entry): Promise<void> {
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
    const { action = null, labelStatus: status, reason } = wanted ?? {};
    this.#facts.set({ conflict: { mine, theirs, comparison, action, status, reason, otherDraft: null } });
  }

  /** Brings in what the person did on another device meanwhile: by itself where it fits, else both sides are shown. */
  async mergeOtherDevice(): Promise<void> {
    const { sampleUuid, labelset } = this.key;
    const { connection, ports } = this.#services;
    try {
      const other = await connection.watch(() => ports.api.getDraft(sampleUuid, labelset));
      if (this.#isClosed) return;
      if (other === null) this.#sender?.adopt(0, { isWhole: false });
      else await this.#mergeDraft(other);
    } catch (error) {
      this.#facts.set({ fault: faultOf(error) });
    }
  }

  async #mergeDraft(other: ServerDraft): Promise<void> {
    const theirs = readPortableDraft(other);
    if (theirs === undefined) throw new LabelingFault("invalid", "Another version of Tessera wrote the other draft.");
    // Where the two drafts started from different versions, each difference is a question.
    const base = other.label_version === this.#base.version ? await this.#knownBase() : undefined;
    const mine = await this.#editor.content();
    if (this.#isClosed) return;
    const { dataset, label } = this.#facts.get();
    const comparison = compareLabels({
      ...{ base, mine: mine.attributes, theirs: theirs.attributes },
      taskType: dataset.task_type,
    });
    const files = [...mine.files, ...theirs.files];
    if (comparison.conflicts.length > 0) {
      const shown = draftAsLabel(other, {
        label,
        attributes: theirs.attributes,
        base: this.#base,
        key: this.key,
        dataset,
      });
      const todo = { action: null, status: undefined, reason: undefined };
      const conflict = { mine: { ...mine, files }, theirs: shown, comparison, ...todo };
      this.#facts.set({ conflict: { ...conflict, otherDraft: other.revision } });
      return;
    }
    const merged = mergeLabels({ mine: mine.attributes, theirs: theirs.attributes }, comparison, new Map());
    await this.#takeMerged(merged, files, other.revision);
  }

  /** The work of two devices becomes the draft of both. */
  async #takeMerged(
    attributes: LabelData["attributes"],
    files: LabelContent["files"],
    revision: number,
  ): Promise<void> {
    await this.#load(attributes, usedFiles({ attributes, files }).files);
    this.#changes++;
    this.#sender?.adopt(revision, { isWhole: false });
    this.#facts.set({ conflict: null, isDirty: true });
    await this.#keepInsteadOfUnsent();
  }

  /** Ends the conflict with a label on their version. Answers with what was to be done, and has to be done again. */
  async resolve(resolution: Resolution): Promise<ToDo | undefined> {
    const { conflict } = this.#facts.get();
    if (conflict === null) return undefined;
    const { mine, theirs, comparison, action, status, reason, otherDraft } = conflict;
    if (otherDraft !== null && theirs !== null) {
      const sides = { mine: mine.attributes, theirs: theirs.attributes };
      const chosen =
        resolution.kind === "merge" ? mergeLabels(sides, comparison, resolution.choices) : sides[resolution.kind];
      await this.#takeMerged(chosen, mine.files, otherDraft);
      return undefined;
    }
    this.#base = baseOf(theirs);
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
    this.#sender?.note();
    await this.#keepInsteadOfUnsent();
    return action === null ? undefined : { action, status, reason };
  }

  /** Gives up all that is not saved, on this device and on the server, and shows the label as it is saved. */
  async discard(): Promise<void> {
    const { label } = this.#facts.get();
    await this.forgetUnsaved();
    this.#base = baseOf(label);
    await this.#load(label?.attributes ?? null, []);
    this.#facts.set({ foundWork: null, conflict: null, isDirty: false, fault: null, rating: label?.rating ?? null });
  }

  /** Forgets drafts and failed saves of this label. */
  async forgetUnsaved(): Promise<void> {
    this.#writer?.startAnew();
    await this.#services.store.removeDraft(this.key).catch(() => undefined);
    for (const { id } of this.#unsent().toReversed()) await this.#services.outbox.discard(id);
    await this.#sender?.discard();
  }

  setRating(rating: number | null): void {
    this.#changes++;
    this.#facts.set({ rating, isDirty: true });
    this.#sender?.note();
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

  /** What the server has of this person's unsaved work; null: nothing, undefined: not known now. */
  async #findServerDraft(): Promise<ServerDraft | null | undefined> {
    const { api, clock } = this.#services.ports;
    const { sampleUuid, labelset } = this.key;
    const asking = this.#services.connection.watch(() => api.getDraft(sampleUuid, labelset)).catch(() => undefined);
    return new Promise((resolve) => {
      const cancel = clock.after(DRAFT_PATIENCE_MS, () => resolve(undefined));
      void asking.then((draft) => {
        cancel();
        resolve(draft);
      });
    });
  }

  async #findWork(serverDraft: Promise<ServerDraft | null | undefined>): Promise<Findings | undefined> {
    const { store } = this.#services;
    const kept = await store.readDraft(this.key).catch(() => undefined);
    const server = await serverDraft;
    const isDone = isDoneElsewhere({ draft: kept, server });
    if (isDone) void store.removeDraft(this.key).catch(() => undefined);
    return findWork({ draft: isDone ? undefined : kept, entry: this.#unsent().at(-1), server });
  }

  async #goOnWith(found: Findings): Promise<FoundWork> {
    const { source, other, same } = found;
    const updatedAtMs = timeOf(found);
    try {
      // The server's form of a draft is readable where another version of the program wrote the one on this device.
      await this.#restore(found).catch((error: unknown) => {
        if (same === undefined) throw error;
        return this.#restoreServer(same);
      });
    } catch (error) {
      // It stays where it is, and nothing is written in its place.
      this.#facts.set({ fault: faultOf(error) });
      return { source, updatedAtMs, isUnreadable: true };
    }
    const { label } = this.#facts.get();
    if (!this.#isClosed) {
      this.#facts.set({ isDirty: true });
      // What cannot be brought in now is told when the draft is sent.
      if (other !== undefined) await this.#mergeDraft(other).catch(() => undefined);
      else if (this.#base.version !== (label?.version ?? 0))
        await this.showConflict(label, undefined, found.source === "unsent" ? found.entry : undefined);
    }
    return { source, updatedAtMs, isUnreadable: false };
  }

  #restore(found: Findings): Promise<void> {
    switch (found.source) {
      case "device":
        return this.#restoreDraft(found.draft, found.revision);
      case "unsent":
        return this.#restoreEntry(found.entry, found.revision);
      case "server":
        return this.#restoreServer(found.server);
    }
  }

  async #restoreDraft(draft: Draft, revision: number): Promise<void> {
    const { store, client } = this.#services;
    await this.#editor.restore(draft);
    await store.takeDraft(draft, client).catch(() => undefined);
    this.#base = this.#baseAt(draft.baseVersion);
    // The next gesture writes all of it, also where it came from an earlier version of the program.
    this.#writer?.startAnew();
    this.#timer.add(draft.worked);
    if (draft.rating !== undefined) this.#facts.set({ rating: draft.rating });
    this.#sender?.adopt(revision, { isWhole: draft.sent?.isWhole === true && draft.sent.revision === revision });
    // It holds what the saves before it hold.
    await this.#reclaimUnsent();
  }

  async #restoreServer(server: ServerDraft): Promise<void> {
    this.#sender?.adopt(server.revision, { isWhole: true });
    const draft = readPortableDraft(server);
    if (draft === undefined) throw new LabelingFault("invalid", "This draft was written by another version of Tessera");
    await this.#load(draft.attributes, draft.files);
    this.#base = this.#baseAt(server.label_version);
    this.#timer.add(draft.worked);
    if (draft.rating !== undefined) this.#facts.set({ rating: draft.rating });
    await this.#keepInsteadOfUnsent();
  }

  async #restoreEntry(entry: OutboxEntry, revision: number): Promise<void> {
    if (entry.content !== null) await this.#load(entry.content.attributes, entry.content.files);
    this.#base = this.#baseAt(entry.baseVersion);
    if (entry.rating !== undefined) this.#facts.set({ rating: entry.rating });
    this.#sender?.adopt(revision, { isWhole: false });
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
    if (attributes === null && this.#writer !== undefined) this.#blank = (await this.#editor.content()).attributes;
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

  #openSender(): DraftSender {
    const { ports, connection, client } = this.#services;
    return new DraftSender({
      ...{ api: ports.api, clock: ports.clock, connection, client, editor: this.#editor, key: this.key },
      read: () => {
        const isSaveOnItsWay = this.#base.followsEntry !== null && this.#unsent().length === 0;
        return isSaveOnItsWay ? undefined : this.#readPortable();
      },
      onHealth: (serverDraft) => !this.#isClosed && this.#facts.set({ serverDraft }),
      onSent: () => !this.#isClosed && this.#writer?.touch(),
      onNothing: () => this.#noteNothing(),
    });
  }

  /** All that was done is undone. */
  #noteNothing(): void {
    // Opened anew since, it has a draft of its own.
    if (this.#isClosed && this.isInFront) return;
    this.#writer?.drop();
    if (!this.#isClosed) this.#facts.set({ isDirty: false, foundWork: null });
  }

  #isAsSaved(attributes: LabelData["attributes"], rating: number | null): boolean {
    const saved = this.#base.attributes === null ? this.#blank : this.#base.attributes;
    const isOnItsWay = this.#base.followsEntry !== null || this.#unsent().length > 0;
    const isSameRating = rating === (this.#facts.get().label?.rating ?? null);
    return !isOnItsWay && isSameRating && saved !== undefined && isSameJson(attributes, saved);
  }

  async #readPortable(): Promise<Omit<DraftPut, "revision"> | null> {
    const hasSketch = this.#editor.hasSketch();
    const object_count = this.#editor.objectCount();
    const { rating } = this.#facts.get();
    const [worked, label_version] = [this.#timer.peek(), this.#base.version];
    const { attributes, files } = await this.#editor.content();
    if (!hasSketch && this.#isAsSaved(attributes, rating)) return null;
    const content = writePortableDraft({ attributes, files, rating: rating ?? undefined, worked });
    return { label_version, format: DRAFT_FORMAT, client: this.#services.client, object_count, content };
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
        ...(this.#sender !== undefined &&
          this.#sender.revision !== 0 && {
            sent: { revision: this.#sender.revision, isWhole: this.#sender.isWhole },
          }),
      }),
      onHealth: (health) => {
        if (this.#isClosed) return;
        this.#facts.set({ drafts: store.isDurable ? health : "none" });
        if (health === "taken") this.#noteTakenOver();
      },
    });
  }
}

/** Another device's draft in the form of a label, to be compared. */
function draftAsLabel(
  draft: ServerDraft,
  about: {
    readonly label: LabelData | null;
    readonly attributes: LabelData["attributes"];
    readonly base: Base;
    readonly key: LabelKey;
    readonly dataset: Pick<DatasetData, "task_type">;
  },
): LabelData {
  const { label, attributes, base, key, dataset } = about;
  return {
    ...{ sample_uuid: key.sampleUuid, labelset: key.labelset, label_type: dataset.task_type },
    ...{ created_by: key.account, created_at: draft.updated_at, rating: null },
    ...label,
    ...{ label_status: base.status, version: base.version, attributes },
    ...{ updated_by: key.account, updated_at: draft.updated_at },
  } as LabelData;
}

function baseOf(label: LabelData | null): Base {
  if (label === null) return NO_BASE;
  return { version: label.version, status: label.label_status, followsEntry: null, attributes: label.attributes };
}
