import { isLitter } from "./file-check.js";

/** A file and the name that its sample gets: its path within what was dropped. */
export interface NamedFile {
  readonly file: File;
  readonly name: string;
  /** The name of the folder that was chosen, which is not part of the path. */
  readonly root?: string;
}

/** A sample of several files. */
export interface NewSequence {
  readonly name: string;
  readonly frames: readonly NewFrame[];
}

export interface NewFrame {
  /** Absent where a damaged frame keeps its place without a picture. */
  readonly file?: File;
  readonly name: string;
  readonly timestamp?: number | bigint;
}

/** A file that is ready to be a sample. */
export interface ReadySample {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export type AddResult = "added" | "exists";

/** What the queue needs of the world. */
export interface UploadPorts {
  /** What keeps a file from becoming a sample, in words. Frames of sequences were checked before. */
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
  readonly sample: Sample;
  state: ItemState;
  sentBytes: number;
  ready: ReadySample | undefined;
}

/** What becomes of one file, or of the frames of a sequence. */
interface Sample {
  readonly name: string;
  /** Undefined for a sample of one file. */
  readonly frames: readonly NewFrame[] | undefined;
  readonly items: Item[];
}

interface KnownFailure extends UploadFailure {
  /** What is not added because of it. */
  readonly sample: object;
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
  /** How many samples the failures keep from being added. */
  readonly notAdded: number;
  readonly hasSequences: boolean;
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
  readonly #samples: Sample[] = [];
  readonly #names = new Set<string>();
  /** By the file, or the sample, that failed. */
  readonly #failures = new Map<object, KnownFailure>();
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
    this.#begin();
    for (const { file, name } of files) {
      if (isLitter(name)) this.#skipped += 1;
      else if (this.#isNew(name, "Another file of this upload has the same name.")) {
        const sample = this.#addSample(name, undefined);
        this.#addItem(sample, file, name);
      }
    }
    this.#changed();
    this.#run();
  }

  /** Takes sequences in: each is added once all of its frames are stored. One without any picture is left out. */
  enqueueSequences(sequences: readonly NewSequence[]): void {
    this.#begin();
    for (const { name, frames } of sequences) {
      if (frames.every(({ file }) => file === undefined)) continue;
      if (!this.#isNew(name, "Another sequence of this upload has the same name.")) continue;
      const sample = this.#addSample(name, frames);
      for (const frame of frames) {
        if (frame.file !== undefined) this.#addItem(sample, frame.file, `${name}/${frame.name}`);
      }
    }
    this.#changed();
    this.#run();
  }

  #begin(): void {
    if (this.getSnapshot().state === "finished") this.#startedAtMs = this.#ports.now();
    this.#wasCancelled = false;
  }

