import type { Io } from "./io.js";
import { count, durationText } from "./text.js";

export interface ProgressOptions {
  /** `Uploading`. */
  readonly title: string;
  /** `files`. */
  readonly unit: string;
  readonly total?: number | undefined;
  readonly isQuiet: boolean;
  readonly nowMs?: (() => number) | undefined;
}

const REPAINT_MS = 100;
/** Where nobody watches, a log must not fill up. */
const LINE_MS = 10_000;
const BAR_WIDTH = 24;

/** A bar that moves on a terminal; elsewhere a line every ten seconds. It writes to standard error, and only when told of progress. */
export class ProgressBar {
  readonly #output: Io["stderr"];
  readonly #options: ProgressOptions;
  readonly #nowMs: () => number;
  readonly #startMs: number;
  #shownMs: number;
  #done = 0;
  #total: number | undefined;
  #isPainted = false;

  constructor({ stderr }: Pick<Io, "stderr">, options: ProgressOptions) {
    this.#output = stderr;
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#startMs = this.#nowMs();
    this.#shownMs = this.#output.isTerminal ? Number.NEGATIVE_INFINITY : this.#startMs;
    this.#total = options.total;
  }

  /** Call it as often as you like. */
  update(done: number, total: number | undefined = this.#total): void {
    this.#done = done;
    this.#total = total;
    const now = this.#nowMs();
    if (this.#options.isQuiet || now - this.#shownMs < (this.#output.isTerminal ? REPAINT_MS : LINE_MS)) return;
    this.#show(now);
  }

  add(number = 1): void {
    this.update(this.#done + number);
  }

  /** Shows the last state and leaves its line. */
  end(): void {
    if (this.#options.isQuiet) return;
    if (this.#output.isTerminal && (this.#isPainted || this.#done > 0)) {
      this.#show(this.#nowMs());
      this.#output.write("\n");
    }
  }

  /** Takes the bar away, so that something else can be said. */
  clear(): void {
    if (this.#isPainted && this.#output.isTerminal) this.#output.write("\r\u001b[K");
    this.#isPainted = false;
  }

  #show(now: number): void {
    this.#shownMs = now;
    const text = this.#text(now - this.#startMs);
    this.#isPainted = true;
    this.#output.write(this.#output.isTerminal ? `\r${text}\u001b[K` : `${text}\n`);
  }

  #text(elapsedMs: number): string {
    const { title, unit } = this.#options;
    const rate = elapsedMs > 0 ? (this.#done / elapsedMs) * 1000 : 0;
    const speed = rate === 0 ? "" : `, ${rate < 10 ? rate.toFixed(1) : count(Math.round(rate))} a second`;
    if (this.#total === undefined) return `${title}: ${count(this.#done)} ${unit}${speed}`;
    const fraction = this.#total === 0 ? 1 : Math.min(1, this.#done / this.#total);
    const full = Math.round(fraction * BAR_WIDTH);
    const bar = this.#output.isTerminal ? ` [${"#".repeat(full)}${".".repeat(BAR_WIDTH - full)}]` : "";
    const left = this.#total - this.#done;
    const eta = rate > 0 && left > 0 ? `, ${durationText((left / rate) * 1000)} left` : "";
    const numbers = `${count(this.#done)} of ${count(this.#total)} ${unit} (${Math.floor(fraction * 100)}%)`;
    return `${title}${bar} ${numbers}${speed}${eta}`;
  }
}
