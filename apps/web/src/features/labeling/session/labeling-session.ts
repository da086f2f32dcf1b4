import type { DatasetData, LabelStatus } from "@tessera/sdk";
import { faultOf } from "./faults.js";
import { LabelWork } from "./label-work.js";
import type { Settlement } from "./outbox.js";
import type { LabelContent, OpenedSample, QueueItem, RejectionReason, ServerDraftHeader, WorkAction } from "./ports.js";
import { QueueFeed } from "./queue-feed.js";
import type { LabelingServices } from "./services.js";
import { SessionFacts, type SessionOptions } from "./session-facts.js";
import type { LabelingState, LeftWork, Resolution } from "./session-state.js";
import { type DraftHeader, type LabelKey, labelName } from "./work-store.js";
import { type WorkTime, WorkTimer } from "./work-timer.js";

/** An empty queue is asked again this often. */
const ASK_AGAIN_MS = 20_000;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;
/** Going back waits this long for saves on their way. */
const PATIENCE_MS = 3_000;
/** A prefetched label that is older than this is looked at again. */
const STALE_MS = 60_000;

/** What goes with an action. */
export interface ActOptions {
  /** With `edit`: the status that the save sets. */
  readonly status?: LabelStatus | undefined;
  /** With `reject`: why. */
  readonly reason?: RejectionReason | undefined;
}

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
  readonly #facts: SessionFacts;
  readonly #feed: QueueFeed | undefined;
  readonly #timer: WorkTimer;
  readonly #stops: (() => void)[] = [];
  #work: LabelWork | undefined;
  /** Counts what was opened: an answer for what was left is dropped. */
  #opening = 0;
  #retries = 0;
  #cancelRetry: (() => void) | undefined;
  #isActing = false;
  /** The last action; whoever opens another sample waits for it. */
  #acting: Promise<unknown> | undefined;
  /** The sample in front, where it came from a queue. */
  #item: QueueItem | undefined;
  /** Samples of the queue that the person has passed without an action. */
  #passed: readonly string[] = [];
  /** What is tried again when it cannot be opened. */
  #sampleUuid: string | undefined;
  /** Drafts on the server of samples that were not opened here. */
  #elsewhere: (LeftWork & LabelKey)[] | Promise<(LeftWork & LabelKey)[]> = [];

  constructor(services: LabelingServices, options: SessionOptions) {
    this.#services = services;
    this.#options = options;
    this.#sampleUuid = options.sampleUuid;
    this.#facts = new SessionFacts(services, options);
    this.#timer = new WorkTimer({
      monotonicMs: () => services.ports.clock.monotonicMs(),
      inactivityLimitMs: options.dataset.labeling_inactivity_timeout_seconds * 1000,
    });
    this.getState = this.#facts.state.get;
    this.subscribe = this.#facts.state.subscribe;
    this.#feed = this.#openFeed();
  }

  /** Opens the first sample. */
  start(): void {
    const { outbox, connection, ports } = this.#services;
    this.#stops.push(
      this.#options.editor.onChange((change) => this.#work?.noteChange(change)),
      outbox.state.subscribe(() => this.#facts.set({})),
      outbox.onSettled((settlement) => void this.#noteSettlement(settlement)),
      connection.state.subscribe(() => this.#noteConnection()),
      ports.page.onVisibility(() => void this.#work?.flush()),
      ports.page.onLeave(() => this.#leavePage()),
    );
    this.#facts.set({});
    this.#facts.applyReadOnly();
    if (this.#facts.get().mode !== "readOnly") this.#elsewhere = this.#listSentDrafts();
    void this.#refreshLeftDrafts();
    if (this.#options.sampleUuid === undefined) void this.#takeNext();
    else void this.#openByUuid(this.#options.sampleUuid);
  }

  /** The page is closed, the app stays: what is not saved is in its draft. */
  dispose(): void {
    const kept = this.#keptLeases();
    this.#leaveSample();
    this.#facts.close();
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
    this.#facts.set({ dataset });
    this.#options.editor.updateDataset(dataset);
  }

  setRating(rating: number | null): void {
    if (this.getState().actions.rate) this.#work?.setRating(rating);
  }

  /**
   * Submit, skip, save and their kin. Answers false when that is not to be done now. In a queue, all but `save` go on to the next sample
   * as soon as the save is safe on this machine; the outbox has it from there.
   */
  act(action: WorkAction, options: ActOptions = {}): Promise<boolean> {
    const acting = this.#act(action, options);
    this.#acting = acting;
    return acting;
  }

  async #act(action: WorkAction, { status, reason }: ActOptions): Promise<boolean> {
    const work = this.#work;
    if (this.#isActing || work === undefined || !isAllowed(action, this.getState())) return false;
    this.#isActing = true;
    const isFinal = isFinalAction(action);
    this.#facts.set({ fault: null, ...(isFinal && { phase: "saving" }) });
    try {
      const outcome = await work.save(action, { status, reason, goesOn: isFinal });
      if (isFinal && outcome === "kept" && work === this.#work) await this.#advance();
      return outcome !== "failed";
    } finally {
      this.#isActing = false;
    }
  }

  /** Ctrl+S: a save where there is one, else the draft at least. Answers whether the work is safe. */
  async saveSomehow(): Promise<boolean> {
    const { mode, actions } = this.getState();
    if (actions.save) return this.act(mode === "edit" ? "edit" : "save");
    await this.#work?.flush();
    return this.getState().drafts === "kept";
  }

  /** Gives up what is not saved of this label, and shows it as it is saved. */
  async discardDraft(): Promise<void> {
    if (this.#facts.get().otherTab === "none") await this.#work?.discard();
  }

  /** Brings in what the person did on another device with the sample meanwhile. */
  async mergeOtherDevice(): Promise<void> {
    if (this.#facts.get().serverDraft === "otherDevice") await this.#work?.mergeOtherDevice();
  }

  /** Ends a conflict with a label on their version, and does what was to be done. */
  async resolveConflict(resolution: Resolution): Promise<void> {
    const todo = await this.#work?.resolve(resolution);
    if (todo !== undefined) await this.act(todo.action, todo);
  }

  /** Works here on what another tab has open. */
  async takeOver(): Promise<void> {
    const work = this.#work;
    if (work === undefined || this.#facts.get().otherTab === "none") return;
    await work.takeOver();
    this.#leaveSample();
    await this.#openByUuid(work.key.sampleUuid);
  }

  /** The next sample without an action on this one: its work stays as a draft. Also: asks an empty or failed queue again. */
  async next(): Promise<void> {
    if (this.#feed === undefined || this.#isActing) return;
    const leaving = this.#facts.get().sample?.uuid;
    if (leaving !== undefined) this.#passed = [...this.#passed, leaving];
    const lease = this.#work?.lease;
    this.#leaveSample({ keepsLease: true });
    if (lease !== undefined) this.#feed.release(lease);
    await this.#takeNext();
  }

  /**
   * In a queue: goes back to the sample that the person did before this one, which comes next again. Answers false where there is none
   * any more: somebody else has it, or has changed it.
   */
  async back(): Promise<boolean> {
    const feed = this.#feed;
    if (feed === undefined || this.#isActing) return true;
    this.#isActing = true;
    try {
      await this.#savesAreThrough();
      const { phase, sample, label } = this.#facts.get();
      const item = await feed.back(phase === "empty" ? undefined : sample?.uuid);
      if (item === null) return false;
      const left = this.#item;
      this.#leaveSample({ keepsLease: left !== undefined });
      if (left !== undefined) await feed.putBack({ ...left, label, draft: undefined });
      this.#beginOpening();
      await this.#show(item, item);
    } catch (error) {
      this.#facts.set({ fault: faultOf(error) });
    } finally {
      this.#isActing = false;
    }
    return true;
  }

  /** Opens a sample: of the list, or one whose work was left or did not get through. */
  async open(sampleUuid: string): Promise<void> {
    await this.#acting;
    this.#sampleUuid = sampleUuid;
    this.#leaveSample();
    await this.#openByUuid(sampleUuid);
  }

  /** The person is signed in again. */
  async resumeAfterSignIn(): Promise<void> {
    await this.#services.outbox.resume();
    if (this.#facts.get().phase === "failed") this.#tryAgain();
  }

  /** The label as it is in the editor, for the clipboard or a file, whatever the server says. */
  exportWork(): Promise<LabelContent> | LabelContent {
    return this.#options.editor.content();
  }

  /** The same of a save that did not get through; undefined where it changes no content. */
  exportUnsent(id: string): LabelContent | undefined {
    return this.#services.outbox.find(id)?.entry.content ?? undefined;
  }

  /** Gives up a save that did not get through. */
  discardUnsent(id: string): Promise<void> {
    return this.#services.outbox.discard(id);
  }

  /** Tries again what did not get through: one save, or all. */
  retryUnsent(id?: string): void {
    this.#services.outbox.retry(id);
  }

  async #takeNext(): Promise<void> {
    const feed = this.#feed;
    if (feed === undefined) return;
    const opening = this.#beginOpening();
    try {
      const taken = await this.#takeOf(feed);
      if (opening !== this.#opening) {
        if (taken !== null) feed.release(taken.item.lease.uuid);
        return;
      }
      if (taken === null) {
        this.#facts.set({ phase: "empty", sample: null, label: null, fault: null });
        this.#askAgainIn(ASK_AGAIN_MS);
        return;
      }
      // What was known long ago is asked for again.
      const item = taken.ageMs > STALE_MS ? { ...taken.item, draft: undefined } : taken.item;
      await this.#show(item, item);
      if (taken.ageMs > STALE_MS) void this.#work?.refresh();
    } catch (error) {
      this.#noteOpenFault(opening, error);
    }
  }

  /** When all were passed, the first of them comes again. */
  async #takeOf(feed: QueueFeed): ReturnType<QueueFeed["take"]> {
    const taken = await feed.take([...this.#samplesOnTheirWay(), ...this.#passed]);
    if (taken !== null || this.#passed.length === 0) return taken;
    this.#passed = [];
    return feed.take(this.#samplesOnTheirWay());
  }

  async #openByUuid(sampleUuid: string): Promise<void> {
    const { outbox, connection, account, ports } = this.#services;
    const { labelset } = this.#facts.get();
    const opening = this.#beginOpening();
    try {
      // A save of it that is on its way decides what the server's label is.
      await outbox.settled({ account, sampleUuid, labelset });
      const opened = await connection.watch(() => ports.api.getSample(sampleUuid, labelset));
      if (opening === this.#opening) await this.#show(opened, undefined);
    } catch (error) {
      this.#noteOpenFault(opening, error);
    }
  }

  async #show(opened: OpenedSample, item: QueueItem | undefined): Promise<void> {
    const { sample, label } = opened;
    const opening = this.#opening;
    const work = new LabelWork({
      services: this.#services,
      facts: this.#facts,
      editor: this.#options.editor,
      timer: this.#timer,
      opened,
      lease: item?.lease.uuid,
    });
    this.#work = work;
    this.#item = item;
    this.#facts.set({ sample, label, reason: item?.reason ?? null, rating: label?.rating ?? null });
    const { isOurs, foundWork } = await work.open(label, { serverDraft: item?.draft });
    if (opening !== this.#opening) return;
    this.#retries = 0;
    this.#facts.set({
      phase: "working",
      lease: item === undefined ? "none" : "held",
      otherTab: isOurs ? "none" : "works",
      foundWork,
    });
    this.#feed?.prefetch([sample.uuid, ...this.#samplesOnTheirWay(), ...this.#passed]);
    void this.#refreshLeftDrafts();
  }

  #beginOpening(): number {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#facts.set({
      phase: "opening",
      fault: null,
      foundWork: null,
      serverDraft: "none",
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
    this.#facts.set({ phase: "failed", fault });
    if (fault.isPassing) this.#askAgainIn(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#retries++));
  }

  #askAgainIn(delayMs: number): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#services.ports.clock.after(delayMs, () => this.#tryAgain());
  }

  #tryAgain(): void {
    const { phase } = this.#facts.get();
    if (phase !== "failed" && phase !== "empty") return;
    const sampleUuid = this.#sampleUuid;
    if (this.#feed === undefined && sampleUuid !== undefined) void this.#openByUuid(sampleUuid);
    else void this.#takeNext();
  }

  /** Done with the sample: on to the next, or, opened from the list, stay. */
  async #advance(): Promise<void> {
    if (this.#feed === undefined) return;
    this.#leaveSample({ keepsLease: true });
    await this.#takeNext();
  }

  async #noteSettlement(settlement: Settlement): Promise<void> {
    const { entry, kind } = settlement;
    const isFinal = isFinalAction(entry.action);
    if (isFinal && kind === "saved" && entry.lease !== null) this.#feed?.forget(entry.lease);
    const work = this.#work;
    if (work === undefined || !work.isInFront || !isOf(entry, work)) return;
    if (kind === "saved") {
      work.noteSaved(entry, settlement.label);
      if (isFinal && this.#facts.get().phase === "saving") await this.#advance();
      return;
    }
    if (isFinal) this.#facts.set({ phase: "working", isDirty: true });
    work.noteNotSaved();
    if (kind === "conflict") await work.showConflict(settlement.fault.theirs ?? null, entry);
    else this.#facts.set({ fault: settlement.fault });
  }

  /** A sample that was just submitted can be gone back to when the server has it; where it does not answer, nobody waits for it. */
  async #savesAreThrough(): Promise<void> {
    const { outbox, account, ports } = this.#services;
    const items = outbox.state.get().items.map((item) => outbox.settled({ account, ...item }));
    let cancel = () => {};
    const isLong = new Promise<void>((resolve) => {
      cancel = ports.clock.after(PATIENCE_MS, resolve);
    });
    await Promise.race([Promise.all(items), isLong]);
    cancel();
  }

  async #refreshLeftDrafts(): Promise<void> {
    const { store, account, ports } = this.#services;
    const kept = await store.listDrafts(account).catch((): DraftHeader[] => []);
    const known = new Set(kept.map(labelName));
    const here = this.#facts.get().sample?.uuid;
    // What was opened here since is left here, or it is done.
    this.#elsewhere = (await this.#elsewhere).filter(({ sampleUuid }) => sampleUuid !== here);
    const drafts = [...kept, ...this.#elsewhere.filter((draft) => !known.has(labelName(draft)))];
    const areHeld = await Promise.all(drafts.map((draft) => ports.locks.isHeld(labelName(draft))));
    const onTheirWay = this.#samplesOnTheirWay();
    const isLeft = ({ sampleUuid }: LabelKey, index: number) =>
      sampleUuid !== this.#facts.get().sample?.uuid && !areHeld[index] && !onTheirWay.includes(sampleUuid);
    this.#facts.set({ leftDrafts: drafts.filter(isLeft) });
  }

  async #listSentDrafts(): Promise<(LeftWork & LabelKey)[]> {
    const { account, ports } = this.#services;
    const drafts = await ports.api.listDrafts().catch(() => []);
    return drafts.map((draft) => leftWorkOf(draft, account));
  }

  #leaveSample({ keepsLease = false }: { readonly keepsLease?: boolean } = {}): void {
    this.#opening++;
    this.#cancelRetry?.();
    const lease = this.#work?.lease;
    this.#work?.close();
    this.#work = undefined;
    if (lease !== undefined && !keepsLease && !this.#facts.get().isDirty) this.#feed?.release(lease);
  }

  #leavePage(): void {
    void this.#work?.flush();
    const kept = this.#keptLeases();
    this.#feed?.releaseOnLeave(kept);
    const lease = this.#work?.lease;
    // The page may come back, out of the browser's cache of pages.
    if (lease !== undefined && !kept.includes(lease)) this.#facts.set({ lease: "lost" });
  }

  /** Who comes back to unsaved work should find its sample free; these end by themselves. */
  #keptLeases(): string[] {
    const { outbox } = this.#services;
    const sending = outbox.state.get().items.flatMap(({ id }) => outbox.find(id)?.entry.lease ?? []);
    const lease = this.#work?.lease;
    return lease !== undefined && this.#facts.get().isDirty ? [lease, ...sending] : sending;
  }

  #noteConnection(): void {
    this.#facts.set({});
    const { phase, fault, connection } = this.#facts.get();
    if (connection === "online" && phase === "failed" && fault?.isPassing) this.#tryAgain();
  }

  #openFeed(): QueueFeed | undefined {
    const { mode, dataset, preloader } = this.#options;
    if (mode !== "label" && mode !== "review") return undefined;
    const { ports, connection, client } = this.#services;
    return new QueueFeed({
      ...ports,
      preloader,
      connection,
      client,
      dataset: dataset.full_name,
      queue: mode,
      onLost: ({ uuid }) => {
        if (uuid === this.#work?.lease) this.#facts.set({ lease: "lost" });
      },
      onReady: () => this.#facts.set({ isNextReady: this.#feed?.isReady ?? false }),
    });
  }

  #samplesOnTheirWay(): string[] {
    return this.#services.outbox.state.get().items.map(({ sampleUuid }) => sampleUuid);
  }
}

/** Whether the work on the sample ends with it. */
function isFinalAction(action: WorkAction): boolean {
  return action !== "save" && action !== "edit";
}

function isAllowed(action: WorkAction, { actions, mode }: LabelingState): boolean {
  return action === "edit" ? mode === "edit" && actions.save : mode !== "edit" && actions[action];
}

/** A draft on the server, as one on this machine. */
function leftWorkOf(draft: ServerDraftHeader, account: string): LeftWork & LabelKey {
  return {
    ...{ account, labelset: draft.labelset, dataset: draft.dataset_full_name },
    ...{ sampleUuid: draft.sample_uuid, sampleName: draft.sample_name },
    ...{ objectCount: draft.object_count, updatedAtMs: Date.parse(draft.updated_at) },
  };
}

function isOf(entry: Settlement["entry"], { key }: LabelWork): boolean {
  return entry.sampleUuid === key.sampleUuid && entry.labelset === key.labelset;
}
