import type { Clock } from "../ports.js";

/** A clock that moves when told. */
export class FakeClock implements Clock {
  #now = 0;
  #timers: { readonly atMs: number; readonly run: () => void }[] = [];

  nowMs(): number {
    return 1_700_000_000_000 + this.#now;
  }

  monotonicMs(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#now + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Timers that nobody cancelled: a leak, where a test ends with any. */
  get timerCount(): number {
    return this.#timers.length;
  }

  /** Lets time pass: each timer runs at its time, and what it starts is waited for. */
  async pass(durationMs: number): Promise<void> {
    const endMs = this.#now + durationMs;
    for (;;) {
      await settle();
      const due = this.#timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = Math.max(this.#now, due.atMs);
      due.run();
    }
    this.#now = endMs;
    await settle();
  }
}

/** Node's, which the types of a web app do not know. fake-indexeddb takes its steps by it. */
const { setImmediate } = globalThis as unknown as { setImmediate(run: () => void): void };

/** Some turns of the event loop: enough for parts of a write. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Lets everything that runs by itself come to rest. */
export async function settle(): Promise<void> {
  await turns(40);
}
