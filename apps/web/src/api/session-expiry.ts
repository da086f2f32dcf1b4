import { useSyncExternalStore } from "react";

/** Whether the session ended while a page was open. */
class SessionExpiry {
  #isExpired = false;
  readonly #listeners = new Set<() => void>();

  get = (): boolean => this.#isExpired;

  set(isExpired: boolean): void {
    if (isExpired === this.#isExpired) return;
    this.#isExpired = isExpired;
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export const sessionExpiry = new SessionExpiry();

export function useIsSessionExpired(): boolean {
  return useSyncExternalStore(sessionExpiry.subscribe, sessionExpiry.get);
}
