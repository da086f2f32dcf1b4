import { useSyncExternalStore } from "react";
import type { UploadQueue } from "./upload-queue.js";

/** The uploads of this tab by dataset; they run on while one looks at other pages. */
class Uploads {
  readonly #queues = new Map<string, UploadQueue>();
  readonly #listeners = new Set<() => void>();

  get(dataset: string): UploadQueue | undefined {
    return this.#queues.get(dataset);
  }

  set(dataset: string, queue: UploadQueue): void {
    this.#queues.set(dataset, queue);
    this.#tell();
  }

  delete(dataset: string): void {
    this.#queues.delete(dataset);
    this.#tell();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const uploads = new Uploads();

export function useUpload(dataset: string): UploadQueue | undefined {
  return useSyncExternalStore(uploads.subscribe, () => uploads.get(dataset));
}
