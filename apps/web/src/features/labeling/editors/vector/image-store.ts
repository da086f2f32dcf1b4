import { type LoadedImage, loadImage } from "@tessera/editor-2d";
import { documentMemoryBytes, type MemoryAccount, MemoryBudget } from "@tessera/editor-core";

/** Loads that nobody waits for any more: when one goes through samples fast, the older ones are given up. */
const MAX_UNUSED_LOADS = 2;

interface Entry {
  readonly loading: Promise<LoadedImage>;
  readonly abort: AbortController;
  image: LoadedImage | undefined;
  users: number;
}

/** An image in use. It stays in memory until it is released. */
export interface ImageHandle {
  /** At once, where it was loaded before. */
  readonly image: LoadedImage | undefined;
  readonly loading: Promise<LoadedImage>;
  release(): void;
}

/** What a store of images is made of. */
export interface ImageStoreOptions {
  readonly load?: typeof loadImage;
  readonly memory?: MemoryBudget;
}

/**
 * Decoded images, so that the next sample is there without a flash. What is in use stays; the others stay as long as all of them
 * fit into the budget, the one that was used last the longest.
 */
export class ImageStore {
  readonly #load: typeof loadImage;
  readonly #account: MemoryAccount;
  /** The one that was used last stands last. */
  readonly #entries = new Map<string, Entry>();

  constructor({ load = loadImage, memory = new MemoryBudget() }: ImageStoreOptions = {}) {
    this.#load = load;
    this.#account = memory.open({ evict: (bytes) => this.#evict(bytes) });
  }

  prefetch(url: string): void {
    this.#entry(url);
    this.#abortStale();
  }

  /** The image, if it is here. */
  peek(url: string): LoadedImage | undefined {
    return this.#entries.get(url)?.image;
  }

  acquire(url: string): ImageHandle {
    const entry = this.#entry(url);
    entry.users++;
    this.#abortStale();
    let isHeld = true;
    return {
      image: entry.image,
      loading: entry.loading,
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        entry.users--;
        this.#abortStale();
        // What did not fit beside others in use can go now.
        this.#recount();
      },
    };
  }

  #entry(url: string): Entry {
    const known = this.#entries.get(url);
    if (known !== undefined) {
      this.#entries.delete(url);
      this.#entries.set(url, known);
      return known;
    }
    const abort = new AbortController();
    const entry: Entry = { loading: this.#load(url, { signal: abort.signal }), abort, image: undefined, users: 0 };
    this.#entries.set(url, entry);
    entry.loading.then(
      (image) => {
        if (abort.signal.aborted) return image.dispose();
        entry.image = image;
        this.#recount();
      },
      () => {
        // Whoever asks again has it loaded again.
        if (this.#entries.get(url) === entry) this.#entries.delete(url);
      },
    );
    return entry;
  }

  #recount(): void {
    let bytes = 0;
    for (const { image } of this.#entries.values()) bytes += image?.bytes ?? 0;
    this.#account.set(bytes);
  }

  #abortStale(): void {
    const unused = [...this.#entries].filter(([, { image, users }]) => image === undefined && users === 0);
    for (const [url, { abort }] of unused.slice(0, -MAX_UNUSED_LOADS)) {
      this.#entries.delete(url);
      abort.abort();
    }
  }

  #evict(bytes: number): number {
    let freed = 0;
    for (const [url, { image, users }] of this.#entries) {
      if (freed >= bytes) break;
      if (image === undefined || users > 0) continue;
      freed += image.bytes;
      this.#entries.delete(url);
      image.dispose();
    }
    return freed;
  }
}

/** Chromium tells; other browsers do not. */
function deviceMemoryGiB(): number | undefined {
  return "deviceMemory" in navigator ? Number(navigator.deviceMemory) : undefined;
}

/** Those of this tab. */
export const images = new ImageStore({ memory: new MemoryBudget(documentMemoryBytes(deviceMemoryGiB())) });
