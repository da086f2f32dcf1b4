import type { Connection } from "./connection.js";
import { faultOf } from "./faults.js";
import type { Clock, DraftPut, EditorPort, LabelingApi } from "./ports.js";
import type { LabelKey } from "./work-store.js";

/** From a gesture to its sending. */
const SEND_AFTER_MS = 3_000;
/** Sending a draft takes at most this share of the time, so that a large label is sent less often. */
const LONGEST_SHARE = 0.1;
/** After a failure. */
const RETRY_MS = 30_000;
/** While a gesture is going on. */
const GESTURE_MS = 500;

/**
 * - `none`: there is nothing that the label does not have. `due`: it is sent within seconds. `sent`: the server has all of it.
 * - `unsent`: it could not be sent. `otherDevice`: the person went on with the sample on another device.
 */
export type ServerDraftHealth = "none" | "due" | "sent" | "unsent" | "otherDevice";

/**
 * Sends the work on one label to the server as a draft of this person: some seconds after a gesture, one request at a time, always the
 * latest state. Failures bother nobody; `onHealth` tells of them.
 */
export class DraftSender {
  readonly #options: ConstructorParameters<typeof DraftSender>[0];
  #revision = 0;
  #changes = 0;
  #sent = 0;
  /** Counts saves: a request that began before one holds what the save holds, too. */
  #saves = 0;
  #running: Promise<void> | undefined;
  #isStopped = false;
  #pauseMs = SEND_AFTER_MS;
  #cancelTimer: (() => void) | undefined;
  #health: ServerDraftHealth = "none";

  readonly #stopListening: () => void;

  constructor(options: {
    readonly api: LabelingApi;
    readonly clock: Clock;
    readonly connection: Connection;
    readonly editor: EditorPort;
    readonly key: LabelKey;
    readonly client: string;
    /** Undefined while a save of the label is on its way: what the work goes on from is not known yet. Null: nothing differs from the label. */
    readonly read: () => Promise<Omit<DraftPut, "revision"> | null> | undefined;
    readonly onHealth: (health: ServerDraftHealth) => void;
    /** The server has all of the work: the draft on this device may say so. */
    readonly onSent: () => void;
    /** Nothing differs from the label any more, and the server has no draft. */
    readonly onNothing: () => void;
  }) {
    this.#options = options;
    const { state } = options.connection;
    this.#stopListening = state.subscribe(() => state.get() === "online" && void this.flush());
  }

  /** The draft that the server has from here, or that was gone on from; 0: none. */
  get revision(): number {
    return this.#revision;
  }

  /** Whether the server has all of the work. */
  get isWhole(): boolean {
    return this.#revision !== 0 && this.#sent === this.#changes;
  }

