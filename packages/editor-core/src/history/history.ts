import type { MemoryAccount } from "../memory/memory-budget.js";
import { type Diff, type DiffBuilder, isEmptyDiff, reverseDiff } from "../store/diff.js";
import { Emitter, type Unsubscribe } from "../store/emitter.js";
import type { Change, Store } from "../store/store.js";

/** One step of undo: a name for people, and what it changed. */
interface Step<At> {
  readonly id: number;
  readonly label: string;
  readonly at: At | undefined;
  readonly changes: DiffBuilder;
  /** Measured when the step is over. */
  bytes: number | undefined;
  /** What could be redone when the step began: a gesture that is cancelled gives it back. */
  readonly redosBefore: readonly Redo<At>[];
}

interface Redo<At> {
  readonly label: string;
  readonly at: At | undefined;
  readonly diff: Diff;
  readonly bytes: number;
}

/** How a history is made. */
export interface HistoryOptions {
  /** Steps that take more than this together leave, the oldest first; the last one stays. 256 MiB where absent. */
  readonly maxBytes?: number;
  /** Told what the history holds. */
  readonly account?: MemoryAccount;
}

const MAX_BYTES = 256 * 1024 * 1024;

/** Names a place in the history, for {@link History.squashTo} and {@link History.bailTo}. */
export type HistoryMark = number;

/**
 * Undo and redo of everything that happens to the document: a stack of diffs with marks. A gesture marks when it
 * begins, squashes to its mark when it ends, and bails to it when it is cancelled; so it is one step however many
 * transactions it took.
 *
 * @example
 * const mark = history.mark("Move");
 * store.transact(() => store.put(moved));
 * history.squashTo(mark);
 * history.undo();
 */
export class History<At = unknown> {
  readonly changed = new Emitter();
  readonly #store: Store;
  readonly #maxBytes: number;
  readonly #account: MemoryAccount | undefined;
  readonly #stop: Unsubscribe;
  /** Only the last may be empty. */
  readonly #steps: Step<At>[] = [];
  #redos: readonly Redo<At>[] = [];
  #nextId = 1;

  constructor(store: Store, { maxBytes = MAX_BYTES, account }: HistoryOptions = {}) {
    this.#store = store;
    this.#maxBytes = maxBytes;
    this.#account = account;
    this.#stop = store.listen((change) => this.#record(change), { scope: "document" });
  }

  get canUndo(): boolean {
    return this.undoLabels.length > 0;
  }

  get canRedo(): boolean {
    return this.#redos.length > 0;
  }

  /** Names of the steps that can be undone, the latest last. */
  get undoLabels(): readonly string[] {
    return this.#steps.filter((step) => !step.changes.isEmpty).map((step) => step.label);
  }

  /** The name of the step that redo brings back. */
  get redoLabel(): string | undefined {
    return this.#redos.at(-1)?.label;
  }

  /** Where the step was made that undo takes back. */
  get undoAt(): At | undefined {
    return this.#steps.findLast((step) => !step.changes.isEmpty)?.at;
  }

  /** Where the step was made that redo brings back. */
  get redoAt(): At | undefined {
    return this.#redos.at(-1)?.at;
  }

  /** Begins a step: what follows is undone together. `at` says where it is made. */
  mark(label: string, at?: At): HistoryMark {
    this.#dropEmpty();
    this.#measure();
    const id = this.#nextId++;
    this.#steps.push({ id, label, at, changes: this.#store.newDiff(), bytes: undefined, redosBefore: this.#redos });
    return id;
  }

  /** Makes one step of everything since the mark. */
  squashTo(mark: HistoryMark): void {
    const [first, ...others] = this.#cutFrom(mark);
    if (!first) return;
    for (const step of others) first.changes.append(step.changes.build());
    // A gesture that came back to where it began changed nothing, so it takes no redo away either.
    if (first.changes.isEmpty) this.#redos = first.redosBefore;
    else this.#steps.push(first);
    this.#measure();
    this.changed.emit();
  }

  /** Takes everything since the mark back, as if it had not been. */
  bailTo(mark: HistoryMark): void {
    const cut = this.#cutFrom(mark);
    for (const step of cut.toReversed()) this.#apply(reverseDiff(step.changes.build()));
    if (cut[0]) this.#redos = cut[0].redosBefore;
    this.changed.emit();
  }

  /** Takes the last step back; returns its name, or undefined where there is none. */
  undo(): string | undefined {
    this.#dropEmpty();
    const step = this.#steps.pop();
    if (!step) return undefined;
    const diff = step.changes.build();
    this.#apply(reverseDiff(diff));
    this.#redos = [...this.#redos, { label: step.label, at: step.at, diff, bytes: step.bytes ?? this.#bytesOf(diff) }];
    this.#tell();
    this.changed.emit();
    return step.label;
  }

  /** Brings back the step that was undone last; returns its name, or undefined where there is none. */
  redo(): string | undefined {
    const redo = this.#redos.at(-1);
    if (!redo) return undefined;
    this.#apply(redo.diff);
    this.#redos = this.#redos.slice(0, -1);
    this.mark(redo.label, redo.at);
    this.#steps.at(-1)?.changes.append(redo.diff);
    this.changed.emit();
    return redo.label;
  }

  clear(): void {
    this.#steps.length = 0;
    this.#redos = [];
    this.#tell();
    this.changed.emit();
  }

  dispose(): void {
    this.#stop();
    this.#account?.close();
  }

  /** Bytes that can be undone and redone, without a step that is still going on. */
  get bytes(): number {
    const all: readonly { readonly bytes: number | undefined }[] = [...this.#steps, ...this.#redos];
    return all.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  }

  #record({ diff, source, mark, at }: Change): void {
    if (source === "history") return;
    if (source === "load") {
      this.clear();
      return;
    }
    if (source === "page-in" || source === "remote") return;
    // The tool takes the nodes of a path in the making back by itself.
    if (source === "sketch") {
      this.#redos = [];
      this.changed.emit();
      return;
    }
    if (mark !== undefined || this.#steps.length === 0) this.mark(mark ?? "Edit", at as At | undefined);
    // Into the step's one builder: a drag of a thousand moves keeps what it touches, not a thousand copies.
    this.#steps.at(-1)?.changes.append(diff);
    this.#redos = [];
    this.changed.emit();
  }

  /** Takes the steps from the mark on off the stack. */
  #cutFrom(mark: HistoryMark): Step<At>[] {
    const at = this.#steps.findIndex((step) => step.id >= mark);
    return at < 0 ? [] : this.#steps.splice(at);
  }

  /** The last step is over: counts it, and lets the oldest go where all together are too much. */
  #measure(): void {
    const last = this.#steps.at(-1);
    if (last === undefined || last.bytes !== undefined) return;
    last.bytes = this.#bytesOf(last.changes.build());
    let { bytes } = this;
    while (bytes > this.#maxBytes && this.#steps.length > 1) bytes -= this.#steps.shift()?.bytes ?? 0;
    this.#tell();
  }

  #bytesOf({ added, updated, removed }: Diff): number {
    const records = [...Object.values(added), ...Object.values(removed), ...Object.values(updated).flat()];
    return records.reduce((sum, record) => sum + this.#store.sizeOf(record), 0);
  }

  #tell(): void {
    this.#account?.set(this.bytes);
  }

  #dropEmpty(): void {
    if (this.#steps.at(-1)?.changes.isEmpty) this.#steps.pop();
  }

  #apply(diff: Diff): void {
    if (isEmptyDiff(diff)) return;
    this.#store.transact(() => this.#store.apply(diff), { source: "history" });
  }
}
