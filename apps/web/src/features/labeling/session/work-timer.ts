/** How long somebody worked, in whole milliseconds. */
export interface WorkTime {
  readonly timeMs: number;
  readonly inactiveTimeMs: number;
}

/**
 * Measures one piece of work, from the load of a sample (or its last save) to its save. A gap between two inputs that is longer
 * than the limit is inactive as a whole; everything else is active. A hidden tab gets no input, so it is a gap like any other.
 *
 * @example
 * const timer = new WorkTimer({ monotonicMs: () => performance.now(), inactivityLimitMs: 300_000 });
 * timer.noteInput(); // on every pointer move, key and wheel
 * const { timeMs, inactiveTimeMs } = timer.take(); // on save
 */
export class WorkTimer {
  readonly #monotonicMs: () => number;
  readonly #limitMs: number;
  #lastInputMs: number;
  #active = 0;
  #inactive = 0;

  constructor(options: { readonly monotonicMs: () => number; readonly inactivityLimitMs: number }) {
    this.#monotonicMs = options.monotonicMs;
    this.#limitMs = options.inactivityLimitMs;
    this.#lastInputMs = options.monotonicMs();
  }

  /** The person did something. */
  noteInput(): void {
    const { active, inactive } = this.#withGap();
    this.#active = active;
    this.#inactive = inactive;
    this.#lastInputMs = Math.max(this.#lastInputMs, this.#monotonicMs());
  }

  /** As if there were an input now: for the clock on the page. */
  peek(): WorkTime {
    const { active, inactive } = this.#withGap();
    return { timeMs: Math.round(active), inactiveTimeMs: Math.round(inactive) };
  }

  /** The piece of work ends with this input; the next one begins. */
  take(): WorkTime {
    this.noteInput();
    const time = this.peek();
    this.#active = 0;
    this.#inactive = 0;
    return time;
  }

  /** Adds work from before a crash, or from a save that did not come about. */
  add(time: WorkTime): void {
    this.#active += time.timeMs;
    this.#inactive += time.inactiveTimeMs;
  }

  /** Starts from nothing: another sample was loaded. */
  restart(): void {
    this.#active = 0;
    this.#inactive = 0;
    this.#lastInputMs = this.#monotonicMs();
  }

  #withGap() {
    // A clock that goes back, as some do after a sleep, takes nothing away.
    const gap = Math.max(0, this.#monotonicMs() - this.#lastInputMs);
    return gap > this.#limitMs
      ? { active: this.#active, inactive: this.#inactive + gap }
      : { active: this.#active + gap, inactive: this.#inactive };
  }
}
