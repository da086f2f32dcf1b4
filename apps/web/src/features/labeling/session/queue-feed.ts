import type { Connection } from "./connection.js";
import { faultOf } from "./faults.js";
import type { Clock, LabelingApi, Lease, Preloader, QueueItem, QueueKind } from "./ports.js";

/** The queues know no other labelset. */
const GROUND_TRUTH = "ground-truth";
const KEEP_ALIVE_MS = 30_000;

/**
 * The queue as one tab sees it: takes samples, holds them, and has the next one ready before it is asked for.
 * Leases are kept alive until they are released or forgotten, those of saves on their way too.
 */
export class QueueFeed {
  readonly #api: LabelingApi;
  readonly #clock: Clock;
  readonly #connection: Connection;
  readonly #preloader: Preloader;
  readonly #request: { readonly dataset: string; readonly queue: QueueKind; readonly client: string };
  readonly #onLost: (lease: Lease) => void;
  readonly #onReady: () => void;
  readonly #held = new Map<string, Lease>();
  #ready: { readonly item: QueueItem; readonly atMs: number } | undefined;
  #fetching: Promise<void> | undefined;
  #cancelTick: (() => void) | undefined;
  #isDisposed = false;

  constructor(options: {
    readonly api: LabelingApi;
    readonly clock: Clock;
    readonly connection: Connection;
    readonly preloader: Preloader;
    readonly dataset: string;
    readonly queue: QueueKind;
    readonly client: string;
    /** A lease is gone: expired and taken, or the sample or the role is gone. */
    readonly onLost: (lease: Lease) => void;
    /** Whether a next sample is ready has changed. */
    readonly onReady: () => void;
  }) {
    this.#api = options.api;
    this.#clock = options.clock;
    this.#connection = options.connection;
    this.#preloader = options.preloader;
    this.#request = { dataset: options.dataset, queue: options.queue, client: options.client };
    this.#onLost = options.onLost;
    this.#onReady = options.onReady;
  }

  /** Whether the next sample is here already. */
  get isReady(): boolean {
    return this.#ready !== undefined;
  }

  /** The next sample, at once where it was prefetched; null when there is none. `ageMs`: how long ago the server said so. */
  async take(exclude: readonly string[]): Promise<{ readonly item: QueueItem; readonly ageMs: number } | null> {
    await this.#fetching;
    const ready = this.#ready;
    this.#ready = undefined;
    if (ready !== undefined && !exclude.includes(ready.item.sample.uuid)) {
      this.#onReady();
      return { item: ready.item, ageMs: this.#clock.monotonicMs() - ready.atMs };
    }
    if (ready !== undefined) this.release(ready.item.lease.uuid);
    const item = await this.#next(exclude);
    return item && { item, ageMs: 0 };
  }

  /** The sample that was done before one; null when there is none, or somebody else has it. */
  async back(before: string | undefined): Promise<QueueItem | null> {
    const item = await this.#connection.watch(() => this.#api.back({ ...this.#request, before }));
    if (item !== null) this.#hold(item.lease);
    return item;
  }

  /** The sample in front is left for the one before it: it comes next. */
  async putBack(item: QueueItem): Promise<void> {
    await this.#fetching;
    const ready = this.#ready;
    if (this.#isDisposed || !this.#held.has(item.lease.uuid)) return;
    this.#ready = { item, atMs: this.#clock.monotonicMs() };
    if (ready !== undefined) this.release(ready.item.lease.uuid);
    this.#onReady();
  }

  /** Gets the next sample ready, bytes and all. What fails here is asked for again by `take`. */
  prefetch(exclude: readonly string[]): void {
    if (this.#ready !== undefined || this.#fetching !== undefined || this.#isDisposed) return;
    this.#fetching = this.#next(exclude)
      .then((item) => item && this.#withDraft(item))
      .then(
        (item) => {
          if (item === null) return;
          this.#ready = { item, atMs: this.#clock.monotonicMs() };
          this.#preloader.preload(item.sample);
        },
        () => undefined,
      )
      .finally(() => {
        this.#fetching = undefined;
        if (this.#isDisposed && this.#ready !== undefined) this.release(this.#ready.item.lease.uuid);
        this.#onReady();
      });
  }

  /** Gives a sample back. The lease ends by itself where this does not reach the server. */
  release(lease: string): void {
    if (!this.forget(lease)) return;
    this.#api.release(lease).catch(() => undefined);
  }

  /** The lease has ended on the server. Answers whether it was held. */
  forget(lease: string): boolean {
    const wasHeld = this.#held.delete(lease);
    if (this.#held.size === 0) this.#stopTicking();
    return wasHeld;
  }

  /** The page goes away: gives back all but what is being worked on or on its way. */
  releaseOnLeave(keep: readonly string[]): void {
    for (const lease of [...this.#held.keys()]) {
      if (keep.includes(lease)) continue;
      this.forget(lease);
      if (this.#ready?.item.lease.uuid === lease) this.#ready = undefined;
      this.#api.releaseOnLeave(lease);
    }
  }

  /** The same, where the page stays: another one is shown. */
  dispose(keep: readonly string[]): void {
    this.#isDisposed = true;
    for (const lease of [...this.#held.keys()]) if (!keep.includes(lease)) this.release(lease);
    this.#held.clear();
    this.#stopTicking();
  }

  async #next(exclude: readonly string[]): Promise<QueueItem | null> {
    const item = await this.#connection.watch(() => this.#api.next({ ...this.#request, exclude }));
    if (item !== null) this.#hold(item.lease);
    return item;
  }

  /** So that the sample is shown at once, without asking for what was left of it. */
  async #withDraft(item: QueueItem): Promise<QueueItem> {
    const draft = await this.#api.getDraft(item.sample.uuid, GROUND_TRUTH).catch(() => undefined);
    return { ...item, draft };
  }

  #hold(lease: Lease): void {
    this.#held.set(lease.uuid, lease);
    this.#tickLater();
  }

  #tickLater(): void {
    if (this.#cancelTick !== undefined || this.#isDisposed) return;
    const shortest = Math.min(...[...this.#held.values()].map(({ duration_seconds }) => duration_seconds * 1000));
    this.#cancelTick = this.#clock.after(Math.min(KEEP_ALIVE_MS, shortest / 3), () => {
      this.#cancelTick = undefined;
      void this.#keepAlive().finally(() => {
        if (this.#held.size > 0) this.#tickLater();
      });
    });
  }

  #stopTicking(): void {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
  }

  async #keepAlive(): Promise<void> {
    await Promise.all([...this.#held.values()].map((lease) => this.#keepOneAlive(lease)));
  }

  async #keepOneAlive(lease: Lease): Promise<void> {
    try {
      await this.#connection.watch(() => this.#api.keepAlive(lease.uuid));
    } catch (error) {
      // Without a line, or signed out, the lease may live on; the save will tell.
      if (faultOf(error).kind !== "gone" || !this.forget(lease.uuid)) return;
      if (this.#ready?.item.lease.uuid === lease.uuid) {
        this.#ready = undefined;
        this.#onReady();
      }
      this.#onLost(lease);
    }
  }
}
