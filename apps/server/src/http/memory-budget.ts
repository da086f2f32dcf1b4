import { AppError } from "../errors.js";

const PATIENCE_MS = 10_000;
/** Who grows waits longer than the others who hold a part, for what they give up. */
const GROWING_PATIENCE_MS = 3 * PATIENCE_MS;

interface Waiting {
  readonly bytes: number;
  readonly grant: () => void;
}

/**
 * Bounds the bytes that requests hold in memory at once. What does not fit waits its turn for a while, and is told then to
 * try again. Whoever needs more than there is gets it alone.
 */
export class MemoryBudget {
  readonly #totalBytes: number;
  readonly #waiting: Waiting[] = [];
  #heldBytes = 0;
  #lastGrowing: Promise<void> = Promise.resolve();

  constructor(totalBytes: number) {
    this.#totalBytes = totalBytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** A part that grows as bytes come in. */
  open(): Reservation {
    return new Reservation(this);
  }

  /**
   * Waits until nobody else grows. Two that hold a part and wait for more would wait for each other.
   *
   * @returns ends the turn
   * @throws {AppError} `unavailable` where it takes too long
   */
  async startGrowing(): Promise<() => void> {
    const before = this.#lastGrowing;
    let end: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#lastGrowing = before.then(() => turn);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(busy()), PATIENCE_MS);
    });
    try {
      await Promise.race([before, late]);
      return end;
    } catch (error) {
      end();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @throws {AppError} `unavailable` where others hold it all for too long */
  async take(bytes: number, options: { readonly isFirst: boolean }): Promise<void> {
    if ((options.isFirst || this.#waiting.length === 0) && this.#fits(bytes)) {
      this.#heldBytes += bytes;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        bytes,
        grant: () => {
          clearTimeout(timer);
          this.#heldBytes += bytes;
          resolve();
        },
      };
      const timer = setTimeout(
        () => {
          this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
          reject(busy());
          this.#grantNext();
        },
        options.isFirst ? GROWING_PATIENCE_MS : PATIENCE_MS,
      );
      if (options.isFirst) this.#waiting.unshift(waiting);
      else this.#waiting.push(waiting);
    });
  }

  give(bytes: number): void {
    this.#heldBytes -= bytes;
    this.#grantNext();
  }

  #fits(bytes: number): boolean {
    return this.#heldBytes === 0 || this.#heldBytes + bytes <= this.#totalBytes;
  }

  #grantNext(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift();
      next.grant();
    }
  }
}

function busy(): AppError {
  return new AppError("unavailable", { detail: "The server is busy with other large requests. Try again." });
}

/** From here on only one grows at a time. */
const ALONE_BYTES = 4 * 1024 * 1024;
/** Grown in steps, so that one body asks a few times, and not for each packet. */
const STEP_BYTES = 1024 * 1024;

/** What one request holds. */
export class Reservation {
  readonly #budget: MemoryBudget;
  #bytes = 0;
  #isReleased = false;
  #endTurn: (() => void) | undefined;

  constructor(budget: MemoryBudget) {
    this.#budget = budget;
  }

  /** Holds this many bytes at least. @throws {AppError} `unavailable` */
  async growTo(bytes: number, limit = Number.POSITIVE_INFINITY): Promise<void> {
    if (bytes <= this.#bytes || this.#isReleased) return;
    if (this.#bytes > 0 && bytes > ALONE_BYTES) this.#endTurn ??= await this.#budget.startGrowing();
    // It ended while it waited for its turn.
    if (this.#isReleased) return this.#endTurn?.();
    const missing = Math.max(bytes, Math.min(limit, this.#bytes + STEP_BYTES)) - this.#bytes;
    await this.#budget.take(missing, { isFirst: this.#endTurn !== undefined });
    if (this.#isReleased) this.#budget.give(missing);
    else this.#bytes += missing;
  }

  /** Gives back what is more than this. */
  shrinkTo(bytes: number): void {
    if (this.#isReleased || bytes >= this.#bytes) return;
    this.#budget.give(this.#bytes - bytes);
    this.#bytes = bytes;
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#endTurn?.();
    if (this.#bytes > 0) this.#budget.give(this.#bytes);
  }
}
