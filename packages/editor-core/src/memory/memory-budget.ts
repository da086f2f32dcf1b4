/** Who keeps things that can be made again: told to let go of `bytes`, it answers how many it has let go of. */
export type Evict = (bytes: number) => number;

/** What one user of the budget holds. */
export interface MemoryAccount {
  readonly bytes: number;
  /** Holds this much from now on. Where all accounts together hold too much, those that can let go do. */
  set(bytes: number): void;
  /** Holds nothing any more. */
  close(): void;
}

/** How an account takes part. */
export interface AccountOptions {
  /** Absent: what it holds cannot be made again, so it is never asked. */
  readonly evict?: Evict;
  /** Lower ones let go first; 0 where absent. */
  readonly priority?: number;
}

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
/** The most that is taken of a device's memory, however much it has. */
const MAX_BYTES = 1.5 * GIB;
const UNKNOWN_DEVICE_BYTES = GIB;

/**
 * How much an open document may keep: a quarter of the device's memory, at most 1.5 GiB; 1 GiB where it is unknown.
 *
 * @param deviceMemoryGiB `navigator.deviceMemory`, where the browser tells it
 * @example documentMemoryBytes(4) // 1 GiB
 */
export function documentMemoryBytes(deviceMemoryGiB: number | undefined): number {
  return deviceMemoryGiB === undefined ? UNKNOWN_DEVICE_BYTES : Math.min(MAX_BYTES, (deviceMemoryGiB * GIB) / 4);
}

/**
 * Counts what the parts of an open document keep in memory: frames, tiles, clouds, the history. Who takes part opens an account;
 * above the total, accounts that can let go of something are asked to, the least important first.
 *
 * @example const frames = budget.open({ evict: (bytes) => cache.dropOldest(bytes) }); frames.set(cache.bytes);
 */
export class MemoryBudget {
  readonly totalBytes: number;
  readonly #accounts = new Set<Account>();
  #isEvicting = false;

  constructor(totalBytes: number = documentMemoryBytes(undefined)) {
    this.totalBytes = totalBytes;
  }

  get usedBytes(): number {
    let bytes = 0;
    for (const account of this.#accounts) bytes += account.bytes;
    return bytes;
  }

  open({ evict, priority = 0 }: AccountOptions = {}): MemoryAccount {
    const account = new Account({
      evict,
      priority,
      onSet: () => this.#makeRoom(),
      onClose: () => this.#accounts.delete(account),
    });
    this.#accounts.add(account);
    return account;
  }

  #makeRoom(): void {
    // An account that lets go tells its new size: that must not begin another round.
    if (this.#isEvicting) return;
    this.#isEvicting = true;
    try {
      const order = [...this.#accounts].sort((a, b) => a.priority - b.priority);
      let excess = this.usedBytes - this.totalBytes;
      for (const account of order) {
        if (excess <= 0) return;
        if (account.evict === undefined) continue;
        const before = account.bytes;
        const freed = account.evict(excess);
        // Most tell their new size while they let go; for the others it is told here.
        if (account.bytes === before) account.set(before - Math.min(before, freed));
        excess = this.usedBytes - this.totalBytes;
      }
    } finally {
      this.#isEvicting = false;
    }
  }
}

class Account implements MemoryAccount {
  readonly evict: Evict | undefined;
  readonly priority: number;
  readonly #onSet: () => void;
  readonly #onClose: () => void;
  #bytes = 0;

  constructor(options: {
    readonly evict: Evict | undefined;
    readonly priority: number;
    readonly onSet: () => void;
    readonly onClose: () => void;
  }) {
    this.evict = options.evict;
    this.priority = options.priority;
    this.#onSet = options.onSet;
    this.#onClose = options.onClose;
  }

  get bytes(): number {
    return this.#bytes;
  }

  set(bytes: number): void {
    this.#bytes = bytes;
    this.#onSet();
  }

  close(): void {
    this.#bytes = 0;
    this.#onClose();
  }
}
