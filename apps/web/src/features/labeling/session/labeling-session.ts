import type { DatasetData, LabelData, LabelStatus } from "@tessera/sdk";
import { type LabelingMode, workTypeOf } from "./actions.js";
import { compareLabels, mergeLabels } from "./conflict.js";
import { DraftWriter } from "./draft-writer.js";
import { faultOf } from "./faults.js";
import { countObjects } from "./label-units.js";
import { Observable } from "./observable.js";
import type { Settlement } from "./outbox.js";
import type { EditorPort, LabelContent, OpenedSample, QueueItem, TabLock, WorkAction } from "./ports.js";
import { QueueFeed } from "./queue-feed.js";
import { type LabelingServices, usedFiles } from "./services.js";
import { type Facts, type LabelingState, type Resolution, stateOf } from "./session-state.js";
import { type Draft, type DraftHeader, type LabelKey, labelName, type OutboxEntry } from "./work-store.js";
import { type WorkTime, WorkTimer } from "./work-timer.js";

/** An empty queue is asked again this often. */
const ASK_AGAIN_MS = 20_000;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;
/** A prefetched label that is older than this is looked at again. */
const STALE_MS = 60_000;

/** What a page opens. */
export interface SessionOptions {
  readonly mode: LabelingMode;
  readonly dataset: DatasetData;
  readonly editor: EditorPort;
  /** Default: `ground-truth`. The queues know no other. */
  readonly labelset?: string;
  /** Modes `edit` and `readOnly`: which sample. In the queues: this one first, to finish work that was left. */
  readonly sampleUuid?: string;
}

/** What the work in front goes on from. */
interface Base {
  readonly version: number;
  readonly status: LabelStatus;
  /** A save on its way that brings the version. */
  readonly followsEntry: string | null;
  /** Undefined: not known any more, the server's history is. */
  readonly attributes: LabelData["attributes"] | null | undefined;
}

const NO_BASE: Base = { version: 0, status: "UNLABELED", followsEntry: null, attributes: null };

/**
 * One person's work on one page, from sample to sample, without widgets. Whatever happens to the tab, the connection, the sign-in or
 * the label on the server: work is in the editor, in a draft, on its way, or saved, and the state says which.
 *
 * @example
 * const session = new LabelingSession(services, { mode: "label", dataset, editor });
 * const state = useSyncExternalStore(session.subscribe, session.getState);
 * useEffect(() => { session.start(); return () => session.dispose(); }, [session]);
 */
export class LabelingSession {
  readonly getState: () => LabelingState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly #services: LabelingServices;
  readonly #options: SessionOptions;
  readonly #editor: EditorPort;
  readonly #labelset: string;
  readonly #feed: QueueFeed | undefined;
  readonly #timer: WorkTimer;
  readonly #state: Observable<LabelingState>;
  readonly #stops: (() => void)[] = [];
  #facts: Facts;
  #base = NO_BASE;
  #lease: string | undefined;
  #writer: DraftWriter | undefined;
  #lock: TabLock | undefined;
  #draft: Draft | undefined;
  /** Counts what was opened: an answer for what was left is dropped. */
  #opening = 0;
  /** Counts gestures: what came after a save began is not in it. */
  #changes = 0;
  #retries = 0;
  #cancelRetry: (() => void) | undefined;
  #isActing = false;
  #isDisposed = false;

