import { type LoadedImage, loadImage } from "@tessera/editor-2d";
import { isJsonObject } from "@tessera/json";
import type { SampleData } from "@tessera/sdk";

/** The one in front, the one before it while it fades, and the next. */
const KEPT_IMAGES = 3;

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

/** The url of the image of a sample that has one. */
export function imageUrlOf({ attributes }: Pick<SampleData, "attributes">): string | undefined {
  const image = isJsonObject(attributes) && isJsonObject(attributes.image) ? attributes.image : {};
  const url = image.signed_url ?? image.url;
  return typeof url === "string" && url !== "" ? url : undefined;
}

/** Decoded images, so that the next sample is there without a flash. Holds few: each takes much memory. */
export class ImageStore {
  readonly #load: typeof loadImage;
  /** The one that was used last stands last. */
  readonly #entries = new Map<string, Entry>();

  constructor(load: typeof loadImage = loadImage) {
    this.#load = load;
  }

  prefetch(url: string): void {
    this.#entry(url);
    this.#trim();
  }

  /** The image, if it is here. */
  peek(url: string): LoadedImage | undefined {
    return this.#entries.get(url)?.image;
  }

  acquire(url: string): ImageHandle {
    const entry = this.#entry(url);
    entry.users++;
    this.#trim();
    let isHeld = true;
    return {
      image: entry.image,
      loading: entry.loading,
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        entry.users--;
        this.#trim();
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
        if (abort.signal.aborted) image.dispose();
        else entry.image = image;
      },
      () => {
        // Whoever asks again has it loaded again.
        if (this.#entries.get(url) === entry) this.#entries.delete(url);
      },
    );
    return entry;
  }

  #trim(): void {
    let excess = this.#entries.size - KEPT_IMAGES;
    for (const [url, entry] of this.#entries) {
      if (excess <= 0) return;
      if (entry.users > 0) continue;
      this.#entries.delete(url);
      entry.abort.abort();
      entry.image?.dispose();
      excess--;
    }
  }
}

/** Those of this tab. */
export const images = new ImageStore();
