import { isLitter } from "./file-check.js";

/** A file and the name that its sample gets: its path within what was dropped. */
export interface NamedFile {
  readonly file: File;
  readonly name: string;
}

/** A file that is ready to be a sample. */
export interface ReadySample {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export type AddResult = "added" | "exists";

/** What the queue needs of the world. */
export interface UploadPorts {
  /** What keeps a file from becoming a sample, in words. */
  readonly check: (item: NamedFile) => Promise<string | null>;
  /** Stores a file; the answer is what the sample will be. */
  readonly store: (item: NamedFile, options: StoreOptions) => Promise<ReadySample>;
  /** Adds samples to the dataset, at most {@link MAX_BATCH} a call; one result each, in order. */
  readonly add: (samples: readonly ReadySample[], signal: AbortSignal) => Promise<AddResult[]>;
  /** An error in words. */
  readonly describe: (error: unknown) => string;
  /** Whether the session ended: then the queue waits for the next sign-in. */
  readonly isSignedOut: (error: unknown) => boolean;
  readonly now: () => number;
}

export interface StoreOptions {
  readonly signal: AbortSignal;
  readonly onSent: (bytes: number) => void;
}

type ItemState = "waiting" | "storing" | "stored" | "done" | "failed" | "cancelled";

interface Item extends NamedFile {
  state: ItemState;
  sentBytes: number;
  sample: ReadySample | undefined;
}

export interface UploadFailure {
  readonly name: string;
  readonly reason: string;
  /** Whether another try may help: the file itself is fine. */
  readonly canRetry: boolean;
}

/** How far an upload is, at one moment. */
export interface UploadSnapshot {
  readonly state: "running" | "paused" | "finished";
  readonly total: number;
  /** Files that are through, whichever way. */
  readonly done: number;
  readonly added: number;
  readonly failures: readonly UploadFailure[];
  readonly totalBytes: number;
  readonly sentBytes: number;
  /** Files that were left out without a word, such as .DS_Store. */
  readonly skipped: number;
  readonly wasCancelled: boolean;
  readonly startedAtMs: number;
}

const CONCURRENCY = 4;
const NOTIFY_MS = 60;
export const MAX_BATCH = 100;
const MIN_BATCH = 16;

/**
 * Uploads files and adds them as samples: several files at a time, samples in batches as they become ready. One bad file
 * stops no other. Listeners hear of changes a few times a second, as a thousand files make tens of thousands of them.
 */
export class UploadQueue {
  readonly #ports: UploadPorts;
  readonly #items: Item[] = [];
  readonly #names = new Set<string>();
  readonly #failures = new Map<string, UploadFailure>();
  readonly #listeners = new Set<() => void>();
  #controller = new AbortController();
  #startedAtMs: number;
  #active = 0;
  #isAdding = false;
  #isPaused = false;
  #wasCancelled = false;
  #skipped = 0;
  #next = 0;
  #snapshot: UploadSnapshot | undefined;
  #isNotifying = false;

  constructor(ports: UploadPorts) {
    this.#ports = ports;
    this.#startedAtMs = ports.now();
  }

  /** Takes more files in; those that are there already by name fail with a word about it. */
  enqueue(files: readonly NamedFile[]): void {
    if (this.getSnapshot().state === "finished") this.#startedAtMs = this.#ports.now();
    this.#wasCancelled = false;
    for (const { file, name } of files) {
      if (isLitter(name)) this.#skipped += 1;
      else if (this.#names.has(name)) {
        const key = `${name}\n${this.#failures.size}`;
        this.#failures.set(key, { name, reason: "Another file of this upload has the same name.", canRetry: false });
      } else {
        this.#names.add(name);
        this.#items.push({ file, name, state: "waiting", sentBytes: 0, sample: undefined });
      }
    }
    this.#changed();
    this.#run();
  }

  /** Stops what is under way and begins nothing more. Samples that were added stay. */
  cancel(): void {
    this.#wasCancelled = true;
    this.#isPaused = false;
    this.#controller.abort(new DOMException("The upload was cancelled", "AbortError"));
    this.#controller = new AbortController();
    for (const item of this.#items) {
      if (item.state !== "done" && item.state !== "failed") item.state = "cancelled";
    }
    this.#changed();
  }

  /** Tries again what failed for reasons outside of the file. */
  retry(): void {
    if (this.getSnapshot().state === "finished") this.#startedAtMs = this.#ports.now();
    for (const item of this.#items) {
      if (item.state !== "failed" || this.#failures.get(item.name)?.canRetry !== true) continue;
      this.#failures.delete(item.name);
      item.state = "waiting";
      item.sentBytes = 0;
    }
    this.#next = 0;
    this.#changed();
    this.#run();
  }

  /** Goes on after a sign-in. */
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#next = 0;
    this.#changed();
    this.#run();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  getSnapshot = (): UploadSnapshot => {
    this.#snapshot ??= this.#takeSnapshot();
    return this.#snapshot;
  };