  /** The work has changed. */
  note(): void {
    if (this.#health === "otherDevice") return;
    this.#changes++;
    if (this.#health !== "unsent") this.#tell("due");
    this.#sendIn(this.#pauseMs);
  }

  /** The work is, or holds, the server's draft of this revision. */
  adopt(revision: number, { isWhole }: { readonly isWhole: boolean }): void {
    this.#revision = revision;
    this.#sent = this.#changes;
    this.#pauseMs = SEND_AFTER_MS;
    this.#cancel();
    this.#tell(isWhole && revision !== 0 ? "sent" : "none");
    if (!isWhole) this.note();
  }

  /** Counts the changes so far, for `handOver`. */
  get changes(): number {
    return this.#changes;
  }

  /** A save holds the work up to a count of changes. Answers with the draft that it makes superfluous. */
  handOver(changes: number): number | undefined {
    this.#saves++;
    this.#sent = changes;
    this.#cancel();
    return this.#revision === 0 ? undefined : this.#revision;
  }

  /** The server has a save, and no longer the draft that the save named. */
  noteSaved(superfluous: number | undefined): void {
    if (this.#revision === superfluous) this.#revision = 0;
    if (this.#changes === this.#sent) this.#tell("none");
    else this.#sendIn(this.#pauseMs);
  }

  /** Discards the draft. */
  async discard(): Promise<void> {
    const revision = this.handOver(this.#changes);
    this.#revision = 0;
    this.#tell("none");
    if (revision !== undefined) await this.#delete(revision);
  }

  /** Sends what is due at once. */
  async flush(): Promise<void> {
    if (this.#isDue) await this.#send();
  }

  /** Another sample is shown: what is due is read now, and nothing after it. */
  close(): void {
    this.#stopListening();
    this.#cancel();
    if (this.#isDue) {
      const reading = this.#options.read();
      const before = this.#running ?? Promise.resolve();
      if (reading !== undefined) void before.then(() => this.#transfer(reading));
    }
    this.#isStopped = true;
  }

  get #isDue(): boolean {
    return this.#changes > this.#sent && this.#health !== "otherDevice" && !this.#isStopped;
  }

  #sendIn(delayMs: number): void {
    if (this.#isStopped) return;
    this.#cancelTimer ??= this.#options.clock.after(delayMs, () => {
      this.#cancelTimer = undefined;
      void this.#send();
    });
  }

  #cancel(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  async #send(): Promise<void> {
    if (this.#isStopped || this.#running !== undefined) return this.#running;
    this.#cancel();
    // Half a gesture is no work: it may be cancelled.
    if (this.#options.editor.isInGesture()) return this.#sendIn(GESTURE_MS);
    const reading = this.#options.read();
    if (reading === undefined) return;
    this.#running = this.#transfer(reading).finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  async #transfer(reading: Promise<Omit<DraftPut, "revision"> | null>): Promise<void> {
    const { clock, connection } = this.#options;
    const [changes, saves, beganMs] = [this.#changes, this.#saves, clock.monotonicMs()];
    try {
      const draft = await reading;
      if (draft === null) return await this.#withdraw({ changes, saves });
      this.#revision = await connection.watch(() => this.#put(draft));
      this.#pauseMs = Math.max(SEND_AFTER_MS, (clock.monotonicMs() - beganMs) / LONGEST_SHARE);
      if (saves !== this.#saves) return await this.#noteOvertaken();
      this.#sent = changes;
      if (this.#changes === changes) {
        this.#tell("sent");
        this.#options.onSent();
      } else this.#sendIn(this.#pauseMs);
    } catch (error) {
      const fault = faultOf(error);
      this.#tell(fault.kind === "conflict" ? "otherDevice" : "unsent");
      this.#pauseMs = RETRY_MS;
      if (fault.isPassing) this.#sendIn(RETRY_MS);
    }
  }

  /** All was undone: the draft goes. */
  async #withdraw({ changes, saves }: { readonly changes: number; readonly saves: number }): Promise<void> {
    const { api, connection, key } = this.#options;
    const revision = this.#revision;
    if (revision !== 0) await connection.watch(() => api.deleteDraft(key.sampleUuid, key.labelset, revision));
    this.#revision = 0;
    if (saves !== this.#saves) return;
    this.#sent = changes;
    if (this.#changes !== changes) {
      this.#sendIn(this.#pauseMs);
      return;
    }
    this.#tell("none");
    this.#options.onNothing();
  }

  /** A save was made while the draft was on its way: the draft goes, unless more work follows. */
  async #noteOvertaken(): Promise<void> {
    if (this.#changes > this.#sent) return this.#sendIn(this.#pauseMs);
    const revision = this.#revision;
    this.#revision = 0;
    await this.#delete(revision);
  }

  /**
   * After a conflict, the draft that is there is another device's, unless this tab wrote it and the answer was lost. Where it is ours, or
   * there is none, it is written again on top.
   */
  async #put(draft: Omit<DraftPut, "revision">): Promise<number> {
    const { api, key, client } = this.#options;
    const put = (revision: number) => api.putDraft(key.sampleUuid, key.labelset, { ...draft, revision });
    try {
      return await put(this.#revision);
    } catch (error) {
      const { kind, draft: found } = faultOf(error);
      if (kind !== "conflict" || found === undefined) throw error;
      if (found !== null && found.client !== client) throw error;
      return await put(found?.revision ?? 0);
    }
  }

  /** What cannot be deleted holds no more than the label does, and is found to be so when the sample is opened. */
  async #delete(revision: number): Promise<void> {
    const { api, key } = this.#options;
    await api.deleteDraft(key.sampleUuid, key.labelset, revision).catch(() => undefined);
  }

  #tell(health: ServerDraftHealth): void {
    if (health === this.#health || this.#isStopped) return;
    this.#health = health;
    this.#options.onHealth(health);
  }
}
