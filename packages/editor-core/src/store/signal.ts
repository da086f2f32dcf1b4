import type { Unsubscribe } from "./emitter.js";
import type { RecordScope } from "./record.js";
import type { Store } from "./store.js";

/**
 * A value derived from the store that tells when it has changed. Fits React's `useSyncExternalStore(signal.subscribe,
 * signal.get)`.
 */
export interface Signal<T> {
  readonly get: () => T;
  readonly subscribe: (listener: () => void) => Unsubscribe;
}

/** How a derived value is kept. */
export interface SignalOptions<T> {
  /** When two values are the same; then the first is kept. `Object.is` unless given. */
  readonly isEqual?: (a: T, b: T) => boolean;
  /** Derived from records of this scope alone; else from both. */
  readonly scope?: RecordScope;
}

/**
 * A value derived from the store. It is derived again only after a change, and its subscribers are called only when it
 * differs.
 *
 * @example
 * const count = deriveSignal(store, () => store.count(AnnotationType), { scope: "document" });
 * const stop = count.subscribe(() => console.log(count.get()));
 */
export function deriveSignal<T>(
  store: Store,
  derive: () => T,
  { isEqual = Object.is, scope }: SignalOptions<T> = {},
): Signal<T> {
  let kept: { readonly version: string; readonly value: T } | undefined;
  const version = () =>
    scope ? String(store.version(scope)) : `${store.version("document")} ${store.version("view")}`;

  function get(): T {
    const now = version();
    if (kept?.version === now) return kept.value;
    const value = derive();
    kept = { version: now, value: kept && isEqual(kept.value, value) ? kept.value : value };
    return kept.value;
  }

  function subscribe(listener: () => void): Unsubscribe {
    let last = get();
    return store.listen(
      () => {
        const value = get();
        if (Object.is(value, last)) return;
        last = value;
        listener();
      },
      scope ? { scope } : {},
    );
  }

  return { get, subscribe };
}

/**
 * Whether two lists hold the same items.
 *
 * @example editor.select(() => editor.selection.ids, { isEqual: isSameList })
 */
export function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => Object.is(item, b[index]));
}