  constructor(services: LabelingServices, options: SessionOptions) {
    this.#services = services;
    this.#options = options;
    this.#editor = options.editor;
    this.#labelset = options.labelset ?? "ground-truth";
    this.#timer = new WorkTimer({
      monotonicMs: () => services.ports.clock.monotonicMs(),
      inactivityLimitMs: options.dataset.labeling_inactivity_timeout_seconds * 1000,
    });
    this.#facts = initialFacts(services, options, this.#labelset);
    this.#state = new Observable(stateOf(this.#facts));
    this.getState = this.#state.get;
    this.subscribe = this.#state.subscribe;
    this.#feed = this.#openFeed();
  }

  /** Opens the first sample. */
  start(): void {
    const { outbox, connection, ports } = this.#services;
    this.#stops.push(
      this.#editor.onChange((change) => this.#noteChange(change)),
      outbox.state.subscribe(() => this.#noteOutbox()),
      outbox.onSettled((settlement) => void this.#noteSettlement(settlement)),
      connection.state.subscribe(() => this.#noteConnection()),
      ports.page.onVisibility(() => void this.#writer?.flush()),
      ports.page.onLeave(() => this.#leavePage()),
    );
    this.#set({});
    this.#applyReadOnly();
    void this.#refreshLeftDrafts();
    if (this.#options.sampleUuid === undefined) void this.#takeNext();
    else void this.#openByUuid(this.#options.sampleUuid);
  }

  /** The page is closed, the app stays: what is not saved is in its draft. */
  dispose(): void {
    const kept = this.#keptLeases();
    this.#leaveSample();
    this.#isDisposed = true;
    this.#feed?.dispose(kept);
    for (const stop of this.#stops) stop();
    this.#stops.length = 0;
  }

  /** Pointer, key, wheel: for the time that the work took. */
  noteInput(): void {
    this.#timer.noteInput();
  }

  /** Work on the sample so far, for the clock on the page. */
  workTime(): WorkTime {
    return this.#timer.peek();
  }

  /** The dataset's switches, categories or the person's role have changed. */
  updateDataset(dataset: DatasetData): void {
    this.#set({ dataset });
  }

  setRating(rating: number | null): void {
    if (!this.getState().actions.rate) return;
    this.#changes++;
    this.#set({ rating, isDirty: true });
    this.#writer?.append({});
  }

  /**
   * Submit, skip, save and their kin. Answers false when that is not to be done now. In a queue, all but `save` go on to the next sample
   * as soon as the save is safe on this machine; the outbox has it from there.
   */
  async act(action: WorkAction, options: { readonly status?: LabelStatus } = {}): Promise<boolean> {
    const state = this.getState();
    if (this.#isActing || !isAllowed(action, state)) return false;
    this.#isActing = true;
    const isFinal = isFinalAction(action);
    if (isFinal) this.#set({ phase: "saving", fault: null });
    else this.#set({ fault: null });
    try {
      return await this.#save(action, { isFinal, status: options.status });
    } finally {
      this.#isActing = false;
    }
  }

  /** Ctrl+S: a save where there is one, else the draft at least. Answers whether the work is safe. */
  async saveSomehow(): Promise<boolean> {
    const { mode, actions } = this.getState();
    if (actions.save) return this.act(mode === "edit" ? "edit" : "save");
    await this.#writer?.flush();
    return this.getState().drafts === "kept";
  }

  /** Goes on with the work that was found. Leads to the comparison where somebody saved since. */
  async continueDraft(): Promise<void> {
    const { draftOffer } = this.#facts;
    if (draftOffer === null) return;
    const opening = this.#opening;
    const entry = this.#unsentEntries().at(-1);
    if (this.#draft !== undefined) await this.#restoreDraft(this.#draft);
    else if (entry !== undefined) await this.#restoreEntry(entry);
    if (opening !== this.#opening) return;
    this.#set({ draftOffer: null, isDirty: true });
    this.#applyReadOnly();
    if (draftOffer.isBehind) await this.#showConflict(this.#facts.label, undefined);
  }

  /** Forgets the work that was found. */
  async discardDraft(): Promise<void> {
    if (this.#facts.draftOffer === null) return;
    await this.#forgetUnsaved();
    this.#set({ draftOffer: null });
  }

  /** Ends a conflict with a label on their version, and does what was to be done. */
  async resolveConflict(resolution: Resolution): Promise<void> {
    const { conflict, sample } = this.#facts;
    if (conflict === null || sample === null) return;
    const { mine, theirs, comparison, action, status } = conflict;
    this.#base = baseOf(theirs);
    this.#draft = undefined;
    if (resolution.kind === "theirs") {
      await this.#forgetUnsaved();
      await this.#load(theirs?.attributes ?? null, []);
      this.#set({ conflict: null, label: theirs, isDirty: false });
      return;
    }
    const merged =
      resolution.kind === "mine"
        ? mine.attributes
        : mergeLabels({ mine: mine.attributes, theirs: theirs?.attributes ?? null }, comparison, resolution.choices);
    const unsent = this.#unsentEntries();
    await this.#load(merged, usedFiles({ attributes: merged, files: mine.files }).files);
    this.#set({ conflict: null, label: theirs, isDirty: true });
    await this.#keepWholeDraft();
    for (const entry of unsent) await this.#services.outbox.discard(entry.id);
    if (action !== null) await this.act(action, status === undefined ? {} : { status });
  }

  /** Works here on what another tab has open. */
  async takeOver(): Promise<void> {
    const { sample, otherTab } = this.#facts;
    const key = this.#key();
    if (sample === null || key === undefined || otherTab === "none") return;
    this.#lock = await this.#services.ports.locks.takeOver(labelName(key), () => this.#noteTakenOver());
    this.#set({ otherTab: "none" });
    await this.#openByUuid(sample.uuid);
  }

  /** The next sample without an action on this one: its work stays as a draft. Also: asks an empty or failed queue again. */
  async next(): Promise<void> {
    if (this.#feed === undefined || this.#isActing) return;
    const leaving = this.#facts.sample?.uuid;
    this.#leaveSample();
    await this.#takeNext(leaving === undefined ? [] : [leaving]);
  }

  /** Opens a sample whose work was left or did not get through. */
  async openUnsaved(sampleUuid: string): Promise<void> {
    if (this.#isActing) return;
    this.#leaveSample();
    await this.#openByUuid(sampleUuid);
  }

  /** The person is signed in again. */
  async resumeAfterSignIn(): Promise<void> {
    await this.#services.outbox.resume();
    if (this.#facts.phase === "failed") this.#tryAgain();
  }

  /** The label as it is in the editor, for the clipboard or a file, whatever the server says. */
  exportWork(): Promise<LabelContent> | LabelContent {
    return this.#editor.content();
  }

  // Opening.

  async #takeNext(besides: readonly string[] = []): Promise<void> {
    const feed = this.#feed;
    if (feed === undefined) return;
    const opening = this.#beginOpening();
    try {
      const taken = await feed.take([...this.#samplesOnTheirWay(), ...besides]);
      if (opening !== this.#opening) {
        if (taken !== null) feed.release(taken.item.lease.uuid);
        return;
      }
      if (taken === null) {
        this.#set({ phase: "empty", sample: null, label: null, fault: null });
        this.#askAgainIn(ASK_AGAIN_MS);
        return;
      }
      await this.#show(taken.item, taken.item);
      if (taken.ageMs > STALE_MS) void this.#lookAgain();
    } catch (error) {
      this.#noteOpenFault(opening, error);
    }
  }

  async #openByUuid(sampleUuid: string): Promise<void> {
    const opening = this.#beginOpening();
    try {
      // A save of it that is on its way decides what the server's label is.
      await this.#services.outbox.settled({ ...this.#keyOf(sampleUuid) });
      const opened = await this.#services.connection.watch(() =>
        this.#services.ports.api.getSample(sampleUuid, this.#labelset),
      );
      if (opening === this.#opening) await this.#show(opened, undefined);
    } catch (error) {
      this.#noteOpenFault(opening, error);
    }
  }

  async #show({ sample, label }: OpenedSample, item: QueueItem | undefined): Promise<void> {
    const opening = this.#opening;
    const { store, client, opened } = this.#services;
    const key = this.#keyOf(sample.uuid);
    opened.name = labelName(key);
    this.#base = baseOf(label);
    this.#lease = item?.lease.uuid;
    this.#draft = undefined;
    const isWritten = this.#facts.mode !== "readOnly";
    const isOurs = !isWritten || (await this.#lockLabel(key));
    const draft = isWritten && isOurs ? await store.readDraft(key).catch(() => undefined) : undefined;
    if (opening !== this.#opening) return;
    this.#set({ sample, label, reason: item?.reason ?? null, rating: label?.rating ?? null });
    await this.#load(label?.attributes ?? null, []);
    if (opening !== this.#opening) return;
    this.#writer?.dispose();
    this.#writer = isWritten ? this.#openWriter(key, client) : undefined;
    this.#draft = draft;
    this.#retries = 0;
    this.#timer.restart();
    this.#set({
      phase: "working",
      lease: item === undefined ? "none" : "held",
      otherTab: isOurs ? "none" : "works",
      draftOffer: isOurs ? this.#offerOf(draft, label) : null,
    });
    this.#feed?.prefetch([sample.uuid, ...this.#samplesOnTheirWay()]);
    void this.#refreshLeftDrafts();
  }

  #beginOpening(): number {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#set({
      phase: "opening",
      fault: null,
      draftOffer: null,
      conflict: null,
      isDirty: false,
      savedAtMs: null,
      lease: "none",
    });
    return ++this.#opening;
  }

  #noteOpenFault(opening: number, error: unknown): void {
    if (opening !== this.#opening) return;
    const fault = faultOf(error);
    this.#set({ phase: "failed", fault });
    if (!fault.isPassing) return;
    this.#askAgainIn(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#retries++));
  }

  #askAgainIn(delayMs: number): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#services.ports.clock.after(delayMs, () => this.#tryAgain());
  }

  #tryAgain(): void {
    const { phase, sample } = this.#facts;
    if (this.#isDisposed || (phase !== "failed" && phase !== "empty")) return;
    const uuid = this.#feed === undefined ? (sample?.uuid ?? this.#options.sampleUuid) : undefined;
    if (uuid === undefined) void this.#takeNext();
    else void this.#openByUuid(uuid);
  }

  /** A sample that lay ready for long: its label may have been changed. */
  async #lookAgain(): Promise<void> {
    const opening = this.#opening;
    const key = this.#key();
    if (key === undefined) return;
    const { connection, ports } = this.#services;
    const label = await connection.watch(() => ports.api.getLabel(key.sampleUuid, key.labelset)).catch(() => undefined);
    const isUntouched = opening === this.#opening && !this.#facts.isDirty && this.#facts.draftOffer === null;
    if (label === undefined || !isUntouched || (label?.version ?? 0) === this.#base.version) return;
    this.#base = baseOf(label);
    await this.#load(label?.attributes ?? null, []);
    this.#set({ label });
  }

  #offerOf(draft: Draft | undefined, label: LabelData | null): LabelingState["draftOffer"] {
    const entry = this.#unsentEntries().at(-1);
    const found = draft ?? entry;
    if (found === undefined) return null;
    const serverObjectCount = countObjects(label?.attributes);
    const follows = draft?.followsEntry ?? null;
    const isAfterLostAnswer = follows !== null && this.#services.outbox.find(follows) === undefined;
    return {
      source: draft === undefined ? "unsent" : "draft",
      updatedAtMs: draft?.updatedAtMs ?? entry?.createdAtMs ?? 0,
      objectCount: draft?.objectCount ?? countObjects(entry?.content?.attributes ?? label?.attributes),
      serverObjectCount,
      isBehind: isAfterLostAnswer || found.baseVersion !== (label?.version ?? 0),
    };
  }

  // Work.

  #noteChange(change: Parameters<DraftWriter["append"]>[0]): void {
    const { otherTab, draftOffer, mode } = this.#facts;
    if (mode === "readOnly" || otherTab !== "none" || draftOffer !== null) return;
    this.#changes++;
    this.#timer.noteInput();
    this.#writer?.append(change);
    if (!this.#facts.isDirty) this.#set({ isDirty: true });
  }

  async #save(
    action: WorkAction,
    { isFinal, status }: { readonly isFinal: boolean; readonly status: LabelStatus | undefined },
  ): Promise<boolean> {
    const { sample, isDirty, rating, mode, dataset } = this.#facts;
    const writer = this.#writer;
    if (sample === null || writer === undefined) return false;
    const opening = this.#opening;
    const changes = this.#changes;
    writer.beginHandOver();
    const hasRefused = this.#unsentEntries().length > 0;
    const isContentDue = isDirty || hasRefused || (this.#base.version === 0 && action !== "skip");
    let content: LabelContent | null;
    try {
      content = isContentDue ? await this.#editor.content() : null;
    } catch (error) {
      writer.cancelHandOver();
      this.#set({ phase: "working", fault: faultOf(error) });
      return false;
    }
    const before = this.#base;
    const worked = this.#timer.take();
    let isDurable = false;
    await writer.endHandOver(async (remainder) => {
      const added = await this.#services.outbox.add(
        {
          client: this.#services.client,
          dataset: dataset.full_name,
          sampleUuid: sample.uuid,
          sampleName: sample.name,
          labelset: this.#labelset,
          workType: workTypeOf(mode),
          action,
          baseVersion: before.version,
          baseStatus: before.status,
          lease: this.#lease ?? null,
          content,
          rating: dataset.enable_ratings && mode !== "label" ? rating : undefined,
          labelStatus: status,
          worked,
        },
        (entry) => {
          // Before the transaction: a gesture meanwhile is written after it, and follows it.
          this.#base = { ...before, followsEntry: entry.id };
          // The page goes on once it is kept: a conflict is then merged, or shown in the outbox.
          if (isFinal && this.#feed !== undefined && this.#services.store.isDurable)
            this.#services.opened.name = undefined;
          return { remainder: remainder && { header: writer.header(), snapshot: remainder.snapshot } };
        },
      );
      isDurable = added.isDurable;
    });
    if (!isDurable && opening === this.#opening) this.#services.opened.name = labelName(this.#keyOf(sample.uuid));
    if (opening !== this.#opening) return true;
    this.#set({ isDirty: this.#changes > changes });
    if (!isFinal) return true;
    if (isDurable) await this.#advance();
    return true;
  }

  /** Done with the sample: on to the next, or, opened from the list, stay. */
  async #advance(): Promise<void> {
    if (this.#feed === undefined) {
      this.#set({ phase: "working" });
      return;
    }
    this.#leaveSample({ keepsLease: true });
    await this.#takeNext();
  }

  async #noteSettlement(settlement: Settlement): Promise<void> {
    const { entry } = settlement;
    const isFinal = isFinalAction(entry.action);
    const isInFront = this.#services.opened.name === labelName(entry);
    if (isFinal && settlement.kind === "saved" && entry.lease !== null) this.#feed?.forget(entry.lease);
    if (!isInFront) return;
    if (settlement.kind === "saved") return this.#noteSaved(entry, settlement.label, { isFinal });
    if (isFinal) this.#set({ phase: "working", isDirty: true });
    if (settlement.kind === "conflict") {
      return this.#showConflict(settlement.fault.theirs ?? null, entry);
    }
    this.#set({ fault: settlement.fault });
  }

  async #noteSaved(entry: OutboxEntry, label: LabelData, { isFinal }: { readonly isFinal: boolean }): Promise<void> {
    const isLast = this.#base.followsEntry === entry.id;
    const attributes = label.attributes;
    this.#base = {
      version: label.version,
      status: label.label_status,
      followsEntry: isLast ? null : this.#base.followsEntry,
      attributes,
    };
    this.#set({ label, savedAtMs: this.#services.ports.clock.nowMs() });
    // A save that could not be kept left its draft where it was.
    if (isLast && !this.#facts.isDirty) this.#writer?.drop();
    if (isFinal && this.#facts.phase === "saving") await this.#advance();
  }

  async #showConflict(theirs: LabelData | null, entry: OutboxEntry | undefined): Promise<void> {
    const opening = this.#opening;
    const base = await this.#knownBase();
    const mine = await this.#editor.content();
    if (opening !== this.#opening) return;
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
    this.#set({ conflict: { mine, theirs, comparison, action: entry?.action ?? null, status: entry?.labelStatus } });
  }

  /** What the work started from: remembered, or out of the server's history; undefined when neither knows. */
  async #knownBase(): Promise<LabelData["attributes"] | null | undefined> {
    if (this.#base.attributes !== undefined) return this.#base.attributes;
    if (this.#base.version === 0) return null;
    const key = this.#key();
    if (key === undefined) return undefined;
    const { api } = this.#services.ports;
    return api.getVersion(key.sampleUuid, key.labelset, this.#base.version).catch(() => undefined);
  }

  // Drafts.

  async #restoreDraft(draft: Draft): Promise<void> {
    const { store, client } = this.#services;
    await store.takeDraft(draft, client).catch(() => undefined);
    await this.#editor.restore(draft);
    this.#base = this.#baseAt(draft.baseVersion);
    this.#writer?.goOn(draft.diffs.length);
    this.#timer.add(draft.worked);
    if (draft.rating !== undefined) this.#set({ rating: draft.rating });
    // It holds what the save before it holds.
    for (const entry of this.#unsentEntries()) await this.#services.outbox.discard(entry.id);
  }

  async #restoreEntry(entry: OutboxEntry): Promise<void> {
    if (entry.content !== null) await this.#load(entry.content.attributes, entry.content.files);
    this.#base = this.#baseAt(entry.baseVersion);
    this.#timer.add(entry.worked);
    if (entry.rating !== undefined) this.#set({ rating: entry.rating });
    await this.#keepWholeDraft();
    for (const unsent of this.#unsentEntries()) await this.#services.outbox.discard(unsent.id);
  }

  /** Writes all that the editor holds as the draft. */
  async #keepWholeDraft(): Promise<void> {
    this.#writer?.startAnew();
    this.#writer?.append({});
    await this.#writer?.flush();
  }

  async #forgetUnsaved(): Promise<void> {
    const key = this.#key();
    if (key === undefined) return;
    this.#draft = undefined;
    this.#writer?.startAnew();
    await this.#services.store.removeDraft(key).catch(() => undefined);
    for (const entry of this.#unsentEntries()) await this.#services.outbox.discard(entry.id);
    await this.#refreshLeftDrafts();
  }

  #openWriter(key: LabelKey, client: string): DraftWriter {
    const { store, ports } = this.#services;
    const { sample } = this.#facts;
    return new DraftWriter({
      store,
      clock: ports.clock,
      editor: this.#editor,
      describe: () => ({
        ...key,
        client,
        dataset: this.#facts.dataset.full_name,
        sampleName: sample?.name ?? "",
        baseVersion: this.#base.version,
        followsEntry: this.#base.followsEntry,
        rating: this.#facts.rating ?? undefined,
        worked: this.#timer.peek(),
      }),
      onHealth: (health) => {
        this.#set({ drafts: store.isDurable ? health : "none" });
        if (health === "taken") this.#noteTakenOver();
      },
    });
  }

  async #refreshLeftDrafts(): Promise<void> {
    const { store, account } = this.#services;
    const drafts = await store.listDrafts(account).catch((): DraftHeader[] => []);
    const here = this.#facts.sample?.uuid;
    if (!this.#isDisposed) this.#set({ leftDrafts: drafts.filter(({ sampleUuid }) => sampleUuid !== here) });
  }

  // Around it.

  async #lockLabel(key: LabelKey): Promise<boolean> {
    const name = labelName(key);
    if (this.#lock?.name === name) return true;
    this.#lock?.release();
    this.#lock = undefined;
    const lock = await this.#services.ports.locks.acquire(name, () => this.#noteTakenOver());
    this.#lock = lock;
    return lock !== undefined;
  }

  #noteTakenOver(): void {
    this.#lock = undefined;
    void this.#writer?.flush();
    this.#set({ otherTab: "tookOver" });
  }

  #leaveSample({ keepsLease = false }: { readonly keepsLease?: boolean } = {}): void {
    this.#opening++;
    this.#cancelRetry?.();
    void this.#writer?.flush();
    this.#writer?.dispose();
    this.#writer = undefined;
    this.#lock?.release();
    this.#lock = undefined;
    this.#services.opened.name = undefined;
    if (this.#lease !== undefined && !keepsLease && !this.#facts.isDirty) this.#feed?.release(this.#lease);
    this.#lease = undefined;
  }

  #leavePage(): void {
    void this.#writer?.flush();
    const kept = this.#keptLeases();
    this.#feed?.releaseOnLeave(kept);
    // The page may come back, out of the browser's cache of pages.
    if (this.#lease !== undefined && !kept.includes(this.#lease)) this.#set({ lease: "lost" });
  }

  /** Who comes back to unsaved work should find its sample free; these end by themselves. */
  #keptLeases(): string[] {
    const { outbox } = this.#services;
    const sending = outbox.state.get().items.flatMap(({ id }) => outbox.find(id)?.entry.lease ?? []);
    return this.#lease !== undefined && this.#facts.isDirty ? [this.#lease, ...sending] : sending;
  }

  #noteOutbox(): void {
    this.#set({});
  }

  #noteConnection(): void {
    const connection = this.#services.connection.state.get();
    this.#set({ connection });
    if (connection === "online" && this.#facts.phase === "failed" && this.#facts.fault?.isPassing) this.#tryAgain();
  }

  #openFeed(): QueueFeed | undefined {
    const { mode, dataset } = this.#options;
    if (mode !== "label" && mode !== "review") return undefined;
    const { ports, connection, client } = this.#services;
    return new QueueFeed({
      ...ports,
      connection,
      client,
      dataset: dataset.full_name,
      queue: mode,
      onLost: (lease) => {
        if (lease.uuid === this.#lease) this.#set({ lease: "lost" });
      },
      onReady: () => this.#set({}),
    });
  }

  #key(): LabelKey | undefined {
    const uuid = this.#facts.sample?.uuid;
    return uuid === undefined ? undefined : this.#keyOf(uuid);
  }

  #keyOf(sampleUuid: string): LabelKey {
    return { account: this.#services.account, sampleUuid, labelset: this.#labelset };
  }

  /** Saves of the sample in front that want the person. */
  #unsentEntries(): readonly OutboxEntry[] {
    const key = this.#key();
    if (key === undefined) return [];
    const parked = new Set(
      this.#services.outbox.state
        .get()
        .items.filter(({ status }) => status === "conflict" || status === "refused")
        .map(({ id }) => id),
    );
    return this.#services.outbox.entriesOf(key).filter(({ id }) => parked.has(id));
  }

  #samplesOnTheirWay(): string[] {
    return this.#services.outbox.state.get().items.map(({ sampleUuid }) => sampleUuid);
  }

  #baseAt(version: number): Base {
    if (version === this.#base.version) return this.#base;
    return { ...this.#base, version, followsEntry: null, attributes: version === 0 ? null : undefined };
  }

  async #load(attributes: LabelData["attributes"] | null, files: LabelContent["files"]): Promise<void> {
    const { sample, dataset } = this.#facts;
    if (sample === null) return;
    await this.#editor.load({ sample, dataset, attributes, files });
    this.#writer?.startAnew();
  }

  #applyReadOnly(): void {
    this.#editor.setReadOnly({ isReadOnly: this.getState().readOnlyReason !== null });
  }

  #set(change: Partial<Facts>): void {
    if (this.#isDisposed) return;
    const { outbox } = this.#services;
    const sampleUuid = (change.sample === undefined ? this.#facts.sample : change.sample)?.uuid;
    const state = outbox.state.get();
    this.#facts = {
      ...this.#facts,
      ...change,
      outbox: state,
      ownItems: state.items.filter((item) => item.sampleUuid === sampleUuid && item.labelset === this.#labelset),
      isNextReady: this.#feed?.isReady ?? false,
    };
    const before = this.getState().readOnlyReason;
    this.#state.set(stateOf(this.#facts));
    if ((before === null) !== (this.getState().readOnlyReason === null)) this.#applyReadOnly();
  }
}

function initialFacts(services: LabelingServices, { mode, dataset }: SessionOptions, labelset: string): Facts {
  return {
    mode,
    phase: "opening",
    dataset,
    labelset,
    sample: null,
    label: null,
    reason: null,
    lease: "none",
    isDirty: false,
    rating: null,
    draftOffer: null,
    conflict: null,
    otherTab: "none",
    drafts: services.store.isDurable ? "kept" : "none",
    connection: services.connection.state.get(),
    outbox: services.outbox.state.get(),
    leftDrafts: [],
    fault: null,
    isNextReady: false,
    savedAtMs: null,
    ownItems: [],
  };
}

function baseOf(label: LabelData | null): Base {
  if (label === null) return NO_BASE;
  return { version: label.version, status: label.label_status, followsEntry: null, attributes: label.attributes };
}

/** Whether the work on the sample ends with it. */
function isFinalAction(action: WorkAction): boolean {
  return action !== "save" && action !== "edit";
}

function isAllowed(action: WorkAction, { actions, mode }: LabelingState): boolean {
  return action === "edit" ? mode === "edit" && actions.save : mode !== "edit" && actions[action];
}
