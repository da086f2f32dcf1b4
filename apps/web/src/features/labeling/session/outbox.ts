import type { LabelData } from "@tessera/sdk";
import type { Connection } from "./connection.js";
import { faultOf, LabelingFault } from "./faults.js";
import { Observable } from "./observable.js";
import {
  isOwnWork,
  isReplaceable,
  itemOf,
  newSlot,
  type OutboxItem,
  type Replacement,
  requestOf,
  resetSlot,
  type Slot,
  sumOf,
  withUrls,
} from "./outbox-slot.js";
import type { Clock, LabelingApi } from "./ports.js";
import { inOrder, type LabelKey, labelName, type OutboxEntry, type WorkStore } from "./work-store.js";

/** The pauses between attempts double from the first to the longest. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** A server that fails this often on one save holds up the others no longer. */
const MAX_SERVER_FAULTS = 5;
/** Somebody else's lease may end with nothing saved. */
const LEASED_RETRY_MS = 60_000;

/** All saves on their way. */
export interface OutboxState {
  readonly items: readonly OutboxItem[];
  /** Why nothing is sent now, although something waits. */
  readonly pause: "offline" | "signIn" | "otherAccount" | undefined;
}

/** How a save ended, or that it needs the person. */
export type Settlement =
  | { readonly kind: "saved"; readonly entry: OutboxEntry; readonly label: LabelData }
  | { readonly kind: "conflict" | "refused"; readonly entry: OutboxEntry; readonly fault: LabelingFault };

/**
 * Sends saves in the order in which they were made, until the server has each one. It lives as long as the app, not the page: leaving
 * the labeling page loses nothing, and the next start of the app sends what a crash left.
 */
export class Outbox {
  readonly state = new Observable<OutboxState>({ items: [], pause: undefined });
  readonly #api: LabelingApi;
  readonly #store: WorkStore;
  readonly #clock: Clock;
  readonly #connection: Connection;
  readonly #account: string;
  readonly #merge: (entry: OutboxEntry, fault: LabelingFault) => Promise<Replacement | undefined>;
  readonly #makeId: () => string;
  readonly #listeners = new Set<(settlement: Settlement) => void>();
  readonly #stop: () => void;
  #slots: Slot[] = [];
  #pause: "signIn" | "otherAccount" | undefined;
  #attempts = 0;
  #isPumping = false;
  #isDisposed = false;
  #cancelTimer: (() => void) | undefined;
  #cancelLeasedTimer: (() => void) | undefined;
  #sequence = 0;