  #isNew(name: string, reason: string): boolean {
    if (!this.#names.has(name)) {
      this.#names.add(name);
      return true;
    }
    const key = {};
    this.#failures.set(key, { name, reason, canRetry: false, sample: key });
    return false;
  }

  #addSample(name: string, frames: Sample["frames"]): Sample {
    const sample: Sample = { name, frames, items: [] };
    this.#samples.push(sample);
    return sample;
  }

  #addItem(sample: Sample, file: File, name: string): void {
    const item: Item = { file, name, sample, state: "waiting", sentBytes: 0, ready: undefined };
    sample.items.push(item);
    this.#items.push(item);
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
      const failure = this.#failures.get(item) ?? this.#failures.get(item.sample);
      if (item.state !== "failed" || failure?.canRetry !== true) continue;
      // What is stored already is not stored again.
      item.state = item.ready === undefined ? "waiting" : "stored";
      item.sentBytes = item.ready === undefined ? 0 : item.file.size;
    }
    for (const [key, { canRetry }] of this.#failures) {
      if (canRetry) this.#failures.delete(key);
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
      const fault = item.sample.frames === undefined ? await this.#ports.check(item) : null;
      if (signal.aborted) return;
      if (fault !== null) return this.#failItem(item, fault, { canRetry: false });
      const onSent = (bytes: number) => {
        item.sentBytes = bytes;
        this.#changed();
      };
      const ready = await this.#ports.store(item, { signal, onSent });
      if (signal.aborted) return;
      item.ready = ready;
      item.sentBytes = item.file.size;
      item.state = "stored";
      this.#changed();
    } catch (error) {
      if (signal.aborted) return;
      if (this.#hasPaused(error)) item.state = "waiting";
      else this.#failItem(item, this.#ports.describe(error), { canRetry: true });
    }
  }

  /** One call at a time: while it is under way the next batch gathers. */
  async #addStored(): Promise<void> {
    if (this.#isAdding || this.#isPaused) return;
    const batch = this.#takeStored();
    // Small batches are worth a call only when no more is coming.
    if (batch.length === 0 || (batch.length < MIN_BATCH && this.#active > 0)) return;
    this.#isAdding = true;
    const { signal } = this.#controller;
    try {
      const results = await this.#ports.add(batch.map(readySample), signal);
      if (!signal.aborted) this.#settle(batch, results);
    } catch (error) {
      if (!signal.aborted && !this.#hasPaused(error)) {
        const reason = this.#ports.describe(error);
        for (const sample of batch) this.#failSample(sample, reason, { canRetry: true });
      }
    } finally {
      this.#isAdding = false;
    }
    void this.#addStored();
  }

  /** The samples all of whose files are stored, as many as go into a call. */
  #takeStored(): Sample[] {
    const batch: Sample[] = [];
    for (const sample of this.#samples) {
      if (batch.length === MAX_BATCH) break;
      if (sample.items.every(({ state }) => state === "stored")) batch.push(sample);
    }
    return batch;
  }

  #settle(batch: readonly Sample[], results: readonly AddResult[]): void {
    for (const [at, sample] of batch.entries()) {
      if (results[at] === "exists") {
        const reason = "A sample with this name is there already; it was left as it is.";
        this.#failSample(sample, reason, { canRetry: false });
      } else {
        for (const item of sample.items) item.state = "done";
      }
    }
    this.#changed();
  }

  /** Whether the session ended: then all waits. */
  #hasPaused(error: unknown): boolean {
    if (!this.#ports.isSignedOut(error)) return false;
    this.#isPaused = true;
    this.#changed();
    return true;
  }

  #failItem(item: Item, reason: string, { canRetry }: { readonly canRetry: boolean }): void {
    item.state = "failed";
    this.#failures.set(item, { name: item.name, reason, canRetry, sample: item.sample });
    this.#changed();
  }

  #failSample(sample: Sample, reason: string, { canRetry }: { readonly canRetry: boolean }): void {
    for (const item of sample.items) item.state = "failed";
    this.#failures.set(sample, { name: sample.name, reason, canRetry, sample });
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
    let [done, cancelled, totalBytes, sentBytes] = [0, 0, 0, 0];
    for (const { state, file, sentBytes: sent } of this.#items) {
      totalBytes += file.size;
      sentBytes += state === "failed" ? file.size : sent;
      if (state === "cancelled") cancelled += 1;
      if (isThrough(state)) done += 1;
    }
    const total = this.#items.length;
    const failures = [...this.#failures.values()];
    // Frames whose sequence waits for another one that failed wait for a retry.
    const isFinished = this.#samples.every(({ items }) => isSettled(items));
    return {
      state: isFinished ? "finished" : this.#isPaused ? "paused" : "running",
      total,
      done: done - cancelled,
      added: this.#samples.filter(({ items }) => items[0]?.state === "done").length,
      failures: failures.map(({ name, reason, canRetry }) => ({ name, reason, canRetry })),
      notAdded: new Set(failures.map(({ sample }) => sample)).size,
      hasSequences: this.#samples.some(({ frames }) => frames !== undefined),
      totalBytes,
      sentBytes,
      skipped: this.#skipped,
      wasCancelled: this.#wasCancelled,
      startedAtMs: this.#startedAtMs,
    };
  }
}

function isThrough(state: ItemState): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}

/** Whether nothing more happens to a sample: it is through, or has a file that failed and no other under way. */
function isSettled(items: readonly Item[]): boolean {
  const isFailed = items.some(({ state }) => state === "failed");
  return items.every(({ state }) => isThrough(state) || (isFailed && state === "stored"));
}

function readySample({ name, frames, items }: Sample): ReadySample {
  if (frames === undefined) return items[0]?.ready ?? { name, attributes: {} };
  const stored = new Map(items.map(({ file, ready }) => [file, ready?.attributes]));
  return {
    name,
    attributes: {
      frames: frames.map(({ file, name: frame, timestamp }) => ({
        ...((file && stored.get(file)) ?? { image: { url: "" } }),
        name: frame,
        ...(timestamp !== undefined && { timestamp }),
      })),
    },
  };
}