  /** Begins as much as may run at once. */
  #run(): void {
    while (!this.#isPaused && this.#active < CONCURRENCY) {
      const item = this.#takeWaiting();
      if (item === undefined) break;
      this.#active += 1;
      void this.#store(item).finally(() => {
        this.#active -= 1;
        this.#run();
      });
    }
    void this.#addStored();
  }

  #takeWaiting(): Item | undefined {
    while (this.#next < this.#items.length) {
      const item = this.#items[this.#next++];
      if (item?.state !== "waiting") continue;
      item.state = "storing";
      return item;
    }
    return undefined;
  }

  async #store(item: Item): Promise<void> {
    const { signal } = this.#controller;
    try {
      const fault = await this.#ports.check(item);
      if (signal.aborted) return;
      if (fault !== null) return this.#fail(item, fault, { canRetry: false });
      const onSent = (bytes: number) => {
        item.sentBytes = bytes;
        this.#changed();
      };
      const sample = await this.#ports.store(item, { signal, onSent });
      if (signal.aborted) return;
      item.sample = sample;
      item.sentBytes = item.file.size;
      item.state = "stored";
      this.#changed();
    } catch (error) {
      if (!signal.aborted) this.#failOrPause([item], error);
    }
  }

  /** One call at a time: while it is under way the next batch gathers. */
  async #addStored(): Promise<void> {
    if (this.#isAdding || this.#isPaused) return;
    const batch = this.#items.filter(({ state }) => state === "stored").slice(0, MAX_BATCH);
    // Small batches are worth a call only when no more is coming.
    if (batch.length === 0 || (batch.length < MIN_BATCH && this.#active > 0)) return;
    this.#isAdding = true;
    const { signal } = this.#controller;
    try {
      const results = await this.#ports.add(
        batch.flatMap(({ sample }) => (sample === undefined ? [] : [sample])),
        signal,
      );
      if (!signal.aborted) this.#settle(batch, results);
    } catch (error) {
      if (!signal.aborted) this.#failOrPause(batch, error);
    } finally {
      this.#isAdding = false;
    }
    void this.#addStored();
  }

  #settle(batch: readonly Item[], results: readonly AddResult[]): void {
    for (const [at, item] of batch.entries()) {
      if (results[at] === "exists") {
        this.#fail(item, "A sample with this name is there already; it was left as it is.", { canRetry: false });
      } else {
        item.state = "done";
      }
    }
    this.#changed();
  }

  #failOrPause(items: readonly Item[], error: unknown): void {
    if (this.#ports.isSignedOut(error)) {
      this.#isPaused = true;
      for (const item of items) item.state = item.sample === undefined ? "waiting" : "stored";
      this.#changed();
      return;
    }
    const reason = this.#ports.describe(error);
    for (const item of items) this.#fail(item, reason, { canRetry: true });
  }

  #fail(item: Item, reason: string, { canRetry }: { readonly canRetry: boolean }): void {
    item.state = "failed";
    this.#failures.set(item.name, { name: item.name, reason, canRetry });
    this.#changed();
  }

  #changed(): void {
    this.#snapshot = undefined;
    if (this.#isNotifying) return;
    this.#isNotifying = true;
    // A timer and not a frame: a tab in the background, whose title tells the progress, has no frames.
    setTimeout(() => {
      this.#isNotifying = false;
      for (const listener of this.#listeners) listener();
    }, NOTIFY_MS);
  }

  #takeSnapshot(): UploadSnapshot {
    let [done, added, cancelled, totalBytes, sentBytes] = [0, 0, 0, 0, 0];
    for (const { state, file, sentBytes: sent } of this.#items) {
      totalBytes += file.size;
      sentBytes += state === "failed" ? file.size : sent;
      if (state === "done") added += 1;
      if (state === "cancelled") cancelled += 1;
      if (state === "done" || state === "failed" || state === "cancelled") done += 1;
    }
    const total = this.#items.length;
    const state = done === total ? "finished" : this.#isPaused ? "paused" : "running";
    return {
      state,
      total,
      done: done - cancelled,
      added,
      failures: [...this.#failures.values()],
      totalBytes,
      sentBytes,
      skipped: this.#skipped,
      wasCancelled: this.#wasCancelled,
      startedAtMs: this.#startedAtMs,
    };
  }
}