  constructor(options: {
    readonly api: LabelingApi;
    readonly store: WorkStore;
    readonly clock: Clock;
    readonly connection: Connection;
    readonly account: string;
    readonly makeId: () => string;
    /** What to send in place of a save that met another one; undefined: the person decides. */
    readonly merge: (entry: OutboxEntry, fault: LabelingFault) => Promise<Replacement | undefined>;
  }) {
    this.#api = options.api;
    this.#store = options.store;
    this.#clock = options.clock;
    this.#connection = options.connection;
    this.#account = options.account;
    this.#makeId = options.makeId;
    this.#merge = options.merge;
    this.#stop = options.connection.state.subscribe(() => {
      if (options.connection.state.get() === "online") this.#wake();
      this.#publish();
    });
  }

  /** Takes up what a crash, or a closed tab, left on this machine. */
  async start(isOurs: (entry: OutboxEntry) => Promise<boolean>): Promise<void> {
    for (const entry of await this.#store.listEntries(this.#account)) {
      const isThere = this.#slots.some((slot) => slot.entry.id === entry.id);
      if (!isThere && (await isOurs(entry))) this.#slots.push(newSlot(entry, { isKept: true }));
    }
    this.#slots.sort((a, b) => inOrder(a.entry, b.entry));
    this.#publish();
    void this.#pump();
  }

  /**
   * Takes a save. Answers whether it outlives the tab; where not, wait for its settlement before you go on.
   * A save of the same label that has not been tried yet is replaced: its time is added.
   */
  async add(
    made: Omit<OutboxEntry, "id" | "createdAtMs" | "sequence" | "followsEntry" | "account">,
    remainder?: (entry: OutboxEntry) => Parameters<WorkStore["putEntry"]>[1],
  ): Promise<{ readonly entry: OutboxEntry; readonly isDurable: boolean }> {
    const key = { account: this.#account, sampleUuid: made.sampleUuid, labelset: made.labelset };
    const earlier = this.#slots.filter(({ entry }) => labelName(entry) === labelName(key));
    const last = earlier.at(-1);
    const replaced = last !== undefined && isReplaceable(last, made.content) ? last : undefined;
    const before = replaced === undefined ? last?.entry : undefined;
    const entry: OutboxEntry = {
      ...made,
      account: this.#account,
      id: this.#makeId(),
      createdAtMs: this.#clock.nowMs(),
      sequence: this.#sequence++,
      followsEntry: before?.id ?? replaced?.entry.followsEntry ?? null,
      baseVersion: replaced?.entry.baseVersion ?? made.baseVersion,
      baseStatus: replaced?.entry.baseStatus ?? made.baseStatus,
      content: made.content ?? replaced?.entry.content ?? null,
      worked: replaced === undefined ? made.worked : sumOf(replaced.entry.worked, made.worked),
    };
    // From here on the replaced one must not be sent.
    if (replaced !== undefined) this.#slots = this.#slots.filter((slot) => slot !== replaced);
    const slot = newSlot(entry, { isKept: this.#store.isDurable });
    try {
      await this.#store.putEntry(entry, { ...remainder?.(entry), replaces: replaced ? [replaced.entry.id] : [] });
    } catch {
      // The disk is full or gone: the save is in memory still, and whoever asked waits for the server.
      slot.isKept = false;
    }
    this.#slots.push(slot);
    this.#publish();
    void this.#pump();
    return { entry, isDurable: slot.isKept };
  }

  /** Calls `listener` when a save has ended, or needs the person. */
  onSettled(listener: (settlement: Settlement) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The saves of one label that wait for the person: what was refused or met another save, and what stands behind it. Oldest first. */
  unsentOf(key: LabelKey): readonly OutboxEntry[] {
    const own = this.#slots.filter(({ entry }) => labelName(entry) === labelName(key));
    const isStuck = own.some(({ status }) => status === "conflict" || status === "refused");
    return isStuck ? own.filter(({ status }) => status !== "sending").map(({ entry }) => entry) : [];
  }

  find(id: string): { readonly entry: OutboxEntry; readonly fault: LabelingFault | undefined } | undefined {
    return this.#slots.find(({ entry }) => entry.id === id);
  }

  /** Resolves when nothing of this label is on its way any more; what wants the person does not count. */
  settled(key: LabelKey): Promise<void> {
    const isBusy = () =>
      this.#slots.some(
        ({ entry, status }) => labelName(entry) === labelName(key) && (status === "waiting" || status === "sending"),
      );
    return new Promise((resolve) => {
      if (!isBusy()) return resolve();
      const stop = this.state.subscribe(() => {
        if (isBusy()) return;
        stop();
        resolve();
      });
    });
  }

  /** Tries again what failed: one save, or all. */
  retry(id?: string): void {
    for (const slot of this.#slots) {
      if ((id === undefined || slot.entry.id === id) && slot.status !== "sending") resetSlot(slot);
    }
    this.#wake();
    this.#publish();
  }

  /** The person signed in again. Stays paused when it is somebody else. */
  async resume(): Promise<void> {
    try {
      const name = await this.#connection.watch(() => this.#api.whoAmI());
      this.#pause = name === this.#account ? undefined : "otherAccount";
    } catch (error) {
      const { kind } = faultOf(error);
      if (kind === "signIn") this.#pause = "signIn";
    }
    this.#publish();
    this.#wake();
  }

  /** Forgets a save: the person gave it up, or it lives on as a draft. */
  async discard(id: string): Promise<void> {
    // What cannot be removed is sent after the next start, and meets the version that is there then.
    await this.#store.removeEntry(id).catch(() => undefined);
    this.#slots = this.#slots.filter(({ entry }) => entry.id !== id);
    this.#publish();
    void this.#pump();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#cancelTimer?.();
    this.#cancelLeasedTimer?.();
    this.#stop();
    this.#listeners.clear();
  }

  #wake(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#attempts = 0;
    void this.#pump();
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      for (let slot = this.#nextSlot(); slot !== undefined; slot = this.#nextSlot()) await this.#send(slot);
    } finally {
      this.#isPumping = false;
    }
  }

  #nextSlot(): Slot | undefined {
    if (this.#isDisposed || this.#pause !== undefined || this.#cancelTimer !== undefined) return undefined;
    if (this.#connection.isCut) return undefined;
    return this.#slots.find((slot) => slot.status === "waiting" && !this.#isBehind(slot.entry));
  }

  /** Whether an earlier save of the same label is not through. */
  #isBehind(entry: OutboxEntry): boolean {
    return this.#slots.some((slot) => slot.entry.id === entry.followsEntry);
  }

  async #send(slot: Slot): Promise<void> {
    slot.status = "sending";
    this.#publish();
    try {
      await this.#uploadFiles(slot);
      const { entry } = slot;
      const { label } = await this.#connection.watch(() =>
        this.#api.work(entry.sampleUuid, entry.labelset, requestOf(entry), { key: entry.id }),
      );
      await this.#finish(slot, label);
    } catch (error) {
      await this.#fail(slot, faultOf(error));
    }
    this.#publish();
  }

  /** The urls are kept at once: a repeated request must have the same body. */
  async #uploadFiles(slot: Slot): Promise<void> {
    const { entry } = slot;
    if (entry.content === null || entry.content.files.length === 0) return;
    const urls = new Map<string, string>();
    for (const file of entry.content.files) {
      urls.set(file.placeholder, await this.#connection.watch(() => this.#api.upload(file)));
    }
    slot.entry = { ...entry, content: withUrls(entry.content, urls) };
    if (slot.isKept) await this.#store.putEntry(slot.entry, { keepsDraft: true }).catch(() => undefined);
  }

  async #finish(slot: Slot, label: LabelData): Promise<void> {
    this.#attempts = 0;
    this.#slots = this.#slots.filter((other) => other !== slot);
    const goesOn = { baseVersion: label.version, baseStatus: label.label_status, followsEntry: null };
    for (const other of this.#slots) {
      if (other.entry.followsEntry === slot.entry.id) other.entry = { ...other.entry, ...goesOn };
    }
    // Told first: a draft that is written meanwhile must know the version.
    this.#tell({ kind: "saved", entry: slot.entry, label });
    // Where this fails the save is sent once more after the next start, and its key makes that harmless.
    await this.#store.removeEntry(slot.entry.id, { version: label.version }).catch(() => undefined);
  }

  async #fail(slot: Slot, fault: LabelingFault): Promise<void> {
    slot.fault = fault;
    slot.status = "waiting";
    switch (fault.kind) {
      case "offline":
      case "busy":
        return this.#comeBack(fault);
      case "server":
        if (++slot.serverFaults >= MAX_SERVER_FAULTS) return this.#park(slot, "refused", fault);
        return this.#comeBack(fault);
      case "signIn":
      case "otherAccount":
        this.#pause = fault.kind;
        return;
      case "leased":
        // Told at once, like what is final: a minute of "Saving…" says nothing.
        this.#cancelLeasedTimer?.();
        this.#cancelLeasedTimer = this.#clock.after(LEASED_RETRY_MS, () => this.#retryLeased());
        return this.#park(slot, "refused", fault);
      case "conflict":
        return this.#meet(slot, fault);
      case "forbidden":
      case "gone":
      case "invalid":
        return this.#park(slot, "refused", fault);
    }
  }

  #retryLeased(): void {
    for (const slot of this.#slots) if (slot.status === "refused" && slot.fault?.kind === "leased") resetSlot(slot);
    this.#publish();
    void this.#pump();
  }

  #comeBack(fault: LabelingFault): void {
    const pauseMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#attempts++);
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.after(Math.max(pauseMs, fault.retryAfterMs ?? 0), () => {
      this.#cancelTimer = undefined;
      void this.#pump();
    });
  }

  #park(slot: Slot, status: "conflict" | "refused", fault: LabelingFault): void {
    slot.status = status;
    slot.fault = fault;
    this.#publish();
    this.#tell({ kind: status, entry: slot.entry, fault });
  }

  /** Somebody saved in between. What is there may be this very save, applied when its answer was lost; or it can be merged. */
  async #meet(slot: Slot, fault: LabelingFault): Promise<void> {
    const { entry } = slot;
    try {
      const theirs =
        fault.theirs === undefined
          ? await this.#connection.watch(() => this.#api.getLabel(entry.sampleUuid, entry.labelset))
          : fault.theirs;
      if (theirs !== null && isOwnWork(entry, theirs)) return await this.#finish(slot, theirs);
      const known = new LabelingFault("conflict", fault.message, { theirs, cause: fault });
      const replacement = await this.#merge(entry, known);
      if (replacement === undefined) return this.#park(slot, "conflict", known);
      await this.#replace(slot, replacement);
    } catch (error) {
      const met = faultOf(error);
      if (met.kind === "conflict") return this.#park(slot, "conflict", fault);
      await this.#fail(slot, met);
    }
  }

  /** Another body is another request, so it gets another key; what follows it follows the new one. */
  async #replace(slot: Slot, replacement: Replacement): Promise<void> {
    const old = slot.entry;
    slot.entry = { ...old, ...replacement, id: this.#makeId(), followsEntry: null };
    for (const other of this.#slots) {
      if (other.entry.followsEntry === old.id) other.entry = { ...other.entry, followsEntry: slot.entry.id };
    }
    if (slot.isKept) {
      await this.#store.putEntry(slot.entry, { replaces: [old.id], keepsDraft: true }).catch(() => undefined);
    }
  }

  #tell(settlement: Settlement): void {
    for (const listener of [...this.#listeners]) listener(settlement);
  }

  #publish(): void {
    const items = this.#slots.map(itemOf);
    const isWaiting = items.some(({ status }) => status === "waiting");
    const isOffline = isWaiting && this.#connection.state.get() === "offline";
    this.state.set({ items, pause: this.#pause ?? (isOffline ? "offline" : undefined) });
  }
}
