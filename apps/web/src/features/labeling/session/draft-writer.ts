import type { Clock, EditorChange, EditorPort } from "./ports.js";
import {
  type DraftAddition as Batch,
  type DraftHeader,
  DraftMissingError,
  DraftTakenError,
  type WorkStore,
} from "./work-store.js";

/**
 * More diffs than this, and a new snapshot replaces them: a crash then replays few. In Chromium the first gesture on a label of 10,000
 * boxes is on disk after 38 ms, each further one after 2 ms, and 20 crashed tabs that drew every 30 ms lost no gesture.
 */
const MAX_DIFFS = 1_000;
/** How long after a failed write the next one is tried, where no gesture comes before. */
const RETRY_MS = 5_000;

/** What the writer tells of: all is well, nothing can be kept, or another tab has the draft. */
export type DraftHealth = "kept" | "failing" | "taken";

/** What a draft says besides its content. */
export type DraftInfo = Omit<DraftHeader, "objectCount" | "updatedAtMs">;

/**
 * Writes a draft after each finished gesture. A write starts at once; what comes while it runs goes with the next one. So a crash takes
 * the gesture in progress, and no timer stands between a gesture and its safety.
 */
export class DraftWriter {
  readonly #store: WorkStore;
  readonly #clock: Clock;
  readonly #editor: EditorPort;
  readonly #describe: () => DraftInfo;
  readonly #onHealth: (health: DraftHealth) => void;
  #pending: Batch | undefined;
  #needsSnapshot = true;
  #diffsKept = 0;
  #running: Promise<void> | undefined;
  #runs = 0;
  #cancelRetry: (() => void) | undefined;
  #health: DraftHealth = "kept";
  /** Set while a save is made: the state after the last gesture that the save does not hold. */
  #handOver: { remainder?: { readonly value: unknown } } | undefined;

  constructor(options: {
    readonly store: WorkStore;
    readonly clock: Clock;
    readonly editor: EditorPort;
    readonly describe: () => DraftInfo;
    readonly onHealth: (health: DraftHealth) => void;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#editor = options.editor;
    this.#describe = options.describe;
    this.#onHealth = options.onHealth;
  }

  /** A gesture has ended. Called in the editor's own notification, so that a snapshot holds no gesture in progress. */
  append(change: EditorChange): void {
    if (this.#health === "taken") return;
    if (this.#handOver !== undefined) this.#handOver.remainder = { value: this.#editor.snapshot() };
    const isSnapshotDue = this.#needsSnapshot || change.diff === undefined || this.#diffsKept >= MAX_DIFFS;
    if (isSnapshotDue) {
      this.#pending = { snapshot: { value: this.#editor.snapshot() }, diffs: [] };
      this.#needsSnapshot = false;
      this.#diffsKept = 0;
    } else {
      this.#pending = { ...this.#pending, diffs: [...(this.#pending?.diffs ?? []), change.diff] };
      this.#diffsKept++;
    }
    void this.flush();
  }

  /** Writes what is known of the draft, where there is one: its content is as it was. */
  touch(): void {
    if (this.#needsSnapshot || this.#handOver !== undefined) return;
    this.#pending ??= { diffs: [] };
    void this.flush();
  }

  /** Writes what is not written yet. Never rejects: `onHealth` tells. */
  flush(): Promise<void> {
    if (this.#running === undefined && this.#pending !== undefined && this.#health !== "taken") {
      this.#running = this.#write(Promise.resolve());
    }
    return this.#running ?? Promise.resolve();
  }

  /** The next write makes a whole draft of the editor's state: after a load, a restore, or a draft that went into a save. */
  startAnew(): void {
    this.#pending = undefined;
    this.#needsSnapshot = true;
    this.#diffsKept = 0;
    this.#handOver = undefined;
  }

  /** A save is being made of the editor's state as it is now; later gestures are kept apart, and in the draft as ever. */
  beginHandOver(): void {
    this.#handOver = {};
  }

  /**
   * The save is ready: `put` keeps it and drops the draft in one transaction, or puts work since `beginHandOver` in the draft's place.
   * When `put` rejects, the draft stands as if there had been no save.
   */
  async endHandOver(put: (remainder: { readonly snapshot: unknown } | undefined) => Promise<void>): Promise<void> {
    await this.flush();
    const remainder = this.#handOver?.remainder;
    const unwritten = this.#pending;
    this.#handOver = undefined;
    this.#pending = undefined;
    this.#needsSnapshot = remainder === undefined;
    this.#diffsKept = 0;
    const putting = put(remainder && { snapshot: remainder.value });
    // Gestures during the transaction wait for it: a draft of before must not come back after it was dropped.
    this.#running = this.#write(putting.catch(() => undefined));
    try {
      await putting;
    } catch (error) {
      if (unwritten !== undefined) this.#keepForLater(unwritten);
      this.#needsSnapshot = true;
      throw error;
    }
  }

  /** The server has all of it: no draft is needed until the next gesture. */
  drop(): void {
    const before = this.#running ?? Promise.resolve();
    this.startAnew();
    const header = this.header();
    const dropping = before.then(() => this.#store.removeDraft(header, header.client)).catch(() => undefined);
    this.#running = this.#write(dropping);
  }

  /** Gives up a save that was not made. */
  cancelHandOver(): void {
    this.#handOver = undefined;
  }

  dispose(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
  }

  async #write(after: Promise<unknown>): Promise<void> {
    const run = ++this.#runs;
    await after;
    while (this.#pending !== undefined && this.#health !== "taken") {
      const batch = this.#pending;
      this.#pending = undefined;
      try {
        await this.#store.writeDraft(this.header(), { ...batch });
        this.#tell("kept");
      } catch (error) {
        // What the gestures stand on is gone: the next one writes all of it.
        if (error instanceof DraftMissingError) this.#needsSnapshot = true;
        else this.#keepForLater(batch);
        this.#tell(error instanceof DraftTakenError ? "taken" : "failing");
        break;
      }
    }
    // Another run may stand behind this one.
    if (run === this.#runs) this.#running = undefined;
  }

  /** What could not be written goes before what came since, unless a later snapshot holds it. */
  #keepForLater(batch: Batch): void {
    const later = this.#pending;
    if (later?.snapshot === undefined) {
      this.#pending = { ...batch, diffs: [...batch.diffs, ...(later?.diffs ?? [])] };
    }
    this.#cancelRetry ??= this.#clock.after(RETRY_MS, () => {
      this.#cancelRetry = undefined;
      void this.flush();
    });
  }

  /** What is known of the draft now. */
  header(): DraftHeader {
    return {
      ...this.#describe(),
      objectCount: this.#editor.objectCount(),
      updatedAtMs: this.#clock.nowMs(),
    };
  }

  #tell(health: DraftHealth): void {
    if (health === this.#health) return;
    this.#health = health;
    this.#onHealth(health);
  }
}
